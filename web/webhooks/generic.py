"""Any other program (an e-mail or SMS gateway, a shop's own app), by Standard Webhooks.

In: `{"type": "message.created" | "message.updated" | "message.deleted", "data": {"person", "id",
"text", "language"}}`, and `message.answered` for what a person of the business has told them. Out,
to `reply_url`: `{"type": "message.reply", "timestamp", "data": {…}}`.
Both are signed with one secret; the id in the header is the idempotency key, so that a reply which
is sent again after a crash can be told. Source: standardwebhooks.com, its specification.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Literal

import httpx2
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import from_json
from standardwebhooks import Webhook
from werkzeug.datastructures import Headers

from agent.channels_settings import GenericSection
from web.errors import NotJson, RequestError
from web.webhooks.posting import by_status, post, retry_after
from web.webhooks.seam import (
    Arrival,
    Body,
    Delivery,
    Later,
    Letter,
    Never,
    Outcome,
    Outgoing,
    Receipt,
    Sent,
)
from web.webhooks.signed import verified

_HOURS = 3600.0
DELAYS = (
    5.0, 300.0, 1800.0, 2 * _HOURS, 5 * _HOURS, 10 * _HOURS, 14 * _HOURS, 20 * _HOURS, 24 * _HOURS,
)  # fmt: skip
_OF = "\x1f"
"""Between a person and their own id of a message: PostgreSQL keeps no character 0."""
_CHANGES: Mapping[str, Literal["new", "edited", "deleted"]] = {
    "message.created": "new", "message.updated": "edited", "message.deleted": "deleted",
}  # fmt: skip

Name = Annotated[str, Field(min_length=1, max_length=256)]


class GenericMessage(BaseModel):
    """`id` is the message's own, for when it is edited; without it, that of the webhook counts."""

    model_config = ConfigDict(extra="forbid", strict=True)

    person: Name
    id: Name | None = None
    text: str = Field("", max_length=100_000)
    language: str = Field("", max_length=35)


class GenericEvent(BaseModel):
    model_config = ConfigDict(extra="ignore", strict=True)

    type: Literal["message.created", "message.updated", "message.deleted", "message.answered"]
    data: GenericMessage


@dataclass(frozen=True, slots=True)
class Generic:
    settings: GenericSection
    name: Literal["generic"] = "generic"
    account: str = ""
    window: timedelta | None = None
    confirms: bool = False
    delays: tuple[float, ...] = DELAYS

    def challenge(self, arguments: Mapping[str, str]) -> str | None:
        return None

    def verify(self, raw: bytes, headers: Headers) -> None:
        verified(self.settings.secret.get_secret_value(), raw, headers)

    def read(self, raw: bytes, headers: Headers) -> Delivery:
        """Raises NotJson, or RequestError with the field."""
        try:
            request = GenericEvent.model_validate(from_json(raw))
        except ValidationError as exc:
            first = exc.errors(include_url=False, include_context=False)[0]
            field = ".".join(str(step) for step in first["loc"]) or "body"
            shown = "" if first["type"] == "missing" else f" {ascii(first['input'])[:80]}"
            raise RequestError(f"{field}{shown}: {first['msg']}.", field) from exc
        except ValueError as exc:
            raise NotJson(f"The body is not JSON: {exc}.", "body") from exc
        data, own = request.data, headers["webhook-id"]
        if request.type == "message.answered":
            return Delivery(receipts=(_answered(data, own),))
        change = _CHANGES[request.type]
        if change == "new" and not data.text.strip():
            raise RequestError("data.text is empty.", "data.text")
        if change != "new" and data.id is None:
            raise RequestError("data.id is missing: which message is meant?", "data.id")
        # By the signed header: a sender may repeat the same request for a day.
        written = datetime.fromtimestamp(float(headers["webhook-timestamp"]), UTC)
        arrival = Arrival(
            event=own,
            message=f"{data.person}{_OF}{data.id}" if data.id else own,
            person=data.person,
            address=data.person,
            kind="text",
            text=data.text,
            written=written,
            change=change,
            language=data.language,
        )
        return Delivery((arrival,))

    def phone(self, address: str) -> str:
        return ""

    def mark(self, http: httpx2.Client, address: str, message: str) -> None:
        """There is nothing to show it with."""

    def write(self, letter: Letter) -> list[Outgoing]:
        data: dict[str, Any] = {
            "person": letter.person,
            "text": letter.text,
            "language": letter.language,
            "answers": [answer.rpartition(_OF)[2] for answer in letter.answers],
            "products": [asdict(card) for card in letter.cards],
            "cart": asdict(letter.cart) if letter.cart else None,
            "suggestions": list(letter.suggestions),
            "handoff": asdict(letter.handoff) if letter.handoff else None,
        }
        now = datetime.now(UTC).isoformat(timespec="seconds")
        return [Outgoing({"type": "message.reply", "timestamp": now, "data": data})]

    def send(self, http: httpx2.Client, key: str, body: Body) -> Outcome:
        now = datetime.now(UTC)
        text = json.dumps(body, ensure_ascii=False)
        headers = {
            "Content-Type": "application/json",
            "webhook-id": key,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": self._signing.sign(key, now, text),
        }
        answer = post(http, self.settings.reply_url, headers, content=text.encode())
        if not isinstance(answer, httpx2.Response):
            return answer
        if answer.is_success:
            return Sent(key)
        if answer.status_code == 410:
            return Never("410: reply_url takes no more replies", gone=True)
        outcome = by_status(answer)
        # The specification has any other answer repeated, since the receiver may be mended.
        return Later(outcome.reason, retry_after(answer)) if isinstance(outcome, Never) else outcome

    @property
    def _signing(self) -> Webhook:
        return Webhook(self.settings.secret.get_secret_value())


def _answered(data: GenericMessage, own: str) -> Receipt:
    if not data.text.strip():
        raise RequestError("data.text is empty.", "data.text")
    return Receipt("", f"answered:{data.id or own}", data.person, data.text, address=data.person)
