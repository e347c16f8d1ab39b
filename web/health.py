"""`/healthz`: the process answers. `/readyz`: a reply could begin now. `/metrics`: the counters."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, Response, jsonify
from prometheus_client import CONTENT_TYPE_LATEST

from agent.shop import Agent
from catalog.standing import standings
from web.errors import problem
from web.metrics import Metrics


def health(agent: Agent, metrics: Metrics) -> Blueprint:
    """The three routes."""
    routes = Blueprint("health", __name__)

    @routes.get("/healthz")
    def alive() -> Response:
        return jsonify(status="ok")

    @routes.get("/readyz")
    def ready() -> Response:
        if agent.ready():
            return jsonify(status="ready", sources=_sources(agent.settings.state))
        message = "The model is being loaded; replies from facts alone are given already."
        return problem(503, "model_not_ready", message, retry_after=2)

    @routes.get("/metrics")
    def counters() -> Response:
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
