"""How an ask is put, beside what it names: by the function words of its segment."""

from __future__ import annotations

from dataclasses import replace

from agent.understanding.query import Ask
from agent.understanding.reading import Reading
from agent.understanding.segment import Segment, begins_with, corrects, follows


def as_put(seg: Segment, ask: Ask) -> Ask:
    """`ask` with how it is put, which the function words of the segment alone tell."""
    return replace(
        ask,
        text=seg.text,
        which=begins_with(seg, "tell"),
        yes_no=begins_with(seg, "yes_no"),
        advice=seg.says("advice"),
        having=seg.says("having"),
        any=seg.says("indefinite"),
        chooses=seg.says("one_of"),
        follows=follows(seg),
        corrects=corrects(seg),
        joins=begins_with(seg, "along") or seg.says("on_top"),
        each_of=seg.says("each"),
        how_many=seg.says("count") and not seg.says("contains"),  # "how many are in there"
    )


def of_stock(ask: Ask) -> Ask:
    """ "How many tins of it do you have": what is counted is what is there."""
    plain = not (ask.fields or ask.scaled or ask.conditions or ask.asks_price)
    counted = ask.how_many and ask.having and ask.targets and plain
    return replace(ask, asks_stock=True, unused=()) if counted else ask


def asks_if_left(reading: Reading) -> bool:
    """Whether the words for another one ask what is left: "ist da noch was frei"."""
    seg = reading.seg
    stock = {n for run in seg.book.find("stock", seg.words) for n in range(run.start, run.end)}
    other = {n for run in seg.book.find("other", seg.words) for n in range(run.start, run.end)}
    return bool(other) and other <= stock
