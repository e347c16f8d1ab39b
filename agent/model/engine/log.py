"""What llama.cpp says while it works: kept for error messages instead of printed."""

from __future__ import annotations

from collections import deque
from typing import Any, Final

import llama_cpp

_WARNING, _ERROR, _CONTINUED = 3, 4, 5
_KEPT: Final[deque[str]] = deque(maxlen=12)


@llama_cpp.llama_log_callback  # type: ignore[untyped-decorator]
def _keep(level: int, text: bytes, _data: Any) -> None:
    line = text.decode("utf-8", errors="replace").strip()
    if level in (_WARNING, _ERROR) and line:
        _KEPT.append(line)


def listen() -> None:
    """Keep what llama.cpp warns of from now on. Its logger is one for the whole process."""
    _KEPT.clear()
    llama_cpp.llama_log_set(_keep, None)


def last_words() -> str:
    """The last warnings and errors, oldest first, in one line."""
    return " / ".join(_KEPT)
