"""The way in: what is new in the agent's mailbox, by IMAP.

Looked at are the addresses of what came since the last time; read, and marked as seen, is only what
came to one of ours. The mailbox may be one that people use too: nothing else in it is touched.
"""

from __future__ import annotations

import contextlib
import imaplib
import re
import ssl
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from agent.mail_settings import ImapSection
from web.errors import MailError
from web.mail.reading import addressed
from web.mail.smtp import trusting
from web.mail.talks import Seen

MOST = 512 * 1024
"""Bytes that are read of one mail."""
_AT_ONCE = 200
_TIMEOUT_S = 30.0
_HEADERS = (
    "BODY.PEEK[HEADER.FIELDS (TO CC DELIVERED-TO X-ORIGINAL-TO ENVELOPE-TO RESENT-TO)]<0.16384>"
)
_UID = re.compile(rb"UID (\d+)")


class Mailbox:
    """A mailbox that is open. `opened` makes one."""

    def __init__(self, imap: imaplib.IMAP4, folder: str) -> None:
        self._imap = imap
        _checked(imap.select(_quoted(folder)), f"the folder {folder!r}")
        self.validity = self._number("UIDVALIDITY")
        self._next = self._number("UIDNEXT")

    def begin(self, before: Seen) -> Seen:
        """Where to go on after `before`. Of a mailbox that is read for the first time nothing is
        looked at: no address of ours has been given out. One that was made anew is read whole."""
        if before.validity == self.validity:
            return before
        return Seen(self.validity, max(0, self._next - 1) if before.validity == 0 else 0)

    def new(
        self, seen: Seen, is_ours: Callable[[str], bool]
    ) -> Iterator[tuple[Seen, bytes | None]]:
        """Each mail since then, in order: how far that is, and its beginning where it is ours."""
        answer = _checked(self._imap.uid("SEARCH", f"UID {seen.last + 1}:*"), "search")
        found = sorted(int(uid) for uid in b" ".join(filter(None, answer)).split())
        for uid in (uid for uid in found[:_AT_ONCE] if uid > seen.last):  # "n:*" has one always
            headers = self._fetched(uid, _HEADERS)
            ours = any(is_ours(address) for address in addressed(headers))
            yield (
                Seen(seen.validity, uid),
                (self._fetched(uid, f"BODY.PEEK[]<0.{MOST}>") if ours else None),
            )

    def mark(self, seen: Seen) -> None:
        """The mail was read."""
        self._imap.uid("STORE", str(seen.last), "+FLAGS", "(\\Seen)")

    def _fetched(self, uid: int, what: str) -> bytes:
        answer = _checked(self._imap.uid("FETCH", str(uid), f"({what})"), f"mail {uid}")
        parts = [part[1] for part in answer if isinstance(part, tuple) and len(part) > 1]
        return b"".join(part for part in parts if isinstance(part, bytes))

    def _number(self, name: str) -> int:
        _, found = self._imap.response(name)
        if found and found[-1] and (digits := found[-1]).isdigit():
            return int(digits)
        if name == "UIDNEXT":  # optional in the answer to SELECT (RFC 3501, 6.3.1)
            return 1 << 31
        raise MailError(f"The mail server tells no {name}, without which nothing is read once.")


@contextmanager
def opened(settings: ImapSection) -> Iterator[Mailbox]:
    """The mailbox, until the end of the block. Raises MailError."""
    imap = None
    try:
        imap = _connected(settings)
        if settings.user:
            imap.login(settings.user, settings.password.get_secret_value())
        yield Mailbox(imap, settings.folder)
    except (imaplib.IMAP4.error, ssl.SSLError, OSError) as exc:
        raise MailError(f"The mailbox at {settings.host} cannot be read ({exc}).") from exc
    finally:
        if imap is not None:
            with contextlib.suppress(imaplib.IMAP4.error, OSError):
                imap.logout()


def _connected(settings: ImapSection) -> imaplib.IMAP4:
    port = settings.port or {"tls": 993, "starttls": 143, "none": 143}[settings.security]
    if settings.security == "tls":
        return imaplib.IMAP4_SSL(
            settings.host, port, ssl_context=trusting(settings), timeout=_TIMEOUT_S
        )
    imap = imaplib.IMAP4(settings.host, port, timeout=_TIMEOUT_S)
    if settings.security == "starttls":
        imap.starttls(trusting(settings))
    return imap


def _checked(answer: tuple[str, Sequence[Any]], what: str) -> Sequence[Any]:
    state, data = answer
    if state != "OK":
        raise MailError(f"The mail server refuses {what}: {data!r}.")
    return data


def _quoted(folder: str) -> str:
    return '"' + folder.replace("\\", "\\\\").replace('"', '\\"') + '"'
