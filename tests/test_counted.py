"""How many there are, of all that are called so, and how many of them can be had."""

from __future__ import annotations

import pytest

from catalog.records import Availability
from tests.test_kinds import Shop

RUNS = Shop(
    [
        ("Marble Run Zorvel", "32.90", {"tags": "marbles"}),
        ("Marble Run Kestra", "52.90", {"tags": "marbles"}),
        ("Wooden Marble Run", "64.00", {"tags": "marbles"}),
        ("Ballet Bag", "12.00", {"subject": "Bags"}),
        ("Ballet Shoes", "18.00", {"subject": "Shoes"}),
        ("Tango Dress", "80.00", {"subject": "Dance"}),
    ],
    states={"p1": Availability.OUT_OF_STOCK},
)


@pytest.mark.parametrize(
    ("language", "talk", "right", "wrong"),
    [
        ("en", "how many marble runs do you sell", "3", "sold out"),
        ("en", "how many marble runs do you sell | how many of them are in stock", "2", "Kestra"),
        ("en", "how many marble runs do you sell | how many of those are sold out", "1", "Zorvel"),
        ("en", "which marble runs are sold out?", "Kestra", "Zorvel"),
        ("en", "which marble runs are not sold out?", "Zorvel", "Kestra"),
        ("de", "welche marble runs sind ausverkauft", "Kestra", "Zorvel"),
        ("de", "wie viele marble runs habt ihr", "3", "ausverkauft"),
        ("en", "how many ballet things do you have", "2", "Tango"),
    ],
)
def test_what_is_called_so_is_counted(language: str, talk: str, right: str, wrong: str) -> None:
    told = RUNS.says(*talk.split(" | "), language=language)
    assert right in told
    assert wrong not in told
