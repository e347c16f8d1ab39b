"""What a segment asks of the business itself: its hours, its phone, where it is."""

from __future__ import annotations

from agent.understanding.days import opens_rows
from agent.understanding.mention import Mention, What
from agent.understanding.query import About
from agent.understanding.reading import Reading
from catalog.measures import Dimension
from catalog.schema import Role
from catalog.text import tokens

_ABOUT = (
    (About.ORDER, "order"),
    (About.HOURS, "hours"),
    (About.PHONE, "phone"),
    (About.EMAIL, "email"),
    (About.ADDRESS, "address"),
    (About.CONTACT, "contact"),
    (About.RANGE, "range"),
)


def about_business(reading: Reading) -> tuple[About | None, frozenset[int]]:
    """What of the business is asked, in words that name no goods, and where these stand."""
    named = [m for m in reading.seg.mentions if _is_of_goods(reading, m)]
    for about, group in _ABOUT:
        for run in reading.seg.book.find(group, reading.seg.words):
            words = frozenset(range(run.start, run.end))
            if any(words & set(a.at) for a in reading.seg.amounts):
                continue  # "parking for 3 hours"
            if about is About.HOURS and opens_rows(reading, words):
                continue
            if about is About.RANGE and not _asks_for_all(reading):
                continue
            beside = [m for m in named if not words.isdisjoint(m.at)]
            if all(_is_less(reading, m, words) for m in beside):
                return about, words
    words_of = reading.seg.spoken  # a "2" is a value of some row, and here a day's number
    told = [m for m in named if not all(words_of[n].is_number for n in m.at)]
    told = [m for m in told if not _is_time(reading, m)]
    return About.HOURS if not told and _parted(reading) else None, frozenset()


def _asks_for_all(reading: Reading) -> bool:
    """Whether all that there is is asked for, and no more is said: "show me the menu", and not
    "the menu for children" or "everything together"."""
    seg = reading.seg
    whole = {n for run in seg.book.find("range", seg.words) for n in range(run.start, run.end)}
    rest = [n for n in range(len(seg.words)) if n not in whole and not reading.is_small(n)]
    points = any(run.start not in whole for run in seg.book.find("it", seg.words))
    changed = points or any(map(seg.says, ("other", "total", "negate")))
    return not (rest or changed or seg.amounts)


def _is_less(reading: Reading, mention: Mention, words: frozenset[int]) -> bool:
    """Whether what the business is asked for is more than the goods in it: "E-Mail-Adresse" than
    the value "E-Mail", "opening hours" than a film's "Hour", "geöffnet" than "offen"."""
    if set(mention.at) < words:
        return True
    said = [reading.seg.spoken[p].folded for p in mention.at]
    if not words.issuperset(mention.at) or (mention.exact and mention.what is What.TITLE):
        return False
    days = {
        n for r in reading.seg.book.find("days", reading.seg.words) for n in range(r.start, r.end)
    }
    rest = [n for n in range(len(reading.seg.words)) if n not in words | days]
    rest = [n for n in rest if not reading.is_small(n)]
    if not rest and reading.seg.says("business"):
        return True  # "habt ihr am Montag offen"
    if len(words) == 1 and rest and not reading.seg.says("business"):
        return False  # "I opened the earbuds"
    columns = reading.columns
    texts = [text for _, text in mention.values]
    texts += [columns.titles[p] for p in mention.products]
    return not any(set(said) <= {t.folded for t in tokens(text, ())} for text in texts)


def _parted(reading: Reading) -> bool:
    """ "Bis wann habt ihr heute auf": a verb whose other part ends the question."""
    seg = reading.seg
    ends = seg.book.find("hours_end", seg.words)
    verbs = seg.book.find("hours_verb", seg.words)
    return bool(ends and verbs) and verbs[0].end < ends[-1].start + 1 == len(seg.words)


def _is_time(reading: Reading, mention: Mention) -> bool:
    """Whether it is a time of day, and names no goods: "are you open at 5"."""
    fields = [reading.field(f) for f, _ in mention.values]
    return bool(fields) and all(f.dimension is Dimension.CLOCK for f in fields)


def _is_of_goods(reading: Reading, mention: Mention) -> bool:
    if mention.what is What.FIELD:
        return False
    return mention.what is not What.VALUE or reading.roles(tuple(f for f, _ in mention.values)) != {
        Role.TAG
    }
