"""One line of a price list or menu: "Ölwechsel ..... 89,00 €", "Cola 0,3 l 2,80 € / 0,5 l 3,90 €".

Only a line whose end is a price is one; a sentence with a sum in it stays prose.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from babel import Locale
from babel.dates import get_day_names

from catalog.kept_tables import toml_table
from catalog.price_units import is_unit
from catalog.price_words import is_former, priced_words
from catalog.quantities import Asked, asked
from catalog.records import Availability
from catalog.sources.cells import BadCell, line
from catalog.sources.words import availability, truth
from catalog.text import fold

_HELD: Mapping[str, Any] = toml_table(Path(__file__).with_name("lists.toml"))
WITH = frozenset(_HELD["with"])
CONDITIONS = frozenset(_HELD["conditions"])
_PHRASES = tuple(words for words in CONDITIONS if " " in words)
FEES = frozenset(_HELD["fees"])
HOURS = frozenset(_HELD["hours"])
ALL_DAYS, WORKDAYS = (frozenset(_HELD[name]) for name in ("all_days", "workdays"))
EVERY_DAY = frozenset(_HELD["every_day"])
CLOSED, BESIDE = (frozenset(_HELD[name]) for name in ("closed", "beside"))
UNTIL = tuple(_HELD["until"])
LEGEND = frozenset(_HELD["legend"])
SEASON = tuple(_HELD["season"])
SIZE = frozenset(_HELD["size"])
SPANS = frozenset(map(fold, _HELD["spans"]))
"""Times that a number counts, beside those of units.toml."""
KINDS = frozenset(_HELD["kinds"])
PER, LOW, HIGH = (frozenset(_HELD[name]) for name in ("per", "low", "high"))
PRICE_NAMES = "|".join(map(re.escape, _HELD["price"]))
FEE_NAMES = "|".join(map(re.escape, _HELD["fee"]))
"""Patterns: what the names of columns of prices hold."""
LISTS, LIST_ENDS = frozenset(_HELD["lists"]), tuple(_HELD["lists_end"])
BESIDE_KINDS = frozenset(_HELD["beside_kinds"])
KIND_BEGINS, KIND_ENDS = frozenset(_HELD["kind_begins"]), tuple(_HELD["kind_ends"])
EXTRAS = frozenset(_HELD["extras"])
CARDS = tuple(_HELD["cards"])
CLASSES = tuple(_HELD["classes"])
"""How words end that name a class of prices."""
TOTALS = frozenset(_HELD["totals"])
SENTENCE = frozenset(_HELD["sentence"])

LONGEST = 300
"""Characters of a line. What is longer is prose."""

STATE = 40
"""Characters of what says that something is gone."""

NAME = 90
"""Characters of a name of something that is sold, and its words."""
NAME_WORDS = 12

_SIGN = (
    r"€|\$|£|¥|₺|₴|₽|₪|₹|zł|Kč|Ft|kr\.?|Fr\.|SFr\.?|lei|лв\.?|руб\.?|грн\.?|TL|[A-Z]{3}"
    r"|Euro?|euros?"
)
_AMOUNT = r"(?:\d{4,6}|\d{1,3}(?:[.,' ]\d{3}){0,3})(?:[.,]\d\d(?!\d)|[.,:]?[-–—]{1,2}(?!\s?\d))?"
PRICE = re.compile(
    rf"(?:(?:(?<!\w)(?:{_SIGN})\s?)(?P<a>{_AMOUNT})|(?<![\d.,:])(?P<b>{_AMOUNT})\s?(?:{_SIGN})(?!\w)"
    r"|(?<![\w.,])(?P<p>\d{1,2}p)(?!\w)"
    r"|(?<![\d.,:/])(?P<d>\d{1,3}(?:[. ]\d{3}){0,2}[:.,][-–—]{1,2})(?!\s?\d)"
    r"|(?<![\d.,:/])(?P<c>\d{1,4}[.,]\d\d)(?![\d.,:%/])"
    r"(?!\s?(?:l|cl|ml|dl|kg|g|cm|mm|m|km|h|min|Uhr|Std|Stunden|x)\b))"
)
MAYBE = re.compile(
    r"\d[.,:]\d\d|\d\s?(?:[€$£₺₴₽₪₹]|kr|zł|Kč|Ft|TL|lei|лв|руб|грн|EUR|CHF|USD|GBP|Euro)"
    r"|[€$£₺₴₽₪₹]\s?\d|[A-Z]{3}\s?\d"
    r"|\d[.,:]-|\dp\b|\.{3}|…|\t| {2}\d|\S {3,300}[^\W\d_]"
)
_LEADER = re.compile(
    r"\s*(?:\.(?:\s?\.){2,300}|(?<=\s)\.\.(?=\s)|…[.…]{0,100}|·{3,300}|_{3,300}|\t[\t ]{0,50}"
    r"|(?<=\S) {3,300}(?=\S))\s*"
)
_GAP = re.compile(r"(?P<name>\S.{1,120}?) {2}(?P<price>\d{1,4}(?:[.,]\d{1,2})?)")
"""A name, two blanks and a bare number: what many menus print."""
_NOTE = re.compile(
    r"(?P<main>[^()]{2,200}(?:\([^()]{1,80}\)[^()]{0,100})?)\s?\((?P<note>[^()]{1,80})\)"
)
_SEPARATOR = re.compile(r"\s*(?:[:|]|\s[-–—])\s+")
_BEFORE = frozenset(words.split()[0] for words in priced_words() if words)
_CODES = re.compile(
    r"\s*[(\[]\s*(?P<codes>[A-Za-z0-9]{1,2}(?:\s*[,;/]\s*[A-Za-z0-9]{1,2}){0,15})\s*[)\]]"
)
_LEGEND = re.compile(
    r"(?<![\w])(?P<code>[A-Za-z]{1,2}|\d{1,2})\s?[=:)]\s?(?P<what>[^\W\d_][^,;=|/\n]{1,50})"
)
_LISTED = re.compile(
    r"(?:^|[,;])\s{0,3}(?P<code>[A-Za-z]|\d{1,2})\s(?P<what>[^\W\d_][^,;\n]{1,50})"
)
"""A legend without signs: "1 gluten, 3 eggs"."""
_DASHED = re.compile(r"(?P<name>\S.{1,80}?)\s+[-–—]\s+(?P<beside>\S.{0,60}?)")
"""A name, and what stands behind the first dash with blanks around."""
_MEASURED = re.compile(r"\d{1,4}(?:[.,]\d{1,2})?\s?(?P<unit>[^\W\d_]{1,12})")
_STRUCK = re.compile(
    r"~~(?P<former>[^~]{1,20}\d[^~]{0,10})~~\s{0,3}(?P<now>[^~()]{0,8}\d[^~()]{0,16}?)(?=$|\s[(–—-])"
)
"""A price that is struck out before the one that is asked."""
_STATE = re.compile(
    r"(?P<main>\S.{1,200}?)(?:\s?[(\[]|\s?[:|,;]\s|\s[-–—]{1,2}\s|\s{2,300}|\t+|\s?(?:\.\s?){3,300})\s?"
    r"(?P<state>[^\W\d_][^()\d:;|]{2,40})[)\]]?"
)
"""A line whose end may say a state: "Zander ..... ausverkauft"."""
_PICTURE = re.compile("[\U0001f300-\U0001faff\u2600-\u27bf\ufe0f\u20e3\u200d]{1,12}")
_NUMBERED = re.compile(
    r"(?:Nr\.?\s?)?(?P<number>[A-Za-z]{0,2}(?!(?:19|20)\d\d\b)\d{1,5}[a-z]?)[.):]?\s+(?=\S)"
)
_SENTENCE = re.compile(r"[^\W\d_]{3}[.!?]\s+[^\W\d_]")
_TIME = re.compile(r"(?<!\d)[012]?\d:[0-5]\d(?!\d)")
_TIDY = re.compile(r"[\s:;,|–—.·…_+\-]+$")


@dataclass(frozen=True, slots=True)
class Offer:
    """One price of a line, and what it is chosen by ("groß"); empty where there is one alone."""

    choice: str
    price: str


@dataclass(frozen=True, slots=True)
class Priced:
    """A line that offers something. `sure`: a currency, or dots between name and price, say so."""

    name: str
    offers: tuple[Offer, ...]
    sure: bool
    note: str = ""
    """What stands in brackets behind the price."""
    state: str = ""
    """That it cannot be had, in the line's words: "sold out"."""
    beside: str = ""
    """What the line says behind its name: how much of it, in which pot."""


def priced(text: str, home: str) -> Priced | None:
    """What a line offers; None where it is no line of a price list."""
    if len(text) > LONGEST or not (MAYBE.search(text) or any(sign in text for sign in ":–—")):
        return None
    text = _STRUCK.sub(r"\g<now> (statt \g<former>)", text)
    if (found := _gone(text.strip(), home)) is not None:
        return found
    if (noted := _NOTE.fullmatch(text.strip())) and (found := priced(noted["main"], home)):
        return _with_note(found, noted["note"], home)
    cut = [part for part in _LEADER.split(text.strip()) if part]
    if len(cut) > 1 and (found := _with_leader(cut, home)):
        return found
    if (gap := _GAP.fullmatch(text.strip())) and reading(gap["price"], home):
        return _named(gap["name"], (Offer("", gap["price"]),), False)
    whole = line(text)
    prices = list(PRICE.finditer(whole))
    if len(prices) > 1 and (found := _with_choices(whole, prices)):
        return found
    return _with_tail(whole, home)


def _gone(text: str, home: str) -> Priced | None:
    """What a line offers that says of it that it is gone, behind its price or in its place: "Päron
    449:- (slut)", "Coniglio alle olive      esaurito"."""
    match = _STATE.fullmatch(text)
    if match is None or not is_gone(match["state"]):
        return None
    main, state = match["main"].strip(), match["state"].strip()
    if (found := priced(main, home)) is not None:
        return replace(found, state=state)
    if PRICE.search(main) or is_day(main):
        return None
    found = _named(_LEADER.sub(" ", main), (Offer("", ""),), False)
    return replace(found, state=state) if found is not None else None


def is_measured(name: str) -> bool:
    """Whether a name is a measure or a time alone: "60 min", "0,5 l", which names nothing."""
    found = _MEASURED.fullmatch(name.strip(" .:"))
    return found is not None and (is_unit(found["unit"]) or fold(found["unit"]) in SPANS)


def is_gone(text: str) -> bool:
    """Whether words say that something is sold out, full or let. A no alone says anything."""
    bare = text.strip(" .!()[]*_–—-")
    if not 4 <= len(bare) <= STATE or any(map(str.isdigit, bare)) or truth(bare) is not None:
        return False
    try:
        return availability(bare) is Availability.OUT_OF_STOCK
    except BadCell:
        return False


def _with_note(found: Priced, note: str, home: str) -> Priced:
    """Letters of allergens belong to the name, a former price to the price; anything else is told
    beside."""
    whole = f"{found.offers[0].price} ({note})"
    if len(found.offers) == 1 and (told := reading(whole, home)) and told.former is not None:
        return replace(found, offers=(Offer(found.offers[0].choice, whole),))
    if all(len(code) < 3 for code in re.split(r"[,;/\s]+", note)):
        return replace(found, name=f"{found.name} ({note})")
    return replace(found, note=note)


def _with_leader(cut: list[str], home: str) -> Priced | None:
    name, *rest = cut
    price = rest[-1]
    if reading(price, home) is None:
        return None
    middle = " ".join(rest[:-1])
    return _named(f"{name} {middle}".strip(), (Offer("", line(price)),), True)


def _with_choices(text: str, prices: list[re.Match[str]]) -> Priced | None:
    """ "Suppe klein 5,50 € / groß 8,90 €": each price with the words before it."""
    if text[prices[-1].end() :].strip(" .*)") or len(prices) > 6:
        return None
    between = [
        text[before.end() : after.start()].strip(" /|,;–-") for before, after in pairwise(prices)
    ]
    # "£12 per person, children £6": a comma begins something else.
    if not all(between) or any(len(label.split()) > 3 or ", " in label for label in between):
        return None
    whole = text[: prices[0].start()].strip(" :–-")
    head, many = whole.split(), len(between[0].split())
    if len(head) <= many or _is_range(between) or is_former(between[0]):
        return None
    first, name = " ".join(head[-many:]), " ".join(head[:-many])
    if (dashed := _DASHED.fullmatch(whole)) and len(dashed["beside"].split()) < 4:
        first, name = (
            dashed["beside"],
            dashed["name"],
        )  # "Rosa 'Aroma' – bare root £12 / potted £19"
    labels = [first.strip(":"), *(label.strip(": ") for label in between)]
    offers = tuple(Offer(label, found[0]) for label, found in zip(labels, prices, strict=True))
    sure = all(not found["c"] for found in prices[-1:])
    return _named(name, offers, sure)


def _is_range(between: list[str]) -> bool:
    return len(between) == 1 and between[0].casefold() in ("bis", "to", "à", "a", "do", "tot", "до")


def _with_tail(text: str, home: str) -> Priced | None:
    """The longest end of the line that is a price, with a name before it."""
    starts = [match.start() + 1 for match in re.finditer(r" ", text)][-12:]
    for start in starts:
        tail = text[start:]
        first = tail.split(" ", 1)[0].casefold().strip(":.(")
        begins = (
            tail[0].isdigit() or not tail[0].isalnum() or first in _BEFORE or tail[:3].isupper()
        )
        if text[start - 2].isdigit() and is_unit(first):
            continue  # "30 min €38": the minutes are the name's
        if not begins or tail[0] in "(–-—:|" or tail.count(")") > tail.count("("):
            continue
        found = reading(tail, home)
        if found is None:
            continue
        exact = PRICE.search(tail)
        separated = text[:start].rstrip()[-1:] in (":", "–", "—", "|") or " - " in text[:start][-4:]
        if exact is None and not separated:
            continue
        if any(not told["c"] for told in PRICE.finditer(text[:start])):
            return None  # a sentence of two sums
        sure = bool(exact and not exact["c"]) or (separated and found.price is None)
        return _named(text[:start], (Offer("", tail),), sure)
    return None


def reading(text: str, home: str) -> Asked | None:
    """What a text asks, where all of it is a price: an amount, a span, or known words of none."""
    if _TIME.search(text) and home not in ("SEK", "NOK", "DKK"):
        return None
    told = text.strip().strip("()") if text.count("(") == text.count(")") else text.strip()
    try:
        found = asked(told, "", home, home)
    except BadCell:
        return None
    if found.price is not None or found.span is None:
        return found if found.price is not None else None
    span = found.span
    known = span.low is not None or span.high is not None
    deal = re.match(r"\d{1,2}\s?(?:für|for|x|pour|per|por|voor|à)\s", told) is not None
    wordless = not any(char.isdigit() for char in told)
    return found if known or deal or wordless else None


def _named(name: str, offers: tuple[Offer, ...], sure: bool) -> Priced | None:
    tidy, beside = _without_size(_TIDY.sub("", line(name)))
    words = tidy.split()
    if not 2 <= len(tidy) <= NAME or len(words) > NAME_WORDS:
        return None
    if sum(char.isalpha() for char in tidy) < 2 or tidy.endswith(("?", "!")):
        return None
    if words[-1].casefold().strip(".:") in SENTENCE or _SENTENCE.search(tidy):
        return None
    return Priced(tidy, offers, sure, beside=beside)


def _without_size(name: str) -> tuple[str, str]:
    """("Salvia 'Caradonna'", "2 litre") of "Salvia 'Caradonna' – 2 litre": what stands behind the
    dash is how much of it, or the name is a plant's with its sort in quotes. "Hamburg – Berlin" is
    a name."""
    found = _DASHED.fullmatch(name)
    if found is None or ("(" in found["beside"] and ")" not in found["beside"]):
        return name, ""
    measured = _MEASURED.match(found["beside"])
    sized = measured is not None and is_unit(measured["unit"])
    quoted = found["name"][-1] in "'’\"”»“" or found["beside"].casefold() in SIZE
    return (found["name"], found["beside"]) if sized or quoted else (name, "")


@dataclass(frozen=True, slots=True)
class Marks:
    """What was taken off a name: letters of allergens, pictures."""

    name: str
    codes: tuple[str, ...]


def unmarked(name: str, legend: Mapping[str, str]) -> Marks:
    """A name without the letters and pictures that a legend explains."""
    codes: list[str] = []

    def take(match: re.Match[str]) -> str:
        told = [code for code in re.split(r"[,;/\s]+", match["codes"]) if code]
        if not all(code.casefold() in legend for code in told):
            return match[0]
        codes.extend(told)
        return ""

    bare = _CODES.sub(take, name)
    for picture in _PICTURE.findall(bare):
        codes.append(picture)
    bare = _PICTURE.sub("", bare)
    # "Misosuppe a,c": letters behind the name without brackets.
    tail = re.search(r"\s((?:[A-Za-z0-9]{1,2},\s?){1,12}[A-Za-z0-9]{1,2})$", bare)
    if tail and all(code.strip().casefold() in legend for code in tail[1].split(",")):
        codes += [code.strip() for code in tail[1].split(",")]
        bare = bare[: tail.start()]
    elif re.fullmatch(r" [A-Z]", last := bare.rstrip()[-2:]) and last[1:].casefold() in legend:
        codes.append(last[1:])  # "Croquetas G"
        bare = bare.rstrip()[:-2]
    return Marks(_TIDY.sub("", line(bare)), tuple(codes))


def legend_of(text: str) -> dict[str, str]:
    """Letters and numbers to what they mean: "a = Gluten, b = Krebstiere"."""
    found: dict[str, str] = {}
    for told in text.split("\n"):
        if len(told) > 2000 or not ("=" in told or ":" in told or ")" in told):
            continue
        pairs = [(m["code"], line(m["what"])) for m in _LEGEND.finditer(told)]
        words = {word.strip(":").casefold() for word in told.split()[:3]}
        if LEGEND & words and not pairs:
            pairs = [(m["code"], line(m["what"])) for m in _LISTED.finditer(told.partition(":")[2])]
        if len(pairs) > 1 and (LEGEND & words or "=" in told or _all_letters(told, pairs)):
            found.update((code.casefold(), what.rstrip(" .")) for code, what in pairs)
        for sign, what in re.findall(
            r"([\U0001f300-\U0001faff\u2600-\u27bf])\ufe0f?\s?[=:]\s?([^,;=\n]{2,50})", told
        ):
            found[sign] = line(what)
    return found


def _all_letters(told: str, pairs: Sequence[tuple[str, str]]) -> bool:
    """Whether a line explains single letters, each another, and begins with them: "G: gluten, L:
    milk, M: molluscs"."""
    codes = [code for code, _ in pairs]
    single = all(len(code) == 1 and code.isupper() for code in codes)
    return single and 2 < len(codes) == len(set(codes)) and told.strip()[:1] == codes[0]


def number_of(text: str) -> tuple[str, str]:
    """("21", "mit Tofu") of "21 mit Tofu"; ("", text) where no number stands before it."""
    match = _NUMBERED.match(text)
    return (match["number"], text[match.end() :]) if match else ("", text)


@lru_cache(maxsize=1)
def _countries() -> frozenset[str]:
    names: set[str] = set()
    for language in ("en", "de", "fr", "es", "it", "nl", "pt", "sv", "da", "pl", "cs"):
        names.update(name.casefold() for name in Locale(language).territories.values())
    return frozenset(names)


@lru_cache(maxsize=1)
def _days() -> frozenset[str]:
    names: set[str] = set()
    for language in ("en", "de", "fr", "es", "it", "nl", "pt", "sv", "da", "pl", "cs", "ru"):
        for width in ("wide", "abbreviated", "short"):
            told = get_day_names(width, locale=Locale(language)).values()
            names.update(name.casefold().strip(".") for name in told)
    return frozenset(names)


def is_day(name: str) -> bool:
    """Whether this is a day of the week: what stands beside it is when it is open."""
    first = re.split(r"[\s.,:–/-]+", name.strip().casefold(), maxsplit=1)[0]
    return first in _days()


def day_of(name: str) -> tuple[str, str]:
    """("Montag", "Linseneintopf") of "Montag: Linseneintopf"; ("", name) of any other."""
    first, colon, rest = name.partition(":")
    named = is_day(first) or first.strip().casefold() in EVERY_DAY
    if colon and len(rest.strip()) > 2 and len(first) < 30 and named:
        return first.strip(), rest.strip()
    return "", name


def is_country(name: str) -> bool:
    """Whether this is a country: what stands beside it is what sending there costs."""
    return any(part.strip().casefold() in _countries() for part in name.split(",")[:3])


def is_condition(*texts: str, heading: bool = False) -> bool:
    """Whether these tell of conditions: what shipping costs is nothing that is sold. "Fees" stands
    over what a vet does; in a line it is what comes on top."""
    words = CONDITIONS if heading else CONDITIONS | FEES
    return any("?" in text or _has_word(text, words) or _has_phrase(text) for text in texts)


def is_total(told: str) -> bool:
    """Whether a row of this name sums up those above it."""
    return told.casefold().rstrip(":") in TOTALS


def is_part_total(told: str) -> bool:
    """Whether it may sum up a part of them: "Sous-total Épicerie"; "Total care" is a shampoo."""
    return is_total(told) or any(told.casefold().startswith(f"{word} ") for word in TOTALS)


def is_extra(name: str) -> bool:
    """Whether a column is called what is asked on top of a price, and nothing else: "Dostawka"."""
    words = re.findall(r"[^\W\d_]+", name.casefold())
    beside = all(word in EXTRAS or word in PER or is_unit(word) for word in words)
    return beside and not EXTRAS.isdisjoint(words)


def is_list(text: str) -> bool:
    """Whether a title, or the name of a sheet or file, says that it is a list of prices."""
    words = re.findall(r"[^\W\d_]+", text[: 10 * LONGEST].casefold())
    pairs = (" ".join(two) for two in pairwise(words))
    return not LISTS.isdisjoint([*words, *pairs]) or any(
        word.endswith(LIST_ENDS) and len(word) > 7 for word in words
    )


def is_hours(*texts: str) -> bool:
    """Whether these headings tell of hours and days: 9.00 is no price there."""
    return any(_has_word(text, HOURS) for text in texts)


def _has_phrase(text: str) -> bool:
    folded = text.casefold()
    return any(phrase in folded for phrase in _PHRASES)


def _has_word(text: str, words: frozenset[str]) -> bool:
    return not words.isdisjoint(re.findall(r"[^\W\d_]+", text.casefold()))
