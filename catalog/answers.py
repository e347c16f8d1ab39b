"""What a person of the business has answered once, for everybody who asks it from now on.

An answer is kept in its own table and stands in the catalog as a passage under its question, so
it is found as any other; who wrote it and when is the passage's place. Each change is one
transaction, after which the index follows. No ingest takes it away; `markdown` writes them as a
file that could be one's own FAQ.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

import sqlalchemy as sa

from catalog.database import Database
from catalog.editing import held_alone
from catalog.edits import ANSWERS
from catalog.errors import EditError, UnknownItem
from catalog.search import Search
from catalog.sources.seam import fingerprint
from catalog.switching import remember_item
from catalog.tables import answers, catalog_state, passages, sources

SOURCE = "answers"
LONGEST = 4000
"""Characters of an answer, and a tenth of it of a question."""


@dataclass(frozen=True, slots=True)
class Answer:
    """`written`: when `author` last changed it. `withdrawn`: since when it is told no more."""

    id: int
    question: str
    text: str
    language: str
    author: str
    written: datetime
    withdrawn: datetime | None = None


class Answers:
    """All of them. Safe from many threads and processes."""

    def __init__(self, database: Database, search: Search) -> None:
        self._database = database
        self._search = search

    def all(self, *, withdrawn: bool = False) -> list[Answer]:
        """Those that are told, the newest first; with `withdrawn` also those that are not."""
        query = sa.select(answers).order_by(answers.c.written.desc(), answers.c.id.desc())
        if not withdrawn:
            query = query.where(answers.c.withdrawn.is_(None))
        with self._database.reading() as connection:
            return [Answer(*row) for row in connection.execute(query)]

    def write(self, question: str, text: str, language: str, author: str, id: int = 0) -> int:
        """Keep an answer, or what the answer `id` says from now on; its id.

        Raises EditError, UnknownItem, CatalogBusy.
        """
        question, text = " ".join(question.split()), text.strip()
        for name, value, most in (("question", question, LONGEST // 10), ("text", text, LONGEST)):
            if not 0 < len(value) <= most:
                raise EditError(f"{name} has {len(value)} characters: 1 to {most} are taken.", name)
        values = {
            "question": question, "text": text.replace("\0", ""), "language": language,
            "author": author, "written": datetime.now(UTC), "withdrawn": None,
        }  # fmt: skip
        with self._changing() as connection:
            if id:
                found = connection.execute(
                    answers.update().where(answers.c.id == id).values(**values)
                )
                if not found.rowcount:
                    raise UnknownItem(f"There is no answer {id}.", "id")
            else:
                added = connection.execute(answers.insert().values(**values))
                (id,) = added.inserted_primary_key or (0,)
            _tell(connection, _read(connection, id))
        return id

    def withdraw(self, id: int) -> None:
        """Tell it no more. Raises UnknownItem, CatalogBusy."""
        with self._changing() as connection:
            values = {"withdrawn": datetime.now(UTC)}
            found = connection.execute(answers.update().where(answers.c.id == id).values(**values))
            if not found.rowcount:
                raise UnknownItem(f"There is no answer {id}.", "id")
            _take_back(connection, id)

    @contextmanager
    def _changing(self) -> Iterator[sa.Connection]:
        with held_alone(self._database):
            with self._database.writing(durable=True) as connection:
                yield connection
            self._search.follow(self._database)


def markdown(told: Sequence[Answer]) -> str:
    """The answers as a file of questions and answers, the oldest first."""
    parts = (
        f"## {one.question}\n\n{_lines(one.text)}\n\n"
        f"<!-- {one.author.replace('--', '- -')}, {one.written:%Y-%m-%d} -->\n"
        for one in sorted(told, key=lambda one: one.id)
    )
    return "\n".join(parts)


def _lines(text: str) -> str:
    """With nothing in it that would begin a section of its own."""
    return "\n".join(f"\\{line}" if line.startswith("#") else line for line in text.splitlines())


def _read(connection: sa.Connection, id: int) -> Answer:
    return Answer(*connection.execute(sa.select(answers).where(answers.c.id == id)).one())


def _tell(connection: sa.Connection, answer: Answer) -> None:
    """The passage of `answer`, in place of the one that there was."""
    connection.execute(passages.delete().where(passages.c.passage_id == _passage_id(answer.id)))
    last = sa.select(sa.func.coalesce(sa.func.max(passages.c.id), 0))
    version = _version(connection)
    values = {
        "id": int(connection.execute(last).scalar_one()) + 1,
        "passage_id": _passage_id(answer.id),
        "source_id": _source(connection, answer),
        "row": answer.id,
        "fingerprint": fingerprint(f"{answer.question}\0{answer.text}"),
        "version": version,
        "place": f"{answer.author}, {answer.written:%Y-%m-%d %H:%M} UTC",
        "language": answer.language,
        "link": "",
        "heading": [answer.question],
        "text": answer.text,
    }
    connection.execute(passages.insert().values(**values))
    remember_item(connection, "passage", _passage_id(answer.id), version, words=True)


def _take_back(connection: sa.Connection, id: int) -> None:
    version = _version(connection)
    connection.execute(passages.delete().where(passages.c.passage_id == _passage_id(id)))
    remember_item(connection, "passage", _passage_id(id), version, words=True)


def _passage_id(id: int) -> str:
    return f"answer:{id}"


def _version(connection: sa.Connection) -> int:
    """The one that this change makes. The row is held against other machines' changes."""
    query = sa.select(catalog_state.c.version).with_for_update()
    return int(connection.execute(query).scalar_one()) + 1


def _source(connection: sa.Connection, answer: Answer) -> int:
    """The source of all answers, as old as the newest."""
    found = connection.execute(sa.select(sources.c.id).where(sources.c.key == ANSWERS)).scalar()
    if found is not None:
        newest = sources.update().where(sources.c.id == found).values(read_at=answer.written)
        connection.execute(newest)
        return int(found)
    last = sa.select(sa.func.coalesce(sa.func.max(sources.c.id), 0))
    id = int(connection.execute(last).scalar_one()) + 1
    values = {
        "id": id, "key": ANSWERS, "name": SOURCE, "language": answer.language, "rank": 0,
        "settings": "", "read_at": answer.written, "reading": 0,
    }  # fmt: skip
    connection.execute(sources.insert().values(**values))
    return id


def languages_of(told: Iterable[Answer]) -> list[str]:
    """In which languages there are answers."""
    return sorted({one.language for one in told})
