"""Whose a request is, as Standard Webhooks has it: HMAC-SHA256 over its id, time and raw body."""

from __future__ import annotations

import binascii

from standardwebhooks import Webhook, WebhookVerificationError
from werkzeug.datastructures import Headers

from web.errors import Forged, Unsigned

HEADERS = ("webhook-id", "webhook-timestamp", "webhook-signature")


def verified(secret: str, raw: bytes, headers: Headers) -> str:
    """The request's id, the same each time that it is sent. Also refused is what is more than five
    minutes old, or of the future. Raises Unsigned or Forged."""
    for header in HEADERS:
        if not headers.get(header):
            raise Unsigned(f"The header {header} is missing.", header)
    given = {header: headers[header] for header in HEADERS}
    try:
        Webhook(secret).verify(raw, given, json_parse=False)
    except WebhookVerificationError as exc:
        field = "webhook-timestamp" if "timestamp" in str(exc) else "webhook-signature"
        raise Forged(f"{exc}.", field) from exc
    except (ValueError, binascii.Error) as exc:  # no "v1,<base64>", or no UTF-8 body
        raise Forged("The signature cannot be read.", "webhook-signature") from exc
    return given["webhook-id"]
