"""The way out: letters of the outbox to the mail server, as a channel of its own.

The outbox holds what a letter is about and not its words ({"letter": "answer", "talk": …}); they
are read when it is sent, so nothing of a customer lies there, and of a talk that was erased nothing
is sent. What other parts send (a confirmation, a notice) they give with subject and text.
"""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Callable, Mapping, Sequence

import httpx2

from agent.mail_settings import MailSection, MailServerSection, SmtpSection
from web.mail import NAME
from web.mail.letters import Letter, message
from web.webhooks.seam import Body, Later, Never, Outcome, Sent, Unsure

_TIMEOUT_S = 30.0
_AUTHENTICATION = (530, 534, 535, 538)

Writer = Callable[[Body], Letter | None]
"""Makes the letter that a row of the outbox is about; None: there is nothing to say any more."""


class Smtp:
    """What the outbox sends letters by. Safe from many threads: each letter has its connection."""

    name = NAME
    confirms = False
    delays: Sequence[float] = (5, 60, 300, 1800, 7200, 21_600)

    def __init__(self, settings: MailSection, writers: Mapping[str, Writer]) -> None:
        self.account = settings.address
        self._smtp = settings.smtp
        self._writers = dict(writers)

    def send(self, http: httpx2.Client, key: str, body: Body) -> Outcome:
        """Send the letter that `body` is about, under the Message-ID that `key` makes."""
        write = self._writers.get(str(body.get("letter", "")))
        letter = write(body) if write else None
        if letter is None:
            return Never("there is nothing to send any more", final=True)
        try:
            made = message(letter, self.account, key)
        except (ValueError, UnicodeError) as exc:
            return Never(f"no address that a letter can have ({exc})", final=True)
        # Its bounce comes to the signed address, and so is known to be of this talk.
        sender = letter.reply_to or self.account
        begun = False
        try:
            with connected(self._smtp) as server:
                begun = True
                server.send_message(made, sender, [letter.to])
        except smtplib.SMTPServerDisconnected as exc:
            return Unsure(f"the connection broke ({exc})") if begun else Later(str(exc), wide=True)
        except smtplib.SMTPException as exc:
            return _refused(exc)
        except (OSError, ssl.SSLError) as exc:
            reason = f"{self._smtp.host} cannot be reached ({exc})"
            return Unsure(reason) if begun else Later(reason, wide=True)
        return Sent()


def connected(settings: SmtpSection) -> smtplib.SMTP:
    """A connection to the server, logged in. Raises smtplib's errors and OSError."""
    port = settings.port or {"tls": 465, "starttls": 587, "none": 25}[settings.security]
    if settings.security == "tls":
        server: smtplib.SMTP = smtplib.SMTP_SSL(
            settings.host, port, timeout=_TIMEOUT_S, context=trusting(settings)
        )
    else:
        server = smtplib.SMTP(settings.host, port, timeout=_TIMEOUT_S)
    try:
        if settings.security == "starttls":
            server.starttls(context=trusting(settings))
        if settings.user:
            server.login(settings.user, settings.password.get_secret_value())
    except BaseException:  # raised again: no connection stays open, at Ctrl-C too
        server.close()
        raise
    return server


def trusting(settings: MailServerSection) -> ssl.SSLContext:
    """Certificates are checked, against the system's or the owner's own."""
    return ssl.create_default_context(cafile=settings.ca_file or None)


def _refused(error: smtplib.SMTPException) -> Outcome:
    """4xx passes, 5xx stays (RFC 5321); a wrong password is mended in the settings."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, answer = next(iter(error.recipients.values()))
    elif isinstance(error, smtplib.SMTPResponseException):
        code, given = error.smtp_code, error.smtp_error
        answer = given if isinstance(given, bytes) else given.encode()
    else:  # no TLS, no SMTPUTF8, no AUTH: not offered
        return Never(f"the mail server does not do that ({error})", final=True)
    reason = f"{code} {' '.join(answer.decode('utf-8', 'replace').split())[:200]}"
    if code in _AUTHENTICATION:
        return Later(f"the mail server refuses the login: {reason}", wide=True)
    return Later(reason) if 400 <= code < 500 else Never(reason, final=True)
