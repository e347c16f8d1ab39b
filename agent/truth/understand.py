"""What a message asks: its language, kind, items, options, field, amounts.

Works on words only (lexicon/), on the catalog's own vocabulary, and on what was spoken of before.
What it is not sure of it says (`close`, `unknown`), so that the reply can ask back.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from agent.truth.lexicon import Lexicon, Pattern, languages, lexicon
from agent.truth.names import Names
from agent.truth.retyped import as_titled
from agent.truth.values import amounts, decimal_of
from agent.truth.words import inflected, is_number, same_word, tokens
from catalog.records import Option, Product

KINDS = (
    "order_status", "person", "returns", "warranty", "hours", "shipping", "amount", "comparison",
    "variants", "price", "attribute", "contact", "list", "availability", "other", "small_talk",
)  # fmt: skip
"""Every kind of question; of two that fit equally well, the earlier one is meant."""

ProductsById = Callable[[Sequence[str]], Sequence[Product]]

ABOUT_ITEMS = frozenset({"price", "availability", "variants", "attribute", "comparison", "amount"})
_CURRENCIES = frozenset({"€", "$", "£", "eur", "euro", "euros", "usd", "chf", "dollars", "bucks"})


@dataclass(frozen=True, slots=True)
class Item:
    """A product that is asked about, narrowed by the options that the message names."""

    product: Product
    options: tuple[Option, ...] = ()
    absent: tuple[str, ...] = ()
    """Values that are asked for and that this product does not come in ("size 52")."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What the message narrows a list by."""

    least: Decimal | None = None
    most: Decimal | None = None
    in_stock: bool = False
    on_sale: bool = False
    order: str = ""
    """cheapest, dearest or empty."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """What the conversation spoke of before: its language, and products, the latest first."""

    language: str = ""
    products: tuple[Product, ...] = ()
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """A message, understood."""

    text: str
    words: tuple[str, ...]
    language: str
    kind: str
    items: tuple[Item, ...] = ()
    close: tuple[Product, ...] = ()
    """Products that a part of a name may mean: ask back."""
    unknown: str = ""
    """A product's name that no row has, as it was typed."""
    field: str = ""
    quantity: int = 1
    limits: Limits = Limits()
    content: tuple[str, ...] = ()
    """The words that say what is looked for."""
    claims: tuple[Decimal, ...] = ()
    """Amounts of money that the customer states."""
    carried: bool = False
    """The items are those of the conversation, not of this message."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What understanding needs of a catalog; made anew when the catalog changes."""

    names: Names
    options: frozenset[str]
    """Folded words of all option values, in all languages."""
    categories: frozenset[str]


def understand(
    text: str,
    spoken: Spoken,
    vocabulary: Vocabulary,
    products: ProductsById,
    offered: Sequence[str],
) -> Asked:
    """Read one message. `offered` are the business's languages, the first its own."""
    typed = tokens(text)
    language = language_of(typed, spoken.language, offered)
    book = lexicon(language)
    words = as_titled(typed, vocabulary.names.titles, *_between(offered))
    named = vocabulary.names.in_message(words)
    taken = frozenset(at for naming in named.sure for at in naming.positions)
    scores = _scores(words, book, taken)
    unknown = next((n.unknown for n in (*named.sure, *named.close) if n.unknown), "")
    items = tuple(
        _item(product, words, taken, book)
        for naming in named.sure
        for product in products((naming.product,))
    )
    content = _content(words, taken, book)
    kind = _kind(scores, bool(items or named.close or unknown), content, words, book)
    carried = False
    if (
        not items
        and not named.close
        and not unknown
        and _refers(kind, content, words, spoken, book, vocabulary)
    ):
        items, carried = _from_before(words, spoken, book), True
        kind = _carried_kind(kind, scores, spoken)
    kind = _settled(kind, items, words, book)
    quantity = _quantity(words, taken, book, kind)
    if kind == "price" and quantity > 1 and items:
        kind = "amount"
    return Asked(
        text=text,
        words=words,
        language=language,
        kind=kind,
        items=items,
        close=tuple(products([n.product for n in named.close])),
        unknown=unknown,
        field=_field(words, book),
        quantity=quantity,
        limits=_limits(text, words, book),
        content=content,
        claims=tuple(amount.value for amount in amounts(text)),
        carried=carried,
    )


def _between(offered: Sequence[str]) -> tuple[dict[str, int], frozenset[str]]:
    """Spelled numbers, and words that join two names, of all `offered` languages."""
    books = [lexicon(code) for code in offered if code in languages()]
    numbers = {word: number for book in books for word, number in book.numbers.items()}
    return numbers, frozenset().union(*(book.groups["joint"] for book in books))


def language_of(words: Sequence[str], before: str, offered: Sequence[str]) -> str:
    """The language that a message is written in: the one with most of its typical words.

    With no or as many of each, that of the conversation, else the business's own.
    """
    known = [code for code in offered if code in languages()] or ["en"]
    counts = {
        code: sum(w in lexicon(code).typical for w in words)
        + 0.5 * sum(w in lexicon(code).small for w in words)
        for code in known
    }
    most = max(counts.values())
    best = [code for code, count in counts.items() if count == most]
    return before if before in best else best[0]


# -- kinds ---------------------------------------------------------------------------------------


def _scores(words: Sequence[str], book: Lexicon, taken: frozenset[int]) -> dict[str, float]:
    """Kind -> how much of the message its phrases cover."""
    return {kind: covered(words, patterns, taken) for kind, patterns in book.kinds.items()}


def covered(
    words: Sequence[str], patterns: Sequence[Pattern], taken: frozenset[int] = frozenset()
) -> float:
    """The weight of the words that `patterns` cover, each word counted once."""
    worth = [0.0] * len(words)
    for pattern in patterns:
        for start in range(len(words) - len(pattern.words) + 1):
            if _fits(pattern.words, words[start : start + len(pattern.words)]):
                for at, part in enumerate(pattern.words, start):
                    if part != "_" and at not in taken:
                        worth[at] = max(worth[at], pattern.weight)
    return sum(worth)


def _fits(pattern: Sequence[str], words: Sequence[str]) -> bool:
    return all(
        part == "_"
        or (part.endswith("*") and word.startswith(part[:-1]))
        or part == word
        or (len(part) > 4 and not part.endswith("*") and same_word(word, part))
        or (len(part) > 6 and part.endswith("*") and same_word(word, part[:-1]))
        for part, word in zip(pattern, words, strict=True)
    )


def _kind(
    scores: dict[str, float],
    named: bool,
    content: Sequence[str],
    words: Sequence[str],
    book: Lexicon,
) -> str:
    weighed = dict(scores)
    if named:
        for kind in ABOUT_ITEMS:
            weighed[kind] += 0.4
        weighed["list"] -= 1.0
    else:
        # "how much is shipping": without a product, words of price and of having ask nothing alone
        for kind in ("shipping", "returns", "warranty", "hours", "contact", "order_status"):
            weighed[kind] += 1.1 if scores[kind] >= 1 else 0.0
        weighed["list"] += 0.3 if content else 0.0
    if named or len([k for k, v in scores.items() if v >= 1 and k != "small_talk"]):
        weighed["small_talk"] *= 0.3
    best = max(KINDS, key=lambda kind: (weighed[kind], -KINDS.index(kind)))
    if weighed[best] >= 1.0:
        return best
    if named:
        return best if weighed[best] > 0.4 and best in ABOUT_ITEMS else "attribute"
    if not content:
        return best if weighed[best] > 0 else "small_talk"
    return "list" if len(words) <= 4 else "other"


def _settled(kind: str, items: Sequence[Item], words: Sequence[str], book: Lexicon) -> str:
    """The kind, once it is known which items and options are meant."""
    if kind == "list" and items:
        return "availability"
    if kind == "comparison" and len(items) < 2:
        return "attribute" if items else "other"
    if kind == "variants" and any(item.options or item.absent for item in items):
        return "availability"
    return kind


def _carried_kind(kind: str, scores: dict[str, float], spoken: Spoken) -> str:
    """ "and in blue?" asks what was asked before, of a blue one."""
    if kind in ABOUT_ITEMS or scores.get(kind, 0) >= 1.0:
        return kind
    return spoken.kind if spoken.kind in ABOUT_ITEMS else "availability"


# -- items ---------------------------------------------------------------------------------------


def _refers(
    kind: str,
    content: Sequence[str],
    words: Sequence[str],
    spoken: Spoken,
    book: Lexicon,
    vocabulary: Vocabulary,
) -> bool:
    """Whether a message without a name means what was spoken of before."""
    if not spoken.products:
        return False
    pointing = any(
        w in book.groups[g] for w in words for g in ("it", "second", "first", "third", "other")
    )
    options = [
        w
        for w in words
        if w in vocabulary.options or any(inflected(w, o) for o in vocabulary.options)
    ]
    looked_for = [w for w in content if w not in options]
    if kind in ABOUT_ITEMS:
        return not looked_for or (pointing and len(looked_for) < 3)
    return kind in ("list", "other") and bool(options) and not looked_for


def _from_before(words: Sequence[str], spoken: Spoken, book: Lexicon) -> tuple[Item, ...]:
    products = spoken.products
    for group, place in (("first", 0), ("second", 1), ("third", 2)):
        if len(products) > place and any(w in book.groups[group] for w in words):
            return (_item(products[place], words, frozenset(), book),)
    if len(products) > 1 and any(w in book.groups["other"] for w in words):
        return (_item(products[1], words, frozenset(), book),)
    return (_item(products[0], words, frozenset(), book),)


def _item(product: Product, words: Sequence[str], taken: frozenset[int], book: Lexicon) -> Item:
    """Narrow `product` by the option values among `words`."""
    values = _values(product)
    chosen: dict[str, str] = {}
    for at in range(len(words)):
        if at in taken:
            continue
        for (name, value), spellings in values.items():
            if name not in chosen and any(_spelled(words, at, s) for s in spellings):
                chosen[name] = value
                break
    absent = _absent(product, words, taken, book, chosen)
    return Item(product, tuple(Option(n, v) for n, v in chosen.items()), absent)


def _values(product: Product) -> dict[tuple[str, str], tuple[tuple[str, ...], ...]]:
    """(option, value) -> its spellings in all languages, as folded tokens; longest first."""
    spellings: dict[tuple[str, str], set[tuple[str, ...]]] = {}
    for variant in product.variants:
        for option in variant.options:
            spellings.setdefault((option.name, option.value), {tokens(option.value)})
    for text in product.texts.values():
        for own, other in text.option_values:
            for (_, value), known in spellings.items():
                if value == own:
                    known.add(tokens(other))
    longest = sorted(spellings.items(), key=lambda entry: -max(map(len, entry[1])))
    return {key: tuple(sorted(known, key=len, reverse=True)) for key, known in longest}


def _spelled(words: Sequence[str], at: int, spelling: Sequence[str]) -> bool:
    said = words[at : at + len(spelling)]
    return len(said) == len(spelling) > 0 and all(
        word == part or (len(part) > 2 and same_word(word, part))
        for word, part in zip(said, spelling, strict=True)
    )


def _absent(
    product: Product,
    words: Sequence[str],
    taken: frozenset[int],
    book: Lexicon,
    chosen: dict[str, str],
) -> tuple[str, ...]:
    """A size that is asked for by number and that the product has none of."""
    sizes = [
        option
        for variant in product.variants
        for option in variant.options
        if is_number(option.value)
    ]
    if not sizes or any(option.name in chosen for option in sizes):
        return ()
    for at, word in enumerate(words):
        before = words[at - 1] if at else ""
        if (
            at not in taken
            and word.isdigit()
            and 14 <= int(word) <= 60
            and (before in book.groups["size"] or before in ("in", "eu", "a"))
        ):
            return (word,)
    return ()


# -- fields, amounts, words ----------------------------------------------------------------------


def _field(words: Sequence[str], book: Lexicon) -> str:
    """The attribute that is asked for, or empty."""
    scores = {name: covered(words, patterns) for name, patterns in book.fields.items()}
    best = max(scores, key=lambda name: scores[name])
    return best if scores[best] >= 1 else ""


def _quantity(words: Sequence[str], taken: frozenset[int], book: Lexicon, kind: str) -> int:
    if kind not in ("amount", "price"):
        return 1
    for at, word in enumerate(words):
        after = words[at + 1] if at + 1 < len(words) else ""
        if at in taken or after in _CURRENCIES:
            continue
        before = words[at - 1] if at else ""
        if (
            word.isdigit()
            and 1 < int(word) < 1000
            and before not in book.groups["size"]
            and before != "in"
        ):
            return int(word)
        if book.numbers.get(word, 1) > 1:
            return book.numbers[word]
    return 1


def _limits(text: str, words: Sequence[str], book: Lexicon) -> Limits:
    least = most = None
    numbers = [(at, decimal_of(word)) for at, word in enumerate(words) if is_number(word)]
    stated = {amount.value for amount in amounts(text)}
    for at, number in numbers:
        near = words[max(0, at - 4) : at]
        if any(w in book.groups["between"] for w in near) and len(numbers) > 1:
            pair = sorted(n for _, n in numbers[:2])
            least, most = pair[0], pair[1]
            break
        if number in stated or number >= 10:
            if any(w in book.groups["under"] for w in near):
                most = number
            elif any(w in book.groups["over"] for w in near):
                least = number
    order = next(
        (g for g in ("cheapest", "dearest") if any(w in book.groups[g] for w in words)), ""
    )
    return Limits(
        least,
        most,
        in_stock=any(w in book.groups["stock"] for w in words),
        on_sale=any(w in book.groups["sale"] for w in words),
        order=order,
    )


def _content(words: Sequence[str], taken: frozenset[int], book: Lexicon) -> tuple[str, ...]:
    """The words that say what is looked for: no name, no small word, no number, no money."""
    kinds = [
        p
        for k in ("price", "list", "availability", "variants", "small_talk")
        for p in book.kinds[k]
        if len(p.words) == 1
    ]
    return tuple(
        word
        for at, word in enumerate(words)
        if at not in taken
        and not is_number(word)
        and len(word) > 1
        and word not in book.small
        and word not in book.numbers
        and word not in _CURRENCIES
        and not any(_fits(p.words, (word,)) for p in kinds)
        and not any(
            word in book.groups[g]
            for g in (
                "under",
                "over",
                "between",
                "cheapest",
                "dearest",
                "sale",
                "size",
                "it",
                "other",
                "first",
                "second",
                "third",
            )
        )
    )
