"""What customers said is kept for `[web] keep_days` after its last word, and then deleted; what was
counted of it for `[figures] keep_days`.

With a conversation go its turns and what was left open in it for a person, contact included; with
the last of a messenger's person what is known of them. In small transactions, so that no reply
waits for it.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from agent import counted
from agent.shop import Agent
from web.limits import forget_rates
from web.restock.kept import Kept
from web.webhooks.people import forget_people

log = logging.getLogger("tresen.web")

_EVERY_S = 3600.0
_PATIENCE_S = 10.0


def forget(agent: Agent, keep_days: int, now: datetime) -> int:
    """Delete what is older; how many conversations that were. Raises StateError."""
    if figures := agent.settings.figures.keep_days:
        counted.forget(agent.catalog.database, now - timedelta(days=figures))
    forget_rates(agent.catalog.database)
    Kept(agent.catalog.database, agent.settings.mail).forget(now)
    found = 0
    if keep_days:
        before = now - timedelta(days=keep_days)
        found = agent.conversations.forget(before)
        forget_people(agent.catalog.database, before)
    if found:
        log.info("forgotten", extra={"conversations": found, "keep_days": keep_days})
    _forget_beside(agent)
    return found


def _forget_beside(agent: Agent) -> None:
    """Let the model's backend let go of conversations that are no more, whoever has deleted them:
    the lines above, `tresen privacy erase` or another machine."""
    if kept := agent.backend.kept():
        agent.backend.forget(set(kept) - agent.conversations.those_of(kept))


@contextmanager
def forgetting(agent: Agent, keep_days: int, every_s: float = _EVERY_S) -> Iterator[None]:
    """Do so now and every hour, beside the block. 0 days of something: never."""
    end = threading.Event()

    def run() -> None:
        while not end.is_set():
            try:
                forget(agent, keep_days, datetime.now(UTC))
            except Exception as exc:  # a full disk today; the next hour it is tried again
                log.error("old conversations are not deleted", exc_info=exc)
            end.wait(every_s)

    thread = threading.Thread(target=run, name="retention", daemon=True)
    thread.start()
    try:
        yield
    finally:
        end.set()
        thread.join(_PATIENCE_S)
