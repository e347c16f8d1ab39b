"""`GET /openapi.json`: every route of this server, made from the models that read its requests.

A part of the web describes itself as a `Described`: path items as OpenAPI 3.1 has them, in which
`ref(Model)` stands for a model's schema. A route of `/api/`, `/v1/` or `/webhooks/` that nobody
describes is listed all the same, by its methods and parameters, so the document is never short of
one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

from flask import Blueprint, Flask, Response, current_app, jsonify
from pydantic import TypeAdapter

from agent.config import Settings

Paths = dict[str, dict[str, Any]]

_TEMPLATE = "#/components/schemas/{model}"
_METHODS = ("GET", "PUT", "POST", "DELETE", "PATCH")
_PROGRAMS = ("/api/", "/v1/", "/webhooks/")
_PLACE = re.compile(r"<(?:\w+:)?(\w+)>")


@dataclass(frozen=True, slots=True)
class Described:
    """What one part of the web says of its routes. `models`: each that a `ref` names."""

    paths: Paths
    models: tuple[type[Any], ...] = ()


def ref(model: type[Any]) -> dict[str, str]:
    """The place of a model's schema in the document."""
    return {"$ref": _TEMPLATE.format(model=model.__name__)}


def openapi(settings: Settings, *parts: Described) -> Blueprint:
    """The route."""
    routes = Blueprint("openapi", __name__)

    @routes.get("/openapi.json")
    def described() -> Response:
        response = jsonify(document(current_app, settings, parts))
        response.headers["Cache-Control"] = "no-cache"
        return response

    return routes


def document(app: Flask, settings: Settings, parts: Iterable[Described]) -> dict[str, Any]:
    """The whole of it, for the routes that `app` really has."""
    paths: Paths = {}
    models: list[type[Any]] = []
    for part in parts:
        paths |= part.paths
        models += part.models
    routes = _routes(app)
    for path, methods in routes.items():
        if path not in paths and path.startswith(_PROGRAMS):
            paths[path] = _by_its_rule(path, methods)
    kept = {
        path: {key: value for key, value in item.items() if _is_there(key, routes[path])}
        for path, item in sorted(paths.items())
        if path in routes
    }
    return {
        "openapi": "3.1.0",
        "info": {
            "title": f"The agent of {settings.business.name}",
            "version": version("tresen"),
            "description": "What a Tresen answers by HTTP. An error says its code, a message for "
            "the reader, and the field that is meant; 429 and 503 say in Retry-After when to come "
            "back.",
        },
        "paths": kept,
        "components": {
            "schemas": _schemas(models),
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
        },
    }


def _routes(app: Flask) -> dict[str, set[str]]:
    """Each path as OpenAPI writes it, and its methods."""
    found: dict[str, set[str]] = {}
    for rule in app.url_map.iter_rules():
        path = _PLACE.sub(r"{\1}", rule.rule)
        found.setdefault(path, set()).update(m for m in rule.methods or () if m in _METHODS)
    return found


def _is_there(key: str, methods: set[str]) -> bool:
    return key.upper() in methods or key.upper() not in _METHODS


def _by_its_rule(path: str, methods: set[str]) -> dict[str, Any]:
    places = re.findall(r"\{(\w+)\}", path)
    parameters = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in places
    ]
    answer = {"responses": {"default": {"description": "See the documentation of this route."}}}
    return {"parameters": parameters, **{method.lower(): answer for method in sorted(methods)}}


def _schemas(models: Iterable[type[Any]]) -> dict[str, Any]:
    """The schemas of `models`, and of everything that those are made of."""
    found: dict[str, Any] = {}
    for model in dict.fromkeys(models):
        schema = TypeAdapter(model).json_schema(ref_template=_TEMPLATE)
        found |= schema.pop("$defs", {})
        found[model.__name__] = schema
    return dict(sorted(found.items()))
