"""Messenger and Instagram: one notification format and one Send API, with different limits.

Sources: Meta's "Messenger Platform" and "Instagram Messaging" references. A message carries our
key as `metadata`; its echo (webhook field `message_echoes`) tells after a crash that it was sent.
What a person of the business writes in the page's inbox comes as an echo too.
Instagram's echoes carry no metadata, so there a message is known again by its text.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Literal

import httpx2
from pydantic import Field
from werkzeug.datastructures import Headers

from agent.channels_settings import InstagramSection, MessengerSection
from web.webhooks import meta
from web.webhooks.letters import full_text
from web.webhooks.meta import Loose, objects, tried
from web.webhooks.seam import Arrival, Body, Delivery, Kind, Letter, Outcome, Outgoing, Receipt
from web.webhooks.splitting import Measure, octets, shorten, split, units

QUICK_REPLIES, TITLE = 13, 20
_SAY = "say:"
_KINDS: Mapping[str, Kind] = {"image": "image", "video": "image", "audio": "voice"}


class Who(Loose):
    id: str = Field(min_length=1)


class Attachment(Loose):
    type: str = ""


class QuickReply(Loose):
    payload: str = ""


class Said(Loose):
    mid: str = Field(min_length=1)
    text: str = ""
    is_echo: bool = False
    is_deleted: bool = False
    metadata: str = ""
    attachments: list[Attachment] = Field(default_factory=list)
    quick_reply: QuickReply | None = None


class Postback(Loose):
    mid: str = ""
    title: str = ""
    payload: str = ""


class Event(Loose):
    sender: Who
    recipient: Who
    timestamp: int = Field(ge=0, le=4_102_444_800_000)
    message: Said | None = None
    message_edit: Said | None = None
    postback: Postback | None = None


@dataclass(frozen=True, slots=True)
class Messenger:
    settings: MessengerSection
    name: Literal["messenger", "instagram"] = "messenger"
    limit: int = 2000
    size: Measure = units
    window: timedelta | None = timedelta(hours=24)
    confirms: bool = True
    delays: tuple[float, ...] = meta.DELAYS

    @property
    def account(self) -> str:
        return self.settings.page_id

    def challenge(self, arguments: Mapping[str, str]) -> str | None:
        return meta.challenge_of(self.settings.verify_token, arguments)

    def verify(self, raw: bytes, headers: Headers) -> None:
        meta.verify(self.settings.app_secret, raw, headers)

    def read(self, raw: bytes, headers: Headers) -> Delivery:
        arrivals: list[Arrival] = []
        receipts: list[Receipt] = []
        odd: list[str] = []
        for place, entry in meta.entries(raw, odd):
            if str(entry.get("id", "")) != self.account:
                odd.append(f"{place}id: another page's")
                continue
            for at, given in objects(entry, "messaging", place, odd):
                event = tried(partial(Event.model_validate, given), at, odd)
                if event is None:
                    continue
                if (said := event.message) and said.is_echo:
                    who = event.recipient.id
                    receipt = Receipt(said.metadata, said.mid, who, said.text, address=who)
                    receipts.append(receipt)
                elif (arrival := _arrival(event)) is not None:
                    arrivals.append(arrival)
        return Delivery(tuple(arrivals), tuple(receipts), tuple(odd))

    def phone(self, address: str) -> str:
        return ""

    def mark(self, http: httpx2.Client, address: str, message: str) -> None:
        for action in ("mark_seen", "typing_on"):
            body = {"recipient": {"id": address}, "sender_action": action}
            meta.mark(http, self._url, self.settings.access_token, body)

    def write(self, letter: Letter) -> list[Outgoing]:
        """Plain text in pieces; what one may say next as quick replies under the last."""
        bodies: list[Body] = [
            {
                "recipient": {"id": letter.address},
                "messaging_type": "RESPONSE",
                "message": {"text": piece},
            }
            for piece in split(full_text(letter), self.limit, self.size)
        ]
        if letter.suggestions:
            bodies[-1]["message"]["quick_replies"] = [
                {
                    "content_type": "text",
                    "title": shorten(text, TITLE),
                    "payload": f"{_SAY}{text}"[:1000],
                }
                for text in dict.fromkeys(letter.suggestions[:QUICK_REPLIES])
            ]
        return [Outgoing(body) for body in bodies]

    def send(self, http: httpx2.Client, key: str, body: Body) -> Outcome:
        keyed = body
        if self.name == "messenger":
            keyed = {**body, "message": {**body["message"], "metadata": key}}
        return meta.send(http, self._url, self.settings.access_token, keyed)

    @property
    def _url(self) -> str:
        return f"{self.settings.base_url}/{self.settings.page_id}/messages"


def instagram(settings: InstagramSection) -> Messenger:
    """Instagram counts bytes, and fewer of them."""
    return Messenger(settings, "instagram", 1000, octets)


def _arrival(event: Event) -> Arrival | None:
    """None for what is no message: deliveries, reads, reactions, referrals."""
    change: Literal["new", "edited", "deleted"] = "new"
    said = event.message
    if event.message_edit is not None:
        said, change = event.message_edit, "edited"
    if said is not None:
        if said.is_deleted:
            change = "deleted"
        kind, text = _said(said)
        own, meant = said.mid, said.mid
        if change != "new":
            own = f"{change}:{said.mid}:{event.timestamp}"
    elif event.postback is not None:
        kind, text = ("text", event.postback.title) if event.postback.title else ("start", "")
        own = meant = event.postback.mid or f"postback:{event.sender.id}:{event.timestamp}"
    else:
        return None
    return Arrival(
        event=own,
        message=meant,
        person=event.sender.id,
        address=event.sender.id,
        kind=kind,
        text=text,
        written=datetime.fromtimestamp(event.timestamp / 1000, UTC),
        change=change,
    )


def _said(said: Said) -> tuple[Kind, str]:
    payload = said.quick_reply.payload if said.quick_reply else ""
    text = payload.removeprefix(_SAY) if payload.startswith(_SAY) else said.text
    if said.attachments:
        return _KINDS.get(said.attachments[0].type, "other"), text
    return ("text", text) if text.strip() else ("other", "")
