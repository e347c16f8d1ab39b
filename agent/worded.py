"""`[truth] voice = "model"`: the model words what code knows, and code says it where that fails.

code's sentences -> prompt -> engine -> guard, sentence by sentence -> all of it, nothing else?
                                                                    yes: the model's words
                                                                    no: code's, in the same reply
"""

from __future__ import annotations

import logging
from collections.abc import Generator, Sequence
from dataclasses import replace

from agent.answering.said import Counter, Said
from agent.composed import Outcome, given, held_sentences, loaded
from agent.errors import ModelError
from agent.events import Event, Queued, TextDelta
from agent.grounding.asked import Asked
from agent.grounding.guard import SentenceGuard
from agent.grounding.pieces import PieceGuard
from agent.grounding.restated import Restating
from agent.model.backend import Done, Generation, Sampling
from agent.prompt import REPLY_TOKENS
from agent.shop import Agent
from agent.spoken import speak
from agent.turns import Conversation

log = logging.getLogger("tresen.agent")


def reworded(
    agent: Agent, asked: Asked, said: Said, counter: Counter, conversation: Conversation
) -> Generator[Event, None, Outcome]:
    """Yield `said` in the model's words; in its own where they lack something or add to it.

    Nothing is shown before the whole is judged: until then each piece is an empty delta.
    """
    try:
        yield from loaded(agent)
    except ModelError as exc:
        log.warning("code speaks for the model", extra={"error": str(exc)})
        yield from speak(said.sentences)
        return Outcome("fallback", said, asked.text)
    turn, prompt, texts = given(agent, asked, list(said.sentences), conversation)
    titles = {shown.product.id: counter.voice.title(shown.product) for shown in said.shown}
    guard = _guard(agent, asked, said, texts, titles)
    request = Generation(
        conversation=conversation.id,
        messages=prompt,
        max_tokens=REPLY_TOKENS,
        sampling=Sampling(),
        checker=PieceGuard.of([*said.sentences, asked.text], (), titles.values()),
    )
    held: list[str] = []
    done: Done | None = None
    try:
        words = held_sentences(
            agent.backend.generate(request),
            guard.judge,
            held,
            agent.tally,
            agent.settings.model.patience_s,
        )
        done = yield from _quietly(words)
    except ModelError as exc:
        log.warning("code speaks for the model", extra={"error": type(exc).__name__})
    lacking = Restating(asked, said, tuple(titles.values())).lacks(" ".join(held))
    agent.tally.restated(not lacking)
    if not lacking:
        yield from speak(held)
        return Outcome("composed", replace(said, sentences=tuple(held)), turn, done)
    log.debug("not restated", extra={"reason": lacking})
    yield from speak(said.sentences)
    return Outcome("fallback", said, turn, done)


def _guard(
    agent: Agent, asked: Asked, said: Said, texts: Sequence[str], titles: dict[str, str]
) -> SentenceGuard:
    """What judges each sentence of the model by `said`."""
    return SentenceGuard(
        asked=asked,
        facts=said.facts,
        context=texts,
        names=agent.known().names,
        titles=titles,
        offered=agent.offered,
        told=said.sentences,
    )


def _quietly(words: Generator[Event, None, Done]) -> Generator[Event, None, Done]:
    """What is being written, without the words."""
    while True:
        try:
            event = next(words)
        except StopIteration as stop:
            done: Done = stop.value
            return done
        yield event if isinstance(event, Queued) else TextDelta("")
