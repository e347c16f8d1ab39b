"""An engine that hangs counts as down: code answers at once, and another one is begun in time."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import httpx2
import pytest

from agent.config import Settings
from agent.errors import EngineDown
from agent.model.backend import Generation, Message, Piece
from agent.model.engine.pulse import RESTART_S, SILENT_S, START_S, Pulse
from agent.model.local import LocalBackend
from agent.shop import Agent
from catalog.lookup import Catalog
from tests.checkers import Sleeping
from tests.fakes import serving
from tests.real_model import SYSTEM, WORDS, ask, generation, opened, secret, together, until
from web import create_app

SOON_S = 2.5
"""The promise is two seconds: 1.5 until it is seen, and what code takes; the rest is the test's."""


@contextmanager
def stopped(backend: LocalBackend) -> Iterator[int]:
    """The engine's process, stopped; it goes on afterwards, where it is still there."""
    pid = backend.engine.process_id
    os.kill(pid, signal.SIGSTOP)
    try:
        yield pid
    finally:
        if backend.engine.process_id == pid:
            os.kill(pid, signal.SIGCONT)


# -- by its beats --------------------------------------------------------------------------------


def test_no_beat_is_silence_and_then_the_end() -> None:
    pulse = Pulse(100.0)
    assert not pulse.is_silent(100.0 + START_S)
    assert pulse.is_gone(100.1 + START_S)
    pulse.beat(0.0, 101.0)
    assert not pulse.is_silent(101.0 + SILENT_S)
    assert pulse.is_silent(101.1 + SILENT_S)
    assert not pulse.is_gone(101.0 + RESTART_S)
    assert pulse.is_gone(101.1 + RESTART_S)
    pulse.beat(0.0, 103.0)
    assert not pulse.is_silent(103.0)


@pytest.mark.parametrize(("rate", "fine", "stuck"), [(150.0, 4.0, 6.0), (1.0, 100.0, 400.0)])
def test_a_step_may_last_as_long_as_the_model_is_slow(
    rate: float, fine: float, stuck: float
) -> None:
    pulse = Pulse(0.0)
    pulse.beat(1000.0, 1.0)  # loading
    assert not pulse.is_silent(2.0)
    pulse.loaded(rate)
    pulse.beat(fine, 10.0)
    pulse.beat(stuck, 12.0)
    assert not pulse.is_silent(11.0)
    assert pulse.is_silent(12.0)


# -- by what is seen of it -----------------------------------------------------------------------


@pytest.mark.alone
def test_stopped_it_is_down_at_once_and_goes_on_where_it_was(tmp_path: Path) -> None:
    with opened(tmp_path, slots=2) as backend:
        writing = backend.generate(generation("Tell me a long story.", max_tokens=400))
        next(event for event in writing if isinstance(event, Piece) and event.text)
        with stopped(backend) as pid:
            begun = time.monotonic()
            with pytest.raises(EngineDown, match="does not answer"):
                list(writing)
            assert time.monotonic() - begun < SOON_S
            assert not backend.ready()
            begun = time.monotonic()
            with pytest.raises(EngineDown):
                ask(backend, "Hello")
            assert time.monotonic() - begun < 0.5
        until(backend.ready)
        assert WORDS[1] in ask(backend, "", messages=secret(WORDS[1])).text
        assert (backend.engine.process_id, backend.stats().engine.restarts) == (pid, 0)
        until(lambda: backend.stats().engine.running == 0)


def test_stopped_for_good_it_is_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("agent.model.engine.pulse.RESTART_S", 3.0)
    with opened(tmp_path) as backend, stopped(backend) as pid:
        until(lambda: backend.engine.process_id not in (pid, 0))
        until(backend.ready)
        assert WORDS[2] in ask(backend, "", messages=secret(WORDS[2])).text
        assert backend.stats().engine.restarts == 1


@pytest.mark.alone
def test_nobody_waits_to_speak_to_it(tmp_path: Path) -> None:
    """What is sent to a stopped process fills its socket; nobody waits until it is read."""
    long = Message("user", "word " * 3000)
    with opened(tmp_path, slots=2, first_token_s=1e6) as backend:

        def say(number: int) -> None:
            with pytest.raises(EngineDown):
                list(backend.generate(Generation(f"c{number}", (SYSTEM, long), max_tokens=8)))

        with stopped(backend):
            begun = time.monotonic()
            together([partial(say, number) for number in range(60)])
            assert time.monotonic() - begun < 2 * SOON_S
        until(backend.ready)
        assert WORDS[4] in ask(backend, "", messages=secret(WORDS[4])).text


def test_a_step_that_never_ends_is_seen_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("agent.model.engine.pulse._STEP_S", 1.0)
    monkeypatch.setattr("agent.model.engine.pulse._STEP_TOKENS", 0)
    monkeypatch.setattr("agent.model.engine.pulse.RESTART_S", 4.0)
    with opened(tmp_path) as backend:
        pid = backend.engine.process_id
        with pytest.raises(EngineDown, match="does not answer"):
            ask(backend, "Hello", checker=Sleeping(600.0))
        until(lambda: backend.engine.process_id not in (pid, 0))
        until(backend.ready)
        assert WORDS[3] in ask(backend, "", messages=secret(WORDS[3])).text


@pytest.mark.alone
def test_the_shop_answers_while_its_engine_hangs(settings: Settings, tmp_path: Path) -> None:
    with opened(tmp_path / "engine", warm=None, context=1024) as backend:
        agent = Agent(settings, Catalog.open(settings.state), backend)
        agent.known()
        until(backend.ready)
        with (
            serving(create_app(settings, agent), settings) as address,
            httpx2.Client(base_url=address, timeout=60) as client,
        ):
            assert client.get("/readyz").status_code == 200
            for voice, question in (
                ("code", "why should I recommend the Fjell 2 to my girlfriend?"),
                ("model", "How much is the Fjell 2?"),
            ):
                agent.voice = voice
                with stopped(backend):
                    for _ in range(2):
                        begun = time.monotonic()
                        reply = client.post("/api/chat", json={"message": question})
                        assert time.monotonic() - begun < SOON_S
                        assert '"lane": "fallback"' in reply.text
                    assert client.get("/readyz").status_code == 503
                    assert client.get("/healthz").status_code == 200
                until(lambda: client.get("/readyz").status_code == 200)
        agent.catalog.close()
