"""What was said: conversations and their turns, kept in the database, added to and never changed.

A turn is found again by the client's id of its message, so that a message that is sent twice (a
lost connection, a platform's retry) has one reply.
"""

from __future__ import annotations

import hashlib
import secrets
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from agent import counted
from agent.errors import ConversationBusy, UnknownConversation
from agent.events import Event, Finished, HandedOff
from agent.open_questions import OpenQuestions
from agent.turn_rows import add_turn, person_turn
from agent.turns import PERSON, Conversation, Turn, packed, turn_of
from catalog.database import Database
from catalog.tables import conversations, happenings, turns

__all__ = ["PERSON", "Conversation", "Conversations", "Turn"]

_FORGOTTEN_AT_ONCE = 200
"""Conversations in one transaction: about 10 ms."""


@dataclass(frozen=True, slots=True)
class Glance:
    """Who has taken a conversation and when they last wrote, and how many turns are told."""

    attendant: str
    attended: datetime | None
    told: int


class Conversations:
    """All of them. Safe from many threads; in each, one reply is written at a time."""

    def __init__(self, database: Database) -> None:
        self.open_questions = OpenQuestions(database)
        self._database = database
        self._busy: dict[str, str] = {}
        self._interrupted: set[str] = set()
        self._changed = threading.Condition()

    def open(self, id: str, visitor: str, language: str) -> Conversation:
        """The conversation `id`; a new one where `id` is empty.

        An id that a client chose comes with its `visitor`, is that visitor's alone, and begins a
        conversation where there is none. An id without one must be an id that was given out here.
        Raises UnknownConversation.
        """
        if not id:
            key = secrets.token_urlsafe(18)  # 144 bits: who knows it may read it
            self._begin(key, "", language)
            return Conversation(key, language, ())
        found = self._owned(id, visitor)
        if found is not None:
            return found
        if not visitor:
            raise _unknown(id)
        key = self.key(id, visitor)
        self._begin(key, visitor, language)
        return Conversation(key, language, (), _hashed(visitor))

    def find(self, id: str, visitor: str = "") -> Conversation:
        """The conversation `id` as it stands. Raises UnknownConversation."""
        found = self._owned(id, visitor)
        if found is None:
            raise _unknown(id)
        return found

    def renewed(self, conversation: Conversation) -> Conversation:
        """As it stands by now. Raises UnknownConversation where it is deleted meanwhile."""
        found = self._load(conversation.id)
        if found is None:
            raise _unknown(conversation.id)
        return found

    def copy(self, id: str, count: int) -> str:
        """A new conversation with the first `count` finished turns of `id`, and nothing of what
        came later. Raises UnknownConversation."""
        found = self._load(id)
        kept = found.turns[:count] if found else ()
        if len(kept) < count or not kept:
            raise _unknown(id)
        key = secrets.token_urlsafe(18)
        self._begin(key, "", kept[-1].language)
        columns = [c for c in turns.c if c.name not in ("id", "conversation_id")]
        mine = sa.select(sa.literal(key), *columns).where(
            turns.c.conversation_id == id,
            turns.c.finished.is_not(None),
            turns.c.position <= kept[-1].position,
        )
        with self._database.writing() as connection:
            names = ["conversation_id", *(c.name for c in columns)]
            connection.execute(turns.insert().from_select(names, mine))
        return key

    def key(self, id: str, visitor: str) -> str:
        """The id that is stored: a client's own is bound to its visitor."""
        return stored_id(id, visitor)

    @contextmanager
    def replying(self, id: str, message_id: str, patience_s: float = 5.0) -> Iterator[None]:
        """Holds the conversation while its reply is written.

        The same message once more is its client come back after a lost connection: it waits up to
        `patience_s` for the first one to notice that. Raises ConversationBusy.
        """
        with self._changed:
            running = self._busy.get(id)
            if running is not None and message_id and running == message_id:
                self._changed.wait_for(lambda: id not in self._busy, patience_s)
            if id in self._busy:
                raise _busy()
            self._busy[id] = message_id
        try:
            with self._alone(id):
                yield
        finally:
            with self._changed:
                del self._busy[id]
                self._interrupted.discard(id)
                self._changed.notify_all()

    @contextmanager
    def _alone(self, id: str) -> Iterator[None]:
        """Alone among all machines, where there may be others. Raises ConversationBusy."""
        if not self._database.is_shared:
            yield
            return
        with self._database.alone(f"conversation:{id}") as lease:
            if lease is None:
                raise _busy()
            yield

    def interrupt(self, id: str) -> None:
        """End the reply that is being written in the conversation, if one is."""
        with self._changed:
            if id in self._busy:
                self._interrupted.add(id)

    def interrupted(self, id: str) -> bool:
        """Whether the reply that is being written is to end where it is."""
        return id in self._interrupted

    def begin_turn(
        self, conversation: Conversation, message_id: str, message: str, page: str = ""
    ) -> int:
        """Keep a message before its reply is begun, with the `page` that it was written on; its
        position. One that broke off goes on."""
        with self._database.writing() as connection:
            mine = turns.c.conversation_id == conversation.id
            broken = connection.execute(
                sa.select(turns.c.position).where(mine, turns.c.message_id == message_id)
            ).scalar()
            if broken is not None:
                return int(broken)
            return add_turn(
                connection, conversation.id, message_id, message, conversation.language, page
            )

    def end_turn(
        self,
        conversation: Conversation,
        position: int,
        *,
        prompt: str,
        reply: str,
        events: Sequence[Event],
        finished: Finished,
        never_had: Sequence[str] = (),
    ) -> None:
        """Keep the reply, in one transaction with the conversation's language and time, and with
        what is counted of it."""
        now = datetime.now(UTC)
        handed = any(isinstance(e, HandedOff) and not e.reply_to for e in events)
        with self._database.writing() as connection:
            connection.execute(
                turns.update()
                .where(turns.c.conversation_id == conversation.id, turns.c.position == position)
                .values(
                    prompt=prompt,
                    reply=reply,
                    lane=finished.lane,
                    language=finished.language,
                    events=packed(events),
                    finished=now,
                    unanswered=handed,
                )
            )
            connection.execute(
                conversations.update()
                .where(conversations.c.id == conversation.id)
                .values(language=finished.language, touched=now)
            )
            counted.replied(
                connection, conversation.id, position, events, finished,
                handed=handed, never_had=never_had,
            )  # fmt: skip

    def overhear(
        self,
        conversation: Conversation,
        message_id: str,
        message: str,
        prompt: str,
        words: str,
        events: Sequence[Event],
    ) -> bool:
        """Keep what a person of the business said, as a turn of its own; False: it is there."""
        with self._database.writing(durable=True) as connection:
            return person_turn(
                connection,
                conversation.id,
                message_id,
                message=message,
                prompt=prompt,
                reply=words,
                language=conversation.language,
                events=packed(events),
            )

    def thumb(self, id: str, visitor: str, message_id: str, thumb: int) -> None:
        """Keep what the customer thinks of the reply to `message_id`: 1 up, -1 down, 0 nothing.

        Raises UnknownConversation where there is no such reply of theirs.
        """
        found = self._owned(id, visitor)
        mine = sa.and_(
            turns.c.conversation_id == (found.id if found else ""),
            turns.c.message_id == message_id,
            turns.c.finished.is_not(None),
        )
        with self._database.writing() as connection:
            query = turns.update().where(mine).values(thumb=thumb, settled=None)
            if not connection.execute(query).rowcount:
                raise _unknown(id)

    def click(self, id: str, visitor: str, product: str) -> None:
        """Count that the customer has opened a product that was shown to them.

        Raises UnknownConversation where it was not.
        """
        found = self._owned(id, visitor)
        h = happenings.c
        shown = sa.select(h.position).where(
            h.conversation_id == (found.id if found else ""),
            h.what == counted.What.SHOWN,
            h.item == product,
        )
        with self._database.writing() as connection:
            position = connection.execute(shown.order_by(h.id.desc())).scalar()
            if position is None or found is None:
                raise _unknown(id)
            counted.note(connection, counted.What.CLICKED, found.id, position, item=product)

    def glance(self, id: str, visitor: str = "") -> Glance:
        """How the conversation `id` stands, without reading it. Raises UnknownConversation."""
        c = conversations.c
        named = c.id.in_({self.key(id, visitor), id})
        told = sa.select(sa.func.count()).where(
            turns.c.conversation_id == c.id, turns.c.finished.is_not(None)
        )
        query = sa.select(c.attendant, c.attended, told.scalar_subquery())
        with self._database.reading() as connection:
            row = connection.execute(query.where(named, c.visitor == _hashed(visitor))).first()
        if row is None:
            raise _unknown(id)
        return Glance(*row)

    def forget(self, before: datetime) -> int:
        """Delete those in which nothing was said since `before`; how many that were."""
        found = 0
        c = conversations.c
        begun = sa.exists().where(turns.c.conversation_id == c.id, turns.c.created >= before)
        old = sa.select(c.id).where(c.touched < before, ~begun)
        while True:
            with self._database.writing() as connection:
                ids = connection.execute(old.limit(_FORGOTTEN_AT_ONCE)).scalars().all()
                counted.forget_words(connection, ids)
                connection.execute(conversations.delete().where(conversations.c.id.in_(ids)))
            found += len(ids)
            if len(ids) < _FORGOTTEN_AT_ONCE:
                return found

    def those_of(self, ids: Sequence[str]) -> set[str]:
        """Those of `ids` that there are."""
        there = sa.select(conversations.c.id).where(conversations.c.id.in_(ids))
        with self._database.reading() as connection:
            return set(connection.execute(there).scalars())

    def _owned(self, id: str, visitor: str) -> Conversation | None:
        """The conversation that is called `id`, if it is the visitor's or nobody's in particular.

        One of a client's own naming is stored under another name, which replies tell; that name
        too opens it for its visitor alone.
        """
        named = conversations.c.id.in_({self.key(id, visitor), id})
        query = sa.select(conversations).where(named, conversations.c.visitor == _hashed(visitor))
        with self._database.reading() as connection:
            row = connection.execute(query).first()
            return None if row is None else _conversation(connection, row)

    def _begin(self, key: str, visitor: str, language: str) -> None:
        now = datetime.now(UTC)
        hashed = _hashed(visitor)
        with self._database.writing() as connection:
            connection.execute(
                conversations.insert().values(
                    id=key, visitor=hashed, language=language, created=now, touched=now
                )
            )

    def _load(self, key: str) -> Conversation | None:
        with self._database.reading() as connection:
            query = sa.select(conversations).where(conversations.c.id == key)
            row = connection.execute(query).one_or_none()
            return None if row is None else _conversation(connection, row)


def stored_id(id: str, visitor: str) -> str:
    """The id under which a conversation is kept that its client calls `id`."""
    if not id or not visitor:
        return id
    return "v-" + hashlib.sha256(f"{visitor}\0{id}".encode()).hexdigest()[:40]


def _conversation(connection: sa.Connection, row: sa.Row[Any]) -> Conversation:
    query = (
        sa.select(turns)
        .where(turns.c.conversation_id == row.id, turns.c.finished.is_not(None))
        .order_by(turns.c.position)
    )
    said = tuple(turn_of(entry) for entry in connection.execute(query))
    return Conversation(row.id, row.language, said, row.visitor, row.attendant, row.attended)


def _hashed(visitor: str) -> str:
    return hashlib.sha256(visitor.encode()).hexdigest() if visitor else ""


def _busy() -> ConversationBusy:
    return ConversationBusy("A reply is still being written in this conversation.", "conversation")


def _unknown(id: str) -> UnknownConversation:
    return UnknownConversation(
        f"There is no conversation {id[:40]!r}. Leave it out to begin a new one.", "conversation"
    )
