"""The numbers of a message: how many are wanted, and what a list is narrowed by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from agent.truth.features import CURRENCIES
from agent.truth.lexicon import Lexicon
from agent.truth.phrases import says
from agent.truth.values import amounts, decimal_of
from agent.truth.words import is_number

_UNITS = frozenset(
    {"m", "cm", "mm", "km", "l", "ml", "g", "kg", "w", "wh", "mah", "°", "°c", "c", "%", "liter"}
)
"""What stands behind a measure, which is no quantity: 20 l."""

_MANY = 1000


@dataclass(frozen=True, slots=True)
class Limits:
    """What the message narrows a list by."""

    least: Decimal | None = None
    most: Decimal | None = None
    in_stock: bool = False
    on_sale: bool = False
    order: str = ""
    """cheapest, dearest or empty."""
    without: tuple[str, ...] = ()
    """Folded words of what is left out: "jackets, but no yellow ones"."""


ANY = Limits()
"""A list that nothing narrows."""


def quantity(words: Sequence[str], taken: frozenset[int], book: Lexicon) -> int:
    """How many pieces `words` want; 1 where they do not say. `taken` are names' tokens."""
    for at, word in enumerate(words):
        if at in taken or _measures(words, at, book):
            continue
        if word.isdigit() and 1 < int(word) < _MANY:
            return int(word)
        if book.numbers.get(word, 1) > 1:
            return book.numbers[word]
    return 1


def _measures(words: Sequence[str], at: int, book: Lexicon) -> bool:
    """Whether the number there is money, a size or a measure: 3 x 3 m, 20-30 l."""
    two_before, before, after, then = ([*["", ""], *words, "", ""][at + n] for n in (0, 1, 3, 4))
    if before in CURRENCIES or after in CURRENCIES or before in book.groups["size"]:
        return True
    if any(after in book.groups[group] for group in ("first", "second", "third")):  # 2nd
        return True
    if before == "in" or after in _UNITS or is_number(after) or is_number(before):
        return True
    return (after == "x" and is_number(then)) or (before == "x" and is_number(two_before))


def limits(text: str, words: Sequence[str], book: Lexicon) -> Limits:
    """Read the limits of price, stock and order that `words` (of `text`) state."""
    least = most = None
    numbers = [(at, decimal_of(word)) for at, word in enumerate(words) if is_number(word)]
    numbers += [(at, number) for at in range(len(words)) if (number := _spelled(words, at, book))]
    stated = {amount.value for amount in amounts(text)}
    for at, number in numbers:
        if any(w in book.groups["between"] for w in words[max(0, at - 4) : at]) and numbers[1:]:
            least, most = sorted(n for _, n in numbers[:2])
            break
        if number in stated or number >= 10:
            bound = _bound(words, at, book)
            most = number if bound == "at_most" else most
            least = number if bound == "at_least" else least
    orders = ("cheapest", "dearest")
    order = next((g for g in orders if says(words, g, book)), "") or next(
        (g for g in orders if any(w in book.groups[g] for w in words)), ""
    )
    return Limits(
        least,
        most,
        in_stock=any(w in book.groups["stock"] for w in words),
        on_sale=any(w in book.groups["sale"] for w in words),
        order=order,
    )


def _spelled(words: Sequence[str], at: int, book: Lexicon) -> Decimal:
    """The round number that is written out there: two hundred, zweihundert, fifty; else 0."""
    word, behind = words[at], words[at + 1] if at + 1 < len(words) else ""
    hundreds = [name for name, number in book.numbers.items() if number == 100]
    if word in book.numbers and behind in hundreds:
        return Decimal(book.numbers[word] * 100)
    for name in hundreds:
        if word.endswith(name) and word.removesuffix(name) in book.numbers:
            return Decimal(book.numbers[word.removesuffix(name)] * 100)
    before = words[at - 1] if at else ""
    number = book.numbers.get(word, 0)
    return Decimal(number) if number >= 20 and before not in book.numbers else Decimal(0)


def _bound(words: Sequence[str], at: int, book: Lexicon) -> str:
    """What the number at `at` is by the words around it: at_most, at_least or neither.

    A whole phrase before a single word: "no more than 40" is no "more".
    """
    around = words[max(0, at - 4) : at + 5]
    for bound in ("at_most", "at_least"):
        if says(around, bound, book):
            return bound
    before = words[max(0, at - 4) : at]
    if any(word in book.groups["under"] for word in before):
        return "at_most"
    return "at_least" if any(word in book.groups["over"] for word in before) else ""
