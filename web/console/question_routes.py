"""Questions: their routes. An answer is in the very next reply."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from flask import Blueprint, g, redirect, request, url_for
from werkzeug.wrappers import Response

from agent.counted import What
from agent.grounding.render import Voice
from agent.shop import Agent
from catalog.answers import Answers
from catalog.errors import CatalogBusy, EditError, UnknownItem
from catalog.records import Passage
from web.console.figures import Counts
from web.console.pages import page, wanted
from web.console.questions import Group, Questions
from web.restock.kept import Kept

_MOST = 1000
"""Turns that one answer settles."""
_DAYS = 30
"""For which goods are listed that were asked for in vain."""
_LEARNED_S = 5.0
"""So long whoever writes an answer waits until the agent has learned it."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A group and the passage that is nearest to it, if any."""

    group: Group
    nearest: Passage | None


def add_questions(routes: Blueprint, agent: Agent) -> None:
    """The routes."""
    read: set[str] = set()

    def questions() -> Questions:
        return Questions(agent.catalog.database, agent.known().shelf.vector, read)

    def answers() -> Answers:
        return Answers(agent.catalog.database, agent.catalog.search)

    @routes.get("/questions")
    def open_questions() -> Response:
        return _shown(agent, questions(), answers())

    @routes.post("/questions/answer")
    def answer() -> Response:
        form = request.form
        language = form.get("language", "")
        if language not in agent.offered:
            language = agent.offered[0]

        def write() -> None:
            number = int(form.get("id", "")) if form.get("id", "").isdecimal() else 0
            answers().write(
                form.get("question", ""), form.get("text", ""), language, g.session.name, number
            )
            questions().settle(_turns())

        return _tried(agent, questions(), answers(), write)

    @routes.post("/questions/none")
    def needs_none() -> Response:
        questions().settle(_turns())
        return redirect(url_for("console.open_questions"), 303)

    @routes.post("/answers/<int:id>/withdraw")
    def withdraw(id: int) -> Response:
        return _tried(agent, questions(), answers(), lambda: answers().withdraw(id))


def _turns() -> list[int]:
    """The turns that the form is about; whatever else stands there is nothing."""
    given = request.form.get("turns", "").split(",")[:_MOST]
    return [int(one) for one in given if one.isdecimal() and len(one) < 16]


def _tried(
    agent: Agent, questions: Questions, answers: Answers, change: Callable[[], None]
) -> Response:
    """Do `change`; where it is refused the words stay in their form."""
    try:
        change()
    except (EditError, UnknownItem, CatalogBusy) as exc:
        fault = "busy" if isinstance(exc, CatalogBusy) else "not_taken"
        return _shown(agent, questions, answers, 409 if fault == "busy" else 422, fault)
    agent.learner.caught_up(_LEARNED_S)  # so that whoever asks next has it
    return redirect(url_for("console.open_questions"), 303)


def _shown(
    agent: Agent, questions: Questions, answers: Answers, status: int = 200, fault: str = ""
) -> Response:
    agent.catalog.refresh()
    counts = Counts(agent.catalog.database)
    waits = Kept(agent.catalog.database, agent.settings.mail).counts()
    return page(
        "questions",
        status,
        shown=_beside(agent, questions.groups()),
        told=answers.all(),
        sold_out=_named(agent, with_waits(counts.items(What.SOLD_OUT, _DAYS), waits)),
        waits=waits,
        never_had=[(said, said, n) for said, n in counts.items(What.NEVER_HAD, _DAYS)],
        days=_DAYS,
        languages=agent.offered,
        fault=fault,
        draft=request.form if fault else {},
    )


def _beside(agent: Agent, groups: Sequence[Group]) -> list[Shown]:
    """The groups, each with its nearest passage: all of these are read at once."""
    near = []
    for group in groups:
        spoken = group.newest.language or agent.offered[0]
        hits = agent.catalog.search.passages(group.newest.text, spoken, 1)
        near.append(hits[0].id if hits else "")
    passages = agent.catalog.database.passages([id for id in dict.fromkeys(near) if id])
    found = {passage.id: passage for passage in passages}
    return [Shown(group, found.get(id)) for group, id in zip(groups, near, strict=True)]


def with_waits(items: list[tuple[str, int]], waits: Mapping[str, int]) -> list[tuple[str, int]]:
    """`items`, and behind them what somebody waits for and nobody has asked for since."""
    asked = {id for id, _ in items}
    return items + [(id, 0) for id in sorted(waits, key=lambda id: -waits[id]) if id not in asked]


def _named(agent: Agent, items: list[tuple[str, int]]) -> list[tuple[str, str, int]]:
    """(id, title, how often) of products."""
    language = wanted()
    voice = Voice(language if language in agent.offered else agent.offered[0])
    titles = {p.id: voice.title(p) for p in agent.products([id for id, _ in items])}
    return [(id, titles.get(id, id), n) for id, n in items]
