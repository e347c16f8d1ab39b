"""The query: what a customer asks for, in typed values.

Frozen and passed on: `read` makes it, `complete` fills in what the message leaves out, `resolve`
turns it into facts.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from catalog.measures import Dimension


class Act(StrEnum):
    """What is to be done."""

    FIND = "find"
    """Items that satisfy conditions."""
    TELL = "tell"
    """Values of items, or what is written."""
    CHECK = "check"
    """Whether something holds of an item."""
    COMPARE = "compare"
    SUM = "sum"
    COUNT = "count"
    CHAT = "chat"
    PERSON = "person"


class Op(StrEnum):
    """How a condition holds a field to its value."""

    IS = "is"
    LACKS = "lacks"
    AT_LEAST = "at least"
    AT_MOST = "at most"
    WITHIN = "within"
    SAYS = "says"
    """A word anywhere in the row."""
    STATES = "states"
    """Anything at all: the "cheapest bed" is of rows that tell of beds."""


WITHOUT = "without"
"""What a condition is of that asks for what says that it has none of something."""

SOURCE = "source"
"""What a condition is of that asks for the rows of one file: "courses" of courses.csv."""


@dataclass(frozen=True, slots=True)
class Condition:
    """`fields` (ids; any of them) `op` one of `values`, or amounts from `low` to `high`.

    Amounts are in their dimension's base unit. `mention` is how the customer said it.
    """

    fields: tuple[str, ...]
    op: Op
    values: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None
    mention: str = ""


@dataclass(frozen=True, slots=True)
class Order:
    """By `field` (id), the most first or the least."""

    field: str
    most: bool
    mention: str = ""
    all: bool = False
    """All are wanted, in this order, and not only the first."""
    others: tuple[str, ...] = ()
    """Further fields that it may be of, where no row states the first: "longest" of a battery."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """So much of something as it is said: "2,5 m", "3 nights". `base` is in the dimension's base
    unit, `mention` the words of it."""

    value: Decimal
    unit: str
    base: float
    dimension: Dimension
    mention: str
    counted: bool = False
    """Whether the count beside it holds it already: "five nights" of what is named."""


@dataclass(frozen=True, slots=True)
class Target:
    """Products that a mention may mean, the likeliest first; several where it cannot be told.

    `options` narrow it to variants; `count` is how many are wanted, `quantities` how much of it.
    """

    products: tuple[str, ...]
    mention: str
    options: tuple[Condition, ...] = ()
    count: int = 1
    exact: bool = False
    """The whole title was said."""
    missing: str = ""
    """A number or code that was said beside the title and that none of these has."""
    quantities: tuple[Quantity, ...] = ()


class Courtesy(StrEnum):
    """Small talk, by what is answered."""

    GREETING = "greeting"
    THANKS = "thanks"
    BYE = "bye"
    WHO = "who"


class About(StrEnum):
    """What of the business itself is asked."""

    HOURS = "hours"
    PHONE = "phone"
    EMAIL = "email"
    ADDRESS = "address"
    CONTACT = "contact"
    ORDER = "order"
    RANGE = "range"
    """All that there is: the menu, a price list."""


class Reference(StrEnum):
    """What of the talk before a message points at."""

    NONE = "none"
    IT = "it"
    THEM = "them"
    PLACE = "place"


@dataclass(frozen=True, slots=True)
class Ask:
    """One question."""

    act: Act
    targets: tuple[Target, ...] = ()
    conditions: tuple[Condition, ...] = ()
    fields: tuple[str, ...] = ()
    scaled: tuple[str, ...] = ()
    """Fields that an adjective or "when" may ask for: told where they are stated."""
    order: Order | None = None
    courtesy: Courtesy | None = None
    about: About | None = None
    claims: tuple[float, ...] = ()
    """Amounts that the customer holds to be the price."""
    unused: tuple[str, ...] = ()
    """Words that say something and that nothing took."""
    denied: tuple[str, ...] = ()
    """Those of them that are said not to be so: rows that say them fit least of all."""
    explained: float = 0.0
    """The share of its telling words that rows explain."""
    text: str = ""
    """The words of this question alone."""
    more: bool = False
    """Others than those that were shown are wanted."""
    relative: Order | None = None
    """More or less of a field than what was spoken of: "something cheaper"."""
    any: bool = False
    """ "something", "a": one that is not spoken of yet."""
    topic: str = ""
    """The question before, which a written passage answered and which this one goes on with."""
    beyond: tuple[str, ...] = ()
    """The products that `relative` is held against."""
    refers: Reference = Reference.NONE
    spoken: str = ""
    """The one thing that was spoken of, where a search for what is named may be a question of it:
    "how many kilos does it dry"."""
    chooses: bool = False
    """One of those that were found is meant, by what it has: "the one with a view"."""
    follows: bool = False
    """It begins as what goes on does: "and in blue?"."""
    corrects: bool = False
    """It takes back what was said: "no, rather blue", "make it 42"."""
    anew: bool = False
    """What was said before holds no more: "different question: …"."""
    free: tuple[str, ...] = ()
    """Fields that need not be anything: "any colour"."""
    unbound: tuple[str, ...] = ()
    """Words of titles that need not be in one."""
    classed: bool = False
    """It says what sort of thing is wanted, in whatever words."""
    quantity: int = 0
    """So many pieces of what is not named here; 0 where none is said."""
    quantities: tuple[Quantity, ...] = ()
    """What is said of how much and for how long: held to the price of what costs by the unit."""
    each: Quantity | None = None
    """What a price is asked for: "per 100 g"."""
    adds: bool = False
    """It adds up: "plus", "together"."""
    beside: tuple[str, ...] = ()
    """Of `fields` those whose money is asked beside the price: "with the deposit"."""
    fits: bool = False
    """It asks whether one thing goes with another: "does it fit the W 46"."""
    included: bool = False
    """It asks whether something comes with what is spoken of: "is a slatted base included"."""
    joins: bool = False
    """What it names comes to what was spoken of: "with two lemonades", "the case as well"."""
    each_of: bool = False
    """Of each of several: "2 each"."""
    asks_price: bool = False
    asks_stock: bool = False
    how_many: bool = False
    statement: bool = False
    """It tells what the customer has or is, and asks nothing."""
    past: bool = False
    """It tells what was, and wishes for nothing."""
    advice: bool = False
    """It asks what to take, or why: a model may say it better than a list does."""
    yes_no: bool = False
    """It begins as a question for yes or no does."""
    which: bool = False
    """It begins by asking which one."""
    having: bool = False
    """It asks whether there is such a thing: "do you have", "verkauft ihr"."""
    place: int = 0
    """Which of those that were listed is meant, from 1; -1 the last."""


@dataclass(frozen=True, slots=True)
class Query:
    language: str
    asks: tuple[Ask, ...] = field(default=())
    spoken: tuple[str, ...] = ()
    """Products that a statement beside the question names: "I bought the Fjell 2."."""


def says_nothing(ask: Ask) -> bool:
    """Whether nothing is named, asked for or left over: small words alone."""
    return not (
        ask.targets
        or ask.conditions
        or ask.fields
        or ask.scaled
        or ask.order
        or ask.relative
        or ask.unused
        or ask.about
        or ask.asks_price
        or ask.asks_stock
        or ask.more
        or ask.free
        or ask.unbound
        or ask.act is Act.PERSON
        or ask.refers is not Reference.NONE
    )


NOD = 2
"""A nod has so few words."""


def is_nod(ask: Ask, text: str) -> bool:
    """ "Yes.", "ok": nothing is asked."""
    asks = ask.which or ask.follows or ask.yes_no or ask.having or "?" in text
    return says_nothing(ask) and not asks and len(text.split()) <= NOD
