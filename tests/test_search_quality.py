"""The labelled queries: what is meant is found, and words alone find no meaning."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from agent.model.meaning import WordVectors
from agent.model.registry import bundled_model
from agent.model.tokens import open_vocabulary
from agent.narrowing import read
from catalog.lookup import Catalog
from web.bench.quality import missed, queries, shops

DATA = Path(__file__).parent / "data"
BY_WORDS = [query for query in queries(DATA) if query.kind != "meaning"]
BY_MEANING = [query for query in queries(DATA) if query.kind == "meaning"]


@pytest.fixture(scope="module")
def catalogs() -> Iterator[dict[str, Catalog]]:
    with shops(DATA) as opened:
        yield opened


def test_there_are_enough_of_each_kind_in_both_languages() -> None:
    assert len(BY_WORDS) >= 150
    assert len(BY_MEANING) >= 60
    for language in ("en", "de"):
        kinds = {query.kind for query in BY_WORDS if query.language == language}
        assert kinds == {"plain", "typos", "compounds", "attributes", "filters", "models"}


def test_what_is_meant_is_among_the_first_three(catalogs: dict[str, Catalog]) -> None:
    failed = missed(BY_WORDS, catalogs)
    assert 1 - len(failed) / len(BY_WORDS) >= 0.95, failed
    for kind in {query.kind for query in BY_WORDS}:
        own = [query for query in BY_WORDS if query.kind == kind]
        assert sum(query.kind == kind for query in failed) <= 0.1 * len(own), failed


def test_what_is_read_of_a_message(catalogs: dict[str, Catalog]) -> None:
    words = catalogs["demo"].vocabulary
    wish = read("blue rain jacket in L under 150 € please", "en", words)
    assert wish.words == "rain jacket please"
    assert set(wish.filters.options) == {"blue", "l"}
    assert (str(wish.filters.most), wish.filters.currency) == ("150", "EUR")
    assert read("Zelt unter 1,5 kg", "de", words).filters.most is None
    assert read("Vandre von Stigen", "de", words).filters.brand == "Stigen"
    assert not read("do you have tents", "en", words).filters.narrows
    assert not read("", "en", words).filters.narrows


@pytest.mark.model
def test_meaning_finds_what_words_do_not_and_costs_nothing() -> None:
    path = bundled_model()
    assert path is not None
    vectors = WordVectors(path, open_vocabulary(path))
    with shops(DATA) as opened:
        words = len(missed(BY_MEANING, opened))
        before = {query.text for query in missed(BY_WORDS, opened)}
        for catalog in opened.values():
            catalog.understand(vectors, wait=True)
        assert len(missed(BY_MEANING, opened)) <= words - 0.25 * len(BY_MEANING)
        assert {query.text for query in missed(BY_WORDS, opened)} <= before
