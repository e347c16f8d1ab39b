"""`/openapi.json` is true: schemathesis asks everything that it describes, good and bad."""

from __future__ import annotations

import atexit
import re
import secrets
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from werkzeug.routing import Rule

from catalog.database import Database
from tests.fakes import FACT, FakeAgent, reply, shop
from tests.platform_server import Platform
from tests.webhook_shop import Shop
from web import create_app
from web.openapi import Described, document
from web.openapi_paths import FactData
from web.stream import fact_data

AGENT = FakeAgent(shop())
APP = create_app(AGENT.settings, AGENT, reply)


@pytest.fixture(scope="module", autouse=True)
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """An empty one: a product that a request names is looked up in it."""
    with closing(Database.open(tmp_path_factory.mktemp("catalog"))) as database:
        AGENT.catalog.database = database  # type: ignore[assignment]
        yield


CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    response_headers_conformance,
]

BOUNDED = settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
CHANNELS = ("whatsapp", "messenger", "instagram", "telegram", "generic")
# What reads rows is asked of an agent that has some: test_agents_openapi.py, test_search_box.py.
OF_AGENTS = r"^/(api/ucp|api/linked-data|api/search|\.well-known|llms\.txt|ask)"
schema = schemathesis.openapi.from_wsgi("/openapi.json", APP).exclude(path_regex=OF_AGENTS)


@schema.parametrize()
@BOUNDED
def test_everything_that_is_described_answers_as_described(case: schemathesis.Case) -> None:
    case.call_and_validate(checks=CHECKS)


# -- the webhooks, which are there where the settings open a channel -----------------------------

# schemathesis makes its tests while this file is read, so the database is there as long as it.
FOLDER = TemporaryDirectory()
atexit.register(FOLDER.cleanup)
MESSENGERS = Shop(Path(FOLDER.name), Platform("http://127.0.0.1:9").settings())
atexit.register(MESSENGERS.database.close)
webhooks = schemathesis.openapi.from_wsgi("/openapi.json", MESSENGERS.app).include(
    path_regex="^/webhooks"
)


@webhooks.parametrize()
@settings(BOUNDED, max_examples=40)
def test_the_webhooks_answer_as_described(case: schemathesis.Case) -> None:
    case.call_and_validate(checks=CHECKS)


@webhooks.include(method="POST").parametrize()
@settings(BOUNDED, max_examples=60)
def test_a_signed_body_of_any_kind_is_acknowledged_or_named(case: schemathesis.Case) -> None:
    if not isinstance(case.body, dict | list | str | int | float | None):
        return
    for channel in CHANNELS:
        answer = MESSENGERS.post(channel, case.body, id=secrets.token_hex(8))
        assert answer.status_code in ((200, 422) if channel == "generic" else (200,)), answer.text


def test_the_webhooks_are_described_by_both_their_methods() -> None:
    told = MESSENGERS.client.get("/openapi.json").get_json()
    path = told["paths"]["/webhooks/{channel}"]
    assert {"get", "post"} <= set(path)
    assert {"hub.verify_token", "hub.challenge"} <= {p["name"] for p in path["get"]["parameters"]}
    assert {"401", "403", "413"} <= set(path["post"]["responses"])
    assert told["components"]["schemas"]["GenericEvent"]["required"] == ["type", "data"]
    assert "/webhooks/{channel}" not in pages()["paths"]


def pages() -> dict[str, Any]:
    told = APP.test_client().get("/openapi.json")
    assert told.status_code == 200
    found: dict[str, Any] = told.get_json()
    return found


def test_every_route_of_a_program_is_described_and_none_besides() -> None:
    described = {
        (path, method.upper())
        for path, item in pages()["paths"].items()
        for method in item
        if method in ("get", "post", "put", "patch", "delete")
    }
    there = {
        (re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule), method)
        for rule in APP.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert described <= there
    for_people = {path for path, _ in there - described}
    assert not any(path.startswith(("/api/", "/v1/", "/webhooks/")) for path in for_people)
    assert {("/api/chat", "POST"), ("/v1/chat/completions", "POST")} <= described


def test_bodies_are_those_of_the_models_that_read_them() -> None:
    schemas = pages()["components"]["schemas"]
    assert schemas["PlainRequest"]["required"] == ["message"]
    assert schemas["PlainRequest"]["additionalProperties"] is False
    assert schemas["CompletionRequest"]["properties"]["n"]["anyOf"][0] == {
        "const": 1,
        "type": "integer",
    }
    assert set(FactData.model_fields) == set(fact_data(FACT))


def test_every_reference_leads_somewhere() -> None:
    told = pages()
    names = set(re.findall(r'"#/components/schemas/(\w+)"', APP.json.dumps(told)))
    assert names <= set(told["components"]["schemas"])


def test_a_part_plugs_in_and_an_undescribed_route_is_listed_by_its_rule() -> None:
    app = create_app(AGENT.settings, AGENT, reply)
    app.url_map.add(Rule("/api/things/<thing>", endpoint="things", methods=["PUT", "DELETE"]))
    listed = document(app, AGENT.settings, [])["paths"]["/api/things/{thing}"]
    assert set(listed) == {"parameters", "put", "delete"}
    part = Described({"/api/things/{thing}": {"put": {"summary": "Change it", "responses": {}}}})
    told = document(app, AGENT.settings, [part])["paths"]["/api/things/{thing}"]
    assert told["put"]["summary"] == "Change it"


@pytest.mark.parametrize("method", ["get", "put", "delete", "patch"])
def test_another_method_is_a_405_that_names_those_that_work(method: str) -> None:
    response = getattr(APP.test_client(), method)("/v1/chat/completions")
    assert response.status_code == 405
    assert "POST" in response.headers["Allow"]
