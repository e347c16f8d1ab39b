"""What words mean, as far as the model's own token table says: a vector for each.

The table is the input layer of the GGUF that is there anyway. Its rows are read where they lie, a
few at a time: the weights are not loaded. What all tokens share (the mean, and the direction that
frequency lies in) is taken away; a word is the mean of its tokens, and weighs less the more common
it is (Arora et al. 2017, "A simple but tough-to-beat baseline for sentence embeddings"), its rank
in the vocabulary standing for its frequency.
"""

from __future__ import annotations

import ctypes
import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
from llama_cpp import _ctypes_extensions as extensions
from llama_cpp._ggml import libggml_base_path
from numpy.typing import NDArray

from agent.errors import ModelFileError
from agent.model.gguf_header import Place, read_header
from agent.model.tokens import Vocabulary

Array = NDArray[np.float32]

_PLAIN: Final[dict[int, np.dtype[Any]]] = {0: np.dtype("<f4"), 1: np.dtype("<f2")}
_BF16: Final = 30
# ggml's dequantize_row_* by its type's number (ggml.h, ggml-quants.h).
_PACKED: Final = {
    2: "q4_0", 3: "q4_1", 6: "q5_0", 7: "q5_1", 8: "q8_0", 10: "q2_K", 11: "q3_K", 12: "q4_K",
    13: "q5_K", 14: "q6_K", 20: "iq4_nl", 23: "iq4_xs",
}  # fmt: skip

_SAMPLED = 4096
"""Rows that the mean and the common directions are taken from."""

_COMMON = 3
"""Directions that are taken away. From one on the labelled queries see no difference; the recipe's
authors take one to five."""

_ROUNDS = 12
"""Of the iteration that finds them. All directions at once take 2 s on a busy machine."""

_WIDEST = 1024
"""Dimensions. Those of larger models are mixed into so many, which keeps angles to a few percent
(Johnson-Lindenstrauss)."""

_PIECES = 2
"""Tokens of a word that is known. What is cut into more is a word of another language to this
vocabulary, and its pieces mean other things: with them, "Autoreifen" (car tyres) is a down jacket
at a cosine of 0.73. It then has no vector, and is said to be near to nothing."""

_ZIPF, _SMOOTH = 0.1, 3e-5
"""The token of rank r is `_ZIPF / r` of a text, and weighs `_SMOOTH / (_SMOOTH + that)`."""


class WordVectors:
    """Gives each word its vector; safe from many threads."""

    def __init__(self, path: Path, vocabulary: Vocabulary) -> None:
        """Read what is common to all rows of the model at `path`. Raises ModelFileError."""
        header = read_header(path)
        self._table = _Table(path, header.token_table)
        self._vocabulary = vocabulary
        self._mix = _mixing(self._table.width)
        count = min(_SAMPLED, self._table.count)
        sample = self._mixed(np.linspace(0, self._table.count - 1, count).astype(np.int64))
        self._mean: Array = sample.mean(0)
        centred = sample - self._mean
        self._common = _main_directions(centred)
        self.dims = int(self._common.shape[0])
        told = f"{path.name} {header.file_bytes} {self._table.place} {_COMMON} {_ZIPF} {_SMOOTH}"
        self.name = hashlib.sha256(told.encode()).hexdigest()[:16]
        """Says which vectors these are: of another name, they compare with none of these."""

    def __call__(self, words: Sequence[str]) -> Array:
        """A row of `dims` for each of `words` (as they are written): as long as the word weighs."""
        out = np.zeros((len(words), self.dims), np.float32)
        tokens = [self._tokens(word) for word in words]
        flat = [token for forms in tokens for form in forms for token in form]
        if not flat:
            return out
        used, places = np.unique(np.array(flat, np.int64), return_inverse=True)
        rows = self._clean(self._mixed(used))[places]
        # Forms have equally many tokens, so that the sum points where the mean of means does.
        lengths = np.array([sum(map(len, forms)) for forms in tokens])
        begins = (np.cumsum(lengths) - lengths)[lengths > 0]
        weights = np.array([[_weight(forms)] for forms in tokens], np.float32)[lengths > 0]
        out[lengths > 0] = _unit(_sums(rows, begins)) * weights
        return out

    def _tokens(self, word: str) -> list[list[int]]:
        """`word` within a sentence, small and as a name: whichever has fewer tokens, or both."""
        if not word.strip():
            return []
        forms = [
            [token for token in self._vocabulary.content(form) if token < self._table.count]
            for form in dict.fromkeys((f" {word}", f" {word.capitalize()}"))
        ]
        fewest = min(map(len, forms))
        if fewest > _PIECES:
            return []
        return [form for form in forms if len(form) == fewest and form]

    def _mixed(self, tokens: NDArray[np.int64]) -> Array:
        rows = self._table.rows(tokens)
        return rows if self._mix is None else np.asarray(rows @ self._mix, np.float32)

    def _clean(self, rows: Array) -> Array:
        centred = rows - self._mean
        return _unit(centred - (centred @ self._common) @ self._common.T)


class _Table:
    """The token table, read row by row."""

    def __init__(self, path: Path, place: Place | None) -> None:
        size = place.row_bytes if place is not None else None
        if place is None or size is None:
            raise ModelFileError(f"{path}: holds no table of tokens that can be read.")
        self.place = place
        self.width, self.count = place.shape
        self._unpack = _unpacking(place.kind, path)
        self._bytes = np.memmap(
            path, np.uint8, mode="r", offset=place.offset, shape=(self.count, size)
        )

    def rows(self, tokens: NDArray[np.int64]) -> Array:
        packed = np.ascontiguousarray(self._bytes[tokens])
        kind = self.place.kind
        if kind in _PLAIN:
            return packed.view(_PLAIN[kind]).astype(np.float32)
        if kind == _BF16:
            halves = packed.view(np.dtype("<u2")).astype(np.uint32)
            return (halves << np.uint32(16)).view(np.dtype(np.float32))
        rows = np.empty((len(tokens), self.width), np.float32)
        self._unpack(packed.ctypes.data, rows.ctypes.data, rows.size)
        return rows


def _unpacking(kind: int, path: Path) -> ctypes._NamedFuncPointer:
    """ggml's own function for one type of tensor; any for types that need none."""
    name = _PACKED.get(kind, "q8_0")
    if kind not in _PACKED and kind not in _PLAIN and kind != _BF16:
        raise ModelFileError(
            f"{path}: its token table is of ggml's type {kind}, which is not read."
        )
    library = extensions.load_shared_library("ggml-base", libggml_base_path)
    function = getattr(library, f"dequantize_row_{name}", None)
    if function is None:
        raise ModelFileError(f"{path}: this build of llama.cpp does not unpack {name}.")
    function.argtypes = [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int64]
    function.restype = None
    unpack: ctypes._NamedFuncPointer = function
    return unpack


def _mixing(width: int) -> Array | None:
    if width <= _WIDEST:
        return None
    signs = np.random.default_rng(width).integers(0, 2, (width, _WIDEST), dtype=np.int8)
    return np.asarray((signs * 2 - 1) / np.sqrt(_WIDEST), np.float32)


def _main_directions(centred: Array) -> Array:
    """The `_COMMON` directions in which rows differ most, as columns, by subspace iteration."""
    basis = np.random.default_rng(0).standard_normal((centred.shape[1], _COMMON))
    for _ in range(_ROUNDS):
        basis, _rest = np.linalg.qr(centred.T @ (centred @ basis))
    return np.asarray(basis, np.float32)


def _sums(rows: Array, begins: NDArray[np.int64]) -> Array:
    """The sums of the runs of `rows` that begin at `begins`."""
    return np.asarray(np.add.reduceat(rows, begins, axis=0), np.float32)


def _weight(forms: Sequence[Sequence[int]]) -> float:
    ranks = [max(form) for form in forms if len(form) == 1]
    share = _ZIPF / (1 + min(ranks)) if ranks else 0.0
    return _SMOOTH / (_SMOOTH + share)


def _unit(rows: NDArray[Any]) -> Array:
    lengths = np.linalg.norm(rows, axis=-1, keepdims=True)
    return np.asarray(rows / np.maximum(lengths, 1e-9), np.float32)
