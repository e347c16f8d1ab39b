"""What columns, states and answers are called: columns.toml, names.toml and trades.toml, as the
readers ask for it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from catalog.kept_tables import toml_table
from catalog.records import Availability
from catalog.sources.cells import BadCell, line

_HELD: Mapping[str, Any] = toml_table(Path(__file__).with_name("columns.toml"))
_MORE: Mapping[str, Any] = toml_table(Path(__file__).with_name("names.toml"))
_TRADES: Mapping[str, Any] = toml_table(Path(__file__).with_name("trades.toml"))
_CAMEL = re.compile(r"(?<=[a-zäöü])(?=[A-ZÄÖÜ])")
_SIGNS = re.compile(r"[\W_]+")
_SCHEMA = re.compile(r"https?://(?:www\.)?schema\.org/", re.IGNORECASE)


_BARE = str.maketrans({"ı": "i", "ł": "l", "ø": "o", "đ": "d", "æ": "ae", "ß": "ss"})
"""Letters that are not one with a mark, to what is written for them."""


def unaccented(text: str) -> str:
    """Without the marks on letters, which many leave out: "Catégorie" is "Categorie"."""
    if text.isascii():
        return text
    split = unicodedata.normalize("NFKD", text.translate(_BARE))
    return "".join(char for char in split if not unicodedata.combining(char))


def _names(section: str, key: str) -> tuple[str, ...]:
    """All names of a field, the most certain first."""
    own: list[str] = list(_HELD[section][key])
    more: list[str] = list(_MORE.get(section, {}).get(key, ()))
    if key == "price":
        # What holds the tax comes first, what does not last: the customer's price is the former.
        net = own.index("price excl vat")
        gross, lacking = _MORE[section]["price_gross"], _MORE[section]["price_net"]
        own, more = [*own[:net], *gross, *more, *own[net:]], lacking
    names = [*own, *more, *_TRADES.get(section, {}).get(key, ())]
    small = [unicodedata.normalize("NFC", name.casefold()) for name in names]
    return tuple(dict.fromkeys(spelled for name in small for spelled in (name, unaccented(name))))


FIELDS: Mapping[str, tuple[str, ...]] = {k: _names("fields", k) for k in _HELD["fields"]}
TRAITS: Mapping[str, tuple[str, ...]] = {k: _names("traits", k) for k in _HELD["traits"]}
ENGLISH_TITLES, OTHER_TITLES = (
    frozenset(spelled for name in held for spelled in (name, unaccented(name)))
    for held in (
        set(_HELD["fields"]["title"]),
        set(_MORE["fields"]["title"]) - set(_HELD["fields"]["title"]),
    )
)
"""What columns of titles are called in English or German, and in other languages alone."""
ROUTE: Mapping[str, frozenset[str]] = {
    end: frozenset(names) for end, names in _HELD["route"].items()
}
UNITS: Mapping[str, str] = _HELD["units"]
COUNTED_IN = frozenset(
    spelled for name in _HELD["counted_in"]["names"] for spelled in (name, unaccented(name))
)
MADE: Mapping[str, frozenset[str]] = {k: frozenset(names) for k, names in _HELD["made"].items()}
LEFT: Mapping[str, frozenset[str]] = {k: frozenset(names) for k, names in _HELD["left"].items()}
WINDOW: Mapping[str, frozenset[str]] = {k: frozenset(names) for k, names in _HELD["window"].items()}
MINOR: tuple[str, ...] = tuple(
    spelled for word in _HELD["minor"]["words"] for spelled in (word, unaccented(word))
)
INTERNAL = frozenset(_names("internal", "names"))
PLACING = frozenset(_names("placing", "names"))
"""Names of INTERNAL that words in the cells belie."""
INTERNAL_WORDS = frozenset(_names("internal", "words"))
INTERNAL_BESIDE: Mapping[str, frozenset[str]] = {
    name: frozenset(beside) for name, beside in _HELD["internal_beside"].items()
}
GENERIC = frozenset(_names("generic", "titles"))
"""What columns of titles are called whatever the goods are."""
SEVERAL = frozenset(_names("several", "categories"))
"""What a list is called whose categories stand beside each other, none within another."""
NUMBERS = frozenset(_names("codes", "numbers"))
"""What columns are called that number the rows."""
NUMBER_MARKS = frozenset(_names("codes", "marks"))
NUMBER_ENDINGS = _names("codes", "endings")
"""Words of the names of such columns, and how one ends."""
WRITTEN = frozenset(_names("codes", "written"))
"""What columns are called whose figures are no amounts: postcodes, telephone numbers."""
STATUS = 30
"""Characters of a status."""

_CODE = re.compile(r"[^\W\d_]\d")
_STATES = {
    word: Availability(state)
    for state in reversed(_HELD["availability"])
    for word in _names("availability", state)
}
_SPAN = re.compile(rf"\d\s?(?:{'|'.join(map(re.escape, _HELD['spans']['words']))})\b", re.I)
_MORE_THAN = re.compile(
    r"(?:[>≥]|more than|over|über|mehr als|plus de|más de|oltre|più di|meer dan|ponad|więcej niż"
    r"|fler än|mere end|více než)\s?0*[1-9]\d{0,6}|0*[1-9]\d{0,6}\s?(?:\+|oder mehr|or more)",
    re.IGNORECASE,
)
"""More pieces than a number: ">20", "20+"."""


def _either(key: str) -> str:
    """A pattern of a list of words, the longest first."""
    return "|".join(map(re.escape, sorted(_HELD["left"][key], key=len, reverse=True)))


_FOR_NOW = re.compile(rf"(?<!\w)(?:{_either('for_now')})(?!\w)", re.IGNORECASE)
_AWAITED = re.compile(rf"(?:{_either('awaited')})(?!\w)", re.IGNORECASE)
_YES = frozenset(_names("truth", "yes"))
_NO = frozenset(_names("truth", "no"))
LETTERS: Sequence[tuple[str, str]] = [tuple(pair) for pair in _HELD["truth"]["letters"]]
"""Yes and no as their first letters, a pair for each language."""
_STAFF_GROUPS = frozenset(_names("staff", "groups"))
_STAFF_GOODS = tuple(_names("staff", "goods"))
_WITHHELD, _TRIAL, _UNUSED = (
    re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, _names('staff', key)))})(?!\w)")
    for key in ("withheld", "trial", "unused")
)
_SHOWN = frozenset(FIELDS["published"])
"""What a column is called that says who is seen, and what a cell says of one that is."""
_HIDDEN = frozenset(_names("truth", "hidden"))
_HIDDEN_BEGINS = tuple(_HELD["truth"]["hidden_begins"])


def folded(name: str) -> str:
    """A column's name as columns.toml writes it."""
    return _without_signs(_CAMEL.sub(" ", name), " ")


@lru_cache(maxsize=4096)  # tables have the same columns in each of their passes
def _without_signs(text: str, between: str) -> str:
    """Letters and figures in small, `between` for each run of other signs. What stands above and
    below letters is of them: the vowels of Thai and Hindi, the points of an ö in two signs."""
    if text.isascii():
        return _SIGNS.sub(between, text).strip().casefold()
    whole = unicodedata.normalize("NFC", text)
    bare = "".join(char if _is_letter(char) else " " for char in whole)
    return between.join(bare.split()).casefold()


def _is_letter(char: str) -> bool:
    return char.isalnum() or unicodedata.category(char)[0] == "M"


def word(key: str, language: str) -> str:
    """What the program calls `key` in `language`; in English where it does not speak it."""
    said: Mapping[str, str] = _HELD["words"].get(language, _HELD["words"]["en"])
    return said[key]


@lru_cache(maxsize=1024)  # a feed says it in a handful of words
def availability(text: str) -> Availability:
    """The state that a feed's word, schema.org address or yes and no mean. Raises BadCell."""
    said = _without_signs(_SCHEMA.sub("", text.strip()), "")
    if not said:
        # "+" is a sign of its own; a dash may say that nothing is known.
        return _STATES.get(text.strip(), Availability.UNKNOWN)
    if said not in _STATES and _CODE.search(text) is None:
        # "only 9 left", "in 3 days": the words around a number; "N101" is a code, and no "no".
        said = "".join(char for char in said if not char.isdigit())
    if said not in _STATES and _FOR_NOW.search(text):
        said = _without_signs(_FOR_NOW.sub(" ", text), "")  # "tillfälligt slut"
    if said not in _STATES and _MORE_THAN.fullmatch(text.strip()):
        return Availability.IN_STOCK
    if said not in _STATES and _SPAN.search(text):
        return Availability.BACKORDER
    if said not in _STATES:
        raise BadCell("no state of stock that is known; expected one such as in_stock")
    return _STATES[said]


def left(text: str) -> Availability | None:
    """What is there, where words are written in the place of a count: "lots", "none"; None for any
    other. "None" says nothing of the kind in the place of a price."""
    said = line(text).casefold().strip(" .!")
    states = (
        ("none", Availability.OUT_OF_STOCK),
        ("few", Availability.LIMITED),
        ("lots", Availability.IN_STOCK),
    )
    return next((state for key, state in states if said in LEFT[key]), None)


def is_shown(status: str) -> bool:
    """Whether a status says no more than that customers see it: "Aktiv"."""
    return folded(status[:STATUS]) in _SHOWN


def is_paused(status: str) -> bool:
    """Whether a status says that something rests for a while: "Pause"."""
    return folded(status[:STATUS]) in LEFT["paused"]


def is_for_now(text: str) -> bool:
    """Whether a state of stock will not last: "temporarily sold out"."""
    return _FOR_NOW.search(text) is not None


def without_for_now(text: str) -> str:
    """Words without those that say that it is so for the time being."""
    return line(_FOR_NOW.sub(" ", text)).strip(" ,")


def is_awaited(text: str) -> bool:
    """Whether words say that something comes that is not there yet: "verwacht in maart", "soon"."""
    told = line(text)
    if told.casefold().strip(" .!…") in LEFT["soon"]:
        return True
    return _AWAITED.match(told) is not None and len(told.split()) > 1


def truth(text: str) -> bool | None:
    """Yes or no; None where the text is neither."""
    said = text.strip().casefold()
    return True if said in _YES else False if said in _NO else None


@lru_cache(maxsize=1024)
def hides(status: str) -> bool:
    """Whether a product of this status is not for customers."""
    told = status.strip().casefold()
    return told in _HIDDEN or (len(told) <= STATUS and unaccented(told).startswith(_HIDDEN_BEGINS))


def is_staffs(group: str, title: str) -> bool:
    """Whether goods are for those who work there: by the last group that they are of ("Drinks >
    Staff only"), by how their name begins ("Staff lunch"), or where it says that they are a trial
    or not for sale ("TEST, must not be sold")."""
    last = folded(re.split(r"[>/|]", group[:200])[-1])
    called = folded(title[:80])
    trial = _TRIAL.search(called) is not None and _UNUSED.search(called) is not None
    withheld = trial or _WITHHELD.search(called) is not None
    return withheld or last in _STAFF_GROUPS or called.startswith(_STAFF_GOODS)


def spoken(tag: str) -> str:
    """The language of a tag ("de-DE", "de_AT"); empty where it is none."""
    language = _SIGNS.split(tag.strip().lower())[0]
    return language if language.isascii() and language.isalpha() and len(language) in (2, 3) else ""
