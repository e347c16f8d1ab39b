"""What the Universal Commerce Protocol calls each failure, as HTTP and as JSON-RPC say it.

https://ucp.dev/2026-08-25/specification/overview, "Error Codes". What went wrong with a request is
an error of its transport; what the catalog says ("not found") is an answer.
"""

from __future__ import annotations

from enum import StrEnum

from agent.errors import AgentBusy, ConversationBusy, MessageError, UnknownConversation
from catalog.errors import CatalogBusy, DatabaseBusy, TresenError
from web.errors import NotBegun, NotJson, RequestError, TooMany, WebError, WrongType


class Fault(StrEnum):
    """The codes."""

    INVALID_PROFILE_URL = "invalid_profile_url"
    PROFILE_UNREACHABLE = "profile_unreachable"
    PROFILE_MALFORMED = "profile_malformed"
    VERSION_UNSUPPORTED = "version_unsupported"
    INVALID_REQUEST = "invalid_request"
    REQUEST_TOO_LARGE = "request_too_large"
    UNKNOWN_OPERATION = "unknown_operation"
    CONFLICT = "conflict"
    TOO_MANY_REQUESTS = "too_many_requests"
    UNAVAILABLE = "unavailable"
    INTERNAL = "internal"


STATUS = {
    Fault.INVALID_PROFILE_URL: 400,
    Fault.PROFILE_UNREACHABLE: 424,
    Fault.PROFILE_MALFORMED: 422,
    Fault.VERSION_UNSUPPORTED: 422,
    Fault.INVALID_REQUEST: 400,
    Fault.REQUEST_TOO_LARGE: 400,
    Fault.UNKNOWN_OPERATION: 404,
    Fault.CONFLICT: 409,
    Fault.TOO_MANY_REQUESTS: 429,
    Fault.UNAVAILABLE: 503,
    Fault.INTERNAL: 500,
}

_DISCOVERY, _SERVER, _PARAMS, _INSIDE = -32001, -32000, -32602, -32603
RPC = {
    Fault.INVALID_PROFILE_URL: _DISCOVERY,
    Fault.PROFILE_UNREACHABLE: _DISCOVERY,
    Fault.PROFILE_MALFORMED: _DISCOVERY,
    Fault.VERSION_UNSUPPORTED: _DISCOVERY,
    Fault.INVALID_REQUEST: _PARAMS,
    Fault.REQUEST_TOO_LARGE: _PARAMS,
    Fault.UNKNOWN_OPERATION: _PARAMS,
    Fault.CONFLICT: _SERVER,
    Fault.TOO_MANY_REQUESTS: _SERVER,
    Fault.UNAVAILABLE: _SERVER,
    Fault.INTERNAL: _INSIDE,
}

_RETRY_S = 3.0
_INTERNAL = "The server could not do this; its log says why."


class UcpError(WebError):
    """A request over the protocol that cannot be served. `retry_after` is in seconds."""

    def __init__(self, fault: Fault, text: str, retry_after: float | None = None) -> None:
        super().__init__(text)
        self.fault = fault
        self.retry_after = retry_after


_FAULTS: tuple[tuple[type[TresenError], Fault], ...] = (
    (NotJson, Fault.INVALID_REQUEST),
    (WrongType, Fault.INVALID_REQUEST),
    (RequestError, Fault.INVALID_REQUEST),
    (UnknownConversation, Fault.INVALID_REQUEST),
    (ConversationBusy, Fault.CONFLICT),
    (MessageError, Fault.INVALID_REQUEST),
    (TooMany, Fault.TOO_MANY_REQUESTS),
    (AgentBusy, Fault.TOO_MANY_REQUESTS),
    (CatalogBusy, Fault.UNAVAILABLE),
    (DatabaseBusy, Fault.UNAVAILABLE),
)


def as_ucp(error: TresenError) -> UcpError:
    """Any error of this program as the protocol's."""
    if isinstance(error, UcpError):
        return error
    if isinstance(error, NotBegun):
        busy = error.failed.code == "overloaded"
        fault = Fault.TOO_MANY_REQUESTS if busy else Fault.UNAVAILABLE
        return UcpError(fault, str(error), error.failed.retry_after or _RETRY_S)
    fault = next((f for kind, f in _FAULTS if isinstance(error, kind)), Fault.INTERNAL)
    if fault is Fault.INTERNAL:
        return UcpError(fault, _INTERNAL)
    wait = getattr(error, "retry_after", None)
    if wait is None and STATUS[fault] in (429, 503):
        wait = _RETRY_S
    return UcpError(fault, str(error), wait)
