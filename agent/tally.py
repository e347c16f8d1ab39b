"""How many of a model's sentences held: what `tresen check` and the metrics read."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field


@dataclass(slots=True)
class Tally:
    """Counts, over all replies. Safe from many threads."""

    sentences: int = 0
    """Judged by the guard."""
    held: int = 0
    asked: int = 0
    """Replies that the model was asked to put into its words (`[truth] voice = "model"`)."""
    worded: int = 0
    """Those that it did, whole and without more."""
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def judged(self, holds: bool) -> None:
        with self._lock:
            self.sentences += 1
            self.held += holds

    def restated(self, whole: bool) -> None:
        with self._lock:
            self.asked += 1
            self.worded += whole
