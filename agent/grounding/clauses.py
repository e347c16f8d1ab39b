"""A sentence cut into clauses, and which of the turn's items each of them speaks of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from agent.grounding.ground import CLAUSE, LANGUAGES, Ground, known
from agent.grounding.speech import Speech
from agent.grounding.words import tokens
from catalog.text import Keys, Token
from catalog.text import tokens as cut

_NEAR = 3
"""Words at most between two words of one name."""


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause of a sentence, and the items that it speaks of: any of `items`."""

    text: str
    words: tuple[str, ...]
    """As agent.grounding.words folds them."""
    items: frozenset[str]
    names: frozenset[int]
    """Offsets, in the sentence, of the words that are part of a name."""
    start: int
    loose: bool
    """No item of several is named: what is said has to hold of each."""
    part: int = 0
    """Which part of the sentence, between commas, it stands in."""
    unspoken: bool = False
    """No item is named, here or before: `items` are all of the turn."""
    mentions: tuple[tuple[int, frozenset[str]], ...] = ()
    """Where in the sentence goods are named for sure, and which."""

    def owners(self, at: int) -> frozenset[str]:
        """The goods that a price at the offset `at` of this clause is told of: those named last
        before it, else the clause's."""
        before = [ids for place, ids in self.mentions if place < self.start + at]
        return before[-1] if before else self.items

    def begins(self, words: frozenset[str]) -> bool:
        """Whether one of the folded `words` begins it."""
        return self.words[0] in words

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
            owners = frozenset(id for id, keys in self.ground.naming.items() if token.keys & keys)
            goes_on = found_runs and found_runs[-1][0][-1] == at - 1 and found_runs[-1][1] & owners
            if not owners or (self._is_speech(token) and not goes_on):
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

    def _is_speech(self, token: Word) -> bool:
        """Whether a word of a title is rather one of everyday speech."""
        return is_plain(token, self.book) and not token.folded[0].isdigit()

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
        """Whether one word alone is taken for a name, though others are told by it too: "mask" of
        "Olive oil mask", where another treatment has one."""
        if len(items) != 1 or len(span) > 1:
            return False
        (item,) = items
        if any(len(title) < 2 for title in self.ground.titles[item]):
            return False
        said = [t.keys for t in known(sentence, "none") if t.start in span]
        theirs = (keys for id, keys in self.ground.all_told.items() if id != item)
        return any(not keys.isdisjoint(word) for keys in theirs for word in said)

    def clauses(self, sentence: str, items: frozenset[str]) -> tuple[list[Clause], frozenset[str]]:
        """The clauses, and what the next sentence goes on speaking of; `items` are what the
        sentence before spoke of."""
        mentions = self.mentions(sentence)
        weak = [self._is_weak(ids, span, sentence) for span, ids in mentions]
        sure = tuple(
            (span.start, ids)
            for (span, ids), unsure in zip(mentions, weak, strict=True)
            if not unsure
        )
        names = frozenset(
            t.start for t in known(sentence, "none")
            if any(t.start in span for span, _ in mentions)
        )  # fmt: skip
        found: list[Clause] = []
        loose = len(items) > 1
        for start, part, text in _cut(sentence):
            own = [
                (ids, unsure) for (span, ids), unsure in zip(mentions, weak, strict=True)
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
                found.append(
                    Clause(
                        text, words, said or every, names, start, loose or far, part, not said, sure
                    )
                )
        return found, items


def _cut(sentence: str) -> Iterator[tuple[int, int, str]]:
    """The clauses of `sentence` with their offsets and the part between commas they stand in."""
    at = part = 0
    for match in CLAUSE.finditer(sentence):
        yield at, part, sentence[at : match.start()]
        at = match.end()
        part += not match[0].isalpha()
    yield at, part, sentence[at:]


class Word(Protocol):
    @property
    def keys(self) -> Keys: ...

    @property
    def folded(self) -> str: ...


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
