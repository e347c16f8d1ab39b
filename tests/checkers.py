"""Checkers for tests, in a module that the engine's process can import cheaply."""

from __future__ import annotations

import importlib
import time
from dataclasses import dataclass


@dataclass(frozen=True)
class Without:
    """Refuses every piece that has one of `letters`."""

    letters: str

    def __call__(self, written: str, piece: str) -> bool:
        return not set(piece) & set(self.letters)


@dataclass(frozen=True)
class Only:
    """Holds the reply to the beginning of `text`."""

    text: str

    def __call__(self, written: str, piece: str) -> bool:
        return self.text.startswith(written + piece)


@dataclass(frozen=True)
class Failing:
    """Breaks at its `after`th character."""

    after: int

    def __call__(self, written: str, piece: str) -> bool:
        if len(written) >= self.after:
            raise ValueError("the checker is broken")
        return True


class Unreadable:
    """Can be pickled, and not be read back."""

    def __call__(self, written: str, piece: str) -> bool:
        return True

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return importlib.import_module, ("a_module_that_is_not_there",)


@dataclass(frozen=True)
class Sleeping:
    """Never comes to its end: the engine hangs in its step."""

    seconds: float

    def __call__(self, written: str, piece: str) -> bool:
        time.sleep(self.seconds)
        return True
