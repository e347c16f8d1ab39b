"""The links in letters to who waits: each is signed, and says nothing of anybody.

/restock/3f9c…-jh4k…      the request that is called 3f9c… is confirmed
/restock/end/mz2q…        who has this address wants no such mail any more
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass

from agent.config import Settings
from catalog.orders.record import folded_email

_TOKEN = re.compile(r"([0-9a-f]{16})-([a-z2-7]{24})")
_WHO = re.compile(r"[a-z2-7]{24}")


@dataclass(frozen=True, slots=True)
class Links:
    """`base` is this server's address, without a slash at its end."""

    base: str
    secret: str

    def confirm(self, name: str) -> str:
        return f"{self.base}/restock/{name}-{self._signed('confirm', name)}"

    def end(self, who: str) -> str:
        return f"{self.base}/restock/end/{who}"

    def who(self, email: str) -> str:
        """Stands for the address, and can be made by nobody else."""
        return self._signed("who", folded_email(email))

    def confirmed(self, token: str) -> str:
        """The name of the request that `token` confirms; empty where it was not made here."""
        found = _TOKEN.fullmatch(token)
        if found is None or not hmac.compare_digest(self._signed("confirm", found[1]), found[2]):
            return ""
        return found[1]

    @staticmethod
    def is_who(token: str) -> bool:
        return _WHO.fullmatch(token) is not None

    def _signed(self, kind: str, value: str) -> str:
        said = f"restock|{kind}|{value}".encode()
        made = hmac.new(self.secret.encode(), said, hashlib.sha256).digest()[:15]
        return base64.b32encode(made).decode().lower()


def base_of(settings: Settings) -> str:
    """Where customers find this server. It is never what a request calls it: whoever asks for
    somebody else's address could choose where the letter leads."""
    assert settings.mail is not None
    own = f"http://{settings.web.host}:{settings.web.port}"
    return (settings.ucp.url or settings.mail.console_url or own).rstrip("/")
