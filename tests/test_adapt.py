"""`tresen models adapt export`, as it is typed: what stands in its files, and what it refuses."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

import web.commands.adapt as command
from agent.adapt.diverging import diverges
from agent.adapt.examples import examples
from agent.adapt.written import parted
from agent.config import Settings, load
from agent.grounding.values import decimal_of, numbers
from agent.shop import Agent
from catalog.answers import Answers
from catalog.contacts import hidden
from catalog.ingest import ingest
from catalog.lookup import Catalog
from tests.conftest import DEMO, demo_sources
from tests.fake_backend import ScriptedBackend
from tests.talks import NO_SOURCES, SHOPS
from web.cli import main

SHOP_NAMES = ("demo", "pizzeria", "courses")
MOST = 24


def shop(name: str, state: Path) -> tuple[Path, list[str]]:
    """Its settings and its sources."""
    if name == "demo":
        return DEMO / "tresen.toml", demo_sources()
    folder = SHOPS / name
    files = [str(p) for p in sorted(folder.iterdir()) if p.name not in NO_SOURCES and p.is_file()]
    return folder / "tresen.toml", files


@pytest.fixture
def exported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., tuple[Result, Path, Settings]]:
    """The command over a shop whose model counts words and says nothing."""

    def opened(settings: Settings) -> Agent:
        return Agent(settings, Catalog.open(settings.state), ScriptedBackend(), prepared=False)

    monkeypatch.setattr(command.Agent, "open", opened)

    def run(name: str, *options: str, answered: tuple[str, str] | None = None) -> Any:
        state = tmp_path / name
        config, sources = shop(name, state)
        settings = load(config, state=state)
        catalog = Catalog.open(state)
        ingest(sources, catalog.database, catalog.search, business=settings.business.record())
        if answered:
            language = settings.business.languages[0]
            Answers(catalog.database, catalog.search).write(*answered, language, "Vera Vogel")
        catalog.close()
        file = tmp_path / f"{name}.jsonl"
        words = ("models", "adapt", "export", str(file), "--most", str(MOST), *options)
        ran = CliRunner().invoke(main, [*words, "--state", str(state), "--config", str(config)])
        return ran, file, settings

    return run


def chats(file: Path) -> list[list[dict[str, str]]]:
    return [json.loads(line)["messages"] for line in file.read_text("utf-8").splitlines()]


@pytest.mark.parametrize("name", SHOP_NAMES)
def test_each_line_is_a_prompt_of_the_program_with_a_reply_that_it_carries(
    name: str, exported: Callable[..., Any]
) -> None:
    ran, file, settings = exported(name)
    assert ran.exit_code == 0, ran.output
    found = chats(file)
    assert MOST // 2 < len(found) <= MOST
    assert {chat[0]["content"] for chat in found} == {found[0][0]["content"]}
    own = (settings.business.email, settings.business.phone)
    for chat in found:
        system, *said, turn, reply = chat
        assert all(set(message) == {"role", "content"} for message in chat)
        assert system["role"] == "system"
        assert settings.business.name in system["content"]
        roles = [message["role"] for message in (*said, turn, reply)]
        assert roles == ["user", "assistant"] * (len(roles) // 2)
        given = {decimal_of(n) for n in numbers(turn["content"])}
        assert {decimal_of(n) for n in numbers(reply["content"])} <= given
        assert all(hidden(message["content"], own) == message["content"] for message in chat)
    assert any(turn.startswith("Facts:\n- ") for turn in (chat[-2]["content"] for chat in found))


@pytest.mark.parametrize("name", SHOP_NAMES)
def test_up_to_half_of_them_say_that_they_do_not_know(
    name: str, exported: Callable[..., Any]
) -> None:
    ran, file, _ = exported(name)
    told = re.search(r": (\d+) examples, (\d+) of them", ran.output)
    assert told is not None
    assert int(told[1]) == len(chats(file))
    assert 0.2 <= int(told[2]) / int(told[1]) <= 0.5


def test_what_was_answered_in_the_console_is_learned_and_whose_it_is_is_not(
    exported: Callable[..., Any],
) -> None:
    question = "Is there a place for prams? Mail me: anna.schmidt@example.org"
    answer = "Prams stay dry below the stairs beside the counter."
    ran, file, _ = exported("demo", answered=(question, answer))
    assert ran.exit_code == 0, ran.output
    text = file.read_text("utf-8")
    assert "anna.schmidt" not in text
    assert "Vera Vogel" not in text
    replies = [chat[-1]["content"] for chat in chats(file) if "prams" in chat[-2]["content"]]
    assert any(answer in reply for reply in replies)


def test_what_is_held_back_is_of_other_things(
    agent_saying: Callable[..., Agent],
) -> None:
    agent = agent_saying()
    learned, back = parted(examples(agent, ("en",), 50), 0)
    assert 0 < len(back) < len(learned)
    taught = frozenset().union(*(one.subjects for one in learned))
    assert all(one.subjects - taught for one in back)
    held = agent.catalog.products(
        sorted(frozenset().union(*(one.subjects for one in back)) - taught)
    )
    assert held
    for title in (product.text("en").title for product in held):
        assert not any(title in one.messages[-1].text for one in learned)


def test_both_files_are_written(exported: Callable[..., Any], tmp_path: Path) -> None:
    held = tmp_path / "held.jsonl"
    ran, file, _ = exported("courses", "--held", str(held))
    assert ran.exit_code == 0, ran.output
    assert 0 < len(chats(held)) < len(chats(file))
    assert f"{held}: {len(chats(held))} examples" in ran.output


def test_the_same_seed_writes_the_same(exported: Callable[..., Any], tmp_path: Path) -> None:
    texts = []
    for seed in ("4", "4", "5"):
        ran, file, _ = exported("pizzeria", "--seed", seed, "--most", "10")
        assert ran.exit_code == 0, ran.output
        texts.append(file.read_text("utf-8"))
    assert texts[0] == texts[1] != texts[2]


def test_what_cannot_be_done_is_one_sentence(exported: Callable[..., Any], tmp_path: Path) -> None:
    nowhere = tmp_path / "none" / "train.jsonl"
    ran = CliRunner().invoke(main, ["models", "adapt", "export", str(nowhere)])
    assert ran.exit_code == 1
    assert ran.output == f"Error: {nowhere}: cannot be written (No such file or directory).\n"
    ran, file, _ = exported("demo", "--held", str(tmp_path / "demo.jsonl"))
    assert ran.exit_code == 2
    assert "is FILE itself" in ran.output
    ran, file, _ = exported("pizzeria", "--language", "pl")
    assert ran.exit_code == 2
    assert "none of the shop's languages" in ran.output
    assert not file.exists()
    assert CliRunner().invoke(main, ["models", "adapt", "export", str(tmp_path)]).exit_code == 2


def test_an_empty_catalog_leaves_the_file_as_it_was(
    exported: Callable[..., Any], tmp_path: Path
) -> None:
    file = tmp_path / "train.jsonl"
    file.write_text("before")
    state = tmp_path / "empty"
    ran = CliRunner().invoke(main, ["models", "adapt", "export", str(file), "--state", str(state)])
    assert ran.exit_code == 1
    assert "The catalog is empty" in ran.output
    assert file.read_text() == "before"
    assert [p.name for p in tmp_path.iterdir() if p.name.endswith(".new")] == []


def test_a_model_that_does_not_speak_the_shop_s_language_is_said_to_be_none(
    exported: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ScriptedBackend, "languages", ("en",))
    ran, file, _ = exported("winery")
    assert ran.exit_code == 1
    assert "is said to speak none of de" in ran.output
    ran, file, _ = exported("demo")
    assert "Left out: de" in ran.output
    assert all("weiß ich nicht" not in chat[-1]["content"] for chat in chats(file))


@pytest.mark.parametrize(
    ("reply", "turn", "diverging"),
    [
        ("The lamp costs €19.90.", "Facts:\n- Lamp; €19.90; in stock", False),
        ("The lamp costs €19.", "Facts:\n- Lamp; €19.90; in stock", True),
        ("The lamp is sold out.", "Facts:\n- Lamp; €19.90; in stock", True),
        ("The lamp is waterproof.", "Facts:\n- Lamp; €19.90; in stock", True),
        ("See https://a.example/lamp", "Facts:\n- Lamp; €19.90; in stock", True),
    ],
)
def test_a_reply_says_what_its_turn_holds(reply: str, turn: str, diverging: bool) -> None:
    assert diverges(reply, f"{turn}\n\nhow much is the lamp", "en") is diverging


def test_help_names_it() -> None:
    assert "adapt" in CliRunner().invoke(main, ["models", "--help"]).output
    told = CliRunner().invoke(main, ["models", "adapt", "export", "--help"]).output
    assert all(option in told for option in ("--most", "--held", "--language", "--seed"))


@pytest.mark.model
def test_with_the_bundled_model_its_own_prompts_are_written(
    settings: Settings, tmp_path: Path
) -> None:
    file = tmp_path / "train.jsonl"
    words = ["models", "adapt", "export", str(file), "--most", "6", "--state", str(settings.state)]
    ran = CliRunner().invoke(main, [*words, "--config", str(DEMO / "tresen.toml")])
    assert ran.exit_code == 0, ran.output
    assert len(chats(file)) == 6
    assert "Left out: de" in ran.output
