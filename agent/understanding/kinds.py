"""What sort of thing is wanted: by words of titles, or by what the file is called that holds it."""

from __future__ import annotations

from dataclasses import replace

from agent.understanding.mention import Mention, What
from agent.understanding.query import SOURCE, Condition, Op
from agent.understanding.reading import Reading
from catalog.text import keys

_PLACES = ("first", "second", "third", "last", "former", "follow")


def kind_conditions(reading: Reading) -> list[Condition]:
    """What sort of thing is wanted, by words of titles."""
    found = []
    groups = (*_PLACES, "plus", "total") if reading.mentions(What.TITLE) else _PLACES
    ordinals = {
        n
        for group in groups
        for run in reading.seg.book.find(group, reading.seg.words)
        for n in range(run.start, run.end)
    }
    units = {n for a in reading.seg.amounts if a.measure.unit for n in a.at}
    found += _of_files(reading)
    for mention in reading.mentions(What.KIND, What.TITLE):
        at = tuple(p for p in mention.at if p not in reading.taken | reading.used | units)
        if not at or ordinals.issuperset(mention.at) or all(map(reading.is_small, at)):
            continue
        reading.take(at)
        denied = [p for p in at if reading.is_negated(replace(mention, at=(p,)))]
        if freed := [p for p in denied if _is_called_free(reading, p)]:
            denied = [p for p in denied if p not in freed]
            at = (*at, *(p + 1 for p in freed))
        if denied:
            written = " ".join(_as_written(reading, p) for p in denied)
            found.append(Condition(("title",), Op.LACKS, (written,), mention=reading.words(denied)))
        for place in (p for p in at if p not in denied):
            if not reading.seg.spoken[place].keys.isdisjoint(reading.index.trade):
                continue  # "hotel" of hotels.csv is each of them, whatever it is called
            if reading.seg.words[place] in reading.seg.book.numbers:
                continue  # "just us two" wants no "Trailer for two"
            if reading.is_in("free", reading.seg.words[place]) and len(mention.at) == 1:
                reading.taken.discard(place)
                continue  # "sugar free drinks" of an "alcohol-free" one
            word = reading.words((place,))
            said = (_as_written(reading, place),)
            found.append(Condition(("title",), Op.SAYS, said, mention=word))
    return found


def _of_files(reading: Reading) -> list[Condition]:
    """What one file holds by its name: all "courses" of courses.csv, and not those alone that are
    called so."""
    found: list[Condition] = []
    if reading.taken.intersection(p for m in reading.mentions(What.TITLE) for p in m.at):
        return found
    for place, token in enumerate(reading.seg.spoken):
        files = {reading.index.files[k] for k in token.keys if k in reading.index.files}
        if len(files) != 1 or place in reading.taken | reading.used or reading.is_small(place):
            continue
        denied = reading.is_negated(Mention(What.KIND, (place,), 0.0))
        at = _with_its_name(reading, place, next(iter(files)))
        reading.take(at)
        op = Op.LACKS if denied else Op.IS
        found.append(Condition((SOURCE,), op, tuple(files), mention=reading.words(at)))
    return found


def _with_its_name(reading: Reading, place: int, file: str) -> tuple[int, ...]:
    """A word that a file alone is called by, with those beside it that it is called by too: the
    "class" of "cooking class" and cooking_classes.csv is in no title."""
    spoken, own = reading.seg.spoken, reading.index.words_of_files[file]
    first = last = place
    while last + 1 < len(spoken) and not spoken[last + 1].keys.isdisjoint(own):
        last += 1
    while first and not spoken[first - 1].keys.isdisjoint(own):
        first -= 1
    return tuple(n for n in range(first, last + 1) if n not in reading.taken)


def _is_called_free(reading: Reading, place: int) -> bool:
    """Whether titles say themselves that they are free of something: "alcohol-free lager"."""
    seg, words = reading.seg, reading.columns.title_words
    if place + 1 >= len(seg.words) or not reading.is_in("free", seg.words[place + 1]):
        return False
    both = [
        {int(n) for k in seg.spoken[p].keys for n in words.get(k, ())} for p in (place, place + 1)
    ]
    return bool(both[0] & both[1])


def _as_written(reading: Reading, place: int) -> str:
    """A word as titles write it, where it is a slip of one of theirs ("tnet"), or means it."""
    token, titles = reading.seg.spoken[place], reading.columns.title_words
    written = [k for k in sorted(token.keys) if ":" not in k and k in titles]
    own = any(k in titles for k in keys(token.text, reading.columns.languages))
    meant = token.folded not in token.keys  # a "Stehlampe" of a "Stehleuchte"
    return written[0] if written and (meant or not own) else token.text
