"""The chat in a terminal: once, over a pipe, as JSON, against a server, stopped by Ctrl-C."""

from __future__ import annotations

import contextlib
import io
import json
import os
import pty
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx2
import pytest
from click.testing import CliRunner
from rich.console import Console

from agent.answer import Incoming
from agent.events import Event, Failed, HandedOff, Started, TextDelta
from agent.shop import Agent
from catalog.signs import clean
from tests.fakes import CARD, FINISHED, FakeAgent, full, reply, saying, serving, shop
from web import create_app
from web.cli import main
from web.errors import WebError
from web.look import appearance
from web.terminal import converse, once, show
from web.terminal_here import Here
from web.terminal_there import There

KEYS = {"reply", "lane", "language", "products", "facts", "sources", "handoff", "timings"}


@dataclass
class Scripted:
    """Somebody who answers by a script."""

    script: Callable[[Incoming], Iterator[Event]]
    look: dict[str, Any]
    begun: int = 0

    def begin(self) -> None:
        self.begun += 1

    def speak(self, language: str) -> None:
        self.look = appearance(shop(), language)

    def say(self, text: str) -> Generator[Event, None, None]:
        yield Started("c1", "m1")
        yield from self.script(Incoming(text))


def counter(script: Callable[[Incoming], Iterator[Event]] = full) -> Scripted:
    return Scripted(script, appearance(shop(), "en"))


def console() -> tuple[Console, io.StringIO]:
    out = io.StringIO()
    return Console(file=out, width=80, highlight=False), out


def test_words_then_cards_then_what_is_next() -> None:
    screen, out = console()
    assert once(counter(), "hi", as_json=False, console=screen)
    text = out.getvalue()
    assert text.startswith("Yes: Vandre, blue, size 42, €149.95.\n")
    order = [text.index(t) for t in ("In stock", "help@shop.example", "› Is there another colour?")]
    assert order == sorted(order)
    assert not any(line != line.rstrip() for line in text.splitlines())


def test_it_says_where_the_answer_goes_once_a_contact_is_left() -> None:
    def left(_: Incoming) -> Iterator[Event]:
        yield TextDelta("Noted.")
        yield HandedOff("the question", "help@shop.example", "me@home.example")
        yield FINISHED

    screen, out = console()
    once(counter(left), "me@home.example", as_json=False, console=screen)
    assert "The answer goes to: me@home.example" in out.getvalue()
    assert "help@shop.example" not in out.getvalue()


def test_json_is_the_contracts_object() -> None:
    screen, out = console()
    assert once(counter(), "hi", as_json=True, console=screen)
    told = json.loads(out.getvalue())
    assert set(told) == KEYS
    assert told["reply"] == "Yes: Vandre, blue, size 42, €149.95."
    assert (told["lane"], told["language"]) == ("direct", "en")
    assert set(told["facts"][0]) == {"text", "item", "field", "source", "as_of"}
    assert told["products"][0]["id"] == "vandre"
    assert told["handoff"] == {"question": "hi", "contact": "help@shop.example", "reply_to": ""}
    assert set(told["timings"]) == {
        "ttft_ms", "total_ms", "prompt_tokens", "cached_tokens", "completion_tokens"
    }  # fmt: skip


def test_a_failed_reply_is_said_and_counts(capsys: pytest.CaptureFixture[str]) -> None:
    def broken(_: Incoming) -> Iterator[Event]:
        yield TextDelta("Well")
        yield Failed("engine_down", "One moment.")

    screen, out = console()
    assert not once(counter(broken), "hi", as_json=False, console=screen)
    assert "One moment." in out.getvalue()
    screen, out = console()
    assert not once(counter(broken), "hi", as_json=True, console=screen)
    assert json.loads(out.getvalue())["timings"] is None
    assert "One moment." in capsys.readouterr().err


def test_ctrl_c_stops_the_reply_and_not_the_program() -> None:
    closed: list[bool] = []

    def interrupted(_: Incoming) -> Iterator[Event]:
        try:
            yield TextDelta("On and ")
            raise KeyboardInterrupt
        finally:
            closed.append(True)

    screen, out = console()
    show(counter(interrupted), "hi", screen)
    assert "On and  [Stopped.]" in out.getvalue()
    assert closed == [True]


def test_nothing_of_a_reply_moves_the_terminal() -> None:
    hostile = "\x1b]0;mine\x07\x1b[2J[bold]red[/bold]\x9b1m\r"

    def script(_: Incoming) -> Iterator[Event]:
        yield TextDelta(hostile)
        yield replace(CARD, title=hostile, options=hostile, link=hostile)
        yield FINISHED

    screen, out = console()
    once(counter(script), "hi", as_json=False, console=screen)
    assert not any(char in out.getvalue() for char in "\x1b\x07\x9b\r")
    assert "[bold]red[/bold]" in out.getvalue()
    assert clean("a\tb\nc") == "a\tb\nc"


def test_a_pipe_asks_line_by_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("one\n\ntwo\n"))
    screen, out = console()
    assert converse(counter(saying("Fine.")), screen)
    assert out.getvalue().count("Fine.") == 2


def test_facts_new_language_and_save_are_commands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "talk.md"
    lines = f"/facts\nhi\n/facts\n/save {file}\n/save {file}\n/lang de\n/lang ?!\n/new\n/nope\n"
    monkeypatch.setattr("sys.stdin", io.StringIO(lines))
    screen, out = console()
    someone = counter()
    assert not converse(someone, screen)
    shown, errors = out.getvalue(), capsys.readouterr().err
    assert "Vandre, blue, 42 · price: €149.95" in shown
    assert "row 12, as of 2026-11-20" in shown
    assert file.read_text(encoding="utf-8").startswith("**hi**\n\nYes: Vandre")
    assert "Language: de." in shown
    assert someone.begun == 1
    for said in ("nothing was asked yet", "File exists", "/lang ?!: expected", "/nope is no comm"):
        assert said in errors


def test_a_new_conversation_is_new_for_a_real_agent_too(
    agent_saying: Callable[..., Agent], monkeypatch: pytest.MonkeyPatch
) -> None:
    agent = agent_saying()
    here = Here(agent, appearance(agent.settings, "en"))
    monkeypatch.setattr("sys.stdin", io.StringIO("hello\n/new\nhello\n"))
    screen, _ = console()
    assert converse(here, screen)
    assert len(agent.history(here.conversation)) == 1


# -- an agent here, and one behind a server -------------------------------------------------------


def test_the_agent_here_keeps_the_conversation(agent_saying: Callable[..., Agent]) -> None:
    agent = agent_saying()
    here = Here(agent, appearance(agent.settings, "de"))
    screen, out = console()
    once(here, "Was kostet das Fjell 2?", as_json=False, console=screen)
    once(here, "und ist es auf Lager?", as_json=True, console=screen)
    assert "189,90" in out.getvalue()
    assert len(agent.history(here.conversation)) == 2


def test_a_running_server_answers_the_same() -> None:
    agent = FakeAgent(shop())
    with serving(create_app(agent.settings, agent, reply), agent.settings) as url:
        result = CliRunner().invoke(main, ["chat", "--url", url + "/", "--once", "hi", "--json"])
        assert result.exit_code == 0, result.output
        with httpx2.Client(timeout=60) as client:
            there = There(url, client, "de")
            there.meet()
            assert there.look["language"] == "de"
            screen, _ = console()
            once(there, "one", as_json=False, console=screen)
            once(there, "two", as_json=False, console=screen)
    assert len(agent.history(there.conversation)) == 2
    assert set(json.loads(result.stdout)) == KEYS


def test_a_servers_refusal_is_said_with_its_reason() -> None:
    agent = FakeAgent(shop())
    with (
        serving(create_app(agent.settings, agent, reply), agent.settings) as url,
        httpx2.Client(timeout=60) as client,
        pytest.raises(WebError, match=r"answers 422: The message has 5000"),
    ):
        list(There(url, client, look=appearance(shop(), "en")).say("x" * 5000))


@pytest.mark.parametrize("url", ["http://127.0.0.1:9", "no address", "http://"])
def test_a_server_that_is_not_there_is_exit_code_1(url: str) -> None:
    result = CliRunner().invoke(main, ["chat", "--url", url, "--once", "hi"])
    assert result.exit_code == 1
    assert url in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs a pseudo-terminal")
def test_a_real_terminal_survives_ctrl_c() -> None:
    """Words live, Ctrl-C in mid-reply, another question, Ctrl-D: in a pseudo-terminal."""

    def endless(incoming: Incoming) -> Iterator[Event]:
        yield TextDelta(f"you said {incoming.text} ")
        while incoming.text == "long":
            time.sleep(0.05)
            yield TextDelta("")
        yield FINISHED

    agent = FakeAgent(shop(), endless)
    with serving(create_app(agent.settings, agent, reply), agent.settings) as url:
        ours, theirs = pty.openpty()
        environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)}
        command = [sys.executable, "-c", "from web.cli import main; main()", "chat", "--url", url]
        process = subprocess.Popen(
            command, stdin=theirs, stdout=theirs, stderr=theirs, env=environment,
            start_new_session=True, preexec_fn=_heeds_ctrl_c,
        )  # fmt: skip
        os.close(theirs)
        try:
            _until(ours, "AI agent")
            os.write(ours, b"long\r")
            _until(ours, "you said long")
            process.send_signal(signal.SIGINT)
            _until(ours, "Stopped.")
            os.write(ours, b"short\r")
            _until(ours, "you said short")
            for _ in range(240):
                os.write(ours, b"\x04")  # heard only once the prompt is there again
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(0.25)
                    break
            assert process.returncode == 0
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()
            os.close(ours)


def _heeds_ctrl_c() -> None:
    """As a terminal's shell begins a program. Whoever runs the tests in the background (`&` in a
    script) has Ctrl-C ignored by all that they begin."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _until(terminal: int, text: str, seconds: float = 90) -> None:
    """Read what is shown until `text` is; answers where prompt_toolkit asks for the cursor."""
    shown = b""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if not select.select([terminal], [], [], 0.2)[0]:
            continue
        try:
            piece = os.read(terminal, 65536)
        except OSError:  # Linux' word for the other side's end
            break
        if b"\x1b[6n" in piece:
            os.write(terminal, b"\x1b[1;1R")
        shown += piece
        if text.encode() in shown:
            return
    pytest.fail(f"{text!r} was not shown; shown was {shown[-400:]!r}")
