"""What the rows could not be held to, said before a list and behind it: never left unsaid."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from agent.answering.result import Result
from agent.grounding.render import Voice
from agent.understanding.function_words import function_words
from agent.understanding.query import Ask, Op
from catalog.folding import fold
from catalog.text import tokens

SHORT = 8
"""Words of a wish that is told in short."""

UNKNOWN = 3
"""So many words that nobody knows are told before a list."""


class Caveats:
    def __init__(self, voice: Voice, languages: Sequence[str]) -> None:
        self.voice = voice
        self.languages = languages

    def uncalled(self, result: Result) -> list[str]:
        return [self.voice.say("uncalled", what=c.mention) for c in result.uncalled]

    def missing(self, ask: Ask, result: Result) -> list[str]:
        """The words that nobody knows come first: "mexican in Cardiff?"."""
        unknown = self._telling(ask, result.unknown)
        if not unknown or ask.more:
            return []
        return [self.voice.say("nowhere", what=", ".join(unknown[:UNKNOWN]))]

    def unchecked(self, ask: Ask, result: Result) -> list[str]:
        """What the rows could not be held to: never left unsaid."""
        out = [self.voice.say("unchecked", what=c.mention) for c in result.unstated if c.mention]
        if unheard := (*self._telling(ask, result.unheard), *self._left_out_by_title(ask)):
            out.append(self.voice.say("unheard", what=", ".join(unheard[:4])))
        if out:
            out[0] = "\n" + out[0]
        return out

    def untold(self, ask: Ask, result: Result) -> bool:
        """Whether words that no row was held to are left unsaid, or titles alone were held to what
        must not be there: then nothing is said to fit."""
        unread = (*result.unknown, *result.unheard)
        return len(self._telling(ask, unread)) < len(unread) or bool(self._left_out_by_title(ask))

    def _left_out_by_title(self, ask: Ask) -> tuple[str, ...]:
        """What must not be there, where no title that names it is shown: that a title is silent on
        it says nothing ("a toy without a string"), as no row of another field does."""
        titled = [c for c in ask.conditions if c.op is Op.LACKS and c.fields == ("title",)]
        book = function_words(self.languages[0])
        words = [t.folded for t in tokens(ask.text, ())]
        behind = {
            next((w for w in words[n + 1 :] if not book.is_small(w)), "")
            for n, word in enumerate(words)
            if (word,) in book.groups["without"]
        }
        return tuple(c.mention for c in titled if fold(c.mention).split(" ")[0] in behind)

    def _telling(self, ask: Ask, unread: Sequence[str]) -> tuple[str, ...]:
        """Those of the words that no row was held to that may matter: all of a short wish or of one
        that asks whether there is such a thing, and of others bounds, those behind a "with" and
        those that must not be. Of 402 such words 27 % mattered in messages of up to eight words,
        and 7 % in longer ones."""
        words = [t.folded for t in tokens(ask.text, ())]
        if len(words) <= SHORT or ask.having or ask.yes_no:
            return tuple(unread)
        book = function_words(self.languages[0])
        having = (*book.groups["having_some"], *book.groups["without"])
        after = {word for before, word in pairwise(words) if (before,) in having}
        after |= set(ask.denied)
        return tuple(w for w in unread if fold(w) in after or len(tokens(w, ())) > 1)
