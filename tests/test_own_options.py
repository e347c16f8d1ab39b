"""Options said in part or by their size: over goods that exist nowhere."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.small_shop import holds
from tests.test_asked_as_sold import read

DYES = {"Copper red": "11,00", "Chestnut": "12,00", "Blue / gold": "13,00"}
FARBEN = {"Kupferrot": "11,00", "Kastanie": "12,00", "Blau / Gold": "13,00"}
SIZES = {"15 ml": "16,90", "30 ml": "27,90"}


@pytest.mark.parametrize(
    ("language", "kept", "talk", "right"),
    [
        ("en", DYES, ["how much is zorvel in copper?"], "11"),
        ("en", DYES, ["zorvel gold?"], "13"),
        ("en", DYES, ["do you have zorvel", "how much is the gold one"], "13"),
        ("de", FARBEN, ["was kostet zorvel kupfer?"], "11"),
        ("de", FARBEN, ["zorvel in rot?"], "11"),
        ("de", FARBEN, ["habt ihr zorvel", "was kostet gold"], "13"),
        ("en", SIZES, ["how much is zorvel", "the big one"], "27"),
        ("en", SIZES, ["how much is the small zorvel"], "16"),
        ("de", SIZES, ["was kostet zorvel?", "die große"], "27"),
        ("de", SIZES, ["was kostet das kleine zorvel"], "16"),
        ("de", SIZES, ["was kostet zorvel?", "und das kleine?"], "16"),
    ],
)
def test_an_option_is_said_in_part_or_by_its_size(
    tmp_path: Path, language: str, kept: dict[str, str], talk: Sequence[str], right: str
) -> None:
    rows = [f"Zorvel;{choice};{price}" for choice, price in kept.items()]
    shop = read(tmp_path, language, "Name;Variant;Price", *rows, "Mipla;Red;9,00", "Tind;;7,00")
    *_, last = shop.had(*talk)
    shop.catalog.close()
    amounts = {price[:2] for price in kept.values()}
    assert right in last.text, last.text
    assert not any(other in last.text for other in amounts - {right}), last.text


def test_a_part_of_all_options_names_none(tmp_path: Path) -> None:
    rows = ["Zorvel;Dark red;11,00", "Zorvel;Light red;12,00"]
    shop = read(tmp_path, "en", "Name;Variant;Price", *rows)
    told = shop.asked("how much is zorvel in red").text
    shop.catalog.close()
    assert "11" in told, told
    assert "12" in told, told


@pytest.mark.parametrize("asked", ["balcony under 31?", "what is there on the balcony up to 31 €"])
def test_a_word_of_one_choice_alone_chooses_it(tmp_path: Path, asked: str) -> None:
    """ "PC2 balcony" is a choice of seats; the floor's lower price is not meant."""
    seats = "Name;PC1 Stalls;PC2 Balcony;Floor\nZorvel;46,00;38,00;12,00\nMipla;40,00;30,00;11,00"
    shop = read(tmp_path, "en", *seats.split("\n"), "Tind;50,00;45,00;10,00")
    [had] = shop.had(asked)
    shop.catalog.close()
    told = "\n".join((had.text, *had.cards))
    holds(told, ["Mipla", "30.00"], ["Zorvel", "Tind"])
