"""The owner's own questions, from a TOML or YAML file.

[[questions]]
question = "Do you ship to Norway?"
must = ["Norway"]           # each of these words stands in a right reply
must_not = ["free"]         # and none of these
language = "en"             # without it the shop's first
after = ["..."]             # said before, in the same conversation
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import yaml  # type: ignore[import-untyped]
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from agent.check.question import CheckError, Question, Words


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    question: str = Field(min_length=1)
    must: tuple[str, ...] = ()
    must_not: tuple[str, ...] = ()
    language: str = ""
    after: tuple[str, ...] = ()


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    questions: tuple[_Entry, ...] = Field(min_length=1)


def own_questions(path: Path, language: str) -> list[Question]:
    """The questions in `path`. Raises CheckError, which names the entry, the key and the value."""
    read = _read(path)
    try:
        entries = _File.model_validate({"questions": read} if isinstance(read, list) else read)
    except ValidationError as exc:
        raise CheckError(_named(exc, path)) from exc
    return [
        Question(
            text=entry.question,
            language=entry.language or language,
            kind="own",
            needs=tuple(Words((text,)) for text in entry.must),
            rows=tuple(f"{path.name}, question {number}: must {text!r}" for text in entry.must),
            before=entry.after,
            must_not=entry.must_not,
        )
        for number, entry in enumerate(entries.questions, 1)
    ]


def _read(path: Path) -> Any:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as exc:
        raise CheckError(f"{path}: the questions cannot be read ({exc}).") from exc
    try:
        if path.suffix.lower() in (".yaml", ".yml"):
            return yaml.safe_load(text)
        return tomllib.loads(text)
    except (yaml.YAMLError, tomllib.TOMLDecodeError) as exc:
        kind = "TOML" if isinstance(exc, tomllib.TOMLDecodeError) else "YAML"
        raise CheckError(f"{path}: cannot be read as {kind}: {exc}") from exc


def _named(error: ValidationError, path: Path) -> str:
    lines = []
    for entry in error.errors():
        place = (
            ".".join(str(p + 1) if isinstance(p, int) else p for p in entry["loc"]) or "the file"
        )
        lines.append(f"{path}: {place} = {str(entry.get('input'))[:80]!r}: {entry['msg']}")
    return "\n".join(lines)
