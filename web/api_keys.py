"""API keys: who may use `/v1`, and see `/metrics` from elsewhere. Without any in the settings
everybody may use `/v1`, as the chat."""

from __future__ import annotations

import hashlib
import hmac

from flask import request

from agent.config import WebSection
from web.errors import WrongKey

_SCHEME = "bearer "


class Keys:
    """The keys of `[web] api_keys`; only their hashes are kept."""

    def __init__(self, settings: WebSection) -> None:
        self._hashes = [_hashed(key.get_secret_value()) for key in settings.api_keys]

    def check(self) -> bool:
        """Whether the request that is being served has a key. Raises WrongKey where it needs one.

        Every key is compared, and hashes of one length, so that the time tells nothing of any.
        """
        if not self._hashes:
            return False
        given = request.headers.get("Authorization", "")
        if not given.lower().startswith(_SCHEME):
            raise WrongKey("There is no API key: send it as 'Authorization: Bearer <key>'.")
        hashed = _hashed(given[len(_SCHEME) :].strip())
        matches = [hmac.compare_digest(hashed, known) for known in self._hashes]
        if not any(matches):
            raise WrongKey("This API key is none of those that are accepted here.")
        return True


def _hashed(key: str) -> bytes:
    return hashlib.sha256(key.encode("utf-8", "replace")).digest()
