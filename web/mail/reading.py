"""A mail as it came in, to values: who wrote what, to which addresses; written by a program or not.

Only its first half megabyte is read (mailbox.py), so that a mail of 20 MB costs no more than
another: its words stand at its beginning, and of its attachments nothing is taken but their number.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.errors import MessageError
from email.message import EmailMessage
from email.utils import getaddresses
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from catalog.signs import clean
from web.mail.quoted import own_words

_TO = ("to", "cc", "delivered-to", "x-original-to", "envelope-to", "resent-to")
_BULK = ("bulk", "junk", "list", "auto_reply")
_AUTOMATIC = ("x-autoreply", "x-autorespond", "x-auto-reply", "list-id", "list-unsubscribe")
_DAEMONS = ("mailer-daemon", "postmaster", "no-reply", "noreply", "bounce")
_AWAY = re.compile(
    r"out of (the )?office|automatic reply|auto-?reply|autoreply|abwesen|automatische antwort", re.I
)
"""Subjects of programs that set no header to tell themselves by."""
_STATUS = re.compile(r"^(?:Status|Diagnostic-Code): *(.{1,200})", re.M | re.I)
_QUOTES = "blockquote, .gmail_quote, .moz-cite-prefix, #appendonsend ~ *, #divRplyFwdMsg ~ *, style"


@dataclass(frozen=True, slots=True)
class Mail:
    """`name` is how its writer is called, `text` what they added, `id` the same for the same mail.

    `automatic`: a program wrote it, and nothing may answer it. `bounced`: why a letter of ours
    reached nobody, where it says so.
    """

    id: str
    sender: str
    name: str
    to: tuple[str, ...]
    text: str
    attachments: int
    automatic: bool
    bounced: str = ""


def read(raw: bytes) -> Mail:
    """What `raw` is, however broken."""
    parsed = message_from_bytes(raw, policy=policy.default)
    assert isinstance(parsed, EmailMessage)
    name, sender = next(_people(parsed, "from"), ("", ""))
    given = _header(parsed, "message-id").encode("utf-8", "replace") or raw
    parts = list(_parts(parsed))
    return Mail(
        id="mail:" + hashlib.sha256(given).hexdigest()[:32],
        sender=sender.lower(),
        name=" ".join(clean(name).split()),
        to=tuple(addresses_in(parsed)),
        text=clean(own_words(_words(parts))),
        attachments=sum(1 for _, part in parts if _is_attached(part)),
        automatic=_is_automatic(parsed, sender.lower()),
        bounced=_bounce(parsed),
    )


def addresses_in(parsed: EmailMessage) -> Iterator[str]:
    """Everybody to whom it was sent."""
    return (address for name in _TO for _, address in _people(parsed, name))


def addressed(headers: bytes) -> tuple[str, ...]:
    """The same, of headers alone."""
    parsed = message_from_bytes(headers, policy=policy.default)
    return tuple(addresses_in(parsed)) if isinstance(parsed, EmailMessage) else ()


def _people(parsed: EmailMessage, header: str) -> Iterator[tuple[str, str]]:
    """Names and addresses in a header. A name is decoded after the addresses are told apart: one
    that has an address in it is no address."""
    for value in _all(parsed, header):
        found = getattr(value, "addresses", None)
        if found is None:
            yield from ((name, address) for name, address in getaddresses([str(value)]) if address)
        else:
            yield from ((one.display_name, one.addr_spec) for one in found if one.domain)


def _all(parsed: EmailMessage, name: str) -> list[Any]:
    """A header's values; one that cannot be read is none."""
    try:
        return list(parsed.get_all(name, []))
    except (MessageError, ValueError, IndexError, AttributeError):  # of Python's own parser
        return []


def _header(parsed: EmailMessage, name: str) -> str:
    return str(next(iter(_all(parsed, name)), ""))


def _parts(parsed: EmailMessage) -> Iterator[tuple[str, EmailMessage]]:
    for part in parsed.walk():
        if isinstance(part, EmailMessage) and not part.is_multipart():
            yield part.get_content_type(), part


def _is_attached(part: EmailMessage) -> bool:
    kind = part.get_content_type()
    if kind in ("text/plain", "text/html") and not part.is_attachment():
        return False
    # Pictures of a signature are shown in the words and sent by nobody on purpose.
    return part.is_attachment() or (part.get_content_disposition() != "inline")


def _words(parts: list[tuple[str, EmailMessage]]) -> str:
    """The plain text; of a mail in HTML alone its words without what it quotes."""
    for kind in ("text/plain", "text/html"):
        found = [
            _decoded(part)
            for its, part in parts
            if its == kind and not part.is_attachment()
        ]  # fmt: skip
        words = "\n".join(filter(str.strip, found))
        if words.strip():
            return words if kind == "text/plain" else _of_html(words)
    return ""


def _decoded(part: EmailMessage) -> str:
    payload = part.get_payload(decode=True)
    raw = payload if isinstance(payload, bytes) else b""
    try:
        return raw.decode(part.get_content_charset("utf-8"), "replace")
    except LookupError:
        return raw.decode("utf-8", "replace")


def _of_html(html: str) -> str:
    tree = LexborHTMLParser(html)
    for node in tree.css(_QUOTES):
        node.decompose()
    for node in tree.css("br, p, div, li, tr, h1, h2, h3"):
        node.insert_before("\n")
    body = tree.body
    text = body.text(deep=True) if body else ""
    return "\n".join(line.strip() for line in text.replace("\xa0", " ").splitlines())


def _is_automatic(parsed: EmailMessage, sender: str) -> bool:
    """RFC 3834, and what programs did before it; a bounce has no sender to answer to."""
    submitted = _header(parsed, "auto-submitted").split(";")[0].strip().lower()
    return (
        submitted not in ("", "no")
        or _header(parsed, "return-path").strip() == "<>"
        or not sender
        or sender.startswith(_DAEMONS)
        or _header(parsed, "precedence").strip().lower() in _BULK
        or any(_header(parsed, name) for name in _AUTOMATIC)
        or parsed.get_content_type() in ("multipart/report", "text/calendar")
        or _AWAY.search(_header(parsed, "subject")) is not None
    )


def _bounce(parsed: EmailMessage) -> str:
    if parsed.get_content_type() != "multipart/report":
        return ""
    for part in parsed.walk():
        if part.get_content_type() == "message/delivery-status":
            said = "\n".join(str(block) for block in part.get_payload())
            if re.search(r"^Action: *failed", said, re.M | re.I):
                return "; ".join(clean(found) for found in _STATUS.findall(said))[:300] or "failed"
    return ""
