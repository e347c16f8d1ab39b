"""Products that a message names by their titles, and the kinds of goods that titles name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise

import numpy as np

from agent.understanding.function_words import FunctionWords
from agent.understanding.index import Index
from agent.understanding.mention import (
    FEW,
    Mention,
    What,
    longest_run,
    telling,
    tightest,
    together,
    weight_of,
)
from catalog.packs import says_packs
from catalog.text import Token, keys


def title_mentions(index: Index, spoken: Sequence[Token], book: FunctionWords) -> list[Mention]:
    """The products whose titles hold most of what is said, and the kinds that titles name."""
    literal = _literal(index, spoken)
    columns = index.columns
    # What a "no" of a title stands beside is that title's alone: "Umi no Ki or Umi no Ko".
    denying = book.groups["negate"]
    own = {p for m in literal if any((spoken[n].folded,) in denying for n in m.at) for p in m.at}
    masks = np.zeros(len(columns.ids), np.int64)
    measured = {w for s in book.scales for run in (*s.more, *s.less) for w in run}
    considered = [
        at
        for at, t in enumerate(spoken[:60])
        if at not in own
        and not _counts_packs(index, spoken, at)
        and not _counts_goods(index, spoken, at, book)
        and (not _function(t, book) or (t.is_number and len(t.folded) < 9))
        and not (t.folded in measured and t.folded not in columns.title_words)
    ]
    for bit, at in enumerate(considered):
        for key in sorted(spoken[at].keys):
            held = columns.title_words.get(key)
            if held is not None:
                masks[held] |= 1 << bit
    return literal + _named_products(index, masks, considered, spoken, book)


def _counts_packs(index: Index, spoken: Sequence[Token], at: int) -> bool:
    """Whether a number says how many packs: the 10 of "10 boxes of oak 8 mm" is none of "oak 10
    mm", but where a title counts boxes too."""
    behind = spoken[at + 1 : at + 2]
    counts = spoken[at].is_number and any(says_packs(t.folded) for t in behind)
    return counts and all(t.folded not in index.columns.title_words for t in behind)


def _counts_goods(index: Index, spoken: Sequence[Token], at: int, book: FunctionWords) -> bool:
    """Whether a number says how many: the 2 of "2 run belts" is none of "Aero 2", but that of "2
    person tent" is its own, where a title says so."""
    if not spoken[at].folded.isdecimal() or not spoken[at + 1 : at + 2]:
        return False
    if at and not book.is_small(spoken[at - 1].folded):
        return False  # "the Aero 2 shoe"
    columns, behind = index.columns, spoken[at + 1]
    called = {int(n) for key in behind.keys for n in columns.title_words.get(key, ())}
    numbered = {int(n) for n in columns.title_words.get(spoken[at].folded, ())}
    titles = (title for n in called & numbered for title in columns.title_tokens[n])
    return bool(called) and not any(_follow(title, spoken[at], behind) for title in titles)


def _follow(title: Sequence[Token], number: Token, behind: Token) -> bool:
    """Whether a title holds `behind` right after `number`."""
    return any(
        one.folded == number.folded and not two.keys.isdisjoint(behind.keys)
        for one, two in pairwise(title)
    )


def _literal(index: Index, spoken: Sequence[Token]) -> list[Mention]:
    """Whole titles with small words in them, word for word."""
    words = tuple(t.folded for t in spoken[:60])
    found: dict[tuple[int, ...], list[int]] = defaultdict(list)
    for at, word in enumerate(words):
        for title, product in index.literal.get(word, ()):
            if words[at : at + len(title)] == title:
                found[tuple(range(at, at + len(title)))].append(product)
    return [
        Mention(What.TITLE, at, weight_of(index, spoken, at) + 0.6, products=tuple(own), exact=True)
        for at, own in found.items()
    ]


def _named_products(
    index: Index,
    masks: np.ndarray,
    considered: list[int],
    spoken: Sequence[Token],
    book: FunctionWords,
) -> list[Mention]:
    sets, place = np.unique(masks, return_inverse=True)
    scored: list[tuple[float, int, tuple[int, ...]]] = []
    parted = [n for n, t in enumerate(spoken) if (t.folded,) in book.groups["or"]]
    for number, mask in enumerate(sets.tolist()):
        at = tuple(p for bit, p in enumerate(considered) if mask >> bit & 1)
        at = _on_one_side(index, at, parted, spoken)
        at = tuple(p for p in at if not spoken[p].is_number or len(at) > 1)
        if at and not all(spoken[p].keys & index.trade for p in at):
            scored.append((sum(index.columns.weight(spoken[p]) for p in at), number, at))
    scored.sort(reverse=True)
    found: list[Mention] = []
    for _, number, at in scored[:24]:
        products = np.flatnonzero(place == number).tolist()
        found += _of_mask(index, products, at, spoken)
    return found


def _on_one_side(
    index: Index, at: tuple[int, ...], parted: Sequence[int], spoken: Sequence[Token]
) -> tuple[int, ...]:
    """Those words of a title that stand on the side of an "or" where most is said: of "down jacket
    or tarn synthetic" the jacket is none of the "Tarn Synthetic Jacket"."""
    sides: dict[int, list[int]] = defaultdict(list)
    for place in at:
        sides[sum(cut < place for cut in parted)].append(place)
    told = sides.values()
    return tuple(max(told, key=lambda own: weight_of(index, spoken, own))) if told else at


def _of_mask(
    index: Index, products: list[int], at: tuple[int, ...], spoken: Sequence[Token]
) -> list[Mention]:
    """What products whose titles hold the same words are named by: whole titles, each where it
    stands; else the run of words that they share."""
    whole, like, coverage = _placed(index, products, at, spoken)
    found = [
        Mention(
            What.TITLE,
            places,
            weight_of(index, spoken, places) + 0.6,
            products=tuple(some),
            exact=True,
        )
        for places, some in whole.items()
    ]
    if found:
        return found
    run = longest_run(at)
    weight = weight_of(index, spoken, run)
    if like and len(like) <= FEW:
        return [Mention(What.TITLE, run, weight * 0.96, products=tuple(like))]
    if len(products) <= FEW and coverage >= 0.45 and _telling_enough(run, spoken, coverage):
        plain = [p for p in products if is_called(index, p, spoken, at)] or products
        return [Mention(What.TITLE, run, weight * (0.6 + 0.4 * coverage), products=tuple(plain))]
    return [Mention(What.KIND, run, weight * 0.8, products=tuple(products))]


def _placed(
    index: Index, products: Sequence[int], at: tuple[int, ...], spoken: Sequence[Token]
) -> tuple[dict[tuple[int, ...], list[int]], list[int], float]:
    """(places -> products whose whole title stands there, those that do in other words, the
    largest share of a title that is said)."""
    plainly: dict[tuple[int, ...], list[int]] = defaultdict(list)
    literal: dict[tuple[int, ...], list[int]] = defaultdict(list)
    in_order: dict[tuple[int, ...], list[int]] = defaultdict(list)
    wholly: dict[tuple[int, ...], list[int]] = defaultdict(list)
    like: list[int] = []
    coverage = 0.0
    for product in products[:200]:
        heads = [index.heads[product]] if product in index.heads else []
        for title in (*index.columns.title_tokens[product], *heads):
            words = telling(title)
            share, places = tightest(index, words, spoken, at)
            if not places:
                continue
            plain = _plainly(words, spoken, places)
            if share >= 0.999 and len(places) == len(words) and together(places, spoken):
                if not plain:
                    if _wholly(index, words, spoken, places):
                        like.append(product)
                else:
                    plainly[places].append(product)
                    if {t.folded for t in words} <= {spoken[p].folded for p in places}:
                        literal[places].append(product)
                    if [t.folded for t in words] == [spoken[p].folded for p in places]:
                        in_order[places].append(product)  # of "A to B" and "B to A"
                        if len(words) == len(title):
                            wholly[places].append(product)  # "W 46", and no "W 46 S"
            coverage = max(coverage, share if plain else share * 0.6)
    whole = {
        p: list(dict.fromkeys(wholly.get(p) or in_order.get(p) or literal.get(p) or some))
        for p, some in plainly.items()
    }
    return whole, list(dict.fromkeys(like)), coverage


def is_called(index: Index, product: int, spoken: Sequence[Token], at: Sequence[int]) -> bool:
    """Whether a title has nothing more but what its category is called: "Pizza Margherita" beside
    "Pizza Margherita Bufala", where "margherita" is said."""
    sort = index.sorts.get(product, frozenset())
    names = (telling(title) for title in index.columns.title_tokens[product])
    own = ([t for t in words if t.keys.isdisjoint(sort)] for words in names)
    return any(words and tightest(index, words, spoken, at)[0] >= 0.999 for words in own)


def _plainly(telling: Sequence[Token], spoken: Sequence[Token], places: Iterable[int]) -> bool:
    """Whether each word is the title's own and no synonym of it."""
    return all(
        any(not k.startswith("c:") for t in telling for k in t.keys & spoken[p].keys)
        for p in places
    )


def _wholly(
    index: Index, telling: Sequence[Token], spoken: Sequence[Token], places: Iterable[int]
) -> bool:
    """Whether each word of a title as a whole means what is said: "breakfast" is no
    "Kinderfrühstück"."""
    said = {k for p in places for k in spoken[p].keys}
    whole = (keys(t.text, index.columns.languages, "none") for t in telling)
    return all(not said.isdisjoint(own) for own in whole)


def _function(token: Token, book: FunctionWords) -> bool:
    return book.is_small(token.folded)


def _telling_enough(at: tuple[int, ...], spoken: Sequence[Token], coverage: float) -> bool:
    """Several words of a title, or one that is most of it: "back" of "Back massage" is neither."""
    words = [p for p in at if not spoken[p].is_number]
    if len(at) > 1 and words:
        return True
    return bool(words) and coverage >= 0.6
