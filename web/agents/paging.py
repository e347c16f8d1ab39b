"""Where a next page begins, as a text that only this server reads.

It holds how many goods came before, and a sum of the question, so that a cursor of one search moves
no other one.
"""

from __future__ import annotations

import json
import re
from hashlib import blake2b
from typing import Any

from web.agents.errors import Fault, UcpError

_CURSOR = re.compile(r"^(\d{1,9})\.([0-9a-f]{16})$")


def cursor(skip: int, question: Any) -> str:
    """The cursor of the page after `skip` goods of `question`, any plain value."""
    return f"{skip}.{_sum(question)}"


def skipped(text: str, question: Any) -> int:
    """How many goods came before the page that `text` is of; 0 for none. Raises UcpError."""
    if not text:
        return 0
    found = _CURSOR.match(text)
    if found is None or found[2] != _sum(question):
        told = ascii(text)[:60]
        raise UcpError(Fault.INVALID_REQUEST, f"pagination.cursor is {told}: none of this search.")
    return int(found[1])


def _sum(question: Any) -> str:
    told = json.dumps(question, sort_keys=True, ensure_ascii=True)
    return blake2b(told.encode(), digest_size=8).hexdigest()
