"""The page: questions made, asked through `agent.answer` one after another, judged, counted.

Each question has a conversation of its own, kept in a database that is thrown away: what is asked
here is no customer's, and stands in no owner's records.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from agent.answer import Incoming, answer
from agent.check.ground import Ground
from agent.check.question import WRONG, Judged, Question, Rate, Reply
from agent.check.questions import made
from agent.check.scoring import judge
from agent.conversation import Conversations
from agent.events import CardShown, Failed, Finished, HandedOff, Started, TextDelta
from agent.shop import Agent
from catalog.database import Database

READY_S = 180.0
"""How long the model may take to start. What the direct lane answers needs none, but the first
replies would be timed while the model loads beside them."""

Progress = Callable[[int, int, Judged], None]
"""(asked, all, the latest): called after each reply."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """All replies, judged, in the order in which they were asked."""

    judged: tuple[Judged, ...]

    def rate(self, rate: Rate) -> float:
        """The share of the replies that count for `rate`; 0 where nothing was asked."""
        return share(self.judged, rate)

    @property
    def wrong(self) -> int:
        return sum(any(map(j.counts, WRONG)) for j in self.judged)

    @property
    def unanswered(self) -> int:
        return sum(j.counts("missed_fact") or j.counts("false_refusal") for j in self.judged)


def check(
    agent: Agent,
    *,
    languages: Sequence[str],
    count: int = 300,
    seed: int = 0,
    own: Sequence[Question] = (),
    progress: Progress = lambda asked, total, latest: None,
) -> Outcome:
    """Ask up to `count` questions made from the catalog, and the owner's `own` before them.

    Raises CheckError where there is nothing to ask, StateError where the catalog cannot be read.
    """
    agent.known()
    ground = Ground.of(agent.catalog, agent.business, languages, seed, agent.corrections)
    questions = [*own, *(made(ground, languages, count, seed) if count else ())]
    _wait_for(agent)
    judged: list[Judged] = []
    with aside(agent):
        for question in questions:
            judged.append(judge(question, ask(agent, question), ground))
            progress(len(judged), len(questions), judged[-1])
    return Outcome(tuple(judged))


def ask(agent: Agent, question: Question) -> Reply:
    """The reply to `question`, after what is said before it in the same conversation."""
    conversation = ""
    for text in question.before:
        conversation = reply_to(agent, Incoming(text, conversation, language=question.language))[1]
    return reply_to(agent, Incoming(question.text, conversation, language=question.language))[0]


def share(judged: Sequence[Judged], rate: Rate) -> float:
    return sum(j.counts(rate) for j in judged) / len(judged) if judged else 0.0


def reply_to(agent: Agent, incoming: Incoming) -> tuple[Reply, str]:
    """The reply, and the id of the conversation that it stands in."""
    words, lane, failed, conversation = "", "", "", incoming.conversation
    ttft, total, handed = 0.0, 0.0, False
    cards: dict[str, str] = {}
    for event in answer(agent, incoming):
        match event:
            case Started():
                conversation = event.conversation
            case HandedOff():
                handed = True
            case TextDelta():
                words += event.text
            case CardShown():
                line = ", ".join(filter(None, (event.title, event.options, event.price)))
                cards[event.id] = line
            case Failed():
                failed = event.code
            case Finished():
                lane = event.lane
                ttft, total = event.timings.ttft_ms, event.timings.total_ms
            case _:
                pass
    lines, ids = tuple(cards.values()), tuple(cards)
    return Reply(words, lane or "failed", lines, ttft, total, failed, ids, handed), conversation


def _wait_for(agent: Agent) -> None:
    end = time.monotonic() + READY_S
    while not agent.ready() and time.monotonic() < end:
        time.sleep(0.05)


@contextmanager
def aside(agent: Agent) -> Iterator[None]:
    """The agent's conversations in a database of their own, for as long as it lasts."""
    own = agent.conversations
    with tempfile.TemporaryDirectory(prefix="tresen-check-") as folder:
        database = Database.open(Path(folder))
        agent.conversations = Conversations(database)
        try:
            yield
        finally:
            agent.conversations = own
            database.close()
