"""Settings: what overrides what, and errors that name key, value and what was expected."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent.config import load
from agent.errors import ConfigError
from catalog.records import Hours


def written(folder: Path, text: str) -> Path:
    path = folder / "tresen.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_file_under_the_environment_under_options(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path, '[business]\nname = "A"\ncurrency = "CHF"\n[web]\nport = 1\n')
    monkeypatch.setenv("TRESEN_WEB__PORT", "2")
    settings = load(path)
    assert (settings.business.name, settings.web.port) == ("A", 2)
    assert load(path, web={"port": 3}).web.port == 3


def test_hours_are_read() -> None:
    settings = load(
        business={"name": "A", "opening_hours": ["Mo-Fr 10:00-19:00", "Sa 10:00-16:00"]}
    )
    assert settings.business.record().opening_hours == (
        Hours((0, 1, 2, 3, 4), "10:00", "19:00"),
        Hours((5,), "10:00", "16:00"),
    )


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ('[business]\nname = ""', ["[business] name", "''"]),
        ('[business]\ncurrency = "euro"', ["[business] currency", "'euro'"]),
        ('[business]\ntimezone = "Europe/Nowhere"', ["timezone", "Europe/Nowhere", "time zone"]),
        (
            '[business]\nopening_hours = ["Mo 9-5"]',
            ["opening_hours", "Mo 9-5", "Mo-Fr 10:00-19:00"],
        ),
        ('[business]\nopening_hours = ["Fr-Xq 09:00-17:00"]', ["Fr-Xq", "Xq"]),
        ("[web]\nport = 99999", ["[web] port", "99999"]),
        ("[web]\nprot = 1", ["[web] prot", "not permitted"]),
        ("[web", ["TOML"]),
    ],
)
def test_a_wrong_setting_is_named(tmp_path: Path, text: str, names: list[str]) -> None:
    with pytest.raises(ConfigError) as error:
        load(written(tmp_path, text))
    for name in ("tresen.toml", *names):
        assert name in str(error.value)


def test_a_secret_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("s3cret\n")
    path = written(tmp_path, f'[catalog]\napi_key_file = "{tmp_path / "key"}"\n')
    settings = load(path)
    assert settings.catalog.api_key.get_secret_value() == "s3cret"
    assert "s3cret" not in repr(settings)
    with pytest.raises(ConfigError, match="no-such"):
        load(written(tmp_path, '[catalog]\napi_key_file = "/no-such"\n'))


def test_a_settings_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"tresen init"):
        load(tmp_path / "other.toml")
