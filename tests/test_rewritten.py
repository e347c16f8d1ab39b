"""A small model's weights, rewritten once to what the CPU computes quicker, with the real model."""

from __future__ import annotations

import logging
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from agent.model.inspection import inspect_model
from agent.model.machine import look
from agent.model.registry import bundled_model
from agent.model.rewritten import quick_weights
from tests.real_model import SYSTEM, ask, opened

pytestmark = pytest.mark.model


@pytest.fixture
def model(tmp_path: Path) -> Path:
    path = bundled_model()
    assert path is not None
    return shutil.copy(path, tmp_path / path.name)


def test_it_is_written_once_and_says_the_same(tmp_path: Path) -> None:
    question = "Name three animals."
    with opened(tmp_path / "a") as backend:
        assert backend.weights == bundled_model()
        before = ask(backend, question, max_tokens=16).text
    assert not (tmp_path / "a" / "weights").exists()
    written: set[int] = set()
    for _ in range(2):
        with opened(tmp_path / "b", warm=SYSTEM, weights="auto") as backend:
            [file] = (tmp_path / "b" / "weights").iterdir()
            assert backend.weights == file
            assert "Q8_0" in backend.describe()
            # Of near ties one kernel may draw the other: the beginning is sure.
            assert ask(backend, question, max_tokens=16).text.split()[:2] == before.split()[:2]
            written.add(file.stat().st_mtime_ns)
    assert len(written) == 1, "it was written again"


def test_what_was_left_half_done_or_belongs_to_another_file_goes(
    model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)  # the state's folder is given from where the command is called
    state = Path("state")
    first = quick_weights(inspect_model(model), state, look(), 2)
    assert inspect_model(first).quantization == "Q8_0"
    (state / "weights" / "other.1-2.q8_0.gguf.77.part").write_bytes(b"half")
    model.touch()
    second = quick_weights(inspect_model(model), state, look(), 2)
    assert second != first
    assert list((state / "weights").iterdir()) == [second]


def test_where_it_cannot_be_written_the_models_own_file_serves(
    model: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    facts = inspect_model(model)
    (tmp_path / "state").mkdir()
    (tmp_path / "state" / "weights").write_text("a file where the folder should be")
    with caplog.at_level(logging.WARNING, "tresen.model"):
        assert quick_weights(facts, tmp_path / "state", look(), 2) == model
    assert "weights not rewritten" in caplog.text
    broken = tmp_path / "broken.gguf"
    broken.write_bytes(model.read_bytes()[:3_000_000] + b"\0" * 100)
    facts = replace(facts, path=broken)
    assert quick_weights(facts, tmp_path / "elsewhere", look(), 2) == broken
    assert list((tmp_path / "elsewhere" / "weights").iterdir()) == []


@pytest.mark.parametrize("quantization", ["Q4_K_M", "Q4_0", "Q8_0", "F16"])
def test_other_types_stay_as_they_are(model: Path, tmp_path: Path, quantization: str) -> None:
    facts = replace(inspect_model(model), quantization=quantization)
    assert quick_weights(facts, tmp_path / "state", look(), 2) == model
    assert not (tmp_path / "state").exists()


def test_large_ones_and_small_machines_stay_as_they_are(model: Path, tmp_path: Path) -> None:
    facts, machine = inspect_model(model), look()
    large = replace(facts, bytes=5_000_000_000)
    assert quick_weights(large, tmp_path, machine, 2) == model
    assert quick_weights(facts, tmp_path, replace(machine, available=400_000_000), 2) == model
