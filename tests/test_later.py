"""The model is opened when a reply needs it, or aside: what is said of it meanwhile is true."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator

import pytest

from agent.answer import Incoming, answer
from agent.config import Settings
from agent.errors import EngineDown, ModelError, ModelFileError
from agent.events import Finished, TextDelta
from agent.model import library
from agent.model.backend import Generation, Message, Piece
from agent.model.later import Later, stats_of
from agent.model.library import BUILD, until_built
from agent.shop import Agent
from catalog.lookup import Catalog
from tests.fake_backend import ScriptedBackend
from tests.real_model import until

ASKED = Generation("", (Message("user", "Hello"),))
OPEN_QUESTION = "why should I recommend the Fjell 2 to my girlfriend?"


class Loading:
    """A model that is loaded when the test says so."""

    def __init__(self, *replies: str, fails: Exception | None = None) -> None:
        self.backend = ScriptedBackend(*replies)
        self.fails = fails
        self.begun = 0
        self.may = threading.Event()

    def __call__(self) -> ScriptedBackend:
        self.begun += 1
        assert self.may.wait(120)
        if self.fails:
            raise self.fails
        return self.backend


@pytest.fixture
def shop(settings: Settings) -> Iterator[Callable[[Later], Agent]]:
    made: list[Agent] = []

    def make(backend: Later) -> Agent:
        made.append(Agent(settings, Catalog.open(settings.state), backend, prepared=False))
        return made[-1]

    yield make
    for agent in made:
        agent.close()


def finished(agent: Agent, text: str) -> Finished:
    return next(e for e in answer(agent, Incoming(text)) if isinstance(e, Finished))


def test_what_code_answers_begins_no_model(shop: Callable[[Later], Agent]) -> None:
    loading = Loading()
    agent = shop(Later("small", (), loading))
    assert finished(agent, "How much is the Fjell 2?").lane == "direct"
    assert loading.begun == 0
    assert not agent.ready()
    assert stats_of(agent.backend) is None


def test_a_prepared_model_is_ready_when_it_is_loaded_and_not_before(
    shop: Callable[[Later], Agent],
) -> None:
    loading = Loading()
    agent = shop(Later("small", (), loading))
    agent.prepare()
    until(lambda: loading.begun == 1)
    assert not agent.ready()
    assert finished(agent, "How much is the Fjell 2?").lane == "direct"
    loading.may.set()
    until(lambda: bool(loading.backend.prefixes))
    assert agent.ready()
    assert loading.backend.prefixes == [agent.known().prefix]


def test_an_open_question_waits_for_the_model_with_a_sign_of_life(
    shop: Callable[[Later], Agent],
) -> None:
    loading = Loading("The Fjell 2 is a tent.")
    agent = shop(Later("small", (), loading))
    events = answer(agent, Incoming(OPEN_QUESTION))
    seen = [next(events), next(events)]
    assert seen[1] == TextDelta("")
    loading.may.set()
    last = [*events][-1]
    assert isinstance(last, Finished)
    assert len(loading.backend.requests) == 1


def test_code_answers_for_a_model_that_cannot_be_opened(shop: Callable[[Later], Agent]) -> None:
    loading = Loading(fails=ModelFileError("no model"))
    loading.may.set()
    agent = shop(Later("small", (), loading))
    assert finished(agent, OPEN_QUESTION).lane == "fallback"
    assert not agent.ready()
    with pytest.raises(ModelFileError, match="no model"):
        agent.prepare(wait=True)


def test_an_engine_that_did_not_start_is_tried_again_and_a_wrong_file_is_not() -> None:
    now = [0.0]
    for error, tries in ((EngineDown("no memory"), 2), (ModelFileError("no GGUF"), 1)):
        loading = Loading(fails=error)
        loading.may.set()
        later = Later("small", (), loading, clock=lambda: now[0])
        for passed in (0.0, 10.0, 31.0):
            now[0] += passed
            with pytest.raises(ModelError):
                later.opened()
        assert loading.begun == tries
        later.close()


def test_code_answers_while_the_engine_is_still_being_built(
    shop: Callable[[Later], Agent], monkeypatch: pytest.MonkeyPatch
) -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as building:
        monkeypatch.setenv(BUILD, str(building.pid))
        loading = Loading()
        loading.may.set()
        agent = shop(Later("small", (), loading, before=until_built))
        agent.prepare()
        assert finished(agent, "How much is the Fjell 2?").lane == "direct"
        assert not agent.ready()
        assert loading.begun == 0
        building.communicate(b"\n")
        until(agent.ready)


def test_an_engine_that_could_not_be_built_is_said_and_closing_does_not_wait_for_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(library, "find_spec", lambda _name: None)
    later = Later("small", (), Loading(), before=until_built)
    with pytest.raises(EngineDown, match=r"engine\.log"):
        later.opened()
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as building:
        monkeypatch.setenv(BUILD, str(building.pid))
        later = Later("small", (), Loading(), before=until_built)
        assert next(later.generate(ASKED)) == Piece("")
        later.close()
        assert building.poll() is None
        building.communicate(b"\n")


def test_whoever_closes_while_the_model_loads_leaves_none_behind() -> None:
    loading = Loading()
    later = Later("small", (), loading)
    pieces = later.generate(ASKED)
    assert next(pieces) == Piece("")
    threading.Timer(0.1, loading.may.set).start()
    later.close()
    with pytest.raises(EngineDown):
        list(pieces)
    with pytest.raises(EngineDown):
        later.opened()


def test_a_visitor_is_not_kept_waiting_for_a_model_that_loads_and_a_terminal_is(
    settings: Settings,
) -> None:
    hasty = settings.model_copy(
        update={"model": settings.model.model_copy(update={"patience_s": 0.1})}
    )
    loading = Loading("The Fjell 2 is a tent.")
    agent = Agent(hasty, Catalog.open(settings.state), Later("small", (), loading), prepared=False)
    try:
        assert finished(agent, OPEN_QUESTION).lane == "fallback"
        assert loading.backend.requests == []
        agent.waits_for_model = True
        threading.Timer(2.5, loading.may.set).start()
        finished(agent, OPEN_QUESTION)
        assert len(loading.backend.requests) == 1
    finally:
        loading.may.set()
        agent.close()
