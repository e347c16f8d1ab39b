"""models.md is what its script makes of the registry, and says what a shop owner asks."""

from __future__ import annotations

import importlib.util
import sys
import tomllib
from pathlib import Path
from types import ModuleType

import pytest

from agent.config import load
from agent.model.registry import known_models

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "models.md"


def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location(
        "make_models_page", ROOT / "scripts" / "make_models_page.py"
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # where a dataclass looks for the names in its annotations
    spec.loader.exec_module(module)
    return module


def test_the_page_is_the_script_s() -> None:
    assert PAGE.read_text(encoding="utf-8") == script().render(), (
        "python scripts/make_models_page.py"
    )


def test_every_model_server_and_licence_is_on_the_page() -> None:
    text, registry = PAGE.read_text(encoding="utf-8"), known_models()
    for entry in registry.models.values():
        assert f"| `{entry.name}` |" in text
        assert entry.sources.size in text
    for licence in registry.licences.values():
        assert f"### {licence.name}" in text
        assert all(ask in text for ask in licence.asks)
    assert all(server.base_url in text for server in registry.servers)
    for machine in ("4 GB", "8 GB", "16 GB", "32 GB"):
        assert f"| laptop, {machine} |" in text
    for machine in ("8 GB", "12 GB", "24 GB", "80 GB"):
        assert f"| graphics card, {machine} |" in text


def test_no_model_that_the_eu_is_shut_out_of_is_recommended() -> None:
    for row in script().rows():
        for fit in (row.english, row.german):
            assert fit is not None
            assert not known_models().licence(fit.entry).excludes_eu
        assert "de" in row.german.entry.languages


@pytest.mark.parametrize("number", range(3))
def test_the_page_s_settings_can_be_loaded(number: int, tmp_path: Path) -> None:
    blocks = PAGE.read_text(encoding="utf-8").split("```toml\n")[1:]
    assert len(blocks) == 3
    block = blocks[number].partition("```")[0]
    file = tmp_path / "tresen.toml"
    file.write_text(block, encoding="utf-8")
    loaded = load(file).model.model_dump(exclude_unset=True)
    assert loaded.keys() == tomllib.loads(block)["model"].keys()
