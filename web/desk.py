"""What the routes work with, and the one way in which HTTP begins a reply."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from flask import request

from agent.answer import Incoming
from agent.events import Event, Failed, Started
from agent.shop import Agent
from web.errors import NotBegun
from web.limits import Places, Rate
from web.metrics import Metrics

Answer = Callable[[Agent, Incoming], Iterator[Event]]


@dataclass(frozen=True, slots=True)
class Desk:
    """What the routes work with."""

    agent: Agent
    answer: Answer
    metrics: Metrics
    rate: Rate
    places: Places
    shown: Callable[[Iterable[Event]], Iterable[Event]] = iter
    """Events as customers get them: with links by which the shop knows the talk again."""


@dataclass(frozen=True, slots=True)
class Begun:
    """A reply that has begun. `close` ends it wherever it is, and gives its place back."""

    events: Iterator[Event]
    close: Callable[[], None]


def begin(desk: Desk, incoming: Incoming) -> Begun:
    """Begin the reply to `incoming` for the request that is being served.

    The first two events are drawn at once, because only while nothing is sent can a refusal still
    be an HTTP status. The events end when the other side has closed its connection. Raises
    ServerBusy, NotBegun, and what `agent.answer` raises.
    """
    give_back = desk.places.take()
    try:
        events = desk.metrics.watch(desk.answer(desk.agent, incoming))
        drawn = list(itertools.islice(events, 1))
        if drawn and isinstance(drawn[0], Started):
            drawn.extend(itertools.islice(events, 1))
        if drawn and isinstance(failed := drawn[-1], Failed):
            list(events)
            raise NotBegun(failed)
    except BaseException:  # raised again: the place is given back, at GeneratorExit too
        give_back()
        raise
    gone = request.environ.get("waitress.client_disconnected", lambda: False)
    alive = itertools.takewhile(lambda _: not gone(), itertools.chain(drawn, events))

    def close() -> None:
        give_back()
        events.close()

    return Begun(alive, close)
