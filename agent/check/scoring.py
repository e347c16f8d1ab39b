"""Judges one reply against the rows: the five rates, with nothing of the guard's.

`judge` is the page. What a reply states is held to the rows sentence by sentence:

    wrong_fact      a price, number, link, contact, time, stock state or product that no row holds
    wrong_binding   a real value of something else than what the sentence, or the question, is
                    about; an item that is offered and fails a condition of the wish
    missed_fact     the rows hold the answer, and the reply lacks it
    false_refusal   likewise, and it says that it does not know
    false_denial    likewise, and it says that there is none; each counted once, as the worst

The customer's own figures may be repeated; a wrong premise only in a sentence that denies.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from agent.check import claims, value_claims
from agent.check.figures import figures
from agent.check.ground import Ground
from agent.check.members import false_members, false_verdict
from agent.check.needs import astray, declines, denies, described, lacking, may_be_offered, offers
from agent.check.question import (
    Count,
    Denial,
    Either,
    Finding,
    Judged,
    Members,
    Products,
    Question,
    Reply,
    Verdict,
)
from agent.check.reading import phrases
from agent.check.statements import Statement, plain, statements


def judge(question: Question, reply: Reply, ground: Ground) -> Judged:
    """`reply` with everything that is wrong with it; no findings where it is right."""
    if reply.failed:
        return Judged(question, reply, (Finding("missed_fact", f"no reply: {reply.failed}"),))
    said = statements(reply.text, question, ground)
    cards = [s for line in reply.cards for s in statements(line, question, ground)]
    found = [
        f
        for s in (*said, *cards)
        for f in claims.false_claims(s, question, ground, _sums(said, question, ground))
    ]
    found += _taken_in(said, question)
    found += _beside(said, question, ground)
    found += _held_to_rows(said, reply, question, ground)
    found += _forbidden(reply, question)
    found += _missing(said, reply, question, ground)
    return Judged(question, reply, tuple(dict.fromkeys(found)))


def _missing(
    said: list[Statement], reply: Reply, question: Question, ground: Ground
) -> Iterator[Finding]:
    """What the rows answer and the reply does not say."""
    needs = lacking(question, said, reply, ground)
    if not needs:
        return
    shown = "; ".join(described(need, ground) for need in needs)[:300]
    if any(isinstance(need, Denial) for need in needs):
        if question.fake and offers(said):
            yield Finding(
                "wrong_binding", f"answers for something else as if it were {question.fake}"
            )
        else:
            yield Finding("missed_fact", "does not say that there is none")
    elif other := astray(question, said, ground):
        yield Finding("wrong_binding", f"answers with {other}, and lacks: {shown}")
    elif declines(reply):
        yield Finding("false_refusal", f"declines, and the rows hold: {shown}")
    elif denies(said, ground):
        yield Finding("false_denial", f"denies, and the rows hold: {shown}")
    else:
        yield Finding("missed_fact", f"lacks: {shown}")


def _taken_in(said: list[Statement], question: Question) -> Iterator[Finding]:
    """An invented product spoken of as real, a wrong premise agreed to."""
    fake = plain(question.fake)
    for statement in said:
        unreal = fake and f" {fake} " in f" {plain(statement.text)} "
        if unreal and not (statement.denies or statement.asks):
            yield Finding(
                "wrong_fact", f"speaks of {question.fake} as of a product: {statement.text}"
            )
    first = said[0].text if said else ""
    named = said[0].mentions[0].span.start if said and said[0].mentions else -1
    agreed = [p for p in phrases(first, "agrees") if p.span.start == 0 != named]
    if question.kind == "false_premise" and agreed and not said[0].denies:
        yield Finding("wrong_fact", f"agrees to what is not so: {first}")


def _beside(said: list[Statement], question: Question, ground: Ground) -> Iterator[Finding]:
    """Products offered that do not fit what was asked; what comes close may be named after a no."""
    for need in question.needs:
        if not isinstance(need, Products) or need.allowed is None:
            continue
        denied = False
        for statement in said:
            denied = denied or statement.denies
            for mention in statement.mentions:
                offered = mention.product and not denied
                if offered and not may_be_offered(need, mention.product, ground):
                    yield Finding("wrong_binding", f"offers {mention.written}, which does not fit")


def _held_to_rows(
    said: list[Statement], reply: Reply, question: Question, ground: Ground
) -> Iterator[Finding]:
    """Items that fail the wish, a yes that is a no, another item's value of what is asked."""
    for need in question.needs:
        for one in need.needs if isinstance(need, Either) else (need,):
            if isinstance(one, Members):
                yield from false_members(one, question, said, reply, ground)
            if isinstance(one, Verdict):
                yield from false_verdict(one, said)
    if question.field and question.subject:
        for statement in said:
            yield from value_claims.values(statement, question, ground)


def _forbidden(reply: Reply, question: Question) -> Iterator[Finding]:
    """What the owner says must not stand in the reply."""
    text = plain(reply.text)
    for phrase in question.must_not:
        if f" {plain(phrase)} " in f" {text} ":
            yield Finding("wrong_fact", f'says "{phrase}", which it must not')


def _sums(said: list[Statement], question: Question, ground: Ground) -> frozenset[Decimal]:
    """What may be worked out of the prices that are spoken of: multiples, sums and differences."""
    asked = ground.mentions(question.text)
    ids = {m.product for m in (*asked, *(m for s in said for m in s.mentions)) if m.product}
    ids |= {question.subject} - {""}
    products = [p for id in sorted(ids)[:12] if (p := ground.product(id))]
    single = {v.price.amount for p in products for v in p.variants if v.price}
    counts = {
        value
        for f in figures(question.text)
        if not f.is_money
        for value in f.values
        if 1 < value <= 1000
    }
    pairs = {abs(a - b) for a in single for b in single if a != b} | {
        a + b for a in single for b in single
    }
    worked = (
        pairs
        | {a * n for a in single for n in counts}
        | {(a + b) * n for a in single for b in single for n in counts}
    )
    counted = {
        Decimal(n) for need in question.needs if isinstance(need, Count) for n in need.any_of
    }
    return frozenset(worked if question.kind in SUMMED else counted)


SUMMED = ("amount", "comparison", "follow_up", "own")
"""Kinds of questions whose reply may work something out of the prices."""
