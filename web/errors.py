"""The web's branch of the error tree; problems.py makes an HTTP answer of each.

TresenError
 └─ WebError
     ├─ MailError           the mailbox cannot be read: says why
     ├─ WeakPassword        a console's password that can be guessed
     ├─ RequestError        a request's body or header: names the field and its value
     │   ├─ NotJson         it is no JSON at all
     │   ├─ WrongType       it says that it is something else than JSON
     │   ├─ UnknownModel    it asks for a model that is not here
     │   ├─ Unsigned        a webhook's request without its signature
     │   └─ Forged          a webhook's request with another's signature
     ├─ WrongKey            no API key, or none of those in the settings
     ├─ NoKeySet            what needs a key, while the settings have none
     ├─ NotBegun            the reply failed before its first word
     └─ TooMany             more messages, or replies at once, than one may have
"""

from __future__ import annotations

from agent.events import Failed
from catalog.errors import TresenError


class WebError(TresenError):
    """A request could not be served."""


class MailError(WebError):
    """The mailbox cannot be read."""


class WeakPassword(WebError):
    """A password for the console that can be guessed, or that nobody can have typed."""


class RequestError(WebError):
    """A part of the request cannot be used. `field` is where it stands ("messages.0.role")."""

    def __init__(self, text: str, field: str | None = None) -> None:
        super().__init__(text)
        self.field = field


class NotJson(RequestError):
    """The body is not JSON."""


class WrongType(RequestError):
    """The body is declared as something else than JSON."""


class UnknownModel(RequestError):
    """There is no such model here."""


class WrongKey(WebError):
    """The request has no API key, or a wrong one."""


class NoKeySet(WebError):
    """The settings have no key for this, so that nobody may."""


class Unsigned(RequestError):
    """A webhook's request without its signature."""


class Forged(RequestError):
    """A webhook's request with a signature that is not its own."""


class NotBegun(WebError):
    """The reply ended before its first word, as `failed` says."""

    def __init__(self, failed: Failed) -> None:
        super().__init__(failed.text)
        self.failed = failed


class TooMany(WebError):
    """More than one may ask for at once. `retry_after` is in seconds."""

    def __init__(self, text: str, retry_after: float) -> None:
        super().__init__(text)
        self.retry_after = retry_after


class ServerBusy(TooMany):
    """All places for replies are taken, by everybody together."""
