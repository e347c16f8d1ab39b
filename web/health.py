"""`/healthz`: the process answers. `/readyz`: a reply could begin now. `/metrics`: the counters.

The counters say how a business goes, so they are shown on the machine that serves; from elsewhere,
or through a proxy, with one of `[web] api_keys`.
"""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, Response, jsonify
from prometheus_client import CONTENT_TYPE_LATEST

from agent.config import WebSection
from agent.shop import Agent
from catalog.standing import standings
from web.api_keys import Keys
from web.errors import NoKeySet
from web.here import is_here
from web.metrics import Metrics
from web.problems import problem


def health(agent: Agent, metrics: Metrics, settings: WebSection) -> Blueprint:
    """The three routes."""
    routes = Blueprint("health", __name__)
    keys = Keys(settings)

    @routes.get("/healthz")
    def alive() -> Response:
        return jsonify(status="ok")

    @routes.get("/readyz")
    def ready() -> Response:
        if not agent.keeps():
            message = "The database cannot be written now, and no message is answered unkept."
            return problem(503, "database_busy", message, retry_after=2)
        if agent.ready():
            return jsonify(status="ready", sources=_sources(agent.settings.state))
        message = "The model is being loaded, or does not answer; code answers meanwhile."
        return problem(503, "model_not_ready", message, retry_after=2)

    @routes.get("/metrics")
    def counters() -> Response:
        if not is_here() and not keys.check():
            raise NoKeySet(
                "The counters are shown on the machine that serves only; from elsewhere with one "
                "of [web] api_keys, of which there is none."
            )
        return Response(metrics.text(), content_type=CONTENT_TYPE_LATEST)

    return routes


def _sources(state: Path) -> list[dict[str, str | None]]:
    """Those that could not be read the last time; why, is the owner's to see (`catalog stats`)."""
    return [
        {
            "source": one.public,
            "read": one.succeeded.isoformat() if one.succeeded else None,
            "failed": one.failed.isoformat() if one.failed else None,
        }
        for one in standings(state).values()
        if one.is_failing
    ]
