"""Questions that only the shop's prose answers: by a passage's heading, and by words of its answer
that stand in no heading."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache

from agent.check.asking import Asking, passage_row
from agent.check.ground import Ground
from agent.check.question import Either, Products, Question, Quote
from agent.check.reading import WORD, folded, sentences
from catalog.analysis import told
from catalog.records import Passage

_LETTERS = 5
"""Of a word that says what a sentence is about; shorter ones are mostly of every sentence."""


def policy(a: Asking) -> Question | None:
    """A passage's own heading, asked."""
    passage = a.maybe(p for p in _passages(a) if p.heading)
    if passage is None:
        return None
    heading = passage.heading[-1]
    sentence = heading.endswith(("?", ".", "!")) or len(heading.split()) > 4
    need = Either((Quote(passage.id), Products(_named_in(a, heading))))
    text = a.way("policy" if sentence else "policy_topic", heading=heading)
    return a.asked("policy", text, needs=(need,), rows=(passage_row(passage),))


def reworded(a: Asking) -> Question | None:
    """Three telling words of one sentence of a passage, of which its heading has none."""
    passage = a.maybe(_passages(a))
    if passage is None:
        return None
    sentence = a.one(sentences(passage.text) or [passage.text])
    heads = {w[:_LETTERS] for w in WORD.findall(folded(" ".join(passage.heading)))}
    common, telling = _counted(a.ground), set(told(a.language).analyze(sentence))
    words = [
        w for w in dict.fromkeys(WORD.findall(sentence))
        if len(w) >= _LETTERS and w.isalpha() and folded(w)[:_LETTERS] not in heads
        and common[folded(w)[:_LETTERS]] <= _RARE and w.lower() in telling
    ]  # fmt: skip
    if len(words) < _WORDS:
        return None
    words = sorted(a.random.sample(words, _WORDS), key=words.index)
    right = [p for p in a.ground.passages.values() if all(_has(p, w) for w in words)]
    text = a.way("reworded", one=words[0], other=words[1], third=words[2])
    needs = Either(tuple(Quote(p.id) for p in right))
    return a.asked("reworded", text, needs=(needs,), rows=tuple(map(passage_row, right)))


_WORDS = 3
"""Of an answer that are asked by: two may be of any other one."""

_RARE = 3
"""Passages that may have a word, for it to ask for one of them."""


def _passages(a: Asking) -> list[Passage]:
    return [p for p in a.ground.passages.values() if p.language == a.language]


@lru_cache(maxsize=1)
def _counted(ground: Ground) -> Counter[str]:
    """In how many passages, and rows of products, words begin so: what an item is called or said to
    be asks for the item."""
    counted: Counter[str] = Counter()
    for passage in ground.passages.values():
        counted.update({w[:_LETTERS] for w in WORD.findall(folded(passage.text))})
    for product in ground.held.values():
        for text in product.texts.values():
            named = " ".join((text.title, *text.category, *text.tags,
                             *(f"{x.name} {x.value}" for x in text.attributes)))  # fmt: skip
            counted.update({w[:_LETTERS]: _RARE + 1 for w in WORD.findall(folded(named))})
    return counted


def _has(passage: Passage, word: str) -> bool:
    return folded(word)[:_LETTERS] in {w[:_LETTERS] for w in WORD.findall(folded(passage.text))}


def _named_in(a: Asking, heading: str) -> frozenset[str]:
    """Products whose whole title stands in the heading: "Do you sell gift vouchers?" is of one."""
    words = [w[:6] for w in folded(heading).replace("?", "").split()]
    return frozenset(
        p.id for p in a.ground.held.values()
        if all(w[:6] in words for w in folded(a.title(p)).split())
    )  # fmt: skip
