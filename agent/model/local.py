"""The backend that runs on this machine: text in, text out, over the engine's process.

    messages ─ template ─► parts ─ vocabulary ─► tokens ─ engine ─► Text ... ─► pieces

The engine knows tokens and streams; here they are words again.
"""

from __future__ import annotations

import logging
import pickle
import time
from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from queue import Empty
from typing import Final, Self

from agent.config import ModelSection
from agent.errors import GenerationFailed, ModelError
from agent.model.backend import Begun, Checker, Done, Generation, Message, Piece, Waiting
from agent.model.bench import kept
from agent.model.engine.messages import Ended, Options, Request, Taken, Text
from agent.model.engine.process import Engine
from agent.model.engine.sizing import context_size
from agent.model.inspection import inspect_model
from agent.model.machine import give_back, look
from agent.model.replies import Memory, Reply, Stats, Tally
from agent.model.rewritten import weights_of
from agent.model.template import ChatTemplate, encode, template_of
from agent.model.tokens import Vocabulary, open_vocabulary

log = logging.getLogger("tresen.model")

_HEARTBEAT_S: Final = 1.0
"""Between yields at most: who reads them notices then that the visitor has gone."""
_LATE_S: Final = 5.0
"""How long after its deadline a stream is given up without a word from the engine."""
_MOST_SEQUENCES: Final = 256  # llama.cpp's LLAMA_MAX_SEQ
_SEATS_A_SLOT: Final = 4
"""Sequences in the cache for each that runs: the others are conversations between two turns."""


class LocalBackend:
    """Implements backend.Backend. Safe for many threads."""

    def __init__(
        self,
        name: str,
        languages: tuple[str, ...],
        weights: Path,
        vocabulary: Vocabulary,
        template: ChatTemplate,
        engine: Engine,
    ) -> None:
        self.name = name
        self.languages = languages
        self.weights = weights
        """The file that is loaded: the model's own, or what it was rewritten to."""
        self.vocabulary = vocabulary
        self.template = template
        self.engine = engine
        self._memory = Memory()
        self._tally = Tally()

    @classmethod
    def open(cls, model_path: Path, state: Path, settings: ModelSection) -> Self:
        """Load the model at `model_path`; `state` is where prefixes are kept. Blocks until it is
        loaded. Raises ModelFileError or EngineDown."""
        backend = cls.begin(model_path, state, settings)
        try:
            backend.engine.wait_opened()
        except ModelError:
            backend.close()
            raise
        return backend

    @classmethod
    def begin(cls, model_path: Path, state: Path, settings: ModelSection) -> Self:
        """As `open`, without the wait for the engine's process. Raises ModelFileError."""
        facts = inspect_model(model_path).require()
        for warning in facts.warnings:
            log.warning(warning)
        settings.require()
        machine = look()
        weights = weights_of(facts, state, machine, settings)
        options = Options(
            path=str(weights),
            store=str(state / "prefix"),
            context=settings.context,
            slots=settings.slots,
            seats=min(_MOST_SEQUENCES, _SEATS_A_SLOT * settings.slots + 1),
            threads=settings.threads or machine.cores,
            gpu_layers=settings.gpu_layers,
            flash_attention=settings.flash_attention,
            kv_type=settings.kv_type,
            lora=settings.lora,
        )
        loaded = facts if weights == facts.path else inspect_model(weights)
        options = replace(options, context=context_size(loaded, options, machine))
        vocabulary = open_vocabulary(model_path)
        template = template_of(vocabulary)
        give_back()
        measured = kept(state, model_path.name)
        rate = measured[0].prefill_tps if measured and not measured[0].disturbed else 0.0
        engine = Engine(options, state / "engine.log", settings.first_token_s, rate)
        languages = settings.languages or facts.languages
        return cls(facts.name, languages, weights, vocabulary, template, engine)

    # -- Backend ----------------------------------------------------------------------------

    @property
    def context_tokens(self) -> int:
        """Waits until the model is loaded. Raises ModelFileError or EngineDown."""
        opened = self.engine.wait_opened()
        return min(opened.trained_context or opened.context, opened.context)

    def count(self, text: str) -> int:
        return self.vocabulary.count(text)

    def describe(self) -> str:
        """One line: what runs where."""
        return self.engine.wait_opened().description

    def warm(self, prefix: Message) -> None:
        tokens = encode(self.template.opening(prefix), self.vocabulary)
        if len(tokens) >= (room := self.context_tokens):
            raise GenerationFailed(
                f"the prefix has {len(tokens):,} tokens; a conversation holds {room:,}"
            )
        self.engine.warm(tuple(tokens))

    def kept(self) -> Sequence[str]:
        return self._memory.conversations()

    def forget(self, conversations: Iterable[str]) -> None:
        gone = frozenset(conversations)
        self._memory.forget(gone)
        self.engine.forget(gone)

    def generate(
        self, request: Generation
    ) -> Generator[Waiting | Begun | Piece | Done, None, None]:
        deadline = time.monotonic() + request.deadline_s
        if self.engine.prefix_tokens == 0 and request.messages[0].role == "system":
            self.warm(request.messages[0])
        tokens = self.tokens(request)
        context = self.context_tokens
        room = context - len(tokens)
        if room < 1:
            raise GenerationFailed(
                f"the prompt has {len(tokens):,} tokens; a conversation holds {context:,}"
            )
        asked = Request(
            stream=0,
            conversation=request.conversation,
            tokens=tuple(tokens),
            max_tokens=max(1, min(request.max_tokens, room)),
            sampling=request.sampling,
            checker=_pickled(request.checker),
            stop=request.stop,
            deadline=deadline,
        )
        stream = self.engine.submit(asked, self._likely(request, tokens))
        reply = Reply(request, stream)
        try:
            yield from self._follow(reply, deadline + _LATE_S)
        finally:
            self.engine.cancel(stream)
            self._memory.keep(reply)
            self._tally.add(reply, self.engine.prefix_tokens)

    def ready(self) -> bool:
        return self.engine.ready()

    def close(self) -> None:
        self.engine.close()

    # -- more of it -------------------------------------------------------------------------

    def tokens(self, request: Generation) -> list[int]:
        """The prompt of `request`, up to where the reply begins. What the model wrote itself is
        given back in the tokens that it wrote, which its cache holds."""
        parts = self.template.parts(request.messages, reply=True)
        known = self._memory.replies(request)
        return encode(parts, self.vocabulary, known)

    def stats(self) -> Stats:
        return self._tally.stats(self.engine.state())

    def _likely(self, request: Generation, tokens: Sequence[int]) -> int:
        """About how many tokens of the prompt the engine will have to compute."""
        prefix = self.engine.prefix_tokens
        return len(tokens) - max(
            prefix, min(self._memory.length(request.conversation), len(tokens))
        )

    def _follow(self, reply: Reply, given_up: float) -> Iterator[Waiting | Begun | Piece | Done]:
        while True:
            try:
                event = reply.stream.events.get(timeout=_HEARTBEAT_S)
            except Empty:
                if time.monotonic() > given_up:
                    yield reply.done("deadline")
                    return
                yield self._heartbeat(reply)
                continue
            match event:
                case Taken():
                    reply.cached = event.cached
                    yield Begun(len(reply.stream.request.tokens), event.cached)
                case Text():
                    reply.take(event)
                    if event.text:
                        yield Piece(event.text)
                case Ended():
                    reply.end(event)
                    if event.text:
                        yield Piece(event.text)
                    yield reply.done(event.reason)
                    return
                case _:
                    reply.failed = True
                    raise event

    def _heartbeat(self, reply: Reply) -> Waiting | Piece:
        if reply.stream.taken:
            return Piece("")
        return self.engine.expect(reply.stream)


def _pickled(checker: Checker | None) -> bytes:
    if checker is None:
        return b""
    try:
        return pickle.dumps(checker)
    except (pickle.PicklingError, AttributeError, TypeError) as exc:
        raise GenerationFailed(f"the checker cannot be sent to the engine: {exc}") from exc
