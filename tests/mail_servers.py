"""Two mail servers on the loopback, and a person with a mail program.

SMTP is aiosmtpd's, IMAP is Dovecot over a Maildir of its own. What is sent to the agent's mailbox
is put into it as a mail server would; all other mail is kept for the test to read.
"""

from __future__ import annotations

import contextlib
import grp
import imaplib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from tests.ports import free_port

DOVECOT = shutil.which("dovecot") or shutil.which("dovecot", path="/usr/sbin") or ""
NEEDS_IMAP = pytest.mark.skipif(not DOVECOT, reason="no Dovecot on this machine")
AGENT, OWNER, CUSTOMER = "agent@shop.example", "ida@shop.example", "anna@post.example"
PASSWORD = "correct-horse"

_CONFIGURATION = """
base_dir = {folder}/run
log_path = {folder}/log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
auth_mechanisms = plain login
default_internal_user = {internal}
default_login_user = {login}
default_internal_group = {group}
mail_location = maildir:{folder}/mail/%n
mail_uid = {uid}
mail_gid = {gid}
first_valid_uid = 0
first_valid_gid = 0
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/mail/%n
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
"""


def words(mail: EmailMessage) -> str:
    """The text of `mail`, its lines ended as Python does."""
    return str(mail.get_content()).replace("\r\n", "\n")


@dataclass
class PostOffice:
    """`mails` are those that reached people; `refuse` is what SMTP says to each recipient, until it
    says nothing any more."""

    smtp: int = 0
    imap: int = 0
    mails: list[EmailMessage] = field(default_factory=list)
    envelopes: list[tuple[str, list[str]]] = field(default_factory=list)
    refuse: Callable[[str], str] = lambda _: ""
    delivers: bool = True

    def settings(self, **more: Any) -> dict[str, Any]:
        found: dict[str, Any] = {
            "address": AGENT,
            "owner": (OWNER,),
            "after_s": 0.5,
            "smtp": {"host": "127.0.0.1", "port": self.smtp, "security": "none"},
        }
        if self.imap:
            found["imap"] = {
                "host": "127.0.0.1", "port": self.imap, "security": "none", "every_s": 1,
                "user": "agent", "password": PASSWORD,
            }  # fmt: skip
        return found | more

    def to(self, address: str) -> list[EmailMessage]:
        return [mail for mail in self.mails if str(mail["To"]) == address]

    @contextmanager
    def box(self) -> Iterator[imaplib.IMAP4]:
        imap = imaplib.IMAP4("127.0.0.1", self.imap, timeout=60)
        imap.login("agent", PASSWORD)
        try:
            yield imap
        finally:
            imap.logout()

    def deliver(self, raw: bytes) -> None:
        """Into the agent's mailbox, as its server would."""
        with self.box() as imap:
            assert imap.append("INBOX", "", "", raw)[0] == "OK"

    def answer(self, mail: EmailMessage, text: str, sender: str = "", **headers: str) -> bytes:
        """A reply to `mail` as mail programs write it, delivered: its bytes."""
        made = EmailMessage()
        made["From"] = sender or str(mail["To"])
        made["To"] = str(mail["Reply-To"])
        made["Subject"] = f"Re: {mail['Subject']}"
        made["Message-ID"] = f"<{time.monotonic_ns()}@post.example>"
        for name, value in headers.items():
            made[name.replace("_", "-")] = value
        quoted = "\n".join(f"> {line}" for line in mail.get_content().splitlines())
        made.set_content(f"{text}\n\nOn Sat, 28 Nov 2026, {mail['From']} wrote:\n{quoted}\n")
        self.deliver(made.as_bytes())
        return made.as_bytes()

    # -- what aiosmtpd asks --------------------------------------------------------------------

    async def handle_RCPT(
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        said = self.refuse(address)
        if not said:
            envelope.rcpt_tos.append(address)
        return said or "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.envelopes.append((envelope.mail_from, list(envelope.rcpt_tos)))
        parsed = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(parsed, EmailMessage)
        self.mails.append(parsed)
        return "250 OK"


@contextmanager
def post_office(*, imap: bool = True) -> Iterator[PostOffice]:
    """Both servers; without `imap` only the one that sends."""
    office = PostOffice()
    controller = Controller(office, hostname="127.0.0.1", port=free_port(), ready_timeout=60)
    controller.start()
    office.smtp = int(controller.port)
    with contextlib.ExitStack() as stack:
        stack.callback(controller.stop)
        if imap:
            office.imap = stack.enter_context(_dovecot())
        yield office


@contextmanager
def _dovecot() -> Iterator[int]:
    """In a folder that other users may enter: started by root it works as Debian's users."""
    folder = Path(tempfile.mkdtemp(prefix="dovecot-"))
    me = pwd.getpwuid(os.getuid())
    is_root = me.pw_uid == 0
    internal, login, mail = ("dovecot", "dovenull", "nobody") if is_root else (me.pw_name,) * 3
    owner = pwd.getpwnam(mail)
    port = free_port()
    text = _CONFIGURATION.format(
        folder=folder, port=port, uid=owner.pw_uid, gid=owner.pw_gid, password=PASSWORD,
        internal=internal, login=login, group=grp.getgrgid(pwd.getpwnam(internal).pw_gid).gr_name,
    )  # fmt: skip
    folder.chmod(0o755)
    (folder / "mail").mkdir()
    if is_root:
        os.chown(folder / "mail", owner.pw_uid, owner.pw_gid)
    (folder / "dovecot.conf").write_text(text)
    server = subprocess.Popen([DOVECOT, "-F", "-c", str(folder / "dovecot.conf")])
    try:
        _until_it_listens(port, server, folder)
        yield port
    finally:
        server.terminate()
        server.wait(60)
        shutil.rmtree(folder, ignore_errors=True)


def _until_it_listens(port: int, server: subprocess.Popen[bytes], folder: Path) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 0.5) as s:
            if s.recv(4) == b"* OK":
                return
        assert server.poll() is None, (folder / "log").read_text()
        time.sleep(0.05)
    raise AssertionError((folder / "log").read_text())
