"""`[figures]` of the settings: what the shop tells of orders, and for how long figures are kept."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field, SecretStr

from agent.channels_settings import signing
from agent.section import Section


class FiguresSection(Section):
    """`parameter` is added to the links of goods in the chat, with a word that the shop sends back
    with an order; `secret` signs what it sends."""

    parameter: str = Field("", pattern=r"^[A-Za-z][\w-]{0,30}$|^$")
    secret: Annotated[SecretStr, AfterValidator(signing)] | None = None
    keep_days: int = Field(730, ge=0, le=36_500, description="figures; 0: for ever")
