"""The composed lane: the model writes, the guard holds it, and where it does not hold, code speaks.

found -> prompt -> engine -> sentences -> guard -> customer
                                             └──── what fails is left out
"""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from dataclasses import dataclass
from math import inf

from agent.answering.reply import Reply
from agent.answering.said import Counter, Said
from agent.computing import Seat
from agent.errors import EngineDown, EngineOverloaded, ModelError
from agent.events import Event, Lane, Queued, TextDelta
from agent.grounding.asked import Asked
from agent.grounding.facts import item_facts, passage_fact
from agent.grounding.ground import Ground
from agent.grounding.guard import SentenceGuard, Verdict
from agent.grounding.lexicon import lexicon
from agent.grounding.orders import told_from
from agent.grounding.pieces import PieceGuard
from agent.grounding.supported import Support
from agent.grounding.values import numbers
from agent.grounding.words import tokens
from agent.model.backend import Begun, Done, Generation, Message, Piece, Sampling, Waiting
from agent.model.later import waited_for
from agent.prompt import REPLY_TOKENS, messages, product_line, turn_text
from agent.shop import Agent
from agent.spoken import speak, words_of
from agent.tally import Tally
from agent.turns import Conversation
from catalog.records import Passage, Product

log = logging.getLogger("tresen.agent")

why = logging.getLogger("tresen.why")
"""Sentences that were not shown, with the reason: for who asks at the terminal, and in no log."""
why.propagate = False

PATIENCE = 2
"""Sentences in a row that may fail before the model is stopped and code speaks: a model that went
astray twice does not come back, and the customer waits meanwhile."""

_PASSAGES, _QUOTED = 2, 500
"""Of the nearest passages so many are given to the model, of each so many characters."""

TELLING = 3
"""Words of a passage, beyond the question's own, that make a sentence say something of it."""

_SENTENCE_END = re.compile(r"(?<=[.!?])[\"”“)]?\s+(?=\S)|\n+")


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a reply came about. `said` is its evidence, `prompt` the turn as the model read it."""

    lane: Lane
    said: Said
    prompt: str
    done: Done | None = None


def compose(
    agent: Agent,
    asked: Asked,
    reply: Reply,
    counter: Counter,
    conversation: Conversation,
    seat: Seat,
) -> Generator[Event, None, Outcome]:
    """Yield the reply to an open question, sentence by sentence as they are found to hold.

    In a language that the model does not speak, code answers at once: what an English model of
    135M writes in German holds by its figures, and is no German.
    """
    with seat.taken():
        found = _found(reply)
    if agent.guarded and not agent.model_speaks(counter.voice.language):
        return (yield from _by_code(reply, asked.text))
    try:
        yield from loaded(agent)
    except ModelError as exc:
        _code_answers(agent, exc)
        return (yield from _by_code(reply, asked.text))
    lines = _lines(found, counter)
    turn, prompt, texts = given(agent, asked, lines, conversation)
    guard = SentenceGuard(
        asked=asked,
        facts=(*reply.said.facts, *(passage_fact(p, p.text) for p in found.passages)),
        context=texts,
        names=agent.known().names,
        titles={p.id: counter.voice.title(p) for p in found.products},
        offered=agent.offered,
        support=Support(_ground(reply, found, counter), asked, agent.claiming),
    )
    checker = PieceGuard.of([*lines, asked.text], (), guard.titles.values())
    request = Generation(
        conversation=conversation.id,
        messages=prompt,
        max_tokens=REPLY_TOKENS,
        sampling=Sampling(),
        checker=checker if agent.guarded else None,
    )
    held: list[str] = []
    done = yield from _written(agent, request, guard, held)
    return (yield from _ended(agent, reply, found, guard, held, turn, done))


def _by_code(reply: Reply, turn: str, done: Done | None = None) -> Generator[Event, None, Outcome]:
    """What code has to say, for want of a word of the model's."""
    yield from speak(reply.said.sentences)
    return Outcome("fallback", reply.said, turn, done)


def _code_answers(agent: Agent, error: ModelError) -> None:
    """Notes that code answers for the model; raises `error` where nobody may."""
    if not agent.guarded:
        raise error
    log.warning("code answers for the model", extra={"error": type(error).__name__})
    log.debug("why code answers", extra={"error": str(error)})


def _written(
    agent: Agent, request: Generation, guard: SentenceGuard, held: list[str]
) -> Generator[Event, None, Done | None]:
    """Yields the model's sentences that hold, and notes them in `held`."""
    judge = guard.judge if agent.guarded else _unheld
    pieces = agent.backend.generate(request)
    patience_s = agent.settings.model.patience_s
    try:
        return (yield from held_sentences(pieces, judge, held, agent.tally, patience_s))
    except EngineOverloaded:
        raise  # whoever comes again has the model's words; code's for all would hide the crowd
    except ModelError as exc:
        _code_answers(agent, exc)
        return None


def _ended(
    agent: Agent,
    reply: Reply,
    found: Found,
    guard: SentenceGuard,
    held: Sequence[str],
    turn: str,
    done: Done | None,
) -> Generator[Event, None, Outcome]:
    """The reply's end: code's words where the model's say too little."""
    if not held:
        return (yield from _by_code(reply, turn, done))
    ground = reply.said
    said = Said(tuple(held), tuple(guard.facts), ground.shown, found.passages, ground.suggestions)
    written = _stated(said)
    if not agent.guarded or _tells(held, found, guard):
        return Outcome("composed", written, turn, done)
    first, *others = ground.sentences
    yield from speak(("\n" + first, *others))
    return Outcome("composed", written.and_then(ground), turn, done)


def _tells(held: Sequence[str], found: Found, guard: SentenceGuard) -> bool:
    """Whether the model's sentences help: they name something that was found, or say something
    of the passage. What is true and says nothing ("Boots are for winter.") is followed by code."""
    words = set(tokens(" ".join(held)))
    if any(title.lower() in " ".join(held).lower() for title in guard.titles.values()):
        return True
    telling = words - set(lexicon(guard.asked.language).small) - set(guard.asked.words)
    passage = " ".join(p.text for p in found.passages)
    return len(telling & set(tokens(passage))) >= TELLING


def loaded(agent: Agent) -> Generator[Event, None, None]:
    """An empty delta now and then until the model is loaded, for no longer than a visitor is asked
    to wait for a sentence of it; who sits at the terminal sees it load. Raises ModelError."""
    late = inf if agent.waits_for_model else time.monotonic() + agent.settings.model.patience_s
    for _ in waited_for(agent.backend):
        if time.monotonic() > late:
            raise EngineDown("the model is still being loaded")
        yield TextDelta("")


def given(
    agent: Agent, asked: Asked, lines: Sequence[str], conversation: Conversation
) -> tuple[str, tuple[Message, ...], list[str]]:
    """This turn with the facts in `lines`, the whole prompt, and the texts that it rests on."""
    prefix, count = agent.known().prefix, agent.backend.count
    turn = turn_text(asked.text, lines, agent.budget, count)
    prompt = messages(prefix, conversation.turns, turn, agent.budget, count)
    return turn, prompt, [prefix.text, turn]


def held_sentences(
    pieces: Generator[Waiting | Begun | Piece | Done, None, None],
    judge: Callable[[str], Verdict],
    held: list[str],
    tally: Tally,
    patience_s: float,
) -> Generator[Event, None, Done]:
    """Yield what holds, as words; an empty delta for each piece that is not yet a sentence.

    After `patience_s` seconds without a sentence the model is not waited for any longer.

    The generator of pieces is closed in any case: that frees the model when the customer goes.
    """
    buffer, failed, tokens = "", 0, 0
    begun, late = Begun(0, 0), time.monotonic() + patience_s
    with closing(pieces):
        for piece in pieces:
            if not held and time.monotonic() > late:
                log.info("the model was too slow", extra={"seconds": patience_s})
                break
            if isinstance(piece, Waiting):
                yield Queued(piece.position, piece.seconds)
                continue
            if isinstance(piece, Begun):
                begun = piece
                continue
            tokens += isinstance(piece, Piece) and bool(piece.text)
            buffer += piece.text if isinstance(piece, Piece) else "\n"
            *sentences, buffer = _SENTENCE_END.split(buffer)
            for sentence in filter(None, (s.strip() for s in sentences)):
                verdict = judge(sentence)
                tally.judged(verdict.holds)
                log.debug("sentence", extra={"holds": verdict.holds, "reason": verdict.reason})
                if not verdict.holds:
                    why.info("not shown (%s): %s", verdict.reason, sentence)
                failed = 0 if verdict.holds else failed + 1
                if verdict.holds:
                    yield from words_of((" " if held else "") + sentence)
                    held.append(sentence)
            if isinstance(piece, Done):
                return piece
            if failed >= PATIENCE:
                break
            yield TextDelta("")
    return Done("stop", begun.prompt_tokens, begun.cached_tokens, tokens)


def _unheld(_sentence: str) -> Verdict:
    return Verdict(True)


@dataclass(frozen=True, slots=True)
class Found:
    """What an open question may be about: the products that code would show, the passages."""

    products: tuple[Product, ...]
    passages: tuple[Passage, ...]


def _found(reply: Reply) -> Found:
    near = (told_from(r.passage) for r in reply.ranked[:_PASSAGES])
    shown = {s.product.id: s.product for s in reply.said.shown}
    return Found(tuple(shown.values()), tuple(p for p in near if p is not None))


def _ground(reply: Reply, found: Found, counter: Counter) -> Ground:
    """All that the rows and passages of this turn say; of the business what code has said."""
    voice = counter.voice
    rows = (fact for product in found.products for fact in item_facts(voice, product))
    passages = (passage_fact(passage, passage.text) for passage in found.passages)
    own = (fact for fact in reply.said.facts if not fact.item_id)
    return Ground.of([*rows, *passages, *own], {p.id: voice.title(p) for p in found.products})


def _lines(found: Found, counter: Counter) -> list[str]:
    lines = [product_line(product, counter.voice) for product in found.products]
    return [*lines, *(passage.text[:_QUOTED] for passage in found.passages)]


def _stated(said: Said) -> Said:
    """With only those facts as evidence whose figures the words really hold."""
    text = " ".join(said.sentences)
    written = set(numbers(text))
    facts = tuple(f for f in said.facts if set(numbers(f.text)) & written or f.item in text)
    return Said(said.sentences, facts, said.shown, said.cited, said.suggestions, said.handoff)
