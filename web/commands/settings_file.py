"""One change to tresen.toml that leaves everything else in it as it was, comments too."""

from __future__ import annotations

import os
from pathlib import Path

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import InlineTable, Table

from agent.config import load
from agent.errors import ConfigError


def choose_model(file: Path, *, name: str = "", path: str = "") -> bool:
    """Write `name` or `path` under [model] of `file`, and take the other one out.

    Makes the file where there is none. Whether a [model.remote] stands there, which the program
    takes before any local model. Raises ConfigError; the file is then as it was.
    """
    text = ""
    try:
        if file.exists():
            text = file.read_text(encoding="utf-8")
        document = tomlkit.parse(text)
    except OSError as exc:
        raise ConfigError(f"{file}: cannot be read: {exc.strerror}.") from exc
    except (TOMLKitError, UnicodeDecodeError) as exc:
        raise ConfigError(f"{file}: cannot be read as TOML: {exc}") from exc
    section = document.setdefault("model", tomlkit.table())
    if not isinstance(section, Table | InlineTable):
        raise ConfigError(f"{file}: model = {str(section)[:80]!r}: expected a section, [model].")
    kept, dropped = ("name", "path") if name else ("path", "name")
    section[kept] = name or path
    section.pop(dropped, None)
    _replace(file, tomlkit.dumps(document))
    load(file)  # the whole file is checked, so that a mistake elsewhere in it is told now
    return "remote" in section


def _replace(file: Path, text: str) -> None:
    aside = file.with_name(f"{file.name}.new")
    try:
        with aside.open("w", encoding="utf-8") as out:
            out.write(text)
            out.flush()
            os.fsync(out.fileno())
        if file.exists():
            aside.chmod(file.stat().st_mode)  # it may hold secrets
        aside.replace(file)
    except OSError as exc:
        aside.unlink(missing_ok=True)
        raise ConfigError(f"{file}: cannot be written: {exc.strerror}.") from exc
