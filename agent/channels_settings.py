"""`[channels]` of the settings, and a section for each messenger that customers write by.

A channel is open where its section is there; then everything that it cannot work without must be.
"""

from __future__ import annotations

import base64
import binascii
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, SecretStr

from agent.section import Section


def _needed(secret: SecretStr) -> SecretStr:
    if not secret.get_secret_value():
        raise ValueError("expected a secret, not an empty text")
    return secret


def _address(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("expected an address, as in https://shop.example/replies")
    return url.rstrip("/")


def signing(secret: SecretStr) -> SecretStr:
    """Standard Webhooks: "whsec_" and base64 of 24 to 64 bytes."""
    packed = secret.get_secret_value().removeprefix("whsec_")
    try:
        length = len(base64.b64decode(packed + "=" * (-len(packed) % 4), validate=True))
    except (binascii.Error, ValueError):
        length = 0
    if not 24 <= length <= 64:
        raise ValueError("expected 'whsec_' and 24 to 64 bytes in base64")
    return secret


Secret = Annotated[SecretStr, AfterValidator(_needed)]
Address = Annotated[str, AfterValidator(_address)]


class WhatsAppSection(Section):
    """A number of WhatsApp's Cloud API. `catalog_id`: its products are shown by their ids."""

    base_url: Address = "https://graph.facebook.com/v24.0"
    phone_number_id: str = Field(min_length=1)
    access_token: Secret
    app_secret: Secret
    verify_token: Secret
    catalog_id: str = ""


class MessengerSection(Section):
    """A page on Facebook."""

    base_url: Address = "https://graph.facebook.com/v24.0"
    page_id: str = Field(min_length=1)
    access_token: Secret
    app_secret: Secret
    verify_token: Secret


class InstagramSection(MessengerSection):
    """A professional account; `page_id` is its id."""

    base_url: Address = "https://graph.instagram.com/v24.0"


class TelegramSection(Section):
    """A bot; `secret_token` is what its webhook was set with."""

    base_url: Address = "https://api.telegram.org"
    bot_token: Annotated[SecretStr, Field(min_length=3)]
    secret_token: Secret


class GenericSection(Section):
    """Any other program, by Standard Webhooks: one secret for both directions."""

    reply_url: Address
    secret: Annotated[SecretStr, AfterValidator(signing)]


class ChannelsSection(Section):
    """How messages are taken and replied to, and by which channels."""

    quiet_s: float = Field(2.5, ge=0, le=60, description="silence after which one has said all")
    person_s: float = Field(
        300.0, ge=0, description="for how long a person who has written is left to go on"
    )
    workers: int = Field(8, ge=1, le=64, description="people who are answered at the same time")
    confirm_s: float = Field(60.0, ge=0, description="how long a platform may take to confirm")
    keep_days: int = Field(
        30, ge=8, le=36_500, description="what came and went; platforms repeat for seven days"
    )
    disclosure: bool = Field(True, description="the first reply says that an AI agent writes")
    whatsapp: WhatsAppSection | None = None
    messenger: MessengerSection | None = None
    instagram: InstagramSection | None = None
    telegram: TelegramSection | None = None
    generic: GenericSection | None = None
