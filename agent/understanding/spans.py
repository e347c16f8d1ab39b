"""The numbers of a message, and which of them are the ends of one range."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from agent.understanding.function_words import FunctionWords, folded
from catalog.measures import Measure, measures
from catalog.text import Token


def numbers(
    text: str, spoken: Sequence[Token], book: FunctionWords, decimal: str
) -> Iterator[Measure]:
    """The numbers of `text`: an "and" joins a range in "between 7 and 10" alone, "she is 7 and
    122 cm tall" tells two."""
    spans = book.says("between", folded(spoken))
    for measure in measures(text, decimal):
        joint = next((t for t in spoken if _joins(measure, t, book)), None)
        if spans or joint is None:
            yield measure
            continue
        for start, end in ((measure.start, joint.start), (joint.end, measure.end)):
            for part in measures(text[start:end], decimal):
                yield replace(part, start=part.start + start, end=part.end + start)


def _joins(measure: Measure, token: Token, book: FunctionWords) -> bool:
    inside = measure.start < token.start and token.end < measure.end
    return inside and not measure.single and (token.folded,) in book.groups["and"]
