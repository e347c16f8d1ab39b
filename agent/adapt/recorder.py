"""The backend that writes down what it is asked and says nothing: code speaks then, as it does
wherever a model fails, so that each prompt of the running program has code's reply beside it."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Sequence

from agent.model.backend import Backend, Begun, Done, Generation, Message, Piece, Waiting


class Recorder:
    """Implements backend.Backend: counts as `counting` does, the model that will be trained."""

    def __init__(self, counting: Backend) -> None:
        self.name = counting.name
        self.languages = counting.languages
        self.asked: tuple[Message, ...] = ()
        """The whole prompt of the newest reply; empty where code asked no model."""
        self._counting = counting

    @property
    def context_tokens(self) -> int:
        return self._counting.context_tokens

    def count(self, text: str) -> int:
        return self._counting.count(text)

    def warm(self, prefix: Message) -> None:
        """Nothing is computed."""

    def kept(self) -> Sequence[str]:
        return ()

    def forget(self, conversations: Iterable[str]) -> None:
        """Nothing is kept."""

    def generate(
        self, request: Generation
    ) -> Generator[Waiting | Begun | Piece | Done, None, None]:
        self.asked = request.messages
        yield Done("stop", 0, 0, 0)

    def ready(self) -> bool:
        return True

    def close(self) -> None:
        """The model is closed by who opened it."""
