"""Which items a reply offers for a wish, and whether each of them satisfies it by its row.

What stands after a denial or "All but … fits" is named as near, not as fitting; a list that is
opened anew is offered again. A line of a list offers its item whatever values stand beside it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from agent.check.fields import Truth
from agent.check.figures import figures
from agent.check.ground import Ground
from agent.check.question import Count, Finding, Members, Question, Reply, Verdict
from agent.check.reading import folded, phrases
from agent.check.statements import Statement, holds, plain

_LINE = ("–", "-", "•")


def offered(said: Sequence[Statement], reply: Reply, ground: Ground) -> list[str]:
    """The ids of the products that are offered as fitting, in their order.

    Where several are called alike, the one whose card is shown.
    """
    found: list[str] = []
    near = ever_near = False
    for statement in said:
        if statement.text.startswith(_LINE):
            found += [] if near else _named(statement, reply, ground)
            continue
        if statement.asks or _is_quoted(statement, ground):
            continue
        if _turns_away(statement):
            near = ever_near = True
        elif statement.text.endswith(":"):
            near = False
        if not near:
            found += _named(statement, reply, ground)
    if not ever_near:
        found += reply.shown
    return list(dict.fromkeys(found))


def false_members(
    need: Members, question: Question, said: Sequence[Statement], reply: Reply, ground: Ground
) -> Iterator[Finding]:
    """Items that are offered and fail a condition; of a superlative, another one named first."""
    ids = [i for i in offered(said, reply, ground) if ground.product(i)]
    if need.first:
        if ids and ids[0] not in need.any_of:
            yield Finding("wrong_binding", f"puts {_title(ids[0], ground)} first, which is not")
        return
    for id in ids:
        product = ground.product(id)
        alike = (id, *(ground.namesakes(id) if id not in reply.shown else ()))
        rows = [p for i in alike if (p := ground.product(i))]
        if product and all(need.holds(p) is Truth.FALSE for p in rows):
            yield Finding("wrong_binding", f"offers {_title(id, ground)}, which does not fit")


def met(need: Members, said: Sequence[Statement], reply: Reply, ground: Ground) -> bool:
    """Whether one that satisfies the wish is offered for it."""
    ids = offered(said, reply, ground)
    if need.first:
        return bool(ids) and ids[0] in need.any_of
    return any(i in need.any_of or _fits(need, i, ground) for i in ids)


def counted(need: Count, said: Sequence[Statement], reply: Reply, ground: Ground) -> bool:
    """Whether the number is said, or as many items are named and no more spoken of."""
    given = {value for f in figures(reply.text) if not f.is_money for value in f.values}
    return bool(given & set(need.any_of)) or len(offered(said, reply, ground)) in need.any_of


def verdict(said: Sequence[Statement]) -> bool | None:
    """Whether the reply begins with yes or with no; None where it does neither."""
    first = said[0].text if said else ""
    for key, answer in (("agrees", True), ("negators", False)):
        if any(found.span.start == 0 for found in phrases(first, key)):
            return answer
    return None


def false_verdict(need: Verdict, said: Sequence[Statement]) -> Iterator[Finding]:
    """Yes where the row says no, or the other way round."""
    told = verdict(said)
    if told is not None and told is not need.holds:
        row = ", ".join(need.words)[:120]
        yield Finding("wrong_fact", f"says {'yes' if told else 'no'}, and the row says {row}")


def verdict_told(need: Verdict, said: Sequence[Statement]) -> bool:
    """Whether it is answered: by yes or no, or by what the row says."""
    if verdict(said) is need.holds:
        return True
    told = " ".join(plain(s.text) for s in said)
    return any(f" {plain(word)} " in f" {told} " for word in need.words)


def _fits(need: Members, id: str, ground: Ground) -> bool:
    beyond = ground.beyond(id)
    return beyond is not None and need.holds(beyond) is Truth.TRUE


def _named(statement: Statement, reply: Reply, ground: Ground) -> list[str]:
    """What it names; of a line of a list its first name alone."""
    mentions = [m for m in statement.mentions if m.product]
    if statement.text.startswith(_LINE):
        mentions = mentions[:1]
    return [_meant(m.product, reply, ground) for m in mentions]


def _meant(id: str, reply: Reply, ground: Ground) -> str:
    alike = {id, *ground.namesakes(id)}
    return next((shown for shown in reply.shown if shown in alike), id)


def _turns_away(statement: Statement) -> bool:
    """Whether what follows is not offered as fitting: there is none, or all but one thing fits."""
    begins = folded(statement.text).lstrip("– ")
    counts = begins[:1].isdigit()
    return bool(phrases(statement.text, "near")) or (statement.denies and not counts)


def _is_quoted(statement: Statement, ground: Ground) -> bool:
    return any(holds(text.text, statement.text) for text in ground.shop)


def _title(id: str, ground: Ground) -> str:
    product = ground.product(id)
    return product.text("").title if product else id
