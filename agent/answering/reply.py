"""The direct lane: a query to sentences, by code, in milliseconds.

ask by ask     courtesy, person, business       business.py
               all that there is                overview.py
               rows or a written passage        choice.py
               rows in words                    phrase.py
               a passage, word for word         quoting.py
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

from agent.answering.allergy import with_allergies
from agent.answering.billed import billed
from agent.answering.business import about_business, asking_where, beyond, courtesy, person
from agent.answering.choice import CERTAINLY, LIKELY, MAY_BE, TELL, Route, choose, is_near
from agent.answering.destinations import destination
from agent.answering.hours import names_day, says_by_date, unsaid_days, week
from agent.answering.left_state import left_by
from agent.answering.lines import Lines
from agent.answering.on_topic import on_topic
from agent.answering.overview import asks_for_all, overview
from agent.answering.page_hours import on_listed_day
from agent.answering.passages import Ranked
from agent.answering.phrase import Phrasing
from agent.answering.quoting import below, is_beside, offered, perhaps, quoted
from agent.answering.said import Counter, Said
from agent.answering.sending import sent_to
from agent.answering.shelf import Shelf, Sought
from agent.answering.told_again import told_again
from agent.answering.weighing import weigh
from agent.answering.written_day import on_page
from agent.understanding.query import About, Act, Ask, Query, is_nod, says_nothing
from agent.understanding.state import State

ALONE = 1.7
"""How far a passage stands out that answers small words alone: "wann müssen wir raus sein", and not
"what can you do"."""

UNRELATED = 0.1
"""Where rows were meant and none answers, a passage is told with a doubt from this probability on
that it does. Of 16 that were told plainly to questions of real people none was right below it."""

HEADED = 0.5
"""Of a passage that answers "the menu?" so much of its heading is said: "Lunch menu"."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What code says, and the state that it leaves. `sure` is False where a model may do better."""

    said: Said
    state: State
    sure: bool = True
    ranked: tuple[Ranked, ...] = ()


def reply(query: Query, counter: Counter, shelf: Shelf, state: State, text: str) -> Reply:
    """The reply to a completed query."""
    if (told := beyond(text, counter)) is not None:
        rule = _rule_beside(query, counter, shelf, state, text)
        return Reply(asking_where(told if rule is None else told.and_then(rule), counter), state)
    said = Said(())
    sure = True
    ranks: tuple[Ranked, ...] = ()
    for ask in query.asks[:3]:
        whole = ask.text if len(query.asks) > 1 else text
        part, part_sure, ranks = _one(ask, query.language, counter, shelf, state, whole)
        sure = sure and part_sure
        again = part.sentences and all(
            any(sentence in told for told in said.sentences) for sentence in part.sentences
        )
        said = said if again else said.and_then(part)
        state = left_by(ask, part, whole, state)
    if not query.asks:
        said = Said((counter.voice.say("chat"),))
    said = with_allergies(said, query, counter, shelf)
    hours = any(ask.about is About.HOURS for ask in query.asks)
    state = replace(state, hours=hours, dated=text if names_day(counter, text) else "")
    return Reply(asking_where(said, counter), state, sure, ranks)


def _rule_beside(
    query: Query, counter: Counter, shelf: Shelf, state: State, text: str
) -> Said | None:
    """What is surely written on a message that only people may answer: "I have a fever and was
    booked for today, must I pay"."""
    if not query.asks:
        return None
    ask = query.asks[0]
    sought = shelf.seek(text, query.language, state.topic, bool(ask.topic))
    if choose(ask, sought, shelf, state) is not Route.PASSAGE:
        return None
    sure = weigh(ask, sought, shelf, state).written >= CERTAINLY
    written = quoted(sought.ranks, counter) if sure else None
    return None if written is None else below(written)


_CONTACTS = frozenset({About.PHONE, About.EMAIL, About.ADDRESS, About.CONTACT})
"""What is told beside whatever else a question is of: "can I ring you if it breaks"."""


def never_had(query: Query, found: Reply) -> tuple[str, ...]:
    """What was asked for and is in no row: said of things that are wanted, and taken by nothing."""
    if found.said.cited:
        return ()
    return tuple(
        " ".join(ask.unused)
        for ask in query.asks
        if ask.unused and ask.having and not (ask.targets or ask.conditions)
    )


@dataclass(frozen=True, slots=True)
class _Asked:
    """One ask with all that its answer is looked for in."""

    ask: Ask
    text: str
    sought: Sought
    ranks: tuple[Ranked, ...]
    """The passages that are near."""
    phrasing: Phrasing
    counter: Counter
    shelf: Shelf
    state: State

    def rows(self) -> Said | None:
        return self.phrasing.answer(self.ask, self.state.shown)

    def written(self) -> Said | None:
        return quoted(self.ranks, self.counter)


def _one(
    ask: Ask, language: str, counter: Counter, shelf: Shelf, state: State, text: str
) -> tuple[Said, bool, tuple[Ranked, ...]]:
    """(what is said, whether no model may say it better, the passages that are near)."""
    if ask.act is Act.CHAT:
        return courtesy(ask, counter), True, ()
    if (again := told_again(ask, text, shelf.passages.passages, counter, state)) is not None:
        return again, True, ()
    sought = shelf.seek(text, language, state.topic, bool(ask.topic))
    stands_out = bool(sought.ranks) and sought.ranks[0].lift >= ALONE
    lost = not (stands_out or state.topic or state.focus)
    if says_nothing(ask) and (lost or is_nod(ask, text)):
        whole = (
            overview(Lines(counter, shelf.columns)) if asks_for_all(ask, shelf.columns) else None
        )
        return whole or Said((counter.voice.say("chat"),)), True, ()
    ranks = tuple(r for r in sought.ranks if is_near(r) or is_beside(r, sought.ranks))
    if ask.act is Act.PERSON:
        return person(counter), True, ranks
    languages = (language, *shelf.columns.languages)
    meant, goods = shelf.meant.near(sought.vector), shelf.goods.near(sought.vector)
    evidence = partial(shelf.weigh, sought=sought, language=counter.voice.language)
    phrasing = Phrasing(counter, shelf.columns, languages, meant, evidence, goods)
    asked = _Asked(ask, text, sought, ranks, phrasing, counter, shelf, state)
    where = destination(text, state.topic, languages, shelf.columns.knows)
    bill = billed(ask, where, phrasing, counter, shelf, state)
    if bill is None and where is not None:
        bill = sent_to(ask, where, counter, shelf)
    if bill is not None:
        return bill, True, ranks
    said, sure = _routed(asked)
    return said, sure, ranks


def _routed(asked: _Asked) -> tuple[Said, bool]:
    """What is said, from where it is looked for, and whether no model may say it better."""
    ask, counter = asked.ask, asked.counter
    if asks_for_all(ask, asked.shelf.columns) and (whole := _all_there_is(asked)) is not None:
        return whole, True
    route = choose(ask, asked.sought, asked.shelf, asked.state)
    if ask.about is About.HOURS and says_by_date(counter, asked.text):
        route = Route.BUSINESS
    match route:
        case Route.BUSINESS:
            return _of_business(asked)
        case Route.ROWS:
            return _of_rows(asked)
        case Route.PASSAGE:
            return _of_passage(asked)
        case Route.OFFER:
            return offered(asked.sought.ranks, counter) or _nothing(counter), True
        case Route.BELOW:
            rows, doubted = asked.rows(), perhaps(asked.sought.ranks[:1], counter)
            if rows is None or doubted is None:
                return rows or offered(asked.sought.ranks, counter) or _nothing(counter), True
            return rows.and_then(below(doubted)), not _is_open(ask)
        case Route.BOTH:
            return _of_both(asked)
        case _:
            return _nothing(counter), False


def _of_both(asked: _Asked) -> tuple[Said, bool]:
    """What is written, and below it what rows say; that these say nothing is no answer beside
    one."""
    written, rows = asked.written(), asked.rows()
    if written is None:
        return rows or _nothing(asked.counter), rows is not None
    says_nothing = rows is None or (rows.handoff and not rows.facts)
    return (written if says_nothing or rows is None else written.and_then(below(rows))), True


def _of_business(asked: _Asked) -> tuple[Said, bool]:
    ask, counter = asked.ask, asked.counter
    if ask.about is About.HOURS:
        days = unsaid_days(counter, asked.text, asked.state.dated)
        if (of_page := on_page(days, asked.shelf.passages.passages, counter)) is not None:
            return of_page, True
        if (listed := _as_listed(asked)) is not None:
            return listed, True
    said = about_business(ask, counter, asked.text, asked.sought.spoken, asked.state.dated)
    if said is None and ask.about is not None and not ask.unused:
        passages, language = asked.shelf.passages.passages, counter.voice.language
        if (of_page := on_topic(ask.about, passages, language)) is not None:
            return of_page, True
    written = asked.written()
    if said is not None:
        more = written if ask.unused else None  # "are you open between the years"
        return said if more is None else said.and_then(below(more)), True
    if written is None and ask.about is About.HOURS and counter.business.opening_hours:
        unsaid = Said((counter.voice.say("hours_unsaid"),))
        return unsaid.and_then(week(counter)), True
    return written or _nothing(counter), bool(asked.ranks)


def _as_listed(asked: _Asked) -> Said | None:
    """The hours of a day as a page lists the week's, of nothing else that is named."""
    cyclic = asked.shelf.index.when.cyclic  # "monday" of goods that are there on some days
    named = (c for c in asked.ask.conditions if not cyclic.issuperset(c.fields))
    if asked.ask.unused or asked.ask.targets or any(named):
        return None
    return on_listed_day(asked.shelf.hours, asked.counter, asked.text, asked.state.dated)


def _of_rows(asked: _Asked) -> tuple[Said, bool]:
    said = asked.rows()
    if said is not None:
        return said, not _is_open(asked.ask)
    likely = weigh(asked.ask, asked.sought, asked.shelf, asked.state).right
    written = asked.written() if likely >= TELL else None
    unknown = asked.phrasing.strange(asked.ask) if asked.ask.act is Act.FIND else None
    if written is None and likely >= (UNRELATED if unknown is None else MAY_BE):
        written = offered(asked.sought.ranks, asked.counter)
    if written is not None:
        return written, True
    return unknown or _nothing(asked.counter), False


def _of_passage(asked: _Asked) -> tuple[Said, bool]:
    ask, counter = asked.ask, asked.counter
    said = asked.written()
    if said is None:
        return _nothing(counter), False
    if ask.about in _CONTACTS:
        contact = about_business(ask, counter, asked.text, asked.sought.spoken)
        said = said if contact is None else said.and_then(below(contact))
    return said, True


def _all_there_is(asked: _Asked) -> Said | None:
    """What there is, unless something written answers rather: "What do you offer?" of a page."""
    if asked.ask.about is About.RANGE:
        goes_on = bool(asked.state.topic) and not asked.ask.which
        rather = goes_on or any(ranked.headed > HEADED for ranked in asked.ranks[:1])
    else:
        rather = weigh(asked.ask, asked.sought, asked.shelf, asked.state).written >= LIKELY
    return None if rather or asked.ask.topic else overview(asked.phrasing.lines)


def _is_open(ask: Ask) -> bool:
    """Whether it asks of what is named more than values: advice, a reason. A model may say it
    better."""
    if ask.act is Act.FIND:
        return ask.advice and bool(ask.unused)
    plain = not (
        ask.fields or ask.scaled or ask.asks_price or ask.asks_stock or ask.claims or ask.conditions
    )
    return ask.act is Act.TELL and bool(ask.targets) and plain and bool(ask.unused)


def _nothing(counter: Counter) -> Said:
    return Said((counter.voice.say("not_known"),), handoff=True)
