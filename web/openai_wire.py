"""A reply as OpenAI's API writes it, whole or in chunks; source: its reference, "Chat completions".

What the agent knows of its reply beyond words stands in the key `tresen` of the whole object, or of
the chunk with the finish_reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from agent.events import Event, Failed, TextDelta
from web import stream
from web.openai_bodies import MODEL
from web.problems import openai_error
from web.reply import Reply


@dataclass(frozen=True, slots=True)
class Wire:
    """One completion: `id` names it, `created` is in seconds since 1970."""

    id: str
    created: int

    def whole(self, reply: Reply) -> dict[str, Any]:
        """The `chat.completion` of a reply that has come to its end."""
        message = {"role": "assistant", "content": reply.text, "refusal": None}
        choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}
        head = self._head("chat.completion")
        return {**head, "choices": [choice], "usage": usage(reply), "tresen": extra(reply)}

    def chunks(self, events: Iterable[Event], reply: Reply, with_usage: bool) -> Iterator[bytes]:
        """The `chat.completion.chunk`s of `events`, which fill `reply`, ending with `[DONE]`.

        A reply that fails on its way ends with an error, as OpenAI's clients know it.
        """
        end = {"usage": None} if with_usage else {}
        yield self._chunk({"role": "assistant", "content": ""}, **end)
        for event in events:
            if isinstance(event, TextDelta) and event.text:
                yield self._chunk({"content": event.text}, **end)
            elif isinstance(event, Failed):
                yield stream.sse({"error": openai_error(503, event.code, event.text, None)})
                return
            else:
                yield stream.HEARTBEAT
        if reply.finished is None:
            return
        yield self._chunk({}, finish_reason="stop", tresen=extra(reply), **end)
        if with_usage:
            yield stream.sse(
                {**self._head("chat.completion.chunk"), "choices": [], "usage": usage(reply)}
            )
        yield stream.DONE

    def _chunk(self, delta: dict[str, str], finish_reason: str | None = None, **more: Any) -> bytes:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish_reason}
        return stream.sse({**self._head("chat.completion.chunk"), "choices": [choice], **more})

    def _head(self, kind: str) -> dict[str, Any]:
        return {"id": self.id, "object": kind, "created": self.created, "model": MODEL}


def usage(reply: Reply) -> dict[str, Any]:
    """Tokens of prompt and reply; 0 for both where code answered and no model was asked."""
    timings = reply.finished.timings if reply.finished else None
    prompt = timings.prompt_tokens if timings else 0
    written = timings.completion_tokens if timings else 0
    cached = timings.cached_tokens if timings else 0
    return {
        "prompt_tokens": prompt,
        "completion_tokens": written,
        "total_tokens": prompt + written,
        "prompt_tokens_details": {"cached_tokens": cached},
    }


def extra(reply: Reply) -> dict[str, Any]:
    """What stands in `tresen`: the conversation to go on in, and what the reply rests on."""
    done = reply.finished
    return {
        "conversation": reply.conversation,
        "lane": done.lane if done else None,
        "language": done.language if done else None,
        "products": [asdict(card) for card in reply.cards],
        "facts": [stream.fact_data(fact) for fact in reply.facts],
        "sources": [asdict(source) for source in reply.sources],
        "suggestions": list(reply.suggestions),
        "handoff": asdict(reply.handoff) if reply.handoff else None,
        "timings": asdict(done.timings) if done else None,
    }
