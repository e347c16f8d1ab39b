"""Which variants of a product a message means: its options, and values that it does not come in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from agent.truth.lexicon import Lexicon
from agent.truth.words import inflected, is_number, same_word, tokens
from catalog.records import Option, Product, Variant

_A_SIZE = 13
"""From here on a number that is written out may be a size."""

_UNITS = {
    "l": ("liter", "liters", "litre", "litres"),
    "ml": ("milliliter", "millilitre", "millilitres"),
    "m": ("meter", "meters", "metre", "metres"),
    "cm": ("zentimeter", "centimeter", "centimetre", "centimetres"),
    "g": ("gramm", "gram", "grams"),
    "€": ("euro", "euros", "eur"),
    "$": ("dollar", "dollars", "usd"),
    "£": ("pound", "pounds", "gbp"),
    "kg": ("kilo", "kilos", "kilogramm", "kilogram", "kilograms"),
}
"""How people write out what a value abbreviates: the "20 litre" one comes in "20 l"."""


@dataclass(frozen=True, slots=True)
class Item:
    """A product that is asked about, narrowed by the options that the message names."""

    product: Product
    options: tuple[Option, ...] = ()
    absent: tuple[str, ...] = ()
    """Values that are asked for and that this product does not come in ("size 52", "pink")."""
    wanted: int = 1
    """How many, where several products are added up."""
    barred: tuple[Option, ...] = ()
    """Those that the message leaves out: "not the blue one"."""
    settled: frozenset[str] = frozenset()
    """The names of the options that the message says anything on, absent values included."""

    @property
    def variants(self) -> tuple[Variant, ...]:
        """Those that have all the options asked for, and none that is left out; all of them where
        none has."""
        wanted, barred = set(self.options), set(self.barred)
        free = tuple(v for v in self.product.variants if not barred & set(v.options))
        chosen = tuple(v for v in free if wanted <= set(v.options))
        return chosen or free or self.product.variants

    @property
    def is_narrow(self) -> bool:
        """Whether fewer than all of its variants are asked about, or one that it lacks."""
        return bool(self.options or self.absent or self.barred)

    def also(self, options: Iterable[Option]) -> Item:
        """Narrowed by `options` too, as far as it says nothing else on them and there is such a
        variant."""
        named = self.settled | {option.name for option in (*self.options, *self.barred)}
        more = tuple(option for option in options if option.name not in named)
        wanted = {*self.options, *more}
        if not more or not any(wanted <= set(v.options) for v in self.product.variants):
            return self
        return replace(self, options=(*self.options, *more))


def narrowed(
    product: Product,
    words: Sequence[str],
    taken: frozenset[int],
    book: Lexicon,
    left_out: frozenset[int] = frozenset(),
    leaning: bool = False,
) -> Item:
    """Narrow `product` by the option values among `words`, but those that are `left_out`.

    `leaning` on what was said before, a number alone is a size: "what about 38?".
    """
    values = _values(product)
    names = _names(product)
    words = in_digits(words, book) if values else words
    chosen: dict[str, str] = {}
    barred: list[Option] = []
    for at, word in enumerate(words):
        if at in taken or word in names:  # "Länge" is no inflection of "Lang"
            continue
        for (name, value), spellings in values.items():
            if not any(_spelled(words, at, s) for s in spellings):
                continue
            if at in left_out:
                barred.append(Option(name, value))
                break
            if name not in chosen:
                chosen[name] = value
                break
    free = [at for at in range(len(words)) if at not in taken | left_out]
    absent, lacking = _absent(product, words, free, book, chosen, leaning)
    options = tuple(Option(n, v) for n, v in chosen.items())
    item = Item(product, options, absent, barred=tuple(barred), settled=lacking)
    return _with_what_is_left(item)


def _with_what_is_left(item: Item) -> Item:
    """Where all values of an option but one are left out, that one is meant."""
    left = (
        {option for variant in item.variants for option in variant.options if option.name == name}
        for name in {option.name for option in item.barred}
    )
    return item.also(next(iter(values)) for values in left if len(values) == 1)


def in_digits(words: Sequence[str], book: Lexicon) -> tuple[str, ...]:
    """Words with numbers of two digits in digits, each word in its place: vierzig is 40,
    zweiundvierzig 42, "forty two" 42 and an empty word."""
    out: list[str] = []
    for at, word in enumerate(words):
        number = _two_digits(word, book)
        before = book.numbers.get(words[at - 1], 0) if at else 0
        one = book.numbers.get(word, 0)
        if number:
            out.append(str(number))
        elif 0 < one < 10 and before >= 20:
            out[-1] = str(before + one)
            out.append("")
        else:
            out.append(word)
    return tuple(out)


def _two_digits(word: str, book: Lexicon) -> int:
    """The number of two digits that `word` is, or 0. A smaller one is rather how many."""
    if word in book.numbers:
        return book.numbers[word] if book.numbers[word] >= _A_SIZE else 0
    for joint in book.groups["and"]:
        one, _, ten = word.partition(joint)
        if book.numbers.get(one, 0) in range(1, 10) and book.numbers.get(ten, 0) >= 20:
            return book.numbers[one] + book.numbers[ten]
    return 0


def says_option(item: Item, words: Sequence[str]) -> bool:
    """Whether `words` hold the name of one of its options: "in which length"."""
    names = _names(item.product)
    return any(word in names or any(inflected(word, name) for name in names) for word in words)


def _names(product: Product) -> frozenset[str]:
    """The names of its options in all languages, as folded words, if no value is written so."""
    own = {option for variant in product.variants for option in variant.options}
    told = [name for text in product.texts.values() for _, name in text.option_names]
    said = {token for name in (*(o.name for o in own), *told) for token in tokens(name)}
    return frozenset(said) - {token for option in own for token in tokens(option.value)}


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
        word == part or (len(part) > 2 and same_word(word, part)) or word in _UNITS.get(part, ())
        for word, part in zip(said, spelling, strict=True)
    )


def _absent(
    product: Product,
    words: Sequence[str],
    free: Sequence[int],
    book: Lexicon,
    chosen: dict[str, str],
    leaning: bool,
) -> tuple[tuple[str, ...], frozenset[str]]:
    """A size by number, or a colour, that is asked for and that the product has none of; and the
    names of the options that they are of. `free` are the places that are no names."""
    options = {option for variant in product.variants for option in variant.options}
    spelled = {key: {t for run in runs for t in run} for key, runs in _values(product).items()}
    own = {token for said in spelled.values() for token in said}
    sizes = {option.name for option in options if is_number(option.value)}
    colours = {name for (name, _), said in spelled.items() if said & book.groups["colour"]}
    wanted: list[str] = []
    tinted: list[str] = []
    if sizes - chosen.keys():
        wanted = [words[at] for at in free if _is_size(words, at, book, leaning)][:1]
    if colours - chosen.keys():
        said = [words[at] for at in free if _base(words[at], book.groups["colour"])]
        tinted = [word for word in said if not _base(word, own)][:1]
    lacking = (sizes if wanted else frozenset()) | (colours if tinted else frozenset())
    return (*wanted, *tinted), frozenset(lacking)


def _is_size(words: Sequence[str], at: int, book: Lexicon, leaning: bool) -> bool:
    before = words[at - 1] if at else ""
    asked = leaning or before in book.groups["size"] or before in ("in", "eu", "a")
    return asked and words[at].isdigit() and 14 <= int(words[at]) <= 60


def _base(word: str, known: Iterable[str]) -> bool:
    """Whether `word` is one of `known`, inflected: rosa, blauen."""
    return any(word == k or (len(k) > 2 and inflected(word, k)) for k in known)
