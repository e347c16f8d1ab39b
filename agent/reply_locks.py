"""Which conversations have a reply being written, one at a time in each, and which of those replies
are to end where they are."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from agent.errors import ConversationBusy
from catalog.database import Database


class ReplyLocks:
    """A lock for each conversation. Safe from many threads, and among machines that share one
    database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._busy: dict[str, str] = {}
        self._interrupted: set[str] = set()
        self._changed = threading.Condition()

    @contextmanager
    def hold(self, id: str, message_id: str, patience_s: float) -> Iterator[None]:
        """Holds the conversation while its reply is written.

        The same message once more is its client come back after a lost connection: it waits up to
        `patience_s` for the first one to notice that. Raises ConversationBusy.
        """
        with self._changed:
            running = self._busy.get(id)
            if running is not None and message_id and running == message_id:
                self._changed.wait_for(lambda: id not in self._busy, patience_s)
            if id in self._busy:
                raise _busy()
            self._busy[id] = message_id
        try:
            with self._alone(id):
                yield
        finally:
            with self._changed:
                del self._busy[id]
                self._interrupted.discard(id)
                self._changed.notify_all()

    @contextmanager
    def _alone(self, id: str) -> Iterator[None]:
        """Alone among all machines, where there may be others. Raises ConversationBusy."""
        if not self._database.is_shared:
            yield
            return
        with self._database.alone(f"conversation:{id}") as lease:
            if lease is None:
                raise _busy()
            yield

    def interrupt(self, id: str) -> None:
        """End the reply that is being written in the conversation, if one is."""
        with self._changed:
            if id in self._busy:
                self._interrupted.add(id)

    def interrupted(self, id: str) -> bool:
        """Whether the reply that is being written is to end where it is."""
        return id in self._interrupted


def _busy() -> ConversationBusy:
    return ConversationBusy("A reply is still being written in this conversation.", "conversation")
