"""The one who answers in a terminal, where that is the agent behind a running server."""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx2

from agent.events import Event, Started
from catalog.signs import clean
from web.errors import WebError
from web.stream import events, read

# A reply may take its time; a server that does not even send a heartbeat is not there any more.
_TIMEOUT = httpx2.Timeout(30.0, connect=5.0)
# Seconds between attempts; the last one takes the refusal as it is.
_BUSY_PAUSES = (0.25, 0.5, 1.0, 2.0, 2.0, 0.0)


@dataclass(slots=True)
class There:
    """The agent behind a running server at `url`."""

    url: str
    client: httpx2.Client
    language: str = "en"
    conversation: str = ""
    look: dict[str, Any] = field(default_factory=dict)

    def begin(self) -> None:
        self.conversation = ""

    def speak(self, language: str) -> None:
        self.language = language
        self.meet()

    def meet(self) -> None:
        """Learn who answers. Raises WebError."""
        try:
            response = self.client.get(f"{self.url}/widget.json?language={self.language}")
            self.look = _checked(response, self.url).json()
        except httpx2.HTTPError as exc:
            raise _unreachable(self.url, exc) from exc
        except (ValueError, httpx2.InvalidURL) as exc:
            raise WebError(f"{self.url} answers, but not as a Tresen does.") from exc

    def say(self, text: str) -> Generator[Event, None, None]:
        body = {"message": text, "conversation": self.conversation}
        headers = {"Accept-Language": self.language}
        url = f"{self.url}/api/chat"
        try:
            for pause in _BUSY_PAUSES:
                with self.client.stream("POST", url, json=body, headers=headers) as response:
                    if response.status_code == httpx2.codes.CONFLICT and pause:
                        # The server has yet to notice that a reply was stopped here.
                        time.sleep(pause)
                        continue
                    yield from self._heard(response)
                    return
        except httpx2.HTTPError as exc:
            raise _unreachable(self.url, exc) from exc

    def _heard(self, response: httpx2.Response) -> Iterator[Event]:
        if response.status_code != httpx2.codes.OK:
            response.read()
        for event in events(read(_checked(response, self.url).iter_lines())):
            if isinstance(event, Started):
                self.conversation = event.conversation
            yield event


@contextmanager
def reached(url: str, language: str) -> Iterator[There]:
    """The server at `url`, which has said who it is. Raises WebError."""
    with httpx2.Client(timeout=_TIMEOUT) as client:
        there = There(url.rstrip("/"), client, language)
        there.meet()
        yield there


def _checked(response: httpx2.Response, url: str) -> httpx2.Response:
    """Raises WebError with what the server says of it, where it says something."""
    if response.status_code == httpx2.codes.OK:
        return response
    try:
        reason = str(response.json()["error"]["message"])
    except (ValueError, KeyError, TypeError):
        reason = response.reason_phrase
    raise WebError(f"{url} answers {response.status_code}: {clean(reason)}")


def _unreachable(url: str, error: httpx2.HTTPError) -> WebError:
    return WebError(f"{url} cannot be reached: {error or type(error).__name__}.")
