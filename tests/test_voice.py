"""`[truth] voice = "model"`: the model words what code knows, or code does."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

import web.commands.check as command
from agent.answer import Incoming, answer
from agent.check.ground import Ground
from agent.check.questions import made
from agent.check.run import check
from agent.config import load
from agent.errors import EngineDown
from agent.events import CardShown, Event, Evidence, Finished, TextDelta
from agent.model.fitness import Fitness, keep, known_fitness
from agent.model.registry import bundled_model
from agent.shop import Agent
from catalog.lookup import Catalog
from tests.conftest import DEMO
from tests.fake_backend import ScriptedBackend
from tests.real_model import opened
from web.cli import main
from web.commands.model_words import fitness_of, unfit_text
from web.commands.models import models

PRICE = "How much is the Fjell 2?"


@pytest.fixture
def agent_wording(agent_saying: Callable[..., Agent]) -> Callable[..., Agent]:
    def make(*replies: str, **backend: object) -> Agent:
        agent = agent_saying(*replies, **backend)
        agent.voice = "model"
        return agent

    return make


def stated(events: list[Event]) -> list[tuple[str, str, object]]:
    found = (f for e in events if isinstance(e, Evidence) for f in e.facts)
    return [(f.item, f.field, f.value) for f in found]


def ask(agent: Agent, text: str) -> tuple[str, str, list[Event]]:
    events = list(answer(agent, Incoming(text)))
    words = "".join(e.text for e in events if isinstance(e, TextDelta)).replace("\xa0", " ")
    assert isinstance(events[-1], Finished)
    return words, events[-1].lane, events


@pytest.mark.parametrize(
    ("question", "said"),
    [
        (PRICE, "The price of the Fjell 2 is €189.90."),
        ("was kostet das fjell 2", "Das Fjell 2 kostet 189,90 €."),
        ("how heavy is the Fjell 2?", "The Fjell 2 weighs 2.1 kg."),
        ("Is the Fjell 4 available?", "The Fjell 4 is sold out."),
        ("what do 3 Fjell 2 cost altogether?", "3 Fjell 2 at €189.90 cost €569.70 altogether."),
        ("what is your phone number?", "You can reach us by phone at +49 30 23125 550."),
    ],
)
def test_what_holds_and_says_all_is_said(
    agent_wording: Callable[..., Agent], question: str, said: str
) -> None:
    words, lane, events = ask(agent_wording(said), question)
    assert (words, lane) == (said, "composed")
    assert any(isinstance(e, Evidence) for e in events)
    if "phone" not in question:
        assert any(isinstance(e, CardShown) for e in events)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        (PRICE, ""),
        (PRICE, "The Fjell 2 is a fine choice."),
        (PRICE, "The Fjell 2 costs €198.90."),
        (PRICE, "The Fjell 4 costs €189.90."),
        (PRICE, "The Fjell 2 does not cost €189.90."),
        (PRICE, "The Fjell 2 costs €189.90 and is waterproof."),
        (PRICE, "The Fjell 2 costs €189.90, or 2.1 kg."),
        (PRICE, "Das Fjell 2 kostet genau 189,90 € bei uns im Laden."),
        ("how heavy is the Fjell 2?", "The Fjell 2 is heavy."),
        ("Is the Fjell 4 available?", "The Fjell 4 is available."),
        ("Is the Fjell 4 available?", "The Fjell 4 is a tent."),
        ("what do 3 Fjell 2 cost altogether?", "The Fjell 2 is €189.90."),
        ("what is your phone number?", "You can reach us by phone."),
        ("compare the Fjell 2 and the Fjell 4", "The Fjell 2 is €110.00 cheaper."),
    ],
)
def test_what_lacks_or_adds_something_is_codes(
    agent_saying: Callable[..., Agent],
    agent_wording: Callable[..., Agent],
    question: str,
    said: str,
) -> None:
    plain = agent_saying()
    agent = agent_wording(said)
    words, lane, events = ask(agent, question)
    assert lane == "fallback"
    assert agent.backend.requests
    # The same facts and cards as code's own reply; its words vary by the conversation.
    _, _, others = ask(plain, question)
    assert stated(events) == stated(others)
    assert words.strip()


@pytest.mark.parametrize(
    "question",
    ["How much is the Fjell 3?", "so the Fjell 2 costs 10 €, right?", "how long can I return it?",
     "Is the Vandre in stock?", "where is my order 12345?", "is the fjell tent in stock?"],
)  # fmt: skip
def test_what_may_be_turned_round_is_not_left_to_the_model(
    agent_wording: Callable[..., Agent], question: str
) -> None:
    agent = agent_wording("must not be asked")
    assert ask(agent, question)[1] == "direct"
    assert agent.backend.requests == []


def test_a_false_sentence_is_left_out_and_the_rest_said(
    agent_wording: Callable[..., Agent],
) -> None:
    words, lane, _ = ask(agent_wording("The Fjell 2 costs €189.90. It is sold out."), PRICE)
    assert (words, lane) == ("The Fjell 2 costs €189.90.", "composed")


def test_code_speaks_while_the_engine_is_down(agent_wording: Callable[..., Agent]) -> None:
    words, lane, _ = ask(agent_wording(fails=EngineDown("gone")), PRICE)
    assert lane == "fallback"
    assert "€189.90" in words


def test_the_setting_chooses_the_voice(demo_state: Path, tmp_path: Path) -> None:
    settings = load(DEMO / "tresen.toml", state=demo_state, truth={"voice": "model"})
    catalog = Catalog.open(demo_state)
    agent = Agent(settings, catalog, ScriptedBackend())
    assert agent.voice == "model"
    catalog.close()


# -- measured ------------------------------------------------------------------------------------


@pytest.fixture
def run(
    agent_saying: Callable[..., Agent], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., object]:
    """`tresen check --json` with a model of these words; the object and the agent's state."""

    def invoke(*options: str, replies: tuple[str, ...] = ()) -> tuple[dict[str, object], Path]:
        agent = agent_saying(*replies)
        monkeypatch.setattr(command.Agent, "open", lambda settings: agent)
        config = ["--config", str(DEMO / "tresen.toml"), "--count", "32", "--json"]
        ran = CliRunner().invoke(main, ["check", *config, *options])
        return json.loads(ran.stdout), agent.settings.state

    return invoke


def test_both_voices_are_measured(
    run: Callable[..., tuple[dict[str, dict[str, dict[str, int]]], Path]],
) -> None:
    told, _ = run("--voice", "both")
    voices = told["voices"]
    assert set(voices) == {"code", "model"}
    assert voices["code"]["to_restate"] == 0
    assert voices["model"]["to_restate"] > 3
    assert voices["code"]["asked"] == voices["model"]["asked"] == 32


def test_an_unfit_model_is_remembered(run: Callable[..., tuple[dict[str, object], Path]]) -> None:
    nonsense = "I'm sorry for your loss. I'm so sorry. My condolences."
    _, state = run("--voice", "model", replies=(nonsense,) * 60)
    (found,) = known_fitness(state)
    assert found.unfit.startswith("0 of its ")
    model = bundled_model()
    assert model is not None
    assert found.model == model.name
    told = unfit_text(model.name, state)
    assert told.startswith(f"{model.name} is not fit to write replies (0 of its ")
    shown = CliRunner().invoke(models, ["fit", "--state", str(state)], env={"COLUMNS": "100"})
    assert f"{model.name}: 0 of its" in shown.output
    asjson = CliRunner().invoke(models, ["fit", "--json", "--state", str(state)])
    assert json.loads(asjson.output)["unfit"] == {model.name: found.unfit}


def test_a_fit_one_is_not_told_of(tmp_path: Path) -> None:
    keep(Fitness("good.gguf", "2026-11-24T10:00:00+00:00", 100, 80, 40, 0), tmp_path)
    keep(Fitness("few.gguf", "2026-11-24T10:00:00+00:00", 3, 0, 0, 0), tmp_path)
    keep(Fitness("false.gguf", "2026-11-24T10:00:00+00:00", 100, 90, 40, 1), tmp_path)
    (tmp_path / "measured" / "broken.gguf.check.json").write_text('{"model": 3')
    (tmp_path / "measured" / "odd.gguf.check.json").write_text('{"model": "odd"}')
    assert [unfit_text(name, tmp_path) for name in ("good.gguf", "few.gguf", "none")] == [""] * 3
    assert "1 of 40 replies" in unfit_text("false.gguf", tmp_path)


# -- with the real model -------------------------------------------------------------------------


@pytest.fixture(scope="module")
def real(demo_state: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Agent]:
    state = tmp_path_factory.mktemp("voice") / "state"
    shutil.copytree(demo_state, state)
    with opened(state, warm=None, slots=1, context=1536, languages=("en", "de")) as backend:
        agent = Agent(load(DEMO / "tresen.toml", state=state), Catalog.open(state), backend)
        yield agent
        agent.catalog.close()


@pytest.mark.model
def test_the_smallest_model_says_nothing_false(real: Agent) -> None:
    """Judged by the check's own eyes, which share nothing with the guard."""
    real.voice = "model"
    ground = Ground.of(real.catalog, real.business, ("en", "de"), 3)
    kinds = ("price", "availability", "attribute", "amount", "contact")
    asked = [q for q in made(ground, ("en", "de"), 200, 3) if q.kind in kinds][:7]
    outcome = check(real, languages=("en", "de"), count=0, own=asked)
    tally = real.tally
    told = f"{tally.worded} of {tally.asked} in its words; {tally.held} of {tally.sentences} held"
    print(told)
    assert tally.asked >= 4
    assert outcome.wrong == 0, told
    assert fitness_of("smallest", outcome, tally).wrong == 0
