"""Who may enter the console: its one password, and the sessions of those who gave it.

The password is kept as argon2id makes it (RFC 9106's second choice: 64 MiB, three passes), a
session as the SHA-256 of its token, so that neither can be taken from a stolen database or backup.
With a new password every session ends.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from catalog.database import Database
from catalog.tables import console_password, console_sessions
from web.errors import WeakPassword

SHORTEST, LONGEST = 12, 200
"""Characters of a password. At six tries a minute twelve are never guessed unless they are a word
that stands in lists; what argon2 computes does not grow with the length."""
IDLE = timedelta(days=30)
"""A session that is not used for so long ends."""
_NOTED = timedelta(hours=1)
"""How exactly it is known when a session was last used: each use would be a write."""

_hasher = PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=4)


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody who is logged in. `token` is what their cookie holds."""

    token: str
    name: str

    @property
    def proof(self) -> str:
        """What each of their forms carries: only who has the cookie, or a page of this session,
        knows it."""
        return hmac.new(self.token.encode(), b"console form", hashlib.sha256).hexdigest()

    def proves(self, proof: str) -> bool:
        return hmac.compare_digest(self.proof.encode(), proof.encode())


class Keys:
    """The password and the sessions. Safe from many threads and processes."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def is_set(self) -> bool:
        """Whether there is a password."""
        with self._database.reading() as connection:
            return connection.execute(sa.select(console_password.c.id)).first() is not None

    def change(self, password: str) -> None:
        """Take `password` from now on; empty: none. Every session ends. Raises WeakPassword."""
        if password:
            _strong(password)
        hashed = _hasher.hash(password) if password else ""
        with self._database.writing(durable=True) as connection:
            connection.execute(console_password.delete())
            connection.execute(console_sessions.delete())
            if hashed:
                values = {"id": 1, "hash": hashed, "changed": datetime.now(UTC)}
                connection.execute(console_password.insert().values(values))

    def fits(self, password: str) -> bool:
        """Whether `password` is the one that is set. Takes about 50 ms and 64 MiB."""
        with self._database.reading() as connection:
            hashed = connection.execute(sa.select(console_password.c.hash)).scalar()
        if hashed is None or len(password) > LONGEST:
            return False
        try:
            return _hasher.verify(hashed, password)
        except (VerificationError, InvalidHashError):
            return False

    def enter(self, name: str, before: str = "") -> Session:
        """A new session, under a token that nobody has seen yet; that of `before` ends."""
        now = datetime.now(UTC)
        session = Session(secrets.token_urlsafe(32), name)
        c = console_sessions.c
        gone = sa.or_(c.token == _kept(before), c.seen < now - IDLE)
        values = {"token": _kept(session.token), "name": name, "created": now, "seen": now}
        with self._database.writing() as connection:
            connection.execute(console_sessions.delete().where(gone))
            connection.execute(console_sessions.insert().values(values))
        return session

    def session(self, token: str) -> Session | None:
        """Whose `token` is; None where it is nobody's, or no longer."""
        now = datetime.now(UTC)
        c = console_sessions.c
        mine = sa.and_(c.token == _kept(token), c.seen >= now - IDLE)
        with self._database.reading() as connection:
            row = connection.execute(sa.select(c.name, c.seen).where(mine)).first()
        if row is None:
            return None
        if now - row.seen > _NOTED:
            with self._database.writing() as connection:
                connection.execute(console_sessions.update().where(mine).values(seen=now))
        return Session(token, row.name)

    def leave(self, session: Session) -> None:
        """End this session."""
        mine = console_sessions.c.token == _kept(session.token)
        with self._database.writing() as connection:
            connection.execute(console_sessions.delete().where(mine))

    def leave_everywhere(self) -> None:
        """End all sessions."""
        with self._database.writing() as connection:
            connection.execute(console_sessions.delete())


def _strong(password: str) -> None:
    if not SHORTEST <= len(password) <= LONGEST:
        raise WeakPassword(
            f"The password has {len(password)} characters: {SHORTEST} to {LONGEST} are taken."
        )
    if len(set(password)) < 5:
        raise WeakPassword("The password has fewer than five different characters.")


def _kept(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
