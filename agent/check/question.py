"""What is asked, what a right answer holds, and what came back: frozen values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal, TypeAlias

from agent.check.fields import Truth
from catalog.errors import TresenError
from catalog.records import Option, Product

Rate = Literal["wrong_fact", "wrong_binding", "false_denial", "missed_fact", "false_refusal"]
RATES: tuple[Rate, ...] = (
    "wrong_fact", "wrong_binding", "false_denial", "missed_fact", "false_refusal",
)  # fmt: skip

WRONG: tuple[Rate, ...] = ("wrong_fact", "wrong_binding", "false_denial")
"""What leaves a customer believing what is not so."""


class CheckError(TresenError):
    """There is nothing to ask, or the owner's file of questions cannot be used."""


# -- what a right answer holds -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Figures:
    """All of these numbers or amounts of money; of each one of its readings ("1.320")."""

    all_of: tuple[frozenset[Decimal], ...]

    @classmethod
    def of(cls, *values: Decimal) -> Figures:
        return cls(tuple(frozenset({value}) for value in values))


@dataclass(frozen=True, slots=True)
class Words:
    """At least `share` of the words of one of `any_of`."""

    any_of: tuple[str, ...]
    share: float = 1.0


@dataclass(frozen=True, slots=True)
class Stock:
    """A statement on whether the question's product can be had. `orderable` is the true one."""

    orderable: bool


@dataclass(frozen=True, slots=True)
class Products:
    """One of these products by name. Offered for it may be those of `allowed` alone (None: any).

    The sets are of the products whose rows the check holds. Of a larger catalog the others are
    judged by their own rows when a reply names them: `also` says whether one is right, `beside`
    whether it may be offered. Without them none is, and any may be.
    """

    any_of: frozenset[str]
    allowed: frozenset[str] | None = None
    also: Callable[[Product], object] | None = field(default=None, compare=False)
    beside: Callable[[Product], object] | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Denial:
    """That there is no such thing, or that it is closed."""


@dataclass(frozen=True, slots=True)
class Members:
    """Some of the items that satisfy a wish, and none that fails it.

    `holds` says of any product whether its rows satisfy the conditions; `any_of` are those of the
    check's sample that do. Without any, right is who says that there are none. `first`: the items
    that a superlative is true of, of which one has to be named before all others.
    """

    any_of: frozenset[str]
    holds: Callable[[Product], Truth] = field(compare=False)
    first: bool = False


@dataclass(frozen=True, slots=True)
class Count:
    """One of these numbers, or as many items by name."""

    any_of: frozenset[int]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Yes or no, or the row's own `words`."""

    holds: bool
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Quote:
    """What the passage with this id says: most of one sentence, or its numbers or contacts."""

    passage: str


@dataclass(frozen=True, slots=True)
class Times:
    """One of these times of the day ("10:00")."""

    any_of: frozenset[str]


@dataclass(frozen=True, slots=True)
class Either:
    """One of these."""

    needs: tuple[Need, ...]


Need: TypeAlias = (
    Figures | Words | Stock | Products | Members | Count | Verdict | Denial | Quote | Times | Either
)


# -- asked and answered --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Question:
    """One question with its exact answer.

    `before` is what is said in the same conversation ahead of it. `subject` is the id of the
    product that it is about, narrowed by `options`. `fake` is a product's name that no row holds.
    """

    text: str
    language: str
    kind: str
    needs: tuple[Need, ...]
    rows: tuple[str, ...]
    """The rows that answer it, as a person reads them."""
    before: tuple[str, ...] = ()
    subject: str = ""
    options: tuple[Option, ...] = ()
    fake: str = ""
    premise: str = ""
    """What the customer wrongly takes for true: repeated without a denial it is a wrong fact."""
    must_not: tuple[str, ...] = ()
    field: str = ""
    """What is asked of it, by the row's own name: another item's value of it is a wrong binding."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back. `cards` are the lines of the product cards; times in milliseconds."""

    text: str
    lane: str
    cards: tuple[str, ...] = ()
    ttft_ms: float = 0.0
    total_ms: float = 0.0
    failed: str = ""
    """The code of a Failed event, else empty."""
    shown: tuple[str, ...] = ()
    """The ids of the cards' products."""
    handed: bool = False
    """It leaves the question to a person."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One way in which a reply is not right."""

    rate: Rate
    detail: str


@dataclass(frozen=True, slots=True)
class Judged:
    question: Question
    reply: Reply
    findings: tuple[Finding, ...] = field(default=())

    def counts(self, rate: Rate) -> bool:
        """A reply counts once for each rate, however often it fails in that way."""
        return any(finding.rate == rate for finding in self.findings)
