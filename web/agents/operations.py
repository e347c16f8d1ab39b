"""The four operations, whatever they are asked over: who asks, what is asked, the answer.

caller      their profile, and what both sides speak       callers.py
arguments   held to the schemas                            requests.py
the catalog search, look-up, one product                   catalog.py
ask         a question in words                            asking.py
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import request
from pydantic import BaseModel, ConfigDict, Field

from agent.config import Settings
from catalog.errors import TresenError
from web.agents.asking import ask
from web.agents.callers import Callers, negotiated
from web.agents.catalog import Catalog, failure
from web.agents.errors import UcpError, as_ucp
from web.agents.goods import Told
from web.agents.requests import Asked, AskRequest, LookupRequest, ProductRequest, SearchRequest
from web.agents.versions import Capability, Version
from web.bodies import validated
from web.desk import Desk
from web.limits import rate_of


class Agent(Asked):
    model_config = ConfigDict(extra="allow", strict=True, frozen=True)
    profile: str = Field(max_length=2100)


class Meta(BaseModel):
    """What a request over MCP says of itself."""

    model_config = ConfigDict(extra="allow", strict=True, frozen=True, populate_by_name=True)
    agent: Agent | None = Field(None, alias="ucp-agent")
    once: str = Field("", alias="idempotency-key", max_length=128, pattern=r"^[\x21-\x7e]*$")


class SearchArguments(Asked):
    meta: Meta = Meta()
    catalog: SearchRequest


class LookupArguments(Asked):
    meta: Meta = Meta()
    catalog: LookupRequest


class ProductArguments(Asked):
    meta: Meta = Meta()
    catalog: ProductRequest


class AskArguments(Asked):
    meta: Meta = Meta()
    ask: AskRequest


@dataclass(frozen=True, slots=True)
class Operation:
    """One of them. `inside` is the argument that holds its request over MCP."""

    name: str
    capability: Capability
    inside: str
    request: type[Asked]
    arguments: type[Asked]
    title: str
    description: str
    answers: tuple[str, ...]
    """Keys that an answer may have, beside `ucp` and `messages`."""


SEARCH = Operation(
    "search_catalog", Capability.SEARCH, "catalog", SearchRequest, SearchArguments,
    "Search the catalog",
    "Find goods by words in the customer's language, with filters for categories and for prices in "
    "minor units. Every product found satisfies what is asked; what no row could be held to is in "
    "`messages` (not_checked).",
    ("products", "pagination"),
)  # fmt: skip
LOOKUP = Operation(
    "lookup_catalog", Capability.LOOKUP, "catalog", LookupRequest, LookupArguments, "Look up goods",
    "Read products or variants by their ids or article numbers, up to 50 at once.",
    ("products",),
)  # fmt: skip
PRODUCT = Operation(
    "get_product", Capability.LOOKUP, "catalog", ProductRequest, ProductArguments,
    "One product in detail",
    "Read one product with its options, which of them can be had together, prices and stock.",
    ("product",),
)  # fmt: skip
ASK = Operation(
    "ask_business", Capability.ASK, "ask", AskRequest, AskArguments, "Ask the business (draft)",
    "Ask in words about goods, delivery, returns, warranty, opening hours. The answer rests on "
    "rows and written passages; it orders and changes nothing. A draft of the protocol.",
    ("answer", "conversation", "links"),
)  # fmt: skip
OPERATIONS = (SEARCH, LOOKUP, PRODUCT, ASK)
"""In the order in which they are listed, always."""


@dataclass(frozen=True, slots=True)
class Asking:
    """One request. `asked` is the release of the address that it came to, `profile` the caller's,
    `once` the key under which it may be sent again."""

    operation: Operation
    body: dict[str, Any]
    asked: Version
    profile: str = ""
    once: str = ""


class Operations:
    """Answers requests for one business. Safe from many threads."""

    def __init__(self, desk: Desk, settings: Settings) -> None:
        self.desk = desk
        self.settings = settings
        self._callers = Callers(settings.ucp)
        self._rate = rate_of(
            desk.agent.catalog.database, "agents", settings.ucp.requests_per_minute
        )

    @property
    def base(self) -> str:
        """This server's address: the settings', or the one that was asked."""
        return (self.settings.ucp.url or request.host_url).rstrip("/")

    def admit(self) -> str:
        """Counts the request that is being served; whose line it comes by. Raises TooMany."""
        return self._rate.take(request.remote_addr or "")

    def answer(self, asking: Asking) -> Told:
        """The answer to the request that is being served. Raises UcpError."""
        try:
            return self._answer(asking)
        except UcpError:
            raise
        except TresenError as exc:
            raise as_ucp(exc) from exc

    def _answer(self, asking: Asking) -> Told:
        operation = asking.operation
        is_talk = operation.capability is Capability.ASK
        line = self.desk.rate.take(request.remote_addr or "") if is_talk else self.admit()
        caller = self._callers.caller(asking.profile)
        version, shared = negotiated(caller, operation.capability, asking.asked)
        if not shared:
            text = f"{operation.capability} in {version} is not in the caller's profile."
            told = failure(version, operation.capability, "capabilities_incompatible", text)
            return told | {"ucp": {"version": version.value, "status": "error", "capabilities": {}}}
        liked = request.headers.get("Accept-Language", "")[:100]
        body = validated(operation.request, asking.body)
        if isinstance(body, AskRequest):
            return ask(self.desk, body, self.base, liked, line, asking.once)
        goods = Catalog(self.desk.agent, version, self.base, liked)
        # In the same line as the chat's messages, so that a crowd of agents delays no customer.
        with self.desk.agent.computing.seat(line, asking.operation.name).taken():
            if isinstance(body, SearchRequest):
                return goods.search(body)
            if isinstance(body, LookupRequest):
                return goods.lookup(body)
            assert isinstance(body, ProductRequest)
            return goods.product(body)
