"""What a question is taken for: held-out phrasings, over the demo shop.

The phrasings in tests/data were written without reading the lexicon, and nothing is tuned to one of
them: what is held here is how many are understood.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from agent.shop import Agent
from agent.truth import learning
from agent.truth.kinds import guess
from agent.truth.lexicon import joints, numbers
from agent.truth.masking import masked
from agent.truth.retyped import as_titled
from agent.truth.understand import Spoken, understand
from agent.truth.words import tokens

PHRASINGS = Path(__file__).parent / "data"
AS_LABELLED = {"payment": "other"}
"""Kinds that the labels do not tell apart yet: they were written before payment was a kind."""


def test_what_is_learned_is_of_the_examples_as_they_are() -> None:
    with learning.np.load(learning.STORE) as store:
        stored = str(store["digest"])
    assert stored == learning.digest(), "run: python -m agent.truth.learning"


@pytest.mark.parametrize("language", ["en", "de"])
def test_held_out_questions(agent_saying: Callable[..., Agent], language: str) -> None:
    agent = agent_saying()
    vocabulary = agent.known().vocabulary
    names = vocabulary.names
    asked = _phrasings(language)
    kinds = languages = items = 0
    for text, kind, about in asked:
        words = as_titled(tokens(text), names.titles, numbers(agent.offered), joints(agent.offered))
        named = names.in_message(words)
        judged = guess(*masked(words, named, vocabulary), named=bool(named.sure))
        kinds += AS_LABELLED.get(judged.kinds[0], judged.kinds[0]) == kind
        read = understand(text, Spoken(), vocabulary, agent.catalog.products, agent.offered)
        languages += read.language == language
        items += {item.product.id for item in read.items} == about
    assert kinds / len(asked) >= 0.95
    assert languages / len(asked) >= 0.96
    assert items / len(asked) >= 0.97


def _phrasings(language: str) -> list[tuple[str, str, set[str]]]:
    lines = (PHRASINGS / f"phrasings.{language}.jsonl").read_text("utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    return [(row["text"], row["kind"], set(row["items"])) for row in rows]
