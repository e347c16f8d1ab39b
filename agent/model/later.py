"""The backend that is opened when a reply needs it, or aside before one does.

Loading a model takes seconds, and most questions are answered by code: whoever opens an agent does
not wait for its model. What a model's file says of itself is known at once; everything else of the
seam waits until the model is loaded, and `ready` says whether it is.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import Future
from typing import TYPE_CHECKING, Final, Protocol, runtime_checkable

from agent.errors import EngineDown, ModelError
from agent.model.backend import Backend, Begun, Done, Generation, Message, Piece, Waiting
from catalog.errors import TresenError

if TYPE_CHECKING:  # it knows the engine's messages, which a reply by code does without
    from agent.model.replies import Stats

log = logging.getLogger("tresen.model")

_AGAIN_S: Final = 30.0
"""So long after an engine could not be started it is tried again; a wrong file is not."""
_HEARTBEAT_S: Final = 1.0


@runtime_checkable
class Counted(Protocol):
    """A backend whose engine is in this machine, and can be counted."""

    def stats(self) -> Stats: ...


class Later:
    """Implements backend.Backend over the one that `begin` makes. Safe for many threads."""

    def __init__(
        self,
        name: str,
        languages: tuple[str, ...],
        begin: Callable[[], Backend],
        clock: Callable[[], float] = time.monotonic,
        before: Callable[[], Iterator[None]] = lambda: iter(()),
    ) -> None:
        """`begin` returns before the model is loaded; its `context_tokens` waits for that.
        `before` yields now and then while `begin` cannot be called yet."""
        self.name = name
        self.languages = languages
        self._begin = begin
        self._before = before
        self._clock = clock
        self._lock = threading.Lock()
        self._opening: Future[Backend] | None = None
        self._thread: threading.Thread | None = None
        self._begun: Backend | None = None
        self._closed = False
        self._failed_at = 0.0

    def opened(self) -> Backend:
        """The backend, loaded; begun by the first who asks. Raises ModelError."""
        return self._open().result()

    def there(self) -> Backend | None:
        """The backend where it is loaded. Begins nothing, and waits for nothing."""
        opening = self._opening
        if opening is None or not opening.done() or opening.exception() is not None:
            return None
        return opening.result()

    def waited_for(self) -> Iterator[None]:
        """Yields now and then until the model is loaded. Raises ModelError."""
        opening = self._open()
        while True:
            try:
                opening.result(_HEARTBEAT_S)
                return
            except TimeoutError:
                yield

    # -- Backend ----------------------------------------------------------------------------

    @property
    def context_tokens(self) -> int:
        return self.opened().context_tokens

    def count(self, text: str) -> int:
        return self.opened().count(text)

    def warm(self, prefix: Message) -> None:
        self.opened().warm(prefix)

    def kept(self) -> Sequence[str]:
        there = self.there()
        return there.kept() if there is not None else ()

    def forget(self, conversations: Iterable[str]) -> None:
        if (there := self.there()) is not None:
            there.forget(conversations)

    def generate(
        self, request: Generation
    ) -> Generator[Waiting | Begun | Piece | Done, None, None]:
        for _ in self.waited_for():
            yield Piece("")
        yield from self.opened().generate(request)

    def ready(self) -> bool:
        there = self.there()
        return there is not None and there.ready()

    def close(self) -> None:
        with self._lock:
            self._closed = True
            begun, thread = self._begun, self._thread
        if begun is not None:
            begun.close()
        if thread is not None:
            thread.join()

    # -- the thread that opens it -----------------------------------------------------------

    def _open(self) -> Future[Backend]:
        with self._lock:
            if self._closed:
                raise EngineDown("the engine is closed")
            if self._opening is None or self._is_worth_another(self._opening):
                self._opening = Future()
                self._thread = threading.Thread(
                    target=self._load, args=(self._opening,), name="opening", daemon=True
                )
                self._thread.start()
            return self._opening

    def _is_worth_another(self, opening: Future[Backend]) -> bool:
        failed = opening.done() and isinstance(opening.exception(), EngineDown)
        return failed and self._clock() - self._failed_at > _AGAIN_S

    def _load(self, opening: Future[Backend]) -> None:
        begun: Backend | None = None
        try:
            for _ in self._before():
                if self._closed:
                    raise EngineDown("the engine was closed before it was built")
            begun = self._begin()
            with self._lock:
                self._begun, closed = begun, self._closed
            if closed:
                raise EngineDown("the engine was closed while it started")
            _ = begun.context_tokens
        except TresenError as exc:
            if not self._closed:
                log.error("the model cannot be opened", extra={"error": str(exc)})
            self._fail(opening, begun, exc)
        except Exception as exc:  # whoever waits is told: else they would wait for ever
            log.error("the model cannot be opened", exc_info=exc)
            self._fail(opening, begun, exc)
        else:
            opening.set_result(begun)

    def _fail(self, opening: Future[Backend], begun: Backend | None, error: Exception) -> None:
        if begun is not None:
            begun.close()
        self._failed_at = self._clock()
        told = error if isinstance(error, ModelError) else EngineDown(f"not opened: {error}")
        opening.set_exception(told)


def waited_for(backend: Backend) -> Iterator[None]:
    """Yields now and then until `backend` can be asked at once. Raises ModelError."""
    if isinstance(backend, Later):
        yield from backend.waited_for()


def stats_of(backend: Backend) -> Stats | None:
    """How the engine behind `backend` goes; None where it is not loaded, or is a server's."""
    loaded = backend.there() if isinstance(backend, Later) else backend
    return loaded.stats() if isinstance(loaded, Counted) else None
