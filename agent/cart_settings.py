"""`[shop]` of the settings: how goods get into the shop's own cart."""

from __future__ import annotations

from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, field_validator

from agent.section import Section

SYSTEMS: tuple[Literal["shopify", "woocommerce", "ucp"], ...] = ("shopify", "woocommerce", "ucp")


class ShopSection(Section):
    """`cart`: "shopify", "woocommerce", "ucp" (the shop's own /.well-known/ucp says how), or an
    address such as "https://shop.example/cart/{id}:{quantity}"; empty: no button. `origin` is what
    the shop's figures call visitors who come by it."""

    cart: str = ""
    origin: str = Field("tresen", pattern=r"^[\w.-]{0,60}$")

    @field_validator("cart")
    @classmethod
    def _known(cls, value: str) -> str:
        if not value or value in SYSTEMS:
            return value
        parts = urlsplit(value)
        known = parts.scheme in ("http", "https") and parts.hostname and "{" not in parts.netloc
        if not known or "{id}" not in value:
            raise ValueError(
                'expected "shopify", "woocommerce", "ucp", or an address with {id} in it, as in '
                "https://shop.example/cart/{id}:{quantity}"
            )
        return value
