"""Privacy: what lies where and for how long; one person's data found by a contact, told, erased."""

from __future__ import annotations

import json

from flask import Blueprint, Response, g, request
from werkzeug.wrappers import Response as AnyResponse

from agent.shop import Agent
from catalog.errors import StateError
from web.console.pages import page
from web.privacy import erase, export, find, kinds, rows

_CONTACT = 254


def add_privacy(routes: Blueprint, agent: Agent) -> None:
    """The routes."""
    settings = agent.settings

    def shown(status: int = 200, contact: str = "", outcome: str = "", **more: object) -> Response:
        database = agent.catalog.database
        found = find(database, contact) if contact else None
        told = export(database, found) if found else {}
        return page(
            "privacy",
            status,
            kinds=[(kept, rows(database, kept)) for kept in kinds(settings)],
            state=settings.state,
            place=database.place,
            mail=settings.mail,
            contact=contact,
            found=found,
            told={name: len(of) for name, of in told.items() if of},
            outcome=outcome,
            **more,
        )

    @routes.get("/privacy")
    def privacy() -> AnyResponse:
        return shown()

    # By forms that are posted: an address in a link would stand in logs and in the history.
    @routes.post("/privacy/find")
    def search() -> AnyResponse:
        return shown(contact=_contact())

    @routes.post("/privacy/export")
    def told() -> AnyResponse:
        database = agent.catalog.database
        found = find(database, _contact())
        if not found:
            return shown(404, _contact())
        body = json.dumps(export(database, found), ensure_ascii=False, indent=2)
        headers = {
            "Content-Disposition": 'attachment; filename="person.json"',
            "Cache-Control": "no-store",
        }
        return Response(body, headers=headers, content_type="application/json; charset=utf-8")

    @routes.post("/privacy/erase")
    def erased() -> AnyResponse:
        contact, database = _contact(), agent.catalog.database
        found = find(database, contact)
        if not found:
            return shown(404, contact)
        # Erased for good: whoever does it writes the contact once more.
        if request.form.get("again", "").strip().lower() != contact.lower():
            return shown(422, contact, "not_again")
        try:
            gone = erase(database, found)
        except StateError:
            return shown(503, contact, "traces")
        agent.backend.forget(found.talks)
        return shown(outcome="erased", gone=sum(gone.values()), name=g.session.name)


def _contact() -> str:
    return request.form.get("contact", "").strip()[:_CONTACT]
