"""Tables that are made of files of data, kept beside the bytecode: made once, not at every start.

A first answer in a terminal read 400 kB of TOML and folded 20,000 words before it: a sixth of its
time. What was made is kept where Python keeps the bytecode (`__pycache__`, PYTHONPYCACHEPREFIX, or
nowhere with PYTHONDONTWRITEBYTECODE), as marshal, and holds for those bytes of its sources alone;
what is broken, of another version or cannot be written is made anew.
"""

from __future__ import annotations

import hashlib
import marshal
import os
import sys
import tomllib
import zlib
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from importlib.util import cache_from_source
from pathlib import Path
from typing import Any, TypeVar, cast

T = TypeVar("T")

_PROGRAM = Path(__file__).parent.parent
_SUM = 4
"""Bytes of the checksum behind the digest of the sources."""


def toml_table(path: Path) -> dict[str, Any]:
    """What the TOML file at `path` says; nobody changes it. Raises OSError and TOMLDecodeError."""
    read = path.read_bytes()

    def parsed() -> dict[str, Any]:
        return tomllib.loads(read.decode("utf-8"))

    return _kept(path, hashlib.sha256(read).digest(), parsed)


def made_of(name: str, code: Sequence[str], sources: Iterable[Path], make: Callable[[], T]) -> T:
    """What `make` makes of `sources`: dicts, sets, tuples, words and numbers. `code` is the files
    of this program that decide how ("catalog/text.py"); it is kept beside the first of them."""
    digest = hashlib.sha256()
    for path in (*(_PROGRAM / one for one in code), *sources):
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return _kept((_PROGRAM / code[0]).with_name(name), digest.digest(), make)


def _kept(path: Path, digest: bytes, make: Callable[[], T]) -> T:
    """What is kept of `digest` for `path`, else what `make` makes."""
    if not path.is_relative_to(_PROGRAM):
        return make()  # a folder of the owner's: nothing is written there
    file = Path(cache_from_source(f"{path}.py")).with_suffix(".tables")
    with suppress(OSError, ValueError, EOFError, TypeError):
        held = file.read_bytes()
        start = len(digest) + _SUM
        told = zlib.crc32(held[start:]).to_bytes(_SUM, "big")
        if held[:start] == digest + told:
            return cast(T, marshal.loads(held[start:]))
    made: Any = make()
    if not sys.dont_write_bytecode:
        _keep(file, digest, marshal.dumps(made))
    return cast(T, made)


def _keep(file: Path, digest: bytes, written: bytes) -> None:
    """Beside it first, then in its place: another process may read it."""
    aside = file.with_suffix(f".{os.getpid()}")
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        aside.write_bytes(digest + zlib.crc32(written).to_bytes(_SUM, "big") + written)
        aside.replace(file)
