"""What is false in one sentence about stock: each stock word held to the variants it is said of."""

from __future__ import annotations

from collections.abc import Iterator

from agent.check.ground import Ground, narrowed
from agent.check.question import Finding, Question
from agent.check.reading import Span, StockWord
from agent.check.statements import Statement, combined, options_in
from catalog.records import Availability, Option, Product, Variant

_THERE = frozenset({Availability.IN_STOCK, Availability.LIMITED})


def stock(
    word: StockWord, span: Span, statement: Statement, question: Question, ground: Ground
) -> Iterator[Finding]:
    """A stock word held to the variants that it is said of."""
    product = ground.product(statement.subject_at(span.start))
    if product is None:
        return
    for options in _said_of(span, statement, product, question):
        chosen = narrowed(product, options)
        if not chosen and word == "out_of_stock":
            continue
        if not chosen or not _is_so(word, chosen):
            values = ", ".join(o.value for o in options) or product.text("").title
            yield Finding(
                "wrong_fact", f"{values} is not {word.replace('_', ' ')}: {statement.text}"
            )


def _said_of(
    span: Span, statement: Statement, product: Product, question: Question
) -> list[tuple[Option, ...]]:
    """Which variants a stock word is said of: those named before it, or after its colon."""
    text = statement.text
    earlier = [s.end for _, s in statement.stock if s.end <= span.start]
    later = [s.start for _, s in statement.stock if s.start >= span.end]
    start = max([statement.named_before(span.start), text.rfind(";", 0, span.start) + 1, *earlier])
    told = options_in(text, product, start, span.start)
    if _within_brackets(text, span):
        told = told[-1:]
    elif ":" in text[span.end :][:24] or not told:
        end = min([statement.named_after(span.end), *later, *_ends(text, span.end)])
        told = options_in(text, product, span.end, end) or told
    asked = question.options if question.subject == product.id else ()
    # "Sold out: size L" after a question for the green one says it of the green one.
    return [
        (*(o for o in asked if o.name not in {t.name for t in options}), *options)
        for options in combined(text, told)
    ] or [asked]


def _within_brackets(text: str, span: Span) -> bool:
    return text.count("(", 0, span.start) > text.count(")", 0, span.start)


def _ends(text: str, start: int) -> list[int]:
    at = text.find(";", start)
    return [at if at >= 0 else len(text)]


def _is_so(word: StockWord, chosen: tuple[Variant, ...]) -> bool:
    """One of them for what is there; all of them for what is not."""
    states = [v.availability for v in chosen]
    if word == "in_stock":
        return any(state in _THERE for state in states)
    if word == "orderable":
        return any(state.can_be_ordered for state in states)
    return Availability.UNKNOWN not in states and not any(state in _THERE for state in states)
