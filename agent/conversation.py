"""What was said: conversations and their turns, kept in the database, added to and never changed.

A turn is found again by the client's id of its message, so that a message that is sent twice (a
lost connection, a platform's retry) has one reply.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import datetime

import sqlalchemy as sa

from agent import conversation_rows, counted
from agent.conversation_rows import hashed, stored_id
from agent.errors import UnknownConversation
from agent.events import Event, Finished
from agent.open_questions import OpenQuestions
from agent.reply_locks import ReplyLocks
from agent.turn_rows import add_turn, finish_turn, person_turn
from agent.turns import Conversation, Glance, packed
from catalog.database import Database
from catalog.tables import happenings, turns

_FORGOTTEN_AT_ONCE = 200
"""Conversations in one transaction: about 10 ms."""


class Conversations:
    """All of them. Safe from many threads; in each, one reply is written at a time."""

    def __init__(self, database: Database) -> None:
        self.open_questions = OpenQuestions(database)
        self._database = database
        self._locks = ReplyLocks(database)

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
        key = stored_id(id, visitor)
        self._begin(key, visitor, language)
        return Conversation(key, language, (), hashed(visitor))

    def find(self, id: str, visitor: str = "") -> Conversation:
        """The conversation `id` as it stands. Raises UnknownConversation."""
        found = self._owned(id, visitor)
        if found is None:
            raise _unknown(id)
        return found

    def renewed(self, conversation: Conversation) -> Conversation:
        """As it stands by now. Raises UnknownConversation where it is deleted meanwhile."""
        found = self._loaded(conversation.id)
        if found is None:
            raise _unknown(conversation.id)
        return found

    def copy(self, id: str, count: int) -> str:
        """A new conversation with the first `count` finished turns of `id`, and nothing of what
        came later. Raises UnknownConversation."""
        found = self._loaded(id)
        kept = found.turns[:count] if found else ()
        if len(kept) < count or not kept:
            raise _unknown(id)
        key = secrets.token_urlsafe(18)
        self._begin(key, "", kept[-1].language)
        with self._database.writing() as connection:
            conversation_rows.copy_turns(connection, id, key, kept[-1])
        return key

    # -- one reply ---------------------------------------------------------------------------------

    def replying(
        self, id: str, message_id: str, patience_s: float = 5.0
    ) -> AbstractContextManager[None]:
        """Holds the conversation while its reply is written: the same message once more waits up to
        `patience_s` for it. Raises ConversationBusy."""
        return self._locks.hold(id, message_id, patience_s)

    def interrupt(self, id: str) -> None:
        """End the reply that is being written in the conversation, if one is."""
        self._locks.interrupt(id)

    def interrupted(self, id: str) -> bool:
        """Whether the reply that is being written is to end where it is."""
        return self._locks.interrupted(id)

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
        with self._database.writing() as connection:
            finish_turn(
                connection, conversation.id, position,
                prompt=prompt, reply=reply, events=events, finished=finished, never_had=never_had,
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

    # -- what the customer does --------------------------------------------------------------------

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
        with self._database.reading() as connection:
            found = conversation_rows.glanced(connection, id, visitor)
        if found is None:
            raise _unknown(id)
        return found

    # -- all of them -------------------------------------------------------------------------------

    def forget(self, before: datetime) -> int:
        """Delete those in which nothing was said since `before`; how many that were."""
        found = 0
        while True:
            with self._database.writing() as connection:
                deleted = conversation_rows.delete_old(connection, before, _FORGOTTEN_AT_ONCE)
            found += deleted
            if deleted < _FORGOTTEN_AT_ONCE:
                return found

    def those_of(self, ids: Sequence[str]) -> set[str]:
        """Those of `ids` that there are."""
        with self._database.reading() as connection:
            return conversation_rows.those_of(connection, ids)

    def _owned(self, id: str, visitor: str) -> Conversation | None:
        with self._database.reading() as connection:
            return conversation_rows.owned(connection, id, visitor)

    def _loaded(self, key: str) -> Conversation | None:
        with self._database.reading() as connection:
            return conversation_rows.loaded(connection, key)

    def _begin(self, key: str, visitor: str, language: str) -> None:
        with self._database.writing() as connection:
            conversation_rows.begin(connection, key, visitor, language)


def _unknown(id: str) -> UnknownConversation:
    return UnknownConversation(
        f"There is no conversation {id[:40]!r}. Leave it out to begin a new one.", "conversation"
    )
