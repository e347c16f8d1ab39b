"""What WhatsApp, Messenger and Instagram have in common: handshake, signature, errors.

Sources: Meta's Graph API "Webhooks: getting started", WhatsApp's and Messenger's error codes.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar

import httpx2
from pydantic import BaseModel, ConfigDict, SecretStr, ValidationError
from pydantic_core import from_json
from werkzeug.datastructures import Headers

from web.errors import Forged, Unsigned
from web.webhooks.posting import NO_ID, answer_of, by_status, hint, id_of, post
from web.webhooks.seam import Body, Later, Never, Outcome, Sent, Unsure

Part = TypeVar("Part")

SIGNATURE = "X-Hub-Signature-256"
DELAYS = (1.0, 3.0, 10.0, 30.0, 60.0, 120.0, 300.0)
_OWNER_S = 300.0
"""Between attempts where only the owner can help (a token that expired): messages wait for it."""

_OWNER = {
    0: "the token is not accepted",
    3: "the token lacks a permission",
    190: "the token has expired",
    200: "the token lacks a permission",
    368: "the account is blocked for policy violations",
    131005: "the token lacks a permission",
    131031: "the account is locked",
    131042: "the account's payment is not in order",
}
_BUSY = {4: "rate", 32: "rate", 613: "rate", 80007: "rate", 130429: "throughput", 131048: "spam"}
_PAIR = {131056: "too many messages to this person"}
_PASSING = {1, 2, 1200, 131000, 131016, 133004}
_NEVER = {
    100: "the request is invalid",
    551: "the person cannot be reached now",
    130472: "the person is part of an experiment",
    131008: "a parameter is missing",
    131009: "a parameter is invalid",
    131026: "undeliverable",
    131047: "outside the 24-hour window",
    131051: "the message type is not supported",
    131062: "the person's id is not supported as an address",
}
_WINDOW_SUBCODE = 2018278


class Loose(BaseModel):
    """A part of a platform's request: what is not read may be anything, and may grow."""

    model_config = ConfigDict(extra="ignore")


def challenge_of(token: SecretStr, arguments: Mapping[str, str]) -> str | None:
    """`hub.challenge`, where mode and token are right."""
    given = arguments.get("hub.verify_token", "").encode()
    right = hmac.compare_digest(given, token.get_secret_value().encode())
    if not right or arguments.get("hub.mode") != "subscribe":
        return None
    return arguments.get("hub.challenge")


def verify(secret: SecretStr, raw: bytes, headers: Headers) -> None:
    """HMAC-SHA256 of the body as it came. Raises Unsigned or Forged."""
    given = headers.get(SIGNATURE, "")
    if not given:
        raise Unsigned(f"The header {SIGNATURE} is missing.", SIGNATURE)
    digest = hmac.new(secret.get_secret_value().encode(), raw, hashlib.sha256).hexdigest()
    if not hmac.compare_digest(given.encode(), f"sha256={digest}".encode()):
        raise Forged(f"{SIGNATURE} is not this body's.", SIGNATURE)


def entries(raw: bytes, odd: list[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each entry of a notification with its place in it; what is none goes to `odd`."""
    try:
        data = from_json(raw)
    except ValueError:
        odd.append("body: not JSON")
        return
    yield from objects(data, "entry", "", odd)


def objects(
    data: object, key: str, place: str, odd: list[str]
) -> Iterator[tuple[str, dict[str, Any]]]:
    """The objects in the list `key` of `data`, each with its place; absent is none."""
    found = data.get(key, []) if isinstance(data, dict) else None
    if not isinstance(found, list):
        odd.append(f"{place}{key}: not a list")
        return
    for number, entry in enumerate(found):
        at = f"{place}{key}.{number}"
        if isinstance(entry, dict):
            yield f"{at}.", entry
        else:
            odd.append(f"{at}: not an object")


def tried(read: Callable[[], Part], place: str, odd: list[str]) -> Part | None:
    """What `read` gives; None, and the place in `odd`, where the part is not as it should be.

    The place and the kind of fault only: the value may be a customer's words.
    """
    try:
        return read()
    except ValidationError as exc:
        for error in exc.errors(include_input=False, include_url=False)[:3]:
            at = ".".join(str(step) for step in error["loc"])
            odd.append(f"{place}{at}: {error['type']}")
        return None


def send(http: httpx2.Client, url: str, token: SecretStr, body: Body) -> Outcome:
    """POST one message. Its id is in the answer, in either of the two platforms' places."""
    answer = post(http, url, _bearer(token), json=body)
    if not isinstance(answer, httpx2.Response):
        return answer
    told = answer_of(answer)
    error = told.get("error")
    if answer.is_success and (not error or not isinstance(error, dict)):
        id = "" if error else _id(told)
        return Sent(id) if id else Unsure(NO_ID, answered=True)
    code = error.get("code") if isinstance(error, dict) else None
    if not isinstance(code, int) or not isinstance(error, dict):
        if answer.is_success:
            return Unsure("an error without a code", answered=True)
        return (
            Later("HTTP 401", _OWNER_S, wide=True)
            if answer.status_code == 401
            else by_status(answer)
        )
    if error.get("error_subcode") == _WINDOW_SUBCODE:
        return Never(f"{code}: outside the 24-hour window")
    return _by_code(code, answer)


def _id(told: Mapping[str, Any]) -> str:
    messages = told.get("messages")
    if isinstance(messages, list) and messages and isinstance(messages[0], dict):
        return id_of(messages[0].get("id"))
    return id_of(told.get("message_id"))


def mark(http: httpx2.Client, url: str, token: SecretStr, body: Body) -> None:
    hint(http, url, _bearer(token), body)


def reason_of(code: object) -> str:
    """A code in words; of the platform's own text nothing, since it may name the person."""
    known = _OWNER | _BUSY | _PAIR | _NEVER
    text = known.get(code, "") if isinstance(code, int) else ""
    return f"{code}: {text}" if text else f"error {str(code)[:12]}"


def _by_code(code: int, answer: httpx2.Response) -> Outcome:
    by_header = by_status(answer)
    after = by_header.after if isinstance(by_header, Later) else None
    reason = reason_of(code)
    if code in _OWNER:
        return Later(reason, _OWNER_S, wide=True)
    if code in _BUSY:
        return Later(reason, after, wide=True)
    if code in _PAIR or code in _PASSING:
        return Later(reason, after)
    if code in _NEVER:
        return Never(reason)
    return by_header if isinstance(by_header, Later) else Never(reason)


def _bearer(token: SecretStr) -> dict[str, str]:
    return {"Authorization": f"Bearer {token.get_secret_value()}"}
