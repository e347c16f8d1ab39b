"""Which conversation a client means that sends what was said instead of an id.

OpenAI's clients send the whole talk with every message. It is not believed: it is looked up. Where
it is, word for word, what was said here, the talk goes on in a copy of that conversation, with the
server's own record of it; else a new one begins. A copy, because two clients may have had the same
words, and neither may read on in what the other one says next. A conversation never holds more than
the words that it is found by, so nobody is told anything by naming them.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections import OrderedDict
from collections.abc import Sequence

Talk = Sequence[tuple[str, str]]

# An entry is a hash and an id, about 200 bytes; a talk that is forgotten begins anew.
_KEPT = 10_000


class Transcripts:
    """The talks that were had here lately, by their words. Safe from many threads."""

    def __init__(self, kept: int = _KEPT) -> None:
        self._kept = kept
        self._known: OrderedDict[str, str] = OrderedDict()
        self._lock = threading.Lock()

    def note(self, talk: Talk, conversation: str) -> None:
        """`talk` ((role, text), the oldest first) is what was said in `conversation`."""
        with self._lock:
            self._known.setdefault(_key(talk), conversation)
            while len(self._known) > self._kept:
                self._known.popitem(last=False)

    def find(self, talk: Talk) -> str:
        """The conversation whose words are `talk`; empty where there is none."""
        with self._lock:
            return self._known.get(_key(talk), "")


def _key(talk: Talk) -> str:
    # Bytes as they are: a lone surrogate is no UTF-8, and JSON escapes it.
    words = json.dumps([(role, text.strip()) for role, text in talk])
    return hashlib.sha256(words.encode()).hexdigest()
