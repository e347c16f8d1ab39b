"""One line of a price list or menu: "Ölwechsel ..... 89,00 €", "Cola 0,3 l 2,80 € / 0,5 l 3,90 €".

Only a line whose end is a price is one; a sentence with a sum in it stays prose.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

from catalog.other_currency import own_of
from catalog.price_units import is_unit
from catalog.price_words import is_former, is_requested, priced_words, words_of
from catalog.sources.cells import line
from catalog.sources.column_names import GROSS, NET
from catalog.sources.line_behind import with_cell_behind
from catalog.sources.line_details import parted, state_in
from catalog.sources.line_offers import NAME_WORDS, Offer, Priced, named
from catalog.sources.line_prices import MAYBE, PRICE, SIGNED_TWICE, reading
from catalog.sources.line_states import is_gone, says_state
from catalog.sources.list_words import DEAL, RANGE, WITH, is_day
from catalog.sources.said_names import DASHED, is_amount
from catalog.sources.sized_prices import sized_prices

LONGEST = 300
"""Characters of a line. What is longer is prose."""

MOST = 4
"""Words in the place of a price."""

LONG = 9
"""Letters of a word that stands for a price behind a name, without a sign between."""

_SIGNS = frozenset(("kr", "Kr", "Fr", "SFr", "zł", "Kč", "Ft", "lei", "лв", "руб", "грн"))
"""Signs of letters that may stand before an amount: "Sang: kr 390,-"."""
_LEADER = re.compile(
    r"\s*(?:(?:(?<![^\W\d_])\.|\.(?!\s))(?:\s?\.){2,300}|(?<=\s)\.{1,2}(?=\s)|…[.…]{0,100}"
    r"|·{3,300}|_{3,300}|\t[\t ]{0,50}"
    r"|(?<=\S) {3,300}(?=\S))\s*"
)
_GAP = re.compile(r"(?P<name>\S.{1,120}?) {2}(?P<price>\d{1,4}(?:[.,]\d{1,2})?)")
"""A name, two blanks and a bare number: what many menus print."""
_NOTE = re.compile(
    r"(?P<main>[^()]{2,200}(?:\([^()]{1,80}\)[^()]{0,100})?)\s?\((?P<note>[^()]{1,80})\)"
)
_BEHIND = re.compile(
    r"(?P<main>\S.{2,160}\d(?:[.,:][-–—]{1,2}|\s?[^\W\d_]{1,4}|\s?[€$£₺₴₽])?)\s[-–—]\s"
    r"(?P<note>[^\W\d_][^\d.:;–—]{2,50})"
)
"""A dash and words behind a price: "9,80 – only on Sundays"."""
_COMMA = re.compile(r"(?P<main>\S.{2,160}?)[,;]\s(?P<note>[^\W\d_][^\d.:;–—()]{2,60})")
"""A comma and words behind a price with its sign: "62 €, small fault in the glaze"."""
_BEFORE = frozenset(words.split()[0] for words in priced_words() if words)
_NAMED = words_of("price_names")
"""Words before which a price in words begins: "prix selon dessin"."""
_PARTS = (":", "–", "—", " - ")
"""What parts a name from words in the place of a price."""
_DASH = re.compile(r"\s[-–—]\s")
_STRUCK = re.compile(
    r"~~(?P<former>[^~]{1,20}\d[^~]{0,10})~~\s{0,3}(?P<now>[^~()]{0,8}\d[^~()]{0,16}?)(?=$|\s[(–—-])"
)
"""A price that is struck out before the one that is asked."""
_STATE = re.compile(
    r"(?P<main>\S.{1,200}?)(?:\s?[(\[]|\s?[:|,;]\s|\s[-–—]{1,2}\s|\s{2,300}|\t+|\s?(?:\.\s?){3,300})\s?"
    r"(?P<state>[^\W\d_][^()\d:;|]{2,40})[)\]]?"
)
"""A line whose end may say a state: "Zander ..... ausverkauft"."""
_TABS = re.compile(r"\t+")
_DOTS = re.compile(r"\s*\.(?:\s?\.){4,300}\s*")
_ENDS_DASHED = re.compile(r"\s[-–—]\s*$")
_COUNT_FOR = re.compile(rf"(\d{{1,3}})\s(?:{DEAL})(?!\w)")
"""How many of it a price is for: "6 for £6.50, 12 for £12.00"."""
_NEXT = re.compile(r"(?P<last>[^\W\d_]{4})[.!?]\s+(?=[^\W\d_])(?P<first>\w)")
"""Where another sentence may begin, behind a price; behind "zzgl." none does."""


def priced(text: str, home: str) -> Priced | None:
    """What a line offers; None where it is no line of a price list."""
    if len(text) > LONGEST or not (MAYBE.search(text) or any(sign in text for sign in _PARTS)):
        return None
    text = _STRUCK.sub(r"\g<now> (statt \g<former>)", text)
    if (found := _gone(text.strip(), home)) is not None:
        return found
    if (detailed := _detailed(text.strip(), home)) is not None:
        return detailed
    if (noted := _NOTE.fullmatch(text.strip())) and (found := priced(noted["main"], home)):
        return _with_note(found, noted["note"], home)
    if (noted := _BEHIND.fullmatch(text.strip())) and (found := priced(noted["main"], home)):
        return found if found.note else replace(found, note=noted["note"])
    if (found := _with_words(text.strip(), home)) is not None:
        return found
    cut = [part for part in _LEADER.split(text.strip()) if part]
    if len(cut) > 1 and (found := _with_leader(cut, home)):
        return found
    if (found := _with_sizes(cut, home)) is not None:
        return found
    if (gap := _GAP.fullmatch(text.strip())) and reading(gap["price"], home):
        return named(gap["name"], (Offer("", gap["price"]),), False)
    whole = line(text)
    prices = list(PRICE.finditer(whole))
    if len(prices) > 1 and (found := _with_choices(whole, prices)):
        return found
    return _with_tail(whole, home)


def _with_words(text: str, home: str) -> Priced | None:
    """What a line offers that says more of it in words behind its price."""
    last = next(reversed(list(PRICE.finditer(text))), None)
    noted = None if last is None or last["c"] else _COMMA.fullmatch(text)
    if noted is None or last is None or noted["main"][last.end() :] not in ("", ")"):
        return None
    found = priced(noted["main"], home)
    if found is None or len(found.offers) > 1 or found.note:
        return None
    told = reading(found.offers[0].price, home)
    exact = told is not None and told.price is not None
    return replace(found, note=noted["note"]) if exact else None


def _detailed(text: str, home: str) -> Priced | None:
    """What a line offers that says more of it behind its price, part by part."""
    cut = parted(text)
    found = priced(cut[0], home) if cut is not None else None
    if cut is None or found is None or len(found.offers) > 1 or found.note or not found.sure:
        return None
    told = reading(found.offers[0].price, home)
    exact = told is not None and told.price is not None
    state = found.state or state_in(cut[1])
    return replace(found, details=cut[1], state=state) if exact else None


def _gone(text: str, home: str) -> Priced | None:
    """What a line offers that says of it that it is gone, behind its price or in its place: "Päron
    449:- (slut)", "Coniglio alle olive      esaurito"."""
    *cells, last_cell = _LEADER.split(text)
    match = _STATE.fullmatch(text)
    if cells and is_gone(last_cell):  # "Halle<tab>695,-<tab>pr. m²<tab>FULLT"
        main, state = "\t".join(cells).strip(), last_cell.strip()
    elif match is not None and is_gone(match["state"]):
        main, state = match["main"].strip(), match["state"].strip()
    else:
        last = next(reversed(list(PRICE.finditer(text))), None)  # "kr 750,- FULLT"
        if last is None or not is_gone(text[last.end() :]):
            return None
        main, state = text[: last.end()].strip(), text[last.end() :].strip()
    if (found := priced(main, home)) is not None:
        return replace(found, state=state)
    if PRICE.search(main) or is_day(main):
        return None
    found = named(_LEADER.sub(" ", main), (Offer("", ""),), False)
    return replace(found, state=state) if found is not None else None


def unpriced(text: str) -> Priced | None:
    """What a line offers that says in a few words why it has no price, behind dots or a tab:
    "Unfallschaden ....... nach Gutachten"."""
    cut = _DOTS.split(text.strip()) if len(text) <= LONGEST else []
    if len(cut) != 2:
        cut = _TABS.split(text.strip()) if len(text) <= LONGEST else []
        cut = cut if cut[-1:] and cut[-1][:1].islower() else []
    if len(cut) != 2 or any(map(str.isdigit, cut[1])) or not 0 < len(cut[1].split()) <= MOST:
        return None
    found = named(cut[0], (Offer("", ""),), False)
    return replace(found, note=line(cut[1])) if found is not None else None


def worded(text: str) -> Priced | None:
    """What an entry of a list offers that ends in words for a price: "Bridal hair on request"."""
    words = line(text).split()[: NAME_WORDS + MOST]
    for at in range(1, len(words)):
        told = " ".join(words[at:])
        if (at < len(words) - 1 or len(told) >= LONG) and is_requested(told):
            return named(" ".join(words[:at]), (Offer("", told),), False)
    return None


def is_measured(name: str) -> bool:
    """Whether a name is a measure or a time alone: "60 min", "0,5 l", which names nothing."""
    return is_amount(name)


def _is_next(found: re.Match[str]) -> bool:
    taxed = GROSS.fullmatch(found["last"]) or NET.fullmatch(found["last"])
    return found["first"].isupper() and taxed is None


def _with_note(found: Priced, note: str, home: str) -> Priced:
    """Letters of allergens belong to the name, a former price to the price, a state to what is
    sold; anything else is told beside."""
    if not found.state and says_state(note):
        return replace(found, state=note)
    whole = f"{found.offers[0].price} ({note})"
    told = reading(whole, home) if len(found.offers) == 1 else None
    # A former price, or the same in another currency.
    if told is not None and (told.former is not None or own_of(whole, home) is not None):
        return replace(found, offers=(Offer(found.offers[0].choice, whole),))
    if all(len(code) < 3 for code in re.split(r"[,;/\s]+", note)):
        return replace(found, name=f"{found.name} ({note})")
    return replace(found, note=note)


def _with_leader(cut: list[str], home: str) -> Priced | None:
    name, *rest = cut
    price = rest[-1]
    worded = not any(map(str.isdigit, price))
    if reading(price, home) is None or (worded and PRICE.search(" ".join(rest[-2:-1]))):
        return with_cell_behind(name, rest, home)
    whole = f"{name} {' '.join(rest[:-1])}".strip()
    offers = (Offer("", line(price)),)
    if (found := named(whole, offers, True)) is not None:
        return found
    # "BBQ pack: full rack, pulled pork, 3 pints of sides, 6 buns .... 72.00"
    name, colon, beside = whole.partition(": ")
    found = named(name, offers, True) if colon and len(whole) <= LONGEST else None
    return replace(found, beside=beside.strip()) if found is not None else None


def _with_sizes(cut: list[str], home: str) -> Priced | None:
    """Several prices behind a name, each with its size: behind dots before it, else behind it."""
    if len(cut) > 1:
        name, rest = cut[0], " ".join(cut[1:])
    elif (first := PRICE.search(cut[0] if cut else "")) is not None:
        name, rest = cut[0][: first.start()], cut[0][first.start() :]
    else:
        return None
    told = sized_prices(line(rest), PRICE)
    if not told or any(reading(price, home) is None for _, price in told):
        return None
    signed = all(not found["c"] for found in PRICE.finditer(rest))
    return named(name, tuple(Offer(size, price) for size, price in told), signed or len(cut) > 1)


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
    # "Curry 12,90 / with duck 15,90": what it is without has no word.
    with_ = all(label.split()[0].casefold() in WITH for label in between)
    if (len(head) <= many and not with_) or _is_range(between) or is_former(between[0]):
        return None
    first, name = " ".join(head[-many:]), " ".join(head[:-many])
    if (dashed := DASHED.fullmatch(whole)) and len(dashed["beside"].split()) < 4:
        # "Rosa 'Aroma' – bare root £12 / potted £19"
        first, name = dashed["beside"], dashed["name"]
    if with_:
        first, name = "", whole
    labels = [first.strip(":"), *(label.strip(": ") for label in between)]
    labels = [_COUNT_FOR.sub(r"\1", label) for label in labels]
    offers = tuple(Offer(label, found[0]) for label, found in zip(labels, prices, strict=True))
    sure = all(not found["c"] for found in prices[-1:])
    return named(name, offers, sure)


def _is_range(between: list[str]) -> bool:
    return len(between) == 1 and between[0].casefold() in RANGE


def _with_tail(text: str, home: str) -> Priced | None:
    """The longest end of the line that is a price, with a name before it."""
    starts = [match.start() + 1 for match in re.finditer(r" ", text)][-12:]
    for start in starts:
        tail = text[start:]
        first = tail.split(" ", 1)[0].casefold().strip(":.(")
        begins = (
            tail[0].isdigit() or not tail[0].isalnum() or first in _BEFORE or tail[:3].isupper()
        ) or (tail.split(" ", 1)[0].rstrip(".") in _SIGNS and tail[:1].isalpha())
        begins = begins or (first in _NAMED and not any(map(str.isdigit, tail)))
        if first in _NAMED and any(map(str.isdigit, tail)):
            continue  # the "tarif" of "Plein tarif 9 €" is the name's
        if text[start - 2].isdigit() and is_unit(first):
            continue  # "30 min €38": the minutes are the name's
        if SIGNED_TWICE.fullmatch(tail):
            continue  # of "78 € 62 €" the first sign is that of 78
        if not begins or tail[0] in "(–-—:|" or tail.count(")") > tail.count("("):
            continue
        if _begins_later(tail, home) or any(map(_is_next, _NEXT.finditer(tail))):
            continue
        found = reading(tail, home)
        if found is None:
            continue
        exact = PRICE.search(tail)
        separated = text[:start].rstrip()[-1:] in (":", "–", "—", "|") or " - " in text[:start][-4:]
        if exact is None and not separated:
            continue
        if any(
            not told["c"] or exact is None or exact["c"] for told in PRICE.finditer(text[:start])
        ):
            return None  # a sentence of two sums
        sure = bool(exact and not exact["c"]) or (separated and found.price is None)
        return named(
            text[:start],
            (Offer("", tail),),
            sure,
            dashed=_ENDS_DASHED.search(text[:start]) is not None,
        )
    return None


def _begins_later(tail: str, home: str) -> bool:
    """Whether words without a figure stand before a dash and a price: the price of "Twice a week –
    $38 per week" does not begin with "a week"."""
    colon = tail.find(": ")
    if colon > 0 and tail[0].isdigit() and reading(tail[colon + 1 :], home) is not None:
        return True  # "Berth 8 to 12 m: 210 €"
    dash = _DASH.search(tail)
    if dash is None:
        return False
    before, behind = tail[: dash.start()], tail[dash.end() :]
    figures = any(map(str.isdigit, before)) or not any(map(str.isalnum, before))
    return not figures and reading(behind, home) is not None
