"""`[orders]` of the settings: which system is asked where an order is, and how often one may try.

A table that `tresen orders ingest` has read needs no section.
"""

from __future__ import annotations

from ipaddress import ip_address
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, SecretStr

from agent.channels_settings import Address, Secret, signing
from agent.section import Section


def _sealed(url: str) -> str:
    """Whoever reads along on the way would have keys and e-mail addresses."""
    parts = urlsplit(url)
    if parts.scheme != "https" and not _is_near(parts.hostname or ""):
        raise ValueError("expected https: only this machine and a private network do without")
    return url


def _is_near(host: str) -> bool:
    try:
        return ip_address(host).is_private
    except ValueError:
        return host == "localhost" or host.endswith((".localhost", ".local", ".internal", ".lan"))


SealedAddress = Annotated[Address, AfterValidator(_sealed)]


class SignedSection(Section):
    """The business's own system: `order.lookup` is sent there, by Standard Webhooks; its answer is
    signed with the same secret."""

    url: SealedAddress
    secret: Annotated[SecretStr, AfterValidator(signing)]


class WooCommerceSection(Section):
    """A shop's REST API, with a key that may read."""

    url: SealedAddress
    key: Secret
    secret: Secret


class ShopifySection(Section):
    """A shop's Admin API, with a token of the scope `read_orders` (those of the last 60 days)."""

    url: SealedAddress
    token: Secret
    version: str = Field("2026-10", pattern=r"^\d{4}-\d\d$|^unstable$")


class OrdersSection(Section):
    """Which systems know the orders. `tries`: in vain within an hour, of one number, one contact or
    one talk; four times as many of one line."""

    tries: int = Field(5, ge=1, le=100)
    timeout_s: float = Field(5.0, gt=0, le=30)
    signed: SignedSection | None = None
    woocommerce: WooCommerceSection | None = None
    shopify: ShopifySection | None = None
