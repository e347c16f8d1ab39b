"""WhatsApp's Cloud API: notifications in, messages out.

Sources: Meta's "Cloud API" reference (webhooks, messages, interactive messages, business-scoped
user ids). A message carries our key as `biz_opaque_callback_data`; the platform returns it with
each status, which tells after a crash whether it has the message.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, Literal

import httpx2
from werkzeug.datastructures import Headers

from agent.channels_settings import WhatsAppSection
from web.webhooks import meta
from web.webhooks.letters import full_text
from web.webhooks.meta import objects, tried
from web.webhooks.seam import Arrival, Body, Delivery, Kind, Letter, Outcome, Outgoing, Receipt
from web.webhooks.splitting import shorten, split, units
from web.webhooks.whatsapp_bodies import Contact, Echo, Message, Status

TEXT, INTERACTIVE = 4096, 1024
BUTTONS, BUTTON, ROWS, ROW, DESCRIPTION, PRODUCTS = 3, 20, 10, 24, 72, 30
_SAY = "say:"
"""Before what a button or row says when it is chosen, in its id: titles are too short for it."""

_KINDS: Mapping[str, Kind] = {
    "text": "text", "image": "image", "video": "image", "audio": "voice", "order": "order",
}  # fmt: skip
_FIELDS = ("messages", "smb_message_echoes")
"""The second tells what a person of the business wrote in the app on their own telephone."""
_SILENT = ("reaction", "system", "request_welcome")
"""What nobody expects a reply to."""


@dataclass(frozen=True, slots=True)
class WhatsApp:
    settings: WhatsAppSection
    name: Literal["whatsapp"] = "whatsapp"
    window: timedelta | None = timedelta(hours=24)
    confirms: bool = True
    delays: tuple[float, ...] = meta.DELAYS

    @property
    def account(self) -> str:
        return self.settings.phone_number_id

    def challenge(self, arguments: Mapping[str, str]) -> str | None:
        return meta.challenge_of(self.settings.verify_token, arguments)

    def verify(self, raw: bytes, headers: Headers) -> None:
        meta.verify(self.settings.app_secret, raw, headers)

    def read(self, raw: bytes, headers: Headers) -> Delivery:
        arrivals: list[Arrival] = []
        receipts: list[Receipt] = []
        odd: list[str] = []
        for at, entry in meta.entries(raw, odd):
            for place, change in objects(entry, "changes", at, odd):
                value = change.get("value")
                if change.get("field") not in _FIELDS or not isinstance(value, dict):
                    continue
                number = value.get("metadata")
                if not isinstance(number, dict) or number.get("phone_number_id") != self.account:
                    odd.append(f"{place}value.metadata.phone_number_id: another number's")
                    continue
                arrivals += _arrivals(value, f"{place}value.", odd)
                receipts += _receipts(value, f"{place}value.", odd)
                receipts += _echoes(value, f"{place}value.", odd)
        return Delivery(tuple(arrivals), tuple(receipts), tuple(odd))

    def phone(self, address: str) -> str:
        way, _, who = address.partition(":")
        return f"+{who}" if way == "to" and who.isdecimal() else ""

    def mark(self, http: httpx2.Client, address: str, message: str) -> None:
        body = {
            "messaging_product": "whatsapp",
            "status": "read",
            "message_id": message,
            "typing_indicator": {"type": "text"},
        }
        meta.mark(http, self._url, self.settings.access_token, body)

    def write(self, letter: Letter) -> list[Outgoing]:
        """Product messages where there is a catalog, else the cart, buttons or a list."""
        products = bool(self.settings.catalog_id and letter.cards)
        text = letter.text if products else full_text(letter, button=True)
        extra = (
            _product(letter, self.settings.catalog_id)
            if products
            else _cart(letter) or _choices(letter)
        )
        if not extra:
            return [Outgoing(_text(letter.address, piece)) for piece in split(text, TEXT)]
        # What is tapped belongs under the last words, and may have fewer of them.
        *before, last = split(text, TEXT) if units(text) > INTERACTIVE else [text]
        *more, last = split(last, INTERACTIVE)
        pieces = [*before, *more]
        outgoing = [Outgoing(_text(letter.address, piece)) for piece in pieces]
        interactive = _to(letter.address, "interactive", {**extra, "body": {"text": last}})
        bare = f"{last}\n\n{letter.cart.title}: {letter.cart.url}" if letter.cart else last
        plain = bare if pieces else full_text(letter)
        return [*outgoing, Outgoing(interactive, _text(letter.address, plain[:TEXT]))]

    def send(self, http: httpx2.Client, key: str, body: Body) -> Outcome:
        keyed = {**body, "biz_opaque_callback_data": key}
        return meta.send(http, self._url, self.settings.access_token, keyed)

    @property
    def _url(self) -> str:
        return f"{self.settings.base_url}/{self.settings.phone_number_id}/messages"


def _arrivals(value: dict[str, Any], place: str, odd: list[str]) -> list[Arrival]:
    contacts = [
        contact
        for at, entry in objects(value, "contacts", place, [])
        if (contact := tried(partial(Contact.model_validate, entry), at, odd)) is not None
    ]
    found = []
    for at, entry in objects(value, "messages", place, odd):
        message = tried(partial(Message.model_validate, entry), at, odd)
        if message is None or message.group_id or message.type in _SILENT:
            continue
        arrival = tried(partial(_arrival, message, contacts), at, odd)
        if arrival is None:
            continue
        if arrival.person:
            found.append(arrival)
        else:
            odd.append(f"{at}from: missing")
    return found


def _arrival(message: Message, contacts: list[Contact]) -> Arrival:
    """People are known by `user_id`, which is always there since 2026, else by their number."""
    contact = next(
        (c for c in contacts if message.sender and c.wa_id == message.sender),
        contacts[0] if len(contacts) == 1 else Contact(),
    )
    user, number = message.from_user_id or contact.user_id, message.sender or contact.wa_id
    change: Literal["new", "edited", "deleted"] = "new"
    meant, said = message.id, message
    if message.type == "edit" and message.edit:
        change, meant = "edited", message.edit.original_message_id
        inner = {"id": meant, "timestamp": message.timestamp, **message.edit.message}
        said = Message.model_validate(inner)
    elif message.type == "revoke" and message.revoke:
        change, meant = "deleted", message.revoke.original_message_id
    kind, text = _said(said)
    return Arrival(
        event=message.id,
        message=meant,
        person=user or number,
        address=f"to:{number}" if number else f"recipient:{user}",
        kind=kind,
        text=text,
        written=datetime.fromtimestamp(message.timestamp, UTC),
        change=change,
    )


def _said(message: Message) -> tuple[Kind, str]:
    if message.type == "interactive" and message.interactive:
        choice = message.interactive.button_reply or message.interactive.list_reply
        if choice is None:
            return "other", ""
        said = choice.id.removeprefix(_SAY) if choice.id.startswith(_SAY) else choice.title
        return ("text", said) if said.strip() else ("other", "")
    if message.type == "button" and message.button:
        return ("text", message.button.text) if message.button.text.strip() else ("other", "")
    if message.type == "text":
        body = message.text.body if message.text else ""
        return ("text", body) if body.strip() else ("other", "")
    media = message.image or message.video or message.document
    return _KINDS.get(message.type, "other"), media.caption if media else ""


def _receipts(value: dict[str, Any], place: str, odd: list[str]) -> list[Receipt]:
    found = []
    for at, entry in objects(value, "statuses", place, odd):
        status = tried(partial(Status.model_validate, entry), at, odd)
        if status is None:
            continue
        failed = ""
        if status.status == "failed":
            code = status.errors[0].get("code") if status.errors else None
            failed = meta.reason_of(code)
        found.append(Receipt(status.biz_opaque_callback_data, status.id, failed=failed))
    return found


def _echoes(value: dict[str, Any], place: str, odd: list[str]) -> list[Receipt]:
    found = []
    for at, entry in objects(value, "message_echoes", place, odd):
        echo = tried(partial(Echo.model_validate, entry), at, odd)
        if echo is not None and echo.text and (person := echo.to_user_id or echo.to):
            address = f"to:{echo.to}" if echo.to else f"recipient:{person}"
            receipt = Receipt("", echo.id, person, echo.text.body, address=address)
            found.append(receipt)
    return found


def _to(address: str, kind: str, content: Body) -> Body:
    way, _, who = address.partition(":")
    return {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        way: who,
        "type": kind,
        kind: content,
    }


def _text(address: str, text: str) -> Body:
    return _to(address, "text", {"body": text, "preview_url": False})


def _choices(letter: Letter) -> Body:
    """Up to three short suggestions are buttons, more or longer ones a list."""
    suggestions = list(dict.fromkeys(letter.suggestions))[:ROWS]
    if not suggestions:
        return {}
    if len(suggestions) <= BUTTONS and all(units(s) <= BUTTON for s in suggestions):
        buttons = [
            {"type": "reply", "reply": {"id": f"{_SAY}{s}", "title": s}} for s in suggestions
        ]
        return {"type": "button", "action": {"buttons": buttons}}
    rows = [
        {"id": shorten(f"{_SAY}{s}", 200), "title": shorten(s, ROW)}
        | ({"description": shorten(s, DESCRIPTION)} if units(s) > ROW else {})
        for s in suggestions
    ]
    action = {"button": shorten(letter.words["choices"], BUTTON), "sections": [{"rows": rows}]}
    return {"type": "list", "action": action}


def _cart(letter: Letter) -> Body:
    if letter.cart is None:
        return {}
    button = {"display_text": shorten(letter.cart.title, BUTTON), "url": letter.cart.url}
    return {"type": "cta_url", "action": {"name": "cta_url", "parameters": button}}


def _product(letter: Letter, catalog: str) -> Body:
    ids = list(dict.fromkeys(letter.retailer_ids))[:PRODUCTS]
    if len(ids) == 1:
        action: Body = {"catalog_id": catalog, "product_retailer_id": ids[0]}
        return {"type": "product", "action": action}
    title = letter.words["products"]
    items = [{"product_retailer_id": id_} for id_ in ids]
    section = {"title": shorten(title, ROW), "product_items": items}
    action = {"catalog_id": catalog, "sections": [section]}
    return {"type": "product_list", "header": {"type": "text", "text": title}, "action": action}
