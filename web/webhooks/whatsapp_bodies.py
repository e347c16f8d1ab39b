"""What WhatsApp sends: the parts of its notifications that are read, and nothing of the rest."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from web.webhooks.meta import Loose


class Text(Loose):
    body: str = ""


class Media(Loose):
    caption: str = ""


class Choice(Loose):
    id: str = ""
    title: str = ""


class Interactive(Loose):
    button_reply: Choice | None = None
    list_reply: Choice | None = None


class Button(Loose):
    text: str = ""


class Edit(Loose):
    original_message_id: str = Field(min_length=1)
    message: dict[str, Any] = Field(default_factory=dict)


class Revoke(Loose):
    original_message_id: str = Field(min_length=1)


class Message(Loose):
    id: str = Field(min_length=1)
    sender: str = Field("", alias="from")
    from_user_id: str = ""
    group_id: str = ""
    timestamp: int = Field(ge=0, le=4_102_444_800)
    type: str = "unsupported"
    text: Text | None = None
    image: Media | None = None
    video: Media | None = None
    document: Media | None = None
    interactive: Interactive | None = None
    button: Button | None = None
    edit: Edit | None = None
    revoke: Revoke | None = None


class Echo(Loose):
    """What a person of the business wrote; `to_user_id` where the customer hides their number."""

    id: str = Field(min_length=1)
    to: str = ""
    to_user_id: str = ""
    text: Text | None = None


class Contact(Loose):
    wa_id: str = ""
    user_id: str = ""


class Status(Loose):
    id: str = ""
    status: str
    biz_opaque_callback_data: str = ""
    errors: list[dict[str, Any]] = Field(default_factory=list)
