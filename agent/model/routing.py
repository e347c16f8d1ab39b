"""What routers and prefix caches go by: whose request it is, and which business's.

vllm-router sends the requests of one session to one worker, which then has what was said in its
cache; without a header each request would be a session of its own. A worker shares a prefix only
among requests of one `cache_salt`: one per visitor would share nothing, none at all would let a
shop on the same server measure what another one's prefix is.

Nothing of it can be traced to a conversation: they are HMACs, keyed by what only this business's
settings hold. Machines with the same settings send the same.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from typing import Self

from agent.config import RemoteSection

_CHARS = 32


@dataclass(frozen=True, slots=True)
class Routing:
    """Of one business with one server."""

    header: str
    salt: str
    key: bytes

    @classmethod
    def of(cls, settings: RemoteSection, business: str) -> Self:
        """`business` is what tells it from others that share the server."""
        told = f"{settings.api_key.get_secret_value()}\0{settings.base_url}\0{business}"
        key = hashlib.sha256(told.encode()).digest()
        return cls(settings.session_header, _hmac(key, "business"), key)

    def session(self, conversation: str) -> str:
        """What the router knows a conversation by."""
        return _hmac(self.key, f"conversation {conversation}")


def _hmac(key: bytes, text: str) -> str:
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()[:_CHARS]
