"""A letter as it goes out: plain text, headers that nothing written by others can break.

Each header value is one line without control characters; `email`'s policy refuses what is not.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from catalog.signs import clean

_LONG = SMTP.clone(max_line_length=998)
"""An address that is longer than a line would be written as encoded words, which no mail program
follows. RFC 5322 allows this much."""
_SUBJECT, _NAME = 78, 60
"""Characters of a subject, and of a name."""


@dataclass(frozen=True, slots=True)
class Letter:
    """`reply_to` is where an answer is read by this program; empty: nowhere. `thread` binds the
    letters of one talk together. `automatic`: no person wrote it, so that no program answers it.
    `unsubscribe`: the address by which a mail program ends it with one click (RFC 8058)."""

    to: str
    name: str
    subject: str
    text: str
    reply_to: str = ""
    thread: str = ""
    automatic: bool = True
    unsubscribe: str = ""


def message(letter: Letter, sender: str, key: str) -> EmailMessage:
    """The mail: under the same `key` with the same Message-ID. Raises ValueError where an address
    is none."""
    made = EmailMessage(policy=_LONG if letter.unsubscribe else SMTP)
    host = sender.rpartition("@")[2]
    made["From"] = Address(one_line(letter.name)[:_NAME], addr_spec=_wired(sender))
    made["To"] = Address(addr_spec=_wired(letter.to))
    made["Subject"] = shortened(letter.subject, _SUBJECT)
    made["Date"] = format_datetime(datetime.now(UTC))
    made["Message-ID"] = f"<{key.replace(':', '.')}@{host}>"
    if letter.reply_to:
        made["Reply-To"] = Address(addr_spec=letter.reply_to)
    if letter.thread:
        root = f"<{letter.thread}@{host}>"
        made["In-Reply-To"], made["References"] = root, root
    if letter.automatic:
        made["Auto-Submitted"] = "auto-generated"
    if letter.unsubscribe:
        made["List-Unsubscribe"] = f"<{letter.unsubscribe}>"
        made["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    # What Exchange heeds, which sends its out-of-office notes by this alone.
    made["X-Auto-Response-Suppress"] = "All"
    made.set_content(clean(letter.text), cte="quoted-printable")
    return made


def one_line(text: str) -> str:
    return " ".join(clean(text).split())


def shortened(text: str, most: int) -> str:
    line = one_line(text)
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def _wired(address: str) -> str:
    """With a host that DNS knows: "anna@müller.example" is written so by people."""
    local, _, host = address.rpartition("@")
    return f"{local}@{host if host.isascii() else host.encode('idna').decode()}"
