"""Telegram's Bot API: updates in, `sendMessage` out. Private chats only.

Source: core.telegram.org/bots/api. It neither takes an idempotency key nor reports what it has
sent, so a message whose answer was lost is sent again: twice is better than never.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Annotated, Any, Literal

import httpx2
from pydantic import Field
from pydantic_core import from_json
from werkzeug.datastructures import Headers

from agent.channels_settings import TelegramSection
from web.errors import Forged, Unsigned
from web.webhooks.letters import full_text
from web.webhooks.meta import Loose, tried
from web.webhooks.posting import NO_ID, answer_of, by_status, hint, id_of, post, wait_of
from web.webhooks.seam import (
    Arrival,
    Body,
    Delivery,
    Kind,
    Later,
    Letter,
    Never,
    Outcome,
    Outgoing,
    Sent,
    Unsure,
)
from web.webhooks.splitting import split

SECRET = "X-Telegram-Bot-Api-Secret-Token"
TEXT = 4096
_OWNER_S = 300.0
_VOICE = ("voice", "audio", "video_note")
_IMAGE = ("photo", "video", "animation")


Whole = Annotated[int, Field(ge=-(2**63), lt=2**63)]
"""An id: more digits than that are none of Telegram's, and Python writes no more than 4,300."""


class Sender(Loose):
    id: Whole
    is_bot: bool = False
    language_code: str = ""


class Chat(Loose):
    id: Whole
    type: str


class Message(Loose):
    message_id: Whole
    sender: Sender = Field(alias="from")
    chat: Chat
    date: int = Field(ge=0, le=4_102_444_800)
    text: str = ""
    caption: str = ""


class Update(Loose):
    update_id: Whole
    message: dict[str, Any] | None = None
    edited_message: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Telegram:
    settings: TelegramSection
    name: Literal["telegram"] = "telegram"
    window: timedelta | None = None
    confirms: bool = False
    delays: tuple[float, ...] = (1.0, 3.0, 10.0, 30.0, 60.0, 300.0)

    @property
    def account(self) -> str:
        """The bot's id, which stands before the colon of its token and is no secret."""
        return self.settings.bot_token.get_secret_value().partition(":")[0]

    def challenge(self, arguments: Mapping[str, str]) -> str | None:
        return None

    def verify(self, raw: bytes, headers: Headers) -> None:
        given = headers.get(SECRET, "")
        if not given:
            raise Unsigned(f"The header {SECRET} is missing.", SECRET)
        right = self.settings.secret_token.get_secret_value()
        if not hmac.compare_digest(given.encode(), right.encode()):
            raise Forged(f"{SECRET} is not the one that the webhook was set with.", SECRET)

    def read(self, raw: bytes, headers: Headers) -> Delivery:
        odd: list[str] = []
        try:
            data = from_json(raw)
        except ValueError:
            return Delivery(odd=("body: not JSON",))
        update = tried(partial(Update.model_validate, data), "", odd)
        if update is None:
            return Delivery(odd=tuple(odd))
        given = update.message or update.edited_message
        if given is None:
            return Delivery()
        place = "message." if update.message else "edited_message."
        arrival = tried(partial(_arrival, update, given), place, odd)
        return Delivery((arrival,) if arrival else (), (), tuple(odd))

    def phone(self, address: str) -> str:
        return ""

    def mark(self, http: httpx2.Client, address: str, message: str) -> None:
        hint(http, self._url("sendChatAction"), {}, {"chat_id": int(address), "action": "typing"})

    def write(self, letter: Letter) -> list[Outgoing]:
        """Plain text in pieces; a button into the cart, else suggestions as a keyboard
        that says them when tapped."""
        pieces = split(full_text(letter, button=True), TEXT)
        bodies: list[Body] = [{"chat_id": int(letter.address), "text": piece} for piece in pieces]
        if letter.cart:
            button = {"text": letter.cart.title, "url": letter.cart.url}
            bodies[-1]["reply_markup"] = {"inline_keyboard": [[button]]}
        elif letter.suggestions:
            bodies[-1]["reply_markup"] = {
                "keyboard": [[{"text": text}] for text in dict.fromkeys(letter.suggestions)],
                "one_time_keyboard": True,
                "resize_keyboard": True,
            }
        else:
            bodies[-1]["reply_markup"] = {"remove_keyboard": True}
        return [Outgoing(body) for body in bodies]

    def send(self, http: httpx2.Client, key: str, body: Body) -> Outcome:
        answer = post(http, self._url("sendMessage"), {}, json=body)
        if not isinstance(answer, httpx2.Response):
            return answer
        told = answer_of(answer)
        result = told.get("result")
        id = id_of(result.get("message_id")) if isinstance(result, dict) else ""
        if answer.is_success and told.get("ok") is True and id:
            return Sent(id)
        code = told.get("error_code")
        status = code if isinstance(code, int) else answer.status_code
        if 200 <= status < 300:
            return Unsure(NO_ID, answered=True)
        parameters = told.get("parameters")
        after = wait_of(parameters.get("retry_after")) if isinstance(parameters, dict) else None
        if status == 429 and after is not None:
            # One chat's limit and the bot's look the same: the chat waits, others go on.
            return Later("HTTP 429", after)
        if status in (401, 404):
            return Later("the bot's token is not accepted", _OWNER_S, wide=True)
        if status == 403:
            return Never("403: the person has blocked the bot")
        return by_status(answer, status)

    def _url(self, method: str) -> str:
        token = self.settings.bot_token.get_secret_value()
        return f"{self.settings.base_url}/bot{token}/{method}"


def _arrival(update: Update, given: dict[str, Any]) -> Arrival | None:
    """None in groups and of other bots. Raises pydantic's ValidationError."""
    message = Message.model_validate(given)
    if message.chat.type != "private" or message.sender.is_bot:
        return None
    kind, text = _said(message, given)
    return Arrival(
        event=str(update.update_id),
        message=f"{message.chat.id}:{message.message_id}",
        person=str(message.sender.id),
        address=str(message.chat.id),
        kind=kind,
        text=text,
        written=datetime.fromtimestamp(message.date, UTC),
        change="new" if update.message else "edited",
        language=message.sender.language_code,
    )


def _said(message: Message, given: Mapping[str, Any]) -> tuple[Kind, str]:
    if message.text == "/start" or message.text.startswith("/start "):
        return "start", ""
    if message.text.strip():
        return "text", message.text
    if any(key in given for key in _VOICE):
        return "voice", message.caption
    if any(key in given for key in _IMAGE):
        return "image", message.caption
    return "other", message.caption
