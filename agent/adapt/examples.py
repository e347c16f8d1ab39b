"""The page: questions asked of the running program, its prompt and code's reply put together.

    question ─► agent.answer, with a model that is silent ─┬─► the prompt, as the model is given it
                                                           └─► code's reply
    a right reply?         judged by the rows, as `tresen check` judges
    and nothing beyond?    nothing in it that its turn does not hold (diverging.py)
    and nobody's contact?  hidden in the prompt; where it is in the reply there is no example

Where code's sentences are the facts (`[truth] voice = "model"`), the reply is code's other way of
saying the same, so that saying it is learned and not copying. What code alone would answer is asked
as `tresen check --bare` asks it: product lines and passages for facts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from agent.adapt.diverging import diverges
from agent.adapt.questions import answerable, subjects_of, unanswered
from agent.adapt.recorder import Recorder
from agent.answer import Incoming
from agent.check.ground import Ground
from agent.check.question import Question, Reply
from agent.check.reading import sentences
from agent.check.run import aside, reply_to
from agent.check.scoring import judge
from agent.model.backend import Message
from agent.prompt import REPLY_TOKENS
from agent.shop import Agent
from catalog.answers import Answers
from catalog.contacts import hidden
from catalog.errors import TresenError

Progress = Callable[[int], None]
"""How many examples there are: called after each."""


class AdaptError(TresenError):
    """There is nothing to learn from, or its file cannot be written."""


@dataclass(frozen=True, slots=True)
class Example:
    """A chat that ends with the reply that is to be learned. `subjects` are what it is about."""

    messages: tuple[Message, ...]
    subjects: frozenset[str]
    answered: bool
    """False: its reply says that it does not know."""


def examples(
    agent: Agent,
    languages: Sequence[str],
    most: int,
    seed: int = 0,
    progress: Progress = lambda count: None,
) -> list[Example]:
    """Up to `most`, of which at most half say that they do not know: the same for the same seed.

    Raises CheckError where there is nothing to ask, AdaptError where no reply can be learned from.
    """
    agent.known()
    ground = Ground.of(agent.catalog, agent.business, languages, seed, agent.corrections)
    answers = Answers(agent.catalog.database, agent.catalog.search).all()
    silent = Recorder(agent.backend)
    agent.backend, speaking = silent, agent.backend
    try:
        with aside(agent):
            asking = _Asking(agent, silent, ground, seed)
            asked = unanswered(ground, languages, most, seed)
            unknown = asking.taken(asked, most // 2, progress, answered=False)
            left = most - len(unknown)
            asked = answerable(ground, answers, languages, 2 * left, seed)
            known = asking.taken(
                asked, left, lambda count: progress(count + len(unknown)), answered=True
            )
    finally:
        agent.backend = speaking
    if not known:
        raise AdaptError("Of what can be asked of the catalog no reply is fit to be learned from.")
    return [*known, *unknown[: len(known)]]


class _Asking:
    """One agent, asked one question after another, each in two conversations of its own."""

    def __init__(self, agent: Agent, silent: Recorder, ground: Ground, seed: int) -> None:
        self._agent = agent
        self._silent = silent
        self._ground = ground
        self._seed = seed
        self._own = (agent.business.email, agent.business.phone, agent.desk)
        self._count = 0
        self._seen: set[tuple[str, str]] = set()

    def taken(
        self, asked: Iterable[Question], most: int, progress: Progress, *, answered: bool
    ) -> list[Example]:
        """The first `most` that can be learned from."""
        found: list[Example] = []
        for example in self._learned(asked, answered) if most else ():
            found.append(example)
            progress(len(found))
            if len(found) == most:
                break
        return found

    def _learned(self, asked: Iterable[Question], answered: bool) -> Iterator[Example]:
        for question in asked:
            prompt, reply = self._told(question)
            turn = prompt[-1].text if prompt else ""
            wanted = reply.handed != answered or (answered and bool(question.fake))
            if not (turn and wanted) or (turn, reply.text) in self._seen:
                continue
            if self._is_fit(question, reply, turn):
                self._seen.add((turn, reply.text))
                written = (*prompt, Message("assistant", reply.text))
                cleaned = tuple(replace(m, text=hidden(m.text, self._own)) for m in written)
                named = {found.product for found in self._ground.mentions(reply.text)} - {""}
                yield Example(cleaned, subjects_of(question) | named | {*reply.shown}, answered)

    def _is_fit(self, question: Question, reply: Reply, turn: str) -> bool:
        return (
            bool(said := sentences(reply.text))
            and len(set(said)) == len(said)
            and hidden(reply.text, self._own) == reply.text
            and self._agent.backend.count(reply.text) <= REPLY_TOKENS
            and not diverges(reply.text, turn, question.language)
            and not judge(question, reply, self._ground).findings
        )

    def _told(self, question: Question) -> tuple[tuple[Message, ...], Reply]:
        """The prompt, and code's reply in another way than the prompt has it."""
        self._count += 1
        worded, _ = self._asked(question, "worded", guarded=True)
        bare, reply = self._asked(question, "bare", guarded=False)
        return worded or bare, reply

    def _asked(
        self, question: Question, way: str, *, guarded: bool
    ) -> tuple[tuple[Message, ...], Reply]:
        """One conversation: its name is what code's ways of saying things are chosen by."""
        agent, before = self._agent, (self._agent.guarded, self._agent.voice)
        name = f"adapt {self._seed} {self._count} {way}"
        agent.guarded, agent.voice = guarded, "model"
        try:
            for text in (*question.before, question.text):
                self._silent.asked = ()
                incoming = Incoming(text, name, language=question.language, visitor=name)
                reply, _ = reply_to(agent, incoming)
        finally:
            agent.guarded, agent.voice = before
        return self._silent.asked, reply
