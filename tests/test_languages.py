"""Each language says everything, and no code names one."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from babel import Locale

from agent.grounding.lexicon import languages
from agent.grounding.speech import speech
from catalog.concepts import renamed
from catalog.languages import having, language_file, language_table

PLACE = re.compile(r"\{(\w+)\}")
SPOKEN = having("sentences.toml")
READ_BY = ("small", "typical", "numbers")
"""Of words.toml: where a language has none, the reader's own are taken."""

FILES = ("reading.toml", "words.toml", "phrases.toml", "speech.toml", "messages.toml")


def ways(entry: object) -> Iterator[str]:
    """Each text that a sentence may be said with."""
    if isinstance(entry, str):
        yield entry
    elif isinstance(entry, dict):
        yield from entry.values()
    elif isinstance(entry, list):
        for one in entry:
            yield from ways(one)


def keys(table: dict[str, Any], before: str = "") -> set[str]:
    found = set()
    for key, value in table.items():
        found |= keys(value, f"{before}{key}.") if isinstance(value, dict) else {before + key}
    return found


@pytest.mark.parametrize("language", SPOKEN)
def test_every_language_has_every_sentence(language: str) -> None:
    ours, english = (language_table(code, "sentences.toml") for code in (language, "en"))
    assert ours.keys() == english.keys()
    for key, entry in ours.items():
        places = {frozenset(PLACE.findall(way)) for way in ways(english[key])}
        told = {frozenset(PLACE.findall(way)) for way in ways(entry)}
        assert told <= places | {frozenset().union(*places)}, key
        assert all(way.strip() for way in ways(entry)) or not english[key], key


@pytest.mark.parametrize("language", SPOKEN)
def test_a_sentence_that_counts_has_the_plural_forms_of_its_language(language: str) -> None:
    plural = Locale.parse(language).plural_form
    forms = {plural(number) for number in range(200)}
    counted = [
        (key, one)
        for key, entry in language_table(language, "sentences.toml").items()
        for one in (entry if isinstance(entry, list) else [entry])
        if isinstance(one, dict)
    ]
    for key, one in counted:
        assert forms | {"other"} == one.keys(), key
    assert counted


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("language", SPOKEN)
def test_every_language_has_every_key(language: str, name: str) -> None:
    def told(code: str) -> set[str]:
        free = ("numbers", "days", "feasts", "fractions", "spelled", "currencies", *READ_BY)
        return keys({k: v for k, v in language_table(code, name).items() if k not in free})

    assert told(language) == told("en")


@pytest.mark.parametrize("language", SPOKEN)
def test_what_the_model_says_can_be_judged(language: str) -> None:
    assert language in languages()
    assert speech(language).plain


NINTH = """
import json, sys
from pathlib import Path
from tests.talks import opened
from web.words import messages
demo = Path("catalog")
shop = opened("demo", Path(sys.argv[1]), among=demo, also=("pt",))
asked = ["Quanto custa o Fjell 2?", "qual a tenda mais barata?", "obrigado", "Tchau!"]
told = [[had.query.language, had.text] for had in map(shop.asked, asked)]
widget = messages("pt")["widget"]
print(json.dumps([told, widget["send"], widget["close"]]))
"""


def test_a_further_language_is_a_folder_laid_anywhere(tmp_path: Path) -> None:
    """A ninth, of which the folder has half; the rest is said in the shop's first language."""
    laid = tmp_path / "languages"
    shutil.copytree(Path(__file__).parent / "data" / "languages", laid)
    program = [sys.executable, "-c", NINTH, str(tmp_path / "state")]
    root = Path(__file__).parent.parent
    env = os.environ | {"TRESEN_LANGUAGES": str(laid), "PYTHONPATH": str(root)}
    ran = subprocess.run(program, cwd=root, env=env, capture_output=True, text=True, timeout=120)
    assert ran.returncode == 0, ran.stderr
    told, send, close = json.loads(ran.stdout.splitlines()[-1])
    assert told[0] == ["pt", "Fjell 2 custa €\xa0189,90."]
    assert told[1][0] == "pt"
    assert "Skjul" in told[1][1]
    assert told[2] == ["pt", "De nada!"]
    assert told[3][1] in language_table("en", "sentences.toml")["bye"]
    assert (send, close) == ("Enviar", "Close the chat")


def test_what_a_language_calls_things_are_things_that_there_are() -> None:
    english = (Path(__file__).parent.parent / "catalog" / "concepts.tsv").read_text("utf-8")
    rows = {line.split("\t")[0] for line in english.splitlines()}
    known = {"|".join(r.split("|")[:n]) for r in rows for n in range(1, r.count("|") + 2)}
    for language in having("concepts.tsv"):
        lines = language_file(language, "concepts.tsv").read_text("utf-8").splitlines()
        assert [line for line in lines if line.partition("\t")[0] not in known] == []


@pytest.mark.parametrize(
    ("name", "language", "wanted", "told"),
    [
        ("Gewicht", "de", "en", "Weight"),
        ("weight", "en", "fr", "poids"),
        ("Größe", "de", "nl", "Maat"),
        ("Kalorien", "de", "pl", "Kalorie"),
        ("Weight", "en", "en", "Weight"),
        ("screen in", "en", "fr", "screen in"),
        ("Zorvel", "de", "tr", "Zorvel"),
    ],
)
def test_a_field_has_the_name_of_the_customers_language(
    name: str, language: str, wanted: str, told: str
) -> None:
    assert renamed(name, language, wanted) == told
