"""How words reach a customer who is not on the website: by the messenger's own outbox.

Words and request are one transaction, so what an owner has sent is sent once, whenever the program
ends; how it went stands in the outbox, and is told here in words.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import sqlalchemy as sa

from catalog.database import Database
from catalog.tables import mail_talks, outbox, people
from web.webhooks import Post
from web.webhooks.inbox import Entry
from web.webhooks.outbox import Outbox
from web.webhooks.people import Person
from web.webhooks.seam import Channel, Letter
from web.words import choose, messages

_TROUBLES = ("waiting", "unsure", "sending", "dead")


@dataclass(frozen=True, slots=True)
class Messenger:
    """A customer's messenger. `channel` is None where the settings have it no longer."""

    person: Person
    address: str
    heard: datetime
    channel: Channel | None

    @property
    def until(self) -> datetime | None:
        """When its window closes; None: it has none."""
        window = self.channel.window if self.channel else None
        return self.heard + window if window else None

    @property
    def is_open(self) -> bool:
        """Whether something can be sent now."""
        return self.channel is not None and (self.until is None or datetime.now(UTC) < self.until)


@dataclass(frozen=True, slots=True)
class Trouble:
    """A request that has not reached the customer yet, or never will (`state` dead)."""

    state: str
    reason: str
    at: datetime
    channel: str


class Reach:
    """The messengers of all customers. `post` is None where no channel is open."""

    def __init__(self, database: Database, post: Post | None, languages: Sequence[str]) -> None:
        self._database = database
        self._post = post
        self._languages = languages

    @property
    def outbox(self) -> Outbox:
        """Where requests wait to be sent; only where something is open."""
        assert self._post is not None
        return self._post.outbox

    def of(self, conversation: str) -> Messenger | None:
        """By which messenger the conversation is had; None: on the website, or by a program."""
        c = people.c
        query = sa.select(c.channel, c.account, c.person, c.address, c.heard)
        with self._database.reading() as connection:
            row = connection.execute(query.where(c.conversation == conversation)).first()
        if row is None:
            return None
        channel = self._post.channels.get(row.channel) if self._post else None
        if channel is not None and channel.account != row.account:
            channel = None
        return Messenger(Person(*row[:3]), row.address, row.heard, channel)

    def waiting(self, messenger: Messenger) -> tuple[Entry, ...]:
        """What the customer has written there and nobody has begun to answer."""
        if self._post is None:
            return ()
        with self._database.reading() as connection:
            return self._post.inbox.unanswered(connection, messenger.person)

    def troubles(self, conversation: str, messenger: Messenger | None) -> list[Trouble]:
        """What was sent, by messenger or mail, and has not arrived; the newest last."""
        c = outbox.c
        with self._database.reading() as connection:
            number = sa.select(mail_talks.c.id).where(mail_talks.c.conversation_id == conversation)
            mine = [c.key.startswith(f"mail:{id}:") for id in connection.execute(number).scalars()]
            if messenger is not None:
                who = messenger.person
                mine.append(
                    sa.and_(c.channel == who.channel, c.account == who.account, c.person == who.id)
                )
            query = sa.select(c.state, c.error, c.changed, c.channel).where(
                sa.or_(sa.false(), *mine), c.state.in_(_TROUBLES)
            )
            rows = connection.execute(query.order_by(c.id.desc()).limit(5)).all()
        return [Trouble(*row) for row in reversed(rows)]

    def sending(
        self,
        messenger: Messenger,
        language: str,
        text: str,
        answered: Sequence[Entry] = (),
        *,
        leaves: bool = False,
    ) -> Callable[[sa.Connection, datetime], None]:
        """What is written beside a person's turn: `text` for the outbox, and that the customer is
        theirs now, or with `leaves` the agent's again. To whom nothing can be sent nothing is."""
        spoken = choose(language, self._languages)
        words = messages(spoken)["messages"]

        def beside(connection: sa.Connection, now: datetime) -> None:
            if self._post is None:
                return
            ids = [entry.id for entry in answered]
            self._post.inbox.attend(connection, messenger.person, ids, None if leaves else now)
            if messenger.channel is not None and messenger.is_open:
                letter = Letter(
                    messenger.address,
                    messenger.person.id,
                    text,
                    spoken,
                    words,
                    answers=tuple(entry.message for entry in answered),
                )
                letters = messenger.channel.write(letter)
                self._post.outbox.put(connection, messenger.person, letters, messenger.until, now)

        return beside

    def wake(self) -> None:
        """There is something to send, or to answer."""
        if self._post is not None:
            self._post.worker.wake()
