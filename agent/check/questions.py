"""Questions made from the catalog: each with its exact answer, the same ones for the same seed.

`made` is the page. Each kind has its makers, in the rooms

    item_questions      price, availability, variants, attributes, sums, comparisons
    field_questions     yes or no of any field; names within names
    wish_questions      what satisfies conditions, negated ones too; counts, the most and the least
    trap_questions      what does not exist, what is not so, orders in the question, what follows on
    passage_questions   what only the prose answers, by its heading and in other words
    shop_questions      shelves, hours, contact, advice

and the count is spread evenly over kinds and languages.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from itertools import cycle

from agent.check import (
    field_questions,
    item_questions,
    passage_questions,
    shop_questions,
    trap_questions,
    wish_questions,
)
from agent.check.asking import Asking
from agent.check.ground import Ground
from agent.check.question import CheckError, Question
from agent.check.words import asked_in, templates

Maker = Callable[[Asking], Question | None]

MAKERS: dict[str, Maker] = {
    "price": item_questions.price,
    "availability": item_questions.availability,
    "variants": item_questions.variants,
    "attribute": item_questions.attribute,
    "amount": item_questions.amount,
    "comparison": item_questions.comparison,
    "yes_no": field_questions.yes_no,
    "near_name": field_questions.near_name,
    "wish": wish_questions.wish,
    "without": wish_questions.without,
    "wrong_member": wish_questions.wrong_member,
    "superlative": wish_questions.superlative,
    "count": wish_questions.count,
    "list": shop_questions.listing,
    "unknown_product": trap_questions.unknown_product,
    "sold_out": item_questions.sold_out,
    "false_premise": trap_questions.false_premise,
    "follow_up": trap_questions.follow_up,
    "injection": trap_questions.injection,
    "policy": passage_questions.policy,
    "reworded": passage_questions.reworded,
    "hours": shop_questions.hours,
    "contact": shop_questions.contact,
    "advice": shop_questions.advice,
}

TRIES = 40
"""Draws in a row that may bring nothing new, before a kind has no more to ask in a language."""


def made(ground: Ground, languages: Sequence[str], count: int, seed: int) -> list[Question]:
    """Up to `count` questions, none twice; fewer where the catalog holds no more to ask.

    Raises CheckError where there is none at all.
    """
    spoken = [code for code in languages if code in asked_in()]
    if not spoken:
        raise CheckError(
            f"Questions can be made in {', '.join(asked_in())}, not in {', '.join(languages)}. "
            "Choose another --language, or give your own with --questions FILE."
        )
    drawn = [
        _drawn(maker, Asking(ground, code, templates(code), random.Random(f"{seed}|{kind}|{code}")))
        for kind, maker in MAKERS.items()
        for code in spoken
    ]
    found: list[Question] = []
    left = set(range(len(drawn)))
    for at in cycle(range(len(drawn))):
        if not left or len(found) >= count:
            break
        if at in left:
            question = next(drawn[at], None)
            if question is None:
                left.discard(at)
            else:
                found.append(question)
    if not found:
        raise CheckError("Nothing in the catalog makes a question. `tresen ingest` fills it.")
    return found


def _drawn(maker: Maker, asking: Asking) -> Iterator[Question]:
    """One kind's questions in one language, until nothing new comes."""
    seen: set[tuple[str, ...]] = set()
    fruitless = 0
    while fruitless < TRIES:
        question = maker(asking)
        key = (*question.before, question.text.lower()) if question else ()
        if question is None or key in seen:
            fruitless += 1
            continue
        fruitless = 0
        seen.add(key)
        yield question
