"""The page: e-mail both ways, where the settings have `[mail]`.

    a question for a person   ─► the business's people, with the whole talk    due.py, writing.py
    their reply               ─► the customer: in the chat, on the messenger   incoming.py
    an answer nobody fetched  ─► the address that the customer has left        due.py
    the customer's reply      ─► the same talk, and the business               incoming.py

    smtp.py      the way out, by the messengers' outbox: once, tried again, given up in words
    mailbox.py   the way in, by IMAP: only what came to an address of ours is read
    addresses.py the signed addresses that replies come to
    reading.py   a mail to values; quoted.py: without what it quotes
    letters.py   a letter to a mail
    talks.py     how far both sides have read

Nobody and nothing that answers by itself is answered: bounces, out-of-office notes, lists; and one
talk takes so many mails an hour, whoever writes them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import TYPE_CHECKING

from flask import Flask

if TYPE_CHECKING:
    from agent.shop import Agent
    from web.console.hands import Hands
    from web.mail.smtp import Smtp

NAME = "mail"
"""What the outbox and lists call it."""
_EXTENSION = "tresen.mail"


def sender(agent: Agent) -> Smtp | None:
    """The way out, where mail is open. Raises ConfigError."""
    if agent.settings.mail is None:
        return None
    # smtplib, imaplib and email are loaded only where there is mail.
    found: Smtp = import_module("web.mail.writing").sender(agent)
    return found


def register(app: Flask, agent: Agent, hands: Callable[[], Hands]) -> None:
    """Make ready to look for what is to be told, and into the mailbox; `carrying` begins it."""
    if agent.settings.mail is not None:
        app.extensions[_EXTENSION] = import_module("web.mail.postman").Postman(agent, hands())


@contextmanager
def carrying(app: Flask) -> Iterator[None]:
    """Tell and read, until the end of the block."""
    postman = app.extensions.get(_EXTENSION)
    if postman is None:
        yield
        return
    postman.start()
    try:
        yield
    finally:
        postman.stop()
