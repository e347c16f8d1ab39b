"""The direct lane: facts to sentences, by code, in milliseconds and without the model.

`reply` is the page: one line a kind of question, each answered in one of the rooms

    items     price, availability, variants, comparison, amounts
    described attributes, what a product is like
    lists     what fits, what comes close, which one is meant
    business  hours, policies, small talk, a person
    contact   phone, e-mail, address

and None for what only words can answer.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce

from agent.truth.direct import business, contact, described, items, lists
from agent.truth.direct.handoff import asking_where
from agent.truth.direct.said import Counter, Said
from agent.truth.kinds import ABOUT_ITEMS
from agent.truth.understand import Asked

_ABOUT_ONE = {
    "price": items.price,
    "availability": items.availability,
    "variants": items.variants,
    "attribute": described.attribute,
    "comparison": items.comparison,
    "amount": items.amount,
}

_OTHERS: dict[str, Callable[[Asked, Counter], Said | None]] = {
    "list": lists.fitting,
    "shipping": business.policy,
    "returns": business.policy,
    "warranty": business.policy,
    "payment": business.policy,
    "hours": business.hours,
    "contact": contact.contact,
    "order_status": business.order_status,
    "person": business.person,
    "small_talk": business.small_talk,
    "other": business.written_answer,
}


def reply(asked: Asked, counter: Counter) -> Said | None:
    """What code can say to `asked`, or None; where it does not know, with the offer of a person."""
    said = _to_each(asked, counter) or _reply(asked, counter)
    return None if said is None else asking_where(said, counter)


def _to_each(asked: Asked, counter: Counter) -> Said | None:
    """The answers to a message that asks several things; None where code lacks one of them."""
    answers = [said for part in asked.parts if (said := _reply(part, counter)) is not None]
    if not answers or len(answers) < len(asked.parts):
        return None
    return reduce(Said.and_then, answers)


def _reply(asked: Asked, counter: Counter) -> Said | None:
    if asked.instead:
        return Said((counter.voice.say(asked.instead),))
    if asked.unknown:
        return lists.not_sold(asked, counter)
    if not asked.items and not asked.close and (said := business.frequent(asked, counter)):
        return said
    if asked.close and asked.kind in ABOUT_ITEMS | {"list", "other"}:
        return lists.which_one(asked, counter)
    if asked.kind in _ABOUT_ONE:
        if asked.items:
            return _ABOUT_ONE[asked.kind](asked, counter)
        return lists.without_a_name(asked, counter)
    return _OTHERS[asked.kind](asked, counter)
