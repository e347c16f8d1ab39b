"""The search index: what a customer's words find. Derived from the database, never the other way.

It lies in `<state>/index/` and can be thrown away at any time: `follow` brings it to the database's
version, by what changed since its own, or anew. Each step is one commit of the index, so whoever
asks meanwhile, in this process or another, asks the old one. Ids are found here; what is true of
them stands in the database.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from tantivy import Document, Index, IndexWriter, Occur, Order, Query, Searcher

from catalog.analysis import (
    FIELDS_VERSION,
    OTHER,
    PASSAGE,
    PRODUCT,
    STEMMED,
    analyzers,
    schema,
)
from catalog.aside import Aside
from catalog.database import Database, Stamp
from catalog.errors import StateError
from catalog.filters import ANY, Filters
from catalog.indexing import all_documents, changed, documents, key
from catalog.lexicon import Lexicon
from catalog.query import Asked, build, exactly, narrowing

WRITER_BYTES = 96_000_000
WRITER_THREADS = 2


@dataclass(frozen=True, slots=True)
class Hit:
    """What was found. `score` compares hits of one question, and nothing else."""

    id: str
    score: float


@dataclass(frozen=True, slots=True)
class _View:
    """One state of the index: what all of a question's searches see."""

    searcher: Searcher
    stamp: str
    languages: tuple[str, ...]


class Search:
    """The index in a state folder. One object serves all threads of a process."""

    def __init__(self, folder: Path, index: Index) -> None:
        self._folder = folder
        self._use(index)

    @classmethod
    def open(cls, state: Path) -> Search:
        """Open the index in `state`; an empty one where there is none, or none that can be read.

        Raises StateError where the folder cannot be written.
        """
        folder = state / "index" / f"v{FIELDS_VERSION}"
        return cls(folder, _opened(folder))

    @property
    def stamp(self) -> str:
        """The stamp of the catalog that is searched (`str(Database.stamp())`), or empty."""
        return self._view.stamp

    def products(
        self, text: str, language: str, limit: int = 8, filters: Filters = ANY, skip: int = 0
    ) -> list[Hit]:
        """The products that `text` speaks of, best first, but for the first `skip`.

        Any text will do. With `filters`, those that may be all that is asked for; the rows decide
        (Filters.admits). Without a word in `text`, all that the filters let through. A list in the
        order of prices holds only what has the words in its title, or else in its categories.
        """
        if limit < 1:
            return []
        view = self._view
        asked = Asked(text, language, PRODUCT, view.languages, view.searcher, self._schema)
        if filters.order:
            return self._ordered(asked, filters, limit, skip)
        words = build(asked, alone=not filters.narrows)
        if words is None and not filters.narrows:
            return []
        query = _all_of(words, narrowing(filters, self._schema))
        return _hits(view, query, limit, skip)

    def passages(self, text: str, language: str, limit: int = 4) -> list[Hit]:
        """The passages that `text` speaks of, best first. Any text will do."""
        view = self._view
        query = build(Asked(text, language, PASSAGE, view.languages, view.searcher, self._schema))
        return [] if query is None or limit < 1 else _hits(view, query, limit, 0)

    def reload(self) -> None:
        """See what has been committed since, by this process or another."""
        self._index.reload()
        self._view = _view(self._index)

    def follow(self, database: Database, aside: Aside | None = None) -> None:
        """Bring the index to the database's version. The caller holds the ingest's lock.

        A whole index is made with the help of `aside`. Raises StateError.
        """
        wanted = database.stamp()
        self.reload()
        if self.stamp == str(wanted):
            return
        try:
            self._write(database, wanted, aside)
        except (ValueError, OSError):  # tantivy's errors are ValueErrors: the index is spoilt
            shutil.rmtree(self._folder, ignore_errors=True)
            self._use(_opened(self._folder))
            try:
                self._write(database, wanted, aside)
            except (ValueError, OSError) as exc:
                raise StateError(f"{self._folder}: the index cannot be written ({exc})") from exc
        self.reload()

    def _ordered(self, asked: Asked, filters: Filters, limit: int, skip: int) -> list[Hit]:
        """By price, of the narrowest reading of the words that finds anything."""
        order = Order.Asc if filters.order == "cheapest" else Order.Desc
        narrowed = narrowing(filters, self._schema)
        for share, topics in ((1.0, False), (1.0, True), (0.5, True)):
            words = exactly(asked, share, topics)
            found = asked.searcher.search(
                _all_of(words, narrowed),
                limit,
                count=False,
                order_by_field=PRODUCT.lowest,
                offset=skip,
                order=order,
            ).hits
            if found or words is None:
                # By rank: a price says nothing about how well the words fit.
                return [
                    Hit(asked.searcher.doc(address)["id"][0], 1.0 / (skip + place))
                    for place, (_, address) in enumerate(found, 1)
                ]
        return []

    def _write(self, database: Database, wanted: Stamp, aside: Aside | None) -> None:
        writer = self._index.writer(WRITER_BYTES, WRITER_THREADS)
        try:
            since = _since(self.stamp, wanted)
            with database.reading() as connection:
                if since is None:
                    writer.delete_all_documents()
                    for document in all_documents(connection, database, str(wanted), aside):
                        writer.add_json(document)
                else:
                    lexicon = Lexicon.of_index(self._view.searcher)
                    for kind, ids in changed(connection, since):
                        for item_id in ids:
                            writer.delete_documents_by_term("key", key(kind, item_id))
                        for document in documents(connection, kind, ids, lexicon):
                            writer.add_json(document)
            _sign(writer, wanted)
            writer.commit()
        finally:
            # Waits for merges, and lets go of the writer's lock; what was not committed is dropped.
            writer.wait_merging_threads()

    def _use(self, index: Index) -> None:
        for name, analyzer in analyzers().items():
            index.register_tokenizer(name, analyzer)
        index.config_reader("manual")
        self._index = index
        self._schema = index.schema
        self.reload()


def _all_of(words: Query | None, narrowed: list[Query]) -> Query:
    """The words' scores, of what each of `narrowed` lets through."""
    if not narrowed:
        return words if words is not None else Query.all_query()
    kept = [(Occur.Must, Query.const_score_query(query, 0.0)) for query in narrowed]
    return Query.boolean_query([(Occur.Must, words), *kept] if words is not None else kept)


def _hits(view: _View, query: Query, limit: int, skip: int) -> list[Hit]:
    hits = view.searcher.search(query, limit, count=False, offset=skip).hits
    return [Hit(view.searcher.doc(address)["id"][0], score) for score, address in hits]


def _opened(folder: Path) -> Index:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        try:
            return Index(schema(), path=str(folder))
        except ValueError:  # spoilt, or of another schema: nothing in it is worth keeping
            shutil.rmtree(folder)
            folder.mkdir()
            return Index(schema(), path=str(folder))
    except (OSError, ValueError) as exc:
        raise StateError(f"{folder}: the index cannot be opened ({exc})") from exc


def _view(index: Index) -> _View:
    searcher = index.searcher()
    signed = searcher.search(Query.term_query(index.schema, "key", "stamp"), 1, count=False).hits
    filled = tuple(
        language
        for language in (*STEMMED, OTHER)
        if any(
            searcher.terms_with_prefix(field, "", limit=1)
            for fields in (PRODUCT, PASSAGE)
            for field in (fields.title(language), fields.body(language))
        )
    )
    stamp = searcher.doc(signed[0][1])["stamp"][0] if signed else ""
    return _View(searcher=searcher, stamp=stamp, languages=filled)


def _since(stamp: str, wanted: Stamp) -> int | None:
    """The version from which the changes lead to `wanted`; None: only making it anew does."""
    epoch, _, version = stamp.partition(":")
    if epoch != wanted.epoch or not version.isdigit():
        return None
    since = int(version)
    return since if wanted.whole <= since < wanted.version else None


def _sign(writer: IndexWriter, stamp: Stamp) -> None:
    """In the same commit as the documents: the index always knows which catalog it holds."""
    writer.delete_documents_by_term("key", "stamp")
    document = Document()
    document.add_text("key", "stamp")
    document.add_text("stamp", str(stamp))
    writer.add_document(document)
