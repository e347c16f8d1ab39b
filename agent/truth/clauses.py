"""A sentence cut into clauses, and which of the turn's items each of them speaks of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from agent.truth.ground import CLAUSE, LANGUAGES, Ground, known
from agent.truth.speech import Speech
from agent.truth.words import tokens
from catalog.text import Keys, Token
from catalog.text import tokens as cut

_NEAR = 3
"""Words at most between two words of one name."""


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause of a sentence, and the items that it speaks of: any of `items`."""

    text: str
    words: tuple[str, ...]
    """As agent.truth.words folds them."""
    items: frozenset[str]
    names: frozenset[int]
    """Offsets, in the sentence, of the words that are part of a name."""
    start: int
    loose: bool
    """No item of several is named: what is said has to hold of each."""

    @property
    def names_any(self) -> bool:
        """Whether an item is named in it."""
        return any(self.start <= at < self.start + len(self.text) for at in self.names)


@dataclass(frozen=True, slots=True)
class Speaking:
    """Finds what of `ground` a text speaks of, in the language of `book`."""

    ground: Ground
    book: Speech

    def mentions(self, text: str) -> list[tuple[range, frozenset[str]]]:
        """The items that `text` names, run by run: those whose titles share the words of a run."""
        titles = self.ground.titles
        found_runs: list[tuple[list[int], frozenset[str], list[int]]] = []
        for at, token in enumerate(known(text, "none")):
            if is_plain(token, self.book) and not token.folded[0].isdigit():
                continue
            owners = frozenset(id for id, keys in self.ground.naming.items() if token.keys & keys)
            if not owners:
                continue
            if found_runs and at - found_runs[-1][0][-1] <= _NEAR and found_runs[-1][1] & owners:
                places, held, starts = found_runs[-1]
                found_runs[-1] = ([*places, at], held & owners, [*starts, token.start])
            else:
                found_runs.append(([at], owners, [token.start]))
        found: list[tuple[range, frozenset[str]]] = []
        for _, held, starts in found_runs:
            whole = self._whole(held, text, starts)
            found.append((range(starts[0], starts[-1] + 1), whole))
        telling = [run for run in found if len(run[1]) < len(titles)]
        return telling or (found if len(titles) == 1 else [])

    def _whole(self, held: frozenset[str], text: str, starts: Sequence[int]) -> frozenset[str]:
        """Of `held` that of which the words leave least unsaid, where the words may mean several:
        "Windläufer" is not "Windläufer Pro"."""
        if len(held) < 2:
            return held
        said: list[Keys] = [t.keys for t in known(text, "none") if t.start in starts]
        unsaid = {
            id: min(
                sum(all(w.isdisjoint(s) for s in said) for w in title)
                for title in self.ground.titles[id]
            )
            for id in held
        }
        least = min(unsaid.values())
        best = frozenset(id for id, count in unsaid.items() if count == least)
        return best if len(best) == 1 else held

    def _is_weak(self, items: frozenset[str], span: range, sentence: str) -> bool:
        """Whether one word alone is taken for a name of several: "mask" of "Olive oil mask"."""
        if len(items) != 1 or len(span) > 1:
            return False
        return all(len(title) > 1 for title in self.ground.titles[next(iter(items))])

    def clauses(self, sentence: str, items: frozenset[str]) -> tuple[list[Clause], frozenset[str]]:
        """The clauses, and what the next sentence goes on speaking of; `items` are what the
        sentence before spoke of."""
        mentions = self.mentions(sentence)
        names = frozenset(
            t.start for t in known(sentence, "none")
            if any(t.start in span for span, _ in mentions)
        )  # fmt: skip
        found: list[Clause] = []
        loose = len(items) > 1
        for start, text in _cut(sentence):
            own = [
                (ids, self._is_weak(ids, span, sentence)) for span, ids in mentions
                if start <= span.start < start + len(text)
            ]  # fmt: skip
            said = frozenset().union(*(ids for ids, _ in own)) if own else items
            if own:
                loose = len(own) == 1 and len(said) > 1
                if all(weak for _, weak in own) and items:
                    said, loose = said | items, False
                items = said if all(weak for _, weak in own) else own[-1][0]
            elif not found and mentions and not items:
                said = mentions[0][1]
            words = tokens(text)
            if words:
                every = frozenset(self.ground.titles)
                far = not said and len(every) > 1
                found.append(Clause(text, words, said or every, names, start, loose or far))
        return found, items


def _cut(sentence: str) -> Iterator[tuple[int, str]]:
    """The clauses of `sentence` with their offsets."""
    at = 0
    for match in CLAUSE.finditer(sentence):
        yield at, sentence[at : match.start()]
        at = match.end()
    yield at, sentence[at:]


class Word(Protocol):
    @property
    def keys(self) -> Keys: ...


def is_plain(token: Word, book: Speech) -> bool:
    return not token.keys.isdisjoint(book.plain)


def content(text: str, book: Speech) -> list[Token]:
    """The words of `text` that say something: neither plain nor numbers."""
    return [
        t
        for t in cut(text, LANGUAGES, "none")
        if not is_plain(t, book) and len(t.folded) > 2 and not t.folded[0].isdigit()
    ]


def is_beside(text: str, start: int, book: Speech) -> bool:
    """Whether what the customer said is taken up as a purpose or a condition: "for snow"."""
    return bool(book.taking_up & set(tokens(text[:start])[-4:]))
