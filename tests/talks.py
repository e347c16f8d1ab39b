"""Sixteen made-up shops with talks (tests/data/shops), had with the direct lane in this process.

A turn is right where one of each of `say`'s alternatives is found in the reply and its cards, and
none of `never` in its words; or, as ../shared/businesses has it, where all of `must_all`, one of
`must` and n of `least` are found, none of `must_not` in the words and of `not_cards` on a card.
Shops are read as `tresen ingest` reads them.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from agent.answering.passages import Encode
from agent.answering.reply import reply
from agent.answering.said import Counter, Said
from agent.answering.shelf import Shelf, open_shelf
from agent.config import Settings
from agent.grounding.lexicon import languages
from agent.grounding.render import Voice
from agent.spoken import card
from agent.understanding.context import complete
from agent.understanding.language import language_of
from agent.understanding.query import Query
from agent.understanding.state import State
from catalog.ingest import ingest
from catalog.legends import Legends
from catalog.lookup import Catalog
from catalog.records import Business
from catalog.survey import all_passages, all_products

SHOPS = Path(__file__).parent / "data" / "shops"
ROUTES = Path(__file__).parent / "data" / "routes"
NO_SOURCES = {"tresen.toml", "talks.jsonl"}


@dataclass(frozen=True)
class Had:
    """One turn of a talk as it was had: what was wanted (`turn`), read and said."""

    shop: str
    talk: str
    place: int
    turn: dict[str, Any]
    state: State
    """What stood before it."""
    query: Query
    said: Said
    text: str
    cards: tuple[str, ...]

    @property
    def right(self) -> bool:
        turn, text = self.turn, self.text.translate(_PLAIN)
        cards = [card.translate(_PLAIN) for card in self.cards]
        seen = "\n".join((text, *cards))
        groups = [*turn.get("say", ()), *([p] for p in turn.get("must_all", ()))]
        groups += [turn["must"]] if turn.get("must") else []
        said = all(any(_found(p, seen) for p in group) for group in groups)
        least = turn.get("least") or {"n": 0, "of": ()}
        enough = sum(_found(p, seen) for p in least["of"]) >= least["n"]
        wrong = any(_found(p, text) for key in ("never", "must_not") for p in turn.get(key, ()))
        shown = any(_found(p, c) for p in turn.get("not_cards", ()) for c in cards)
        return said and enough and not wrong and not shown


@dataclass(frozen=True)
class Shop:
    """An opened shop."""

    name: str
    business: Business
    catalog: Catalog
    shelf: Shelf
    folder: Path
    legends: Legends

    def talks(self) -> Iterator[Had]:
        """All its talks, turn by turn."""
        for line in (self.folder / "talks.jsonl").read_text("utf-8").splitlines():
            yield from self._had(json.loads(line))

    def asked(self, text: str) -> Had:
        """One question, and nothing before it."""
        return self.had(text)[0]

    def had(self, *messages: str) -> list[Had]:
        """One talk of these messages."""
        return list(self._had({"id": "", "turns": [{"q": text} for text in messages]}))

    def _had(self, talk: dict[str, Any]) -> Iterator[Had]:
        business, state = self.business, State()
        offered = [c for c in business.languages if c in languages()] or ["en"]
        spoken = offered[0]
        for place, turn in enumerate(talk["turns"]):
            names = self.shelf.columns.words
            language = language_of(turn["q"], spoken, offered, names)
            spoken = language if language in languages() else spoken
            query = complete(self.shelf.reader.read(turn["q"], language), state, self.shelf.columns)
            counter = Counter(
                business,
                Voice(spoken, "", business.currency),
                datetime.now(ZoneInfo(business.timezone)),
                lambda ids: [self.legends.told(row) for row in self.catalog.products(list(ids))],
            )
            before, told = state, reply(query, counter, self.shelf, state, turn["q"])
            state = told.state
            shown = (card(s, counter.voice, False) for s in told.said.shown)
            cards = tuple(" | ".join(filter(None, (c.title, c.options, c.price))) for c in shown)
            text = " ".join(told.said.sentences)
            yield Had(self.name, talk["id"], place, turn, before, query, told.said, text, cards)


def names(among: Path = SHOPS) -> list[str]:
    return sorted(path.parent.name for path in among.glob("*/talks.jsonl"))


def opened(
    name: str,
    state: Path,
    encode: Encode | None = None,
    ask: Encode | None = None,
    among: Path = SHOPS,
    also: tuple[str, ...] = (),
) -> Shop:
    """The shop `name` of those `among`, its files read into `state`; it speaks `also` these."""
    folder = among / name
    settings = Settings(**tomllib.loads((folder / "tresen.toml").read_text("utf-8")))
    business = settings.business.record()
    business = replace(business, languages=(*business.languages, *also))
    files = [str(p) for p in sorted(folder.iterdir()) if p.name not in NO_SOURCES and p.is_file()]
    catalog = Catalog.open(state)
    ingest(files, catalog.database, catalog.search, business=business)
    catalog.refresh()
    shelf = open_shelf(catalog, business.languages, encode, ask)
    rows, passages = all_products(catalog.database), all_passages(catalog.database)
    return Shop(name, business, catalog, shelf, folder, Legends.of(rows, passages))


_PLAIN = str.maketrans(
    {"\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u2011": "-", "\u2212": "-", "\u2019": "'"}
)


def _found(pattern: str, text: str) -> bool:
    return re.search(pattern, text, re.IGNORECASE | re.DOTALL) is not None
