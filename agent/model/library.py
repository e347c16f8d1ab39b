"""Whether llama.cpp is there: `make demo` opens its shop while it is still being built."""

from __future__ import annotations

import importlib
import os
import time
from collections.abc import Iterator
from importlib.util import find_spec
from typing import Final

from agent.errors import EngineDown

BUILD: Final = "TRESEN_ENGINE_BUILD"
"""Names the process, a child of this one, that builds and installs it (scripts/setup.py)."""
_LOOK_S: Final = 1.0


def until_built() -> Iterator[None]:
    """Yields each second while llama.cpp is being built. Raises EngineDown where it is not there
    afterwards."""
    while _is_building():
        yield
        time.sleep(_LOOK_S)
    importlib.invalidate_caches()
    if find_spec("llama_cpp") is None:
        said = "llama.cpp is not installed; where it could not be built, .venv/engine.log says why"
        raise EngineDown(said)


def being_built() -> bool:
    """Whether a process was named that builds it."""
    return bool(os.environ.get(BUILD))


def _is_building() -> bool:
    told = os.environ.get(BUILD, "")
    if not told.isdigit():
        return False
    try:
        ended, _ = os.waitpid(int(told), os.WNOHANG)
    except ChildProcessError:  # it has ended, and that was asked before
        return False
    return ended == 0
