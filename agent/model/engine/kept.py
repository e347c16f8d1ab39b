"""Conversations between two turns: what was computed of them waits for the next one.

In the cache, under the seat that they had; or parked beside it, where every step pays for every
cell of the cache, whoever's it is. Those that waited longest are forgotten first: that costs their
next turn some time, and nothing else.
"""

from __future__ import annotations

import mmap
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from agent.model.engine.sequence import Sequence

Cells = bytes | mmap.mmap
"""What was taken out of the cache. Mapped, it is given back to the machine when it is let go of:
the engine's bench ended with 252 MB beside model and cache, and with 295 when it was on the heap,
where pieces of 2 MB that come and go leave holes."""


class Parking(Protocol):
    """Of the KV cache, what is needed to take a conversation out of it and put it back."""

    @property
    def parks(self) -> bool:
        """Whether a finished conversation leaves the cache: there idle cells cost every step."""
        ...

    def park(self, seat: int, shared: int) -> Cells | None:
        """What `seat` holds behind its first `shared` tokens, of which it lets go. None: it could
        not be had. The seat is to be cleared in any case."""
        ...

    def unpark(self, seat: int, cells: Cells, shared: int) -> bool:
        """Fill an empty `seat` with what `park` gave, behind the first `shared` cells of the
        prefix. False: it could not be done, and `seat` is empty."""
        ...


@dataclass(frozen=True, slots=True)
class Kept:
    """A conversation's tokens, the first `shared` of them the prefix's. `seat`: where they are in
    the cache; None: `cells` are what is private of them, parked."""

    tokens: list[int]
    shared: int
    seat: int | None
    cells: Cells = b""

    @property
    def private(self) -> int:
        return len(self.tokens) - self.shared


class KeptConversations:
    """By their names, oldest first. `most`: tokens that they may hold together, besides those of
    the latest; `release` gets back the seats of those that are forgotten."""

    def __init__(self, cache: Parking, most: int, release: Callable[[int], None]) -> None:
        self.cache = cache
        self.most = most
        self._release = release
        self._kept: OrderedDict[str, Kept] = OrderedDict()

    def __len__(self) -> int:
        return len(self._kept)

    @property
    def seats(self) -> list[int]:
        """The seats that they hold in the cache."""
        return [kept.seat for kept in self._kept.values() if kept.seat is not None]

    @property
    def cells(self) -> int:
        """The cells that they hold in the cache, beyond the prefix."""
        return sum(kept.private for kept in self._kept.values() if kept.seat is not None)

    @property
    def parked_bytes(self) -> int:
        """What is parked beside the cache."""
        return sum(len(kept.cells) for kept in self._kept.values())

    def keep(self, sequence: Sequence) -> None:
        """Keep what is computed of `sequence`, which gives up its seat where that is parked."""
        held = sequence.tokens[: sequence.computed]
        shared = min(sequence.shared, len(held))
        kept = Kept(held, shared, sequence.seat)
        if self.cache.parks:
            cells = self.cache.park(sequence.seat, shared) if kept.private else None
            self._release(sequence.seat)
            if cells is None:
                return
            kept = Kept(held, shared, None, cells)
        self.put(sequence.request.conversation, kept)
        while len(self) > 1 and sum(kept.private for kept in self._kept.values()) > self.most:
            self.forget_oldest()

    def take(self, conversation: str) -> Kept | None:
        """The conversation, to go on with, or to be forgotten or put back."""
        return self._kept.pop(conversation, None)

    def put(self, conversation: str, kept: Kept) -> None:
        self._kept[conversation] = kept

    def forget(self, kept: Kept | None) -> None:
        """Let go of what was taken."""
        if kept is not None and kept.seat is not None:
            self._release(kept.seat)

    def forget_oldest(self) -> bool:
        """False: none was left."""
        if not self._kept:
            return False
        self.forget(self._kept.popitem(last=False)[1])
        return True

    def make_room(self) -> bool:
        """Forget the oldest of those in the cache. False: none is there."""
        return not self.cache.parks and self.forget_oldest()
