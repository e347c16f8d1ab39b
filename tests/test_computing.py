"""Places to look for facts in: who has one, who waits, and who is told to come back."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import pytest

from agent.computing import LONG, WAITING, WAITING_LONG, WAITING_OF_ONE, Computing
from agent.errors import AgentBusy
from agent.heard import read
from agent.shop import Agent
from web import create_app

LONG_TEXT = "word " * LONG


@contextmanager
def waiting(
    computing: Computing, count: int, text: str = "x", address: str = "{}"
) -> Iterator[None]:
    """So many in the line, until the end of the block."""

    def wait(number: int) -> None:
        with seats[number].taken():
            pass

    seats = [computing.seat(address.format(n), text) for n in range(count)]
    threads = [threading.Thread(target=wait, args=(n,)) for n in range(count)]
    for thread in threads:
        thread.start()
    until_waiting(computing, count)
    yield
    for thread in threads:
        thread.join(60)


def until_waiting(computing: Computing, count: int) -> None:
    end = time.monotonic() + 60
    while len(computing._waiting) < count:
        assert time.monotonic() < end
        time.sleep(0.005)


def is_free(computing: Computing, address: str, text: str = "x") -> bool:
    try:
        with computing.seat(address, text).taken():
            return True
    except AgentBusy:
        return False


def test_of_one_address_one_is_looked_for_at_a_time() -> None:
    computing = Computing(patience_s=0.05)
    with computing.seat("a", "x").taken():
        assert not is_free(computing, "a")
        assert is_free(computing, "b")
        with computing.seat("", "x").taken():
            assert not is_free(computing, "c"), "two places are all"
    with computing.seat("", "x").taken():
        assert is_free(computing, ""), "nobody in particular is many"


def test_long_messages_leave_a_place_to_short_ones() -> None:
    computing = Computing(patience_s=0.05)
    with computing.seat("a", LONG_TEXT).taken():
        assert not is_free(computing, "b", LONG_TEXT)
        assert is_free(computing, "c")
    assert is_free(computing, "b", LONG_TEXT)


@pytest.mark.parametrize(
    ("most", "text", "address"),
    [(WAITING, "x", "{}"), (WAITING_LONG, LONG_TEXT, "{}"), (WAITING_OF_ONE, "x", "one")],
)
def test_the_line_has_an_end_and_a_refusal_a_time(most: int, text: str, address: str) -> None:
    computing = Computing(patience_s=60)
    with ExitStack() as held:
        places = [computing.seat(f"held-{n}", "x").taken() for n in range(2)]
        for place in places:
            held.enter_context(place)
        with waiting(computing, most, text, address):
            with pytest.raises(AgentBusy) as caught:
                computing.seat(address.format("one more"), text)
            if most != WAITING:
                computing.seat("somebody else", "x")
            held.close()
    assert 1 <= caught.value.retry_after <= 10
    assert computing._running == computing._waiting == []


def test_who_has_begun_goes_first_and_is_not_refused() -> None:
    computing, order = Computing(places=1, patience_s=60), list[str]()
    old = computing.seat("old", "x")
    with old.taken():
        pass

    def go_on() -> None:
        with old.taken():
            order.append("old")

    def begin() -> None:
        with computing.seat("new", "x").taken():
            order.append("new")

    with computing.seat("a", "x").taken():
        threads = [threading.Thread(target=begin)]
        threads[0].start()
        until_waiting(computing, 1)
        threads.append(threading.Thread(target=go_on))
        threads[1].start()
        until_waiting(computing, 2)
    for thread in threads:
        thread.join(60)
    assert order == ["old", "new"]


def test_no_place_is_lost_however_many_come_and_break_off() -> None:
    computing, seen = Computing(patience_s=0.02), Counter[str]()
    most = 0

    def come(number: int) -> None:
        nonlocal most
        for turn in range(20):
            text = LONG_TEXT if (number + turn) % 3 == 0 else "x"
            try:
                seat = computing.seat(str(number % 5), text)
                with seat.taken():
                    most = max(most, len(computing._running))
                    time.sleep(0.001)
                    if turn % 4 == 0:
                        raise KeyError
                with seat.taken():
                    seen["twice"] += 1
            except KeyError:
                seen["broken"] += 1
            except AgentBusy:
                seen["refused"] += 1

    threads = [threading.Thread(target=come, args=(n,)) for n in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert seen.total() == 16 * 20
    assert most == 2
    assert computing._running == computing._waiting == []
    assert is_free(computing, "a")


@pytest.mark.alone
def test_a_flood_of_long_messages_keeps_nobody_else_waiting(
    agent_saying: Callable[..., Agent], monkeypatch: pytest.MonkeyPatch
) -> None:
    """64 at once of one address, each of 0.3 s: they hear 200 or 429, another visitor no delay."""

    def slow(agent: Agent, conversation: Any, text: str) -> Any:
        if len(text) > LONG:
            time.sleep(0.3)
            text = "hello"
        return read(agent, conversation, text)

    monkeypatch.setattr("agent.answer.read", slow)
    agent = agent_saying()
    web = agent.settings.web.model_copy(update={"messages_per_minute": 3000})
    app = create_app(agent.settings.model_copy(update={"web": web}), agent)
    codes: list[tuple[int, bool]] = []

    def flood() -> None:
        told = app.test_client().post(
            "/api/chat", json={"message": LONG_TEXT[:3900]}, buffered=True
        )
        codes.append((told.status_code, "Retry-After" in told.headers))

    threads = [threading.Thread(target=flood) for _ in range(64)]
    for thread in threads:
        thread.start()
    waits = []
    for number in range(5):
        begun = time.monotonic()
        told = app.test_client().post(
            "/api/chat",
            json={"message": "How much is the Fjell 2?"},
            environ_base={"REMOTE_ADDR": f"192.0.2.{number}"},
            buffered=True,
        )
        waits.append(time.monotonic() - begun)
        assert told.status_code == 200
        assert "189.90" in told.text
    for thread in threads:
        thread.join(30)
    assert max(waits) < 1.5
    assert set(codes) == {(200, False), (429, True)}
    assert len(codes) == 64
