"""The languages: a folder of data for each, and nothing in the code names one.

    <code>/reading.toml     function words: what a question is read by
    <code>/concepts.tsv     its words for ../concepts.tsv, where that has no column for it
    <code>/stems.toml       the endings that it inflects by, where tantivy has no stemmer for it
    <code>/sentences.toml   what the agent says, several ways each
    <code>/words.toml       everyday words, days, holidays
    <code>/phrases.toml     how people point, leave out, insist; what no text of a shop may order
    <code>/speech.toml      what claims nothing in a model's reply, leaves open, promises
    <code>/places.toml      words for sending things, countries as people call them
    <code>/messages.toml    what the web says: widget, messengers, mail

They lie in the lowest layer, since all three read them. `TRESEN_LANGUAGES` names a folder with
further ones, which are read as these are; one that is here too takes the place of ours.
"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import Any

from catalog.kept_tables import toml_table

VARIABLE = "TRESEN_LANGUAGES"
_OURS = Path(__file__).parent


@cache
def having(name: str) -> tuple[str, ...]:
    """The codes (ISO 639-1) of the languages whose folder has the file `name`."""
    found = {path.parent.name for root in _roots() for path in root.glob(f"*/{name}")}
    return tuple(sorted(found))


def language_file(language: str, name: str) -> Path:
    """The file `name` of `language`; raises KeyError where there is none."""
    for root in _roots():
        path = root / language / name
        if path.parent.parent == root and path.is_file():
            return path
    raise KeyError(language)


@cache
def language_table(language: str, name: str) -> dict[str, Any]:
    """What the TOML file `name` of `language` says; nobody changes it. Raises KeyError as above."""
    return toml_table(language_file(language, name))


def _roots() -> tuple[Path, ...]:
    further = os.environ.get(VARIABLE, "")
    return (Path(further), _OURS) if further else (_OURS,)
