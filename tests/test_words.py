"""The web's message catalogs: every language says everything, and nothing is said by none."""

from __future__ import annotations

import re
from importlib.resources import files
from typing import Any

import pytest

from web.embed import SCRIPTS
from web.words import available, choose, for_owners, messages, spoken

PLACE = re.compile(r"\{(\w+)\}")


def flat(table: dict[str, Any], before: str = "") -> dict[str, str]:
    found: dict[str, str] = {}
    for key, value in table.items():
        name = f"{before}{key}"
        found |= flat(value, f"{name}.") if isinstance(value, dict) else {name: value}
    return found


@pytest.mark.parametrize("language", available())
def test_every_language_says_the_same_things(language: str) -> None:
    ours, english = flat(messages(language)), flat(messages("en"))
    assert ours.keys() == english.keys()
    for key, text in ours.items():
        assert text.strip(), key
        assert set(PLACE.findall(text)) == set(PLACE.findall(english[key])), key


def test_the_widget_says_what_there_is_and_all_of_it() -> None:
    folder = files("web").joinpath("widget")
    script = "".join(folder.joinpath(name).read_text(encoding="utf-8") for name in SCRIPTS)
    used = set(re.findall(r"\bwords\.(\w+)", script))
    known = set(messages("en")["widget"]) | set(messages("en")["evidence"])
    # What is sold out is waited for where there is mail (web/look.py).
    assert used - {"restock"} <= known
    # `row` and `heading` are looked up by what a fact's place begins with; the greeting is the
    # business's own where it has one, so the server chooses it.
    assert known - used == {"row", "heading", "greeting"}


@pytest.mark.parametrize(
    ("wanted", "chosen"), [("de", "de"), ("DE_at", "de"), ("fr-FR", "en"), ("", "en"), ("-", "en")]
)
def test_a_language_is_chosen_by_its_first_part(wanted: str, chosen: str) -> None:
    assert choose(wanted, ("en", "de")) == chosen


def test_a_language_without_a_catalog_is_spoken_in_english() -> None:
    assert messages("fi") == messages("en")


def test_the_widget_speaks_only_what_there_are_words_in() -> None:
    assert spoken(("fi", "de", "tr")) == ("de", "tr")
    assert spoken(("fi",)) == ("en",)
    assert for_owners() == ("de", "en")
