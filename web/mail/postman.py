"""One thread that carries mail: each second what is to be told, now and then what came in.

Of several processes over one database one does so: it holds a lease.
"""

from __future__ import annotations

import logging
import threading
import time
from datetime import UTC, datetime

from agent.shop import Agent
from catalog.errors import StateError
from web.console.hands import Hands
from web.errors import MailError
from web.mail import talks
from web.mail.due import Due
from web.mail.incoming import Incoming
from web.mail.mailbox import opened
from web.mail.reading import read
from web.mail.writing import owners, signer
from web.restock.due import Restocking

log = logging.getLogger("tresen.web")

LEASE = "mail"
_EVERY_S = 1.0
_AFTER_ERROR_S = 60.0


class Postman:
    """`start`, then `stop`. `hands` are the console's, whose outbox the letters go through."""

    def __init__(self, agent: Agent, hands: Hands) -> None:
        assert agent.settings.mail is not None
        self._settings = agent.settings.mail
        self._database = agent.catalog.database
        self._reach = hands.reach
        outbox = hands.reach.outbox
        self._due = Due(self._database, outbox, self._settings, owners(agent))
        self._restock = Restocking(agent, outbox) if self._settings.restock else None
        self._incoming = Incoming(agent, hands, outbox)
        self._signer = signer(agent)
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="mail", daemon=True)
        self._look_at = 0.0
        self._fault = ""

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._thread.join(10)

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                with self._database.alone(LEASE) as lease:
                    while lease and lease.stands() and not self._stopping.is_set():
                        self._go()
                        self._stopping.wait(_EVERY_S)
            except StateError as exc:
                log.error("mail is not carried", extra={"error": str(exc)})
            self._stopping.wait(_EVERY_S)

    def _go(self) -> None:
        try:
            # First the mailbox: what it holds when it is first looked into is not read, so no
            # letter that can be answered may leave before.
            if self._settings.imap is not None and time.monotonic() >= self._look_at:
                self._look()
            now = datetime.now(UTC)
            back = self._restock.post(now) if self._restock else 0
            if self._due.post(now) or back:
                self._reach.wake()
        except StateError as exc:
            log.error("mail is not carried", extra={"error": str(exc)})
        except Exception as exc:  # the next second it is tried again
            log.error("mail is not carried", exc_info=exc)
            self._look_at = time.monotonic() + _AFTER_ERROR_S

    def _look(self) -> None:
        """Read what is new. Why that cannot be done stands where the owner looks."""
        assert self._settings.imap is not None
        self._look_at = time.monotonic() + self._settings.imap.every_s
        fault = ""
        try:
            with opened(self._settings.imap) as mailbox:
                seen = mailbox.begin(talks.seen(self._database))
                self._keep(seen)
                for now, raw in mailbox.new(seen, self._signer.is_of_form):
                    if raw is not None:
                        self._take(raw)
                        mailbox.mark(now)
                    self._keep(now)
                    if self._stopping.is_set():
                        break
        except MailError as exc:
            fault = str(exc)
            self._look_at = time.monotonic() + max(_AFTER_ERROR_S, self._settings.imap.every_s)
        if fault and fault != self._fault:
            log.error("the mailbox cannot be read", extra={"error": fault})
        self._fault = fault
        talks.note_read(self._database, datetime.now(UTC), fault)

    def _take(self, raw: bytes) -> None:
        """One mail. What goes wrong in it concerns no other one."""
        try:
            mail = read(raw)
            with self._database.reading() as connection:
                places = [self._signer.place(connection, address) for address in mail.to]
            place = next((one for one in places if one is not None), None)
            told = self._incoming.take(mail, place) if place else "unknown address"
        except StateError:
            raise
        except Exception as exc:  # a parser over foreign mail: one must not hold up all behind it
            log.error("a mail cannot be read", exc_info=exc)
            return
        log.info("mail", extra={"became": told})

    def _keep(self, seen: talks.Seen) -> None:
        with self._database.writing() as connection:
            talks.keep_seen(connection, seen)
