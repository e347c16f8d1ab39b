"""The backend for tests beside its seam: it says what it was given, piece by piece."""

from __future__ import annotations

import re
from collections.abc import Generator, Iterable, Sequence

from agent.errors import ModelError
from agent.model.backend import Done, Generation, Message, Piece, Waiting


class ScriptedBackend:
    """Each generation takes the next of `replies`; a piece that the checker refuses is left out."""

    name = "scripted"
    languages: tuple[str, ...] = ()

    def __init__(
        self, *replies: str, context_tokens: int = 4096, fails: ModelError | None = None
    ) -> None:
        self.replies = list(replies)
        self.requests: list[Generation] = []
        self.prefixes: list[Message] = []
        self.forgotten: list[str] = []
        self.closed = 0
        self._context = context_tokens
        self._fails = fails

    @property
    def context_tokens(self) -> int:
        return self._context

    def count(self, text: str) -> int:
        return len(re.findall(r"\w+|[^\w\s]", text))

    def warm(self, prefix: Message) -> None:
        self.prefixes.append(prefix)

    def kept(self) -> Sequence[str]:
        asked = dict.fromkeys(request.conversation for request in self.requests)
        return [talk for talk in asked if talk not in self.forgotten]

    def forget(self, conversations: Iterable[str]) -> None:
        self.forgotten += conversations

    def generate(self, request: Generation) -> Generator[Waiting | Piece | Done, None, None]:
        self.requests.append(request)
        reply = self.replies.pop(0) if self.replies else ""
        written, refused = "", 0
        try:
            if self._fails:
                raise self._fails
            for piece in re.findall(r"\s*\w+|\s*[^\w\s]|\s+", reply):
                if request.checker and not request.checker(written, piece):
                    refused += 1
                    continue
                written += piece
                yield Piece(piece)
            yield Done("stop", 100, 90, len(reply.split()), refused)
        finally:
            self.closed += 1

    def ready(self) -> bool:
        return True

    def close(self) -> None:
        pass
