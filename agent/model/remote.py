"""A server that speaks OpenAI's API, in place of a model in this machine.

vLLM, llama-server, Ollama, or a cloud that hosts Llama. Pieces cannot be held while they are
decoded there, so the request's checker is asked of each piece as it arrives, and the reply is
broken off at the first one that it refuses: a sentence that was begun is never finished wrongly.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from typing import Literal, TypeVar

import httpx2
import openai
from openai.types import CompletionUsage
from openai.types.chat import (
    ChatCompletionChunk,
    ChatCompletionMessageParam,
    ChatCompletionStreamOptionsParam,
)

from agent.config import RemoteSection
from agent.errors import EngineDown, EngineOverloaded, GenerationFailed, ModelError
from agent.model.backend import Done, Generation, Message, Piece, Waiting
from agent.model.routing import Routing
from agent.model.warming import Warming

Created = TypeVar("Created")
Reason = Literal["stop", "length", "deadline"]

log = logging.getLogger("tresen.model")

TRIES = 3
"""How often a request is begun; only until its first token, since words cannot be taken back."""
CHARS_PER_TOKEN = 3.0
"""Without the server's vocabulary: German has about 3.3 characters a token, English 4.2 with
Llama 3's. Counting too many keeps prompts inside the server's context."""
DEFAULT_CONTEXT = 8192
_ASK_AGAIN_S = 15.0
_USAGE: ChatCompletionStreamOptionsParam = {"include_usage": True}
_OPTIONAL = ("cache_salt", "stream_options", "user")
"""Fields that help and need not be known: some servers refuse what they do not know."""
_BROKE_OFF = "The model's server broke off in the middle of a reply"


class RemoteBackend:
    """agent.model.backend.Backend over HTTP. Safe from many threads."""

    def __init__(
        self,
        settings: RemoteSection,
        context: int = 0,
        languages: tuple[str, ...] = (),
        business: str = "",
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.name = settings.model
        self.languages = languages
        self._context = context or DEFAULT_CONTEXT
        self._sleep = sleep
        self._routing = Routing.of(settings, business)
        self._unknown: set[str] = set()
        self._warming = Warming(settings.workers, self._ask, self._is_alive)
        self._client = openai.OpenAI(
            base_url=settings.base_url,
            api_key=settings.api_key.get_secret_value() or "none",
            timeout=httpx2.Timeout(settings.timeout_s, connect=5.0),
            max_retries=0,  # begun again below, where it is known whether a token has come
        )
        self._seen_up = 0.0
        self._lock = threading.Lock()

    @property
    def context_tokens(self) -> int:
        return self._context

    def count(self, text: str) -> int:
        """An estimate from above, in tokens."""
        return int(len(text) / CHARS_PER_TOKEN) + 1

    def warm(self, prefix: Message) -> None:
        """Ask for one token behind the prefix, of each worker: a server with a prefix cache has
        computed it then."""
        self._warming.warm(prefix)

    def kept(self) -> Sequence[str]:
        return ()

    def forget(self, conversations: Iterable[str]) -> None:
        """Nothing is kept here; what a server keeps it says by its name to nobody."""

    def generate(self, request: Generation) -> Generator[Waiting | Piece | Done, None, None]:
        """Yield the reply. Raises EngineDown, EngineOverloaded or GenerationFailed."""
        begun = time.monotonic()
        stream = self._begin(request)
        written, tokens, prompt, cached = "", 0, 0, 0
        reason: Reason = "stop"
        try:
            for chunk in _chunks(stream):
                if chunk.usage is not None:
                    prompt, cached, tokens = _used(chunk.usage)
                text = chunk.choices[0].delta.content or "" if chunk.choices else ""
                tokens += bool(text) and not prompt
                if request.checker and text and not request.checker(written, text):
                    yield Done("stop", 0, 0, tokens, resampled=1)
                    return
                written += text
                yield Piece(text)
                if chunk.choices and chunk.choices[0].finish_reason == "length":
                    reason = "length"
                if time.monotonic() - begun > request.deadline_s:
                    reason = "deadline"
                    break
            yield Done(reason, prompt, cached, tokens)
        finally:
            stream.close()

    def ready(self) -> bool:
        """Whether the server answers; asked at most every quarter of a minute."""
        with self._lock:
            if time.monotonic() - self._seen_up < _ASK_AGAIN_S:
                return True
        try:
            self._client.models.list(timeout=3.0)
        except openai.APIStatusError as exc:
            if exc.status_code >= 500:
                return False
        except openai.OpenAIError:
            return False
        with self._lock:
            self._seen_up = time.monotonic()
        return True

    def close(self) -> None:
        self._warming.close()
        self._client.close()

    def _ask(self, address: str, prefix: Message) -> None:
        """One token behind `prefix`, of the worker at `address`, or of the server."""
        client = self._client.with_options(base_url=address) if address else self._client
        self._knowing(
            lambda: client.chat.completions.create(
                model=self.name,
                messages=[_param(prefix), {"role": "user", "content": "."}],
                max_tokens=1,
                extra_body=self._extra(),
            )
        )

    def _is_alive(self, address: str) -> bool:
        try:
            self._client.with_options(base_url=address).models.list(timeout=3.0)
        except openai.OpenAIError:
            return False
        return True

    def _extra(self) -> dict[str, str]:
        return {} if "cache_salt" in self._unknown else {"cache_salt": self._routing.salt}

    def _begin(self, request: Generation) -> openai.Stream[ChatCompletionChunk]:
        """The stream, opened; tried again where that can help."""
        for attempt in range(1, TRIES + 1):
            try:
                return self._opened(request)
            except openai.OpenAIError as exc:
                error = _translated(exc)
                if attempt == TRIES or isinstance(error, GenerationFailed):
                    raise error from exc
                log.warning("remote model, trying again", extra={"attempt": attempt})
                self._sleep(min(2.0**attempt / 2, getattr(error, "retry_after", 8.0)))
        raise EngineDown(f"{self.name}: no answer.")

    def _opened(self, request: Generation) -> openai.Stream[ChatCompletionChunk]:
        session, header = self._routing.session(request.conversation), self._routing.header
        return self._knowing(
            lambda: self._client.chat.completions.create(
                model=self.name,
                messages=[_param(m) for m in request.messages],
                max_tokens=request.max_tokens,
                temperature=request.sampling.temperature,
                top_p=request.sampling.top_p,
                stop=list(request.stop) or None,
                stream=True,
                stream_options=openai.omit if "stream_options" in self._unknown else _USAGE,
                user=openai.omit if "user" in self._unknown else session,
                extra_headers={header: session} if header else None,
                extra_body=self._extra(),
            )
        )

    def _knowing(self, create: Callable[[], Created]) -> Created:
        """What `create` gives; without the fields that the server refuses to know."""
        try:
            return create()
        except (openai.BadRequestError, openai.UnprocessableEntityError) as exc:
            refused = {name for name in _OPTIONAL if name in str(exc)} - self._unknown
            if not refused:
                raise
            log.info("the model's server does not know", extra={"fields": sorted(refused)})
            self._unknown |= refused
        return self._knowing(create)


def _chunks(stream: openai.Stream[ChatCompletionChunk]) -> Iterator[ChatCompletionChunk]:
    """What comes, to its end. A worker that dies behind a router leaves a line that just ends."""
    ended = False
    try:
        for chunk in stream:
            ended = ended or any(choice.finish_reason for choice in chunk.choices)
            yield chunk
    except (openai.OpenAIError, httpx2.HTTPError) as exc:
        raise GenerationFailed(f"{_BROKE_OFF}: {exc}") from exc
    if not ended:
        raise GenerationFailed(f"{_BROKE_OFF}: the line ended before the reply did.")


def _used(usage: CompletionUsage) -> tuple[int, int, int]:
    """Tokens of the prompt, of those from the server's cache, and of the reply."""
    details = usage.prompt_tokens_details
    cached = details.cached_tokens if details is not None else 0
    return usage.prompt_tokens, cached or 0, usage.completion_tokens


def _param(message: Message) -> ChatCompletionMessageParam:
    if message.role == "system":
        return {"role": "system", "content": message.text}
    if message.role == "user":
        return {"role": "user", "content": message.text}
    return {"role": "assistant", "content": message.text}


def _translated(error: openai.OpenAIError) -> ModelError:
    """The error in the house's terms: come back later, or never mind."""
    if isinstance(error, openai.RateLimitError):
        after = error.response.headers.get("retry-after", "")
        return EngineOverloaded(
            "The model's server is busy.", float(after) if after.isdigit() else 5.0
        )
    if isinstance(error, openai.APIStatusError) and error.status_code < 500:
        return GenerationFailed(
            f"The model's server refused the request ({error.status_code}): {error.message}. "
            "Check [model.remote] base_url, model and api_key."
        )
    return EngineDown(f"The model's server does not answer: {error}")
