"""The labelled queries: what is meant is among the first that are shown, as a rate by kind."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.meaning import kept_encoder
from tests.rated import reached
from web.bench.quality import Query, missed, queries, shops

DATA = Path(__file__).parent / "data"
ASKED = queries(DATA)
FLOORS = {
    "plain": 0.95,
    "typos": 0.95,
    "compounds": 0.85,
    "attributes": 0.95,
    "filters": 0.9,
    "models": 0.9,
    "meaning": 0.6,
}
"""Of one kind that many are found at the least, with the encoder."""


def test_there_are_enough_of_each_kind_in_both_languages() -> None:
    for language in ("en", "de"):
        assert {q.kind for q in ASKED if q.language == language} == set(FLOORS)
    assert len(ASKED) >= 300


@pytest.fixture(scope="module")
def failed() -> list[Query]:
    with shops(DATA, kept_encoder()) as opened:
        return missed(ASKED, opened)


@pytest.mark.slow
@pytest.mark.parametrize("kind", FLOORS)
def test_what_is_meant_is_among_the_first_three(kind: str, failed: list[Query]) -> None:
    own = [f"{q.text} [{q.language}]" for q in failed if q.kind == kind]
    reached(own, sum(q.kind == kind for q in ASKED), FLOORS[kind])
