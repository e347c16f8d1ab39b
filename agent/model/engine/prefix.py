"""The prefix on disk: computed once per model and catalog, loaded at every later start.

    <state>/prefix/<key>.kv    header | key | the cells, as llama.cpp wrote them
    <state>/prefix/models.json the SHA-256 of model files, by path, size and time of change

A file is taken only where key, length and SHA-256 are right; anything else is removed and the
prefix computed again. Only tokens that every visitor shares are ever in it.
"""

from __future__ import annotations

import hashlib
import json
import os
import struct
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

_MAGIC: Final = b"TRESEN-KV-1\n"
_HEADER: Final = struct.Struct("<12s32s32sQ")  # magic, SHA-256 of the rest, key, bytes of the rest
_KEPT: Final = 3
_STALE_S: Final = 3600.0


class PrefixStore:
    """`identity` is all that the cells depend on besides the tokens (Weights.identity)."""

    def __init__(self, folder: Path, model: Path, identity: dict[str, Any]) -> None:
        self.folder = folder
        self._model = model
        self._identity = identity

    def load(self, tokens: Sequence[int]) -> bytes | None:
        """The cells of `tokens`, or None where there are none that can be trusted."""
        try:
            key = self.key(tokens)
            path = self.path(key)
            with path.open("rb") as file:
                header = file.read(_HEADER.size)
                state = file.read()
        except OSError:
            return None
        if _sound(header, key, state):
            path.touch()  # the newest are those that were used last
            return state
        path.unlink(missing_ok=True)
        return None

    def save(self, tokens: Sequence[int], state: bytes) -> None:
        """Write aside, fsync, rename: a reader finds all of it or nothing. Raises OSError."""
        key = self.key(tokens)
        self.folder.mkdir(parents=True, exist_ok=True)
        aside = self.folder / f"{key.hex()[:32]}.{os.getpid()}.part"
        header = _HEADER.pack(_MAGIC, hashlib.sha256(key + state).digest(), key, len(state))
        try:
            with aside.open("wb") as file:
                file.write(header)
                file.write(state)
                file.flush()
                os.fsync(file.fileno())
            aside.replace(self.path(key))
        finally:
            aside.unlink(missing_ok=True)
        self._tidy()

    def path(self, key: bytes) -> Path:
        return self.folder / f"{key.hex()[:32]}.kv"

    def key(self, tokens: Sequence[int]) -> bytes:
        """32 bytes that stand for model file, llama.cpp, context and tokens."""
        model = model_hash(self._model, self.folder / "models.json")
        told = json.dumps({**self._identity, "model": model}, sort_keys=True)
        packed = struct.pack(f"<{len(tokens)}i", *tokens)
        return hashlib.sha256(told.encode() + b"\0" + packed).digest()

    def _tidy(self) -> None:
        """Keep the newest few; remove what a killed process left half written."""
        by_age = sorted(self.folder.glob("*.kv"), key=_changed, reverse=True)
        left = [p for p in self.folder.glob("*.part") if _changed(p) < time.time() - _STALE_S]
        for path in by_age[_KEPT:] + left:
            path.unlink(missing_ok=True)


def model_hash(path: Path, cache: Path) -> str:
    """SHA-256 of the model file; read again only where its size or time of change differ."""
    found = path.resolve()
    stat = found.stat()
    told = f"{found}|{stat.st_size}|{stat.st_mtime_ns}"
    try:
        known = json.loads(cache.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        known = {}
    if isinstance(known, dict) and isinstance(known.get(told), str):
        return str(known[told])
    with found.open("rb") as file:
        value = hashlib.file_digest(file, "sha256").hexdigest()
    cache.parent.mkdir(parents=True, exist_ok=True)
    aside = cache.with_suffix(f".{os.getpid()}.part")
    aside.write_text(json.dumps({told: value}), encoding="utf-8")
    aside.replace(cache)
    return value


def _sound(header: bytes, key: bytes, state: bytes) -> bool:
    if len(header) != _HEADER.size:
        return False
    magic, digest, held, length = _HEADER.unpack(header)
    return bool(
        magic == _MAGIC
        and held == key
        and length == len(state)
        and digest == hashlib.sha256(key + state).digest()
    )


def _changed(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:  # another process has just removed it
        return 0.0
