"""Adversarial conversations, kept as data: false premises, planted orders, mixed languages, the
other one, numbers in words. What each reply holds and does not hold is written beside its turn.
"""

from __future__ import annotations

import json
import re
import tomllib
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from agent.answer import Incoming, answer
from agent.events import Finished, Started, TextDelta
from agent.shop import Agent

DATA = Path(__file__).parent / "data"
_QUOTES = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "„": '"'})


def conversations() -> list[dict[str, Any]]:
    lines = (DATA / "conversations.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


ALL = conversations()
OPEN: dict[str, str] = tomllib.loads((DATA / "conversations.open.toml").read_text("utf-8"))
"""Those that are not answered as they should be -> what was seen."""


def marks(id: str) -> tuple[pytest.MarkDecorator, ...]:
    return (pytest.mark.xfail(strict=True, reason=OPEN[id]),) if id in OPEN else ()


CASES = [pytest.param(talk, id=talk["id"], marks=marks(talk["id"])) for talk in ALL]


def plain(text: str) -> str:
    folded = unicodedata.normalize("NFC", text).casefold().translate(_QUOTES)
    return " ".join(folded.split())


def held(entry: str, reply: str) -> bool:
    """Whether `reply` holds `entry` as whole words and whole numbers (data/README.md)."""
    wanted = plain(entry)
    before = r"(?<![^\W_])(?<!\d[.,])" if wanted[0].isalnum() else ""
    after = r"(?![^\W_])(?![.,]\d)" if wanted[-1].isalnum() else ""
    return re.search(before + re.escape(wanted) + after, reply) is not None


def faults(turn: dict[str, Any], reply: str) -> list[str]:
    """What is wrong with `reply`, each as a sentence."""
    said = plain(reply)
    groups = [turn["must"], *turn.get("also", [])]
    found = [
        f"none of {group}" for group in groups if group and not any(held(e, said) for e in group)
    ]
    found += [f"holds {entry!r}" for entry in turn["must_not"] if held(entry, said)]
    return found


@pytest.mark.parametrize("talk", CASES)
def test_a_conversation_by_code(agent: Agent, talk: dict[str, Any]) -> None:
    conversation = ""
    wrong = []
    for turn in talk["turns"]:
        incoming = Incoming(turn["text"], conversation, language=talk["language"])
        events = list(answer(agent, incoming))
        conversation = next(e.conversation for e in events if isinstance(e, Started))
        assert isinstance(events[-1], Finished)
        reply = "".join(e.text for e in events if isinstance(e, TextDelta))
        wrong += [f"{turn['text']!r}: {fault}; said {reply!r}" for fault in faults(turn, reply)]
    assert not wrong, "\n".join(wrong)


def test_what_is_open_is_there() -> None:
    assert set(OPEN) <= {talk["id"] for talk in ALL}
    assert len(ALL) >= 100
    assert len(OPEN) < len(ALL) / 3


def test_a_sentence_begins_with_a_large_letter(agent: Agent) -> None:
    for text in ("habt ihr kajaks", "was kostet ein kajak", "was kostet das fjell 9"):
        events = list(answer(agent, Incoming(text, language="de")))
        reply = "".join(e.text for e in events if isinstance(e, TextDelta))
        assert reply[0] == reply[0].upper(), reply
