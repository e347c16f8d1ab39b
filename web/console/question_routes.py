"""Questions: their routes. An answer is in the very next reply."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint, g, redirect, request, url_for
from werkzeug.wrappers import Response

from agent.shop import Agent
from catalog.answers import Answers
from catalog.errors import CatalogBusy, EditError, UnknownItem
from catalog.records import Passage
from web.console.pages import page
from web.console.questions import Group, Questions

_MOST = 1000
"""Turns that one answer settles."""
_LEARNED_S = 5.0
"""So long whoever writes an answer waits until the agent has learned it."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A group and the passage that is nearest to it, if any."""

    group: Group
    nearest: Passage | None


def add_questions(routes: Blueprint, agent: Agent) -> None:
    """The routes."""

    def questions() -> Questions:
        return Questions(agent.catalog.database)

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
    shown = []
    for group in questions.groups():
        spoken = group.newest.language or agent.offered[0]
        near = agent.catalog.find_passages(group.newest.text, spoken, 1)
        shown.append(Shown(group, near[0][0] if near else None))
    return page(
        "questions",
        status,
        shown=shown,
        told=answers.all(),
        languages=agent.offered,
        fault=fault,
        draft=request.form if fault else {},
    )
