"""Whether a reply gives what the rows hold for the question, and whether it declines instead."""

from __future__ import annotations

from collections.abc import Sequence

from agent.check.figures import figures
from agent.check.ground import Ground, contacts_in, narrowed, prose_of
from agent.check.members import counted, met, verdict_told
from agent.check.question import (
    Count,
    Denial,
    Either,
    Figures,
    Members,
    Need,
    Products,
    Question,
    Quote,
    Reply,
    Stock,
    Times,
    Verdict,
    Words,
)
from agent.check.reading import WORD, folded, phrases, sentences, telling, times
from agent.check.statements import Statement, holds, plain

_SHORT = 6
"""Letters of a word that must agree: "Werktage" and "Werktagen" are one word."""

_SAID = 0.6
"""The share of a passage's sentence from which on the reply says it."""


_LISTED = ("advice", "count", "policy", "reworded")


def lacking(
    question: Question, said: Sequence[Statement], reply: Reply, ground: Ground
) -> list[Need]:
    """The needs that the reply does not meet."""
    return [need for need in question.needs if not _met(need, question, said, reply, ground)]


def declines(reply: Reply) -> bool:
    """Whether it says that it does not know, or hands the question on."""
    return bool(phrases(reply.text, "declines"))


def denies(said: Sequence[Statement], ground: Ground) -> bool:
    """Whether it denies in words that state nothing and quote no row: there is none, it has not."""
    texts = [passage.text for passage in ground.passages.values()]
    texts += [prose_of(p) for s in said for m in s.mentions if (p := ground.product(m.product))]
    told = (s for s in said if s.denies and not (s.stock or s.figures))
    short = {plain(s) for text in texts for s in sentences(text)}
    return any(
        plain(s.text) not in short and not any(holds(text, s.text) for text in texts) for s in told
    )


def offers(said: Sequence[Statement]) -> bool:
    """Whether the reply speaks of real products, rather than asking back which one is meant."""
    return any(s.mentions for s in said) and not any(s.asks for s in said)


def named_in(said: Sequence[Statement]) -> frozenset[str]:
    """The products that are named."""
    return frozenset(m.product for s in said for m in s.mentions if m.product)


def is_right(need: Products, id: str, ground: Ground) -> bool:
    """Whether the product is one of those that are asked for."""
    beyond = ground.beyond(id) if need.also else None
    return id in need.any_of or bool(beyond and need.also and need.also(beyond))


def may_be_offered(need: Products, id: str, ground: Ground) -> bool:
    """Whether the product may be offered for them."""
    if need.allowed is None or id in need.allowed:
        return True
    beyond = ground.beyond(id) if need.beside else None
    return bool(beyond and need.beside and need.beside(beyond))


def astray(question: Question, said: Sequence[Statement], ground: Ground) -> str:
    """The product that the reply gives values of in place of what was asked; empty for none.

    Or another variant of the right one: "grey is in stock" is no answer for the green one.
    """
    right = {question.subject, *(m.product for m in ground.mentions(question.text))}
    for need in question.needs:
        if isinstance(need, Products):
            right |= need.any_of | {i for i in named_in(said) if is_right(need, i, ground)}
        if isinstance(need, Members):
            return ""  # what is offered is judged item by item
    if question.kind in _LISTED:
        return ""  # rows beside the matter are no values of another item
    # How to wash a jacket, answered with one jacket's own care, is no answer but of the matter.
    words = frozenset[str]() if question.subject else telling(question.text)
    for statement in said:
        if statement.denies:
            return ""
        if statement.asks or not (statement.stock or any(f.is_money for f in statement.figures)):
            continue
        named = [m for m in statement.mentions if m.product and not telling(m.written) & words]
        if named and (question.options or not right.intersection(m.product for m in named)):
            return named[0].written
    return ""


def described(need: Need, ground: Ground) -> str:
    """A need as the owner reads it in the report."""
    match need:
        case Figures(all_of):
            return " and ".join(f"{max(values):f}" for values in all_of)
        case Words(any_of):
            return " or ".join(f'"{text}"' for text in any_of[:3])
        case Stock(orderable):
            return "that it can be had" if orderable else "that it cannot be had"
        case Products(any_of):
            found = (ground.product(id) for id in sorted(any_of)[:3])
            return " or ".join(p.text("").title for p in found if p) or "no product"
        case Members(any_of):
            found = (ground.product(id) for id in sorted(any_of)[:3])
            return " or ".join(p.text("").title for p in found if p) or "that there is none"
        case Count(any_of):
            return " or ".join(map(str, sorted(any_of)))
        case Verdict(holds, words):
            return f"{'yes' if holds else 'no'} ({', '.join(words)[:120]})"
        case Denial():
            return "that there is none"
        case Times(any_of):
            return " or ".join(sorted(any_of))
        case Quote(passage):
            return f'what "{" / ".join(ground.passages[passage].heading) or passage}" says'
        case Either(needs):
            given = [n for n in needs if not (isinstance(n, Products) and not n.any_of)]
            return ", or ".join(described(one, ground) for one in given[:3])


def _met(
    need: Need, question: Question, said: Sequence[Statement], reply: Reply, ground: Ground
) -> bool:
    match need:
        case Figures(all_of):
            given = [f.values for f in figures(reply.text)]
            return all(any(values & wanted for values in given) for wanted in all_of)
        case Words(any_of, share):
            return any(_told(text, reply.text) >= share for text in any_of)
        case Stock(orderable):
            return _stock_told(said, question, ground, orderable)
        case Products():
            named = named_in(said)
            return any(is_right(need, id, ground) for id in named) and any(
                may_be_offered(need, id, ground) for id in named
            )
        case Members():
            return met(need, said, reply, ground)
        case Count():
            return counted(need, said, reply, ground)
        case Verdict():
            return verdict_told(need, said)
        case Denial():
            asks_back = any(s.asks and s.mentions for s in said)
            closed = bool(phrases(reply.text, "closed"))
            return closed or asks_back or any(s.denies for s in said)
        case Times(any_of):
            return any(found.what in any_of for found in times(reply.text))
        case Quote(passage):
            return _quoted(passage, reply.text, ground)
        case Either(needs):
            return any(_met(one, question, said, reply, ground) for one in needs)


def _stock_told(
    said: Sequence[Statement], question: Question, ground: Ground, orderable: bool
) -> bool:
    """Whether stock of the question's product is spoken of in the right sense.

    Whether each statement is true is judged elsewhere; here "in stock" answers for what can be had,
    and what is on back order may be told either way.
    """
    for statement in said:
        for word, span in statement.stock:
            if statement.asks or statement.subject_at(span.start) != question.subject:
                continue
            if orderable == (word != "out_of_stock"):
                return True
            product = ground.product(question.subject)
            chosen = narrowed(product, question.options) if product else ()
            if orderable and not any(
                v.availability.value in ("in_stock", "limited") for v in chosen
            ):
                return True
    return False


def _told(text: str, reply: str) -> float:
    """The share of the words of `text` that `reply` holds; numbers by their value."""
    wanted = WORD.findall(folded(text))
    given = {w[:_SHORT] for w in WORD.findall(folded(reply))}
    numbers = {value for f in figures(reply) for value in f.values}
    if not wanted:
        return 0.0
    hits = sum(
        w[:_SHORT] in given or any(v in numbers for f in figures(w) for v in f.values)
        for w in wanted
    )
    return hits / len(wanted)


def _quoted(id: str, reply: str, ground: Ground) -> bool:
    """Most of one sentence of the passage, or one of its contacts or times, in the reply."""
    passage = ground.passages[id]
    if contacts_in(passage.text) & contacts_in(reply):
        return True
    parts = [s for s in sentences(passage.text) if len(WORD.findall(s)) > 3] or [passage.text]
    return any(_told(part, reply) >= _SAID for part in parts)
