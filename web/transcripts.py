"""Which conversation a client means that sends what was said instead of an id.

OpenAI's clients send the whole talk with every message. It is not believed: it is looked up. Where
it is, word for word, what was said here, the talk goes on in a copy of those turns, with the
server's own record of them; else a new one begins. A copy, because two clients may have had the
same words, and neither may read on in what the other one says next. The conversation itself may
have gone on meanwhile, by its id and by any door, so a talk is noted with the number of turns that
it is, and a copy never holds more than the words that it is found by: nobody is told anything by
naming them.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

Talk = Sequence[tuple[str, str]]

# An entry is a hash and an id, about 200 bytes; a talk that is forgotten begins anew.
_KEPT = 10_000


@dataclass(frozen=True, slots=True)
class Said:
    """The first `turns` turns of `conversation`: all that a talk was, and no more."""

    conversation: str
    turns: int


class Transcripts:
    """The talks that were had here lately, by their words. Safe from many threads."""

    def __init__(self, kept: int = _KEPT) -> None:
        self._kept = kept
        self._known: OrderedDict[str, Said] = OrderedDict()
        self._lock = threading.Lock()

    def note(self, talk: Talk, said: Said) -> None:
        """`talk` ((role, text), the oldest first) ends with what was `said`."""
        with self._lock:
            self._known.setdefault(_key(talk), said)
            while len(self._known) > self._kept:
                self._known.popitem(last=False)

    def find(self, talk: Talk) -> Said | None:
        """What was said here in the words of `talk`; None where that is nothing."""
        with self._lock:
            return self._known.get(_key(talk))


def _key(talk: Talk) -> str:
    # Bytes as they are: a lone surrogate is no UTF-8, and JSON escapes it.
    words = json.dumps([(role, text.strip()) for role, text in talk])
    return hashlib.sha256(words.encode()).hexdigest()
