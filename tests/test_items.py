"""`/api/catalog/items/<id>`: who may, what is refused, and the next search and reply have it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient
from pydantic import SecretStr
from werkzeug.test import TestResponse

from agent.answer import Incoming, answer
from agent.events import Evidence, TextDelta
from agent.shop import Agent
from catalog import editing
from catalog.edits import SOURCE
from catalog.lock import INGEST, hold
from web import create_app

KEY = "k" * 40
AUTH = {"Authorization": f"Bearer {KEY}"}


@pytest.fixture
def agent(agent_saying: Callable[..., Agent]) -> Agent:
    agent = agent_saying()
    catalog = agent.settings.catalog.model_copy(update={"api_key": SecretStr(KEY)})
    agent.settings = agent.settings.model_copy(update={"catalog": catalog})
    return agent


@pytest.fixture
def client(agent: Agent) -> Iterator[FlaskClient]:
    with create_app(agent.settings, agent).test_client() as client:
        yield client


def patch(client: FlaskClient, item: str, headers: Any = (), **body: Any) -> TestResponse:
    told = AUTH | dict(headers)
    return client.patch(f"/api/catalog/items/{item}", json=body, headers=told)


def said(agent: Agent, text: str) -> tuple[str, list[Any]]:
    events = list(answer(agent, Incoming(text)))
    words = "".join(event.text for event in events if isinstance(event, TextDelta))
    facts = [fact for event in events if isinstance(event, Evidence) for fact in event.facts]
    return words, facts


def refused(response: TestResponse) -> tuple[int, str, str | None]:
    error = response.get_json()["error"]
    return response.status_code, error["code"], error["field"]


def test_a_price_is_in_the_next_reply_with_its_source(agent: Agent, client: FlaskClient) -> None:
    assert "49.95" in said(agent, "How much is the Lykt 400?")[0]
    known = agent.known()
    response = patch(client, "lykt-400", price="44.50")
    assert response.status_code == 200
    assert response.headers["ETag"]
    words, facts = said(agent, "How much is the Lykt 400?")
    assert "44.50" in words
    assert "49.95" not in words
    (price,) = (fact for fact in facts if fact.field == "price")
    assert (price.source, price.place) == (SOURCE, "item lykt-400:NO-LYKT-400")
    assert agent.known() is known, "a price is no reason to learn the catalog anew"


def test_a_new_product_is_found_and_a_deleted_one_is_not(agent: Agent, client: FlaskClient) -> None:
    body = {"title": "Quokka Hammock", "price": 61.3, "availability": "in_stock"}
    response = client.put("/api/catalog/items/quokka", json=body, headers=AUTH)
    assert response.status_code == 201
    assert "61.30" in said(agent, "How much is the Quokka Hammock?")[0]
    shown = client.get("/api/catalog/items/quokka", headers=AUTH)
    assert shown.get_json()["product"]["texts"]["en"]["title"] == "Quokka Hammock"
    assert shown.headers["ETag"] == response.headers["ETag"]
    assert client.delete("/api/catalog/items/quokka", headers=AUTH).status_code == 204
    assert "61.30" not in said(agent, "How much is the Quokka Hammock?")[0]
    assert refused(client.delete("/api/catalog/items/quokka", headers=AUTH))[:2] == (
        404,
        "unknown_item",
    )


@pytest.mark.parametrize(
    ("headers", "status"),
    [({}, 401), ({"Authorization": "Bearer wrong"}, 401), ({"Authorization": f"Basic {KEY}"}, 401),
     ({"Authorization": "Bearer"}, 401), ({"Authorization": f"bearer  {KEY} "}, 200)],
)  # fmt: skip
@pytest.mark.parametrize("method", ["get", "patch", "put", "delete"])
def test_only_who_has_the_key(
    client: FlaskClient, headers: dict[str, str], status: int, method: str
) -> None:
    body = {"title": "Lykt 400", "price": 5}
    response = client.open(
        "/api/catalog/items/lykt-400", method=method.upper(), json=body, headers=headers
    )
    assert response.status_code == (204 if (status, method) == (200, "delete") else status)


def test_without_a_key_in_the_settings_nobody_may(agent_saying: Callable[..., Agent]) -> None:
    agent = agent_saying()
    client = create_app(agent.settings, agent).test_client()
    for headers in ({}, AUTH, {"Authorization": "Bearer "}):
        response = client.patch("/api/catalog/items/lykt-400", json={"price": 1}, headers=headers)
        assert refused(response)[:2] == (403, "no_api_key")
        assert "TRESEN_CATALOG__API_KEY" in response.get_json()["error"]["message"]


@pytest.mark.parametrize(
    ("body", "field", "named"),
    [
        ({"price": "abc"}, "price", ["'abc'"]),
        ({"price": -1, "stock": "x", "prise": 2}, "price", ["price is -1", "'x'", "prise is 2"]),
        ({}, "body", ["{}"]),
        ([1], "body", ["[1]"]),
        ({"sale": {"price": 1, "until": 2}}, "sale.until", ["2"]),
        ({"list_price": 1}, "list_price", ["not above"]),
        ({"currency": "XXY"}, "currency", ["XXY"]),
        ({"title": "x" * 400}, "title", ["300"]),
        ({"availability": "soon"}, "availability", ["soon", "in_stock"]),
        ({"images": "x"}, "images", ["'x'"]),
    ],
)
def test_every_wrong_field_is_named(
    client: FlaskClient, body: Any, field: str, named: list[str]
) -> None:
    response = client.patch("/api/catalog/items/lykt-400", json=body, headers=AUTH)
    assert (response.status_code, response.get_json()["error"]["field"]) == (422, field)
    for text in named:
        assert text in response.get_json()["error"]["message"]


def test_what_is_no_json_and_what_is_too_large(client: FlaskClient) -> None:
    path = "/api/catalog/items/lykt-400"
    for raw, kind, status in (
        (b"{", "application/json", 400),
        (b'{"title": "\\ud800"}', "application/json", 400),
        (b"price=1", "application/x-www-form-urlencoded", 415),
        (b'{"title": "' + b"x" * 600_000 + b'"}', "application/json", 413),
    ):
        response = client.patch(path, data=raw, content_type=kind, headers=AUTH)
        assert response.status_code == status, raw[:20]
    assert client.patch(path + "x", json={"price": 1}, headers=AUTH).status_code == 404
    assert client.post(path, json={"price": 1}, headers=AUTH).status_code == 405


def test_several_variants_are_told_apart(agent: Agent, client: FlaskClient) -> None:
    several = next(
        p for p in agent.catalog.products(_ids(agent)) if len(p.variants) > 2 and p.variants[0].sku
    )
    response = patch(client, several.id, price=1)
    assert refused(response)[:2] == (409, "ambiguous_item")
    for variant in several.variants[:20]:
        assert variant.id in response.get_json()["error"]["message"]
    response = patch(client, several.variants[1].sku, price=1)
    assert response.get_json()["variant"] == several.variants[1].id


def _ids(agent: Agent) -> list[str]:
    return [hit.id for hit in agent.catalog.search.products("boots tent jacket", "en", 30)]


def test_a_tag_of_before_is_refused(client: FlaskClient) -> None:
    tag = client.get("/api/catalog/items/lykt-400", headers=AUTH).headers["ETag"]
    assert patch(client, "lykt-400", {"If-Match": tag}, stock=3).status_code == 200
    response = patch(client, "lykt-400", {"If-Match": tag}, stock=4)
    assert refused(response)[:2] == (412, "item_changed")


def test_while_an_ingest_is_at_work(
    agent: Agent, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(editing, "PATIENCE", 0.0)
    with hold(agent.catalog.database.state / INGEST):
        response = patch(client, "lykt-400", stock=3)
    assert refused(response)[:2] == (503, "catalog_busy")
    assert int(response.headers["Retry-After"]) > 0


def test_a_page_of_another_origin_may_not(client: FlaskClient) -> None:
    asks = {"Origin": "https://evil.example", "Access-Control-Request-Method": "PATCH"}
    response = client.options("/api/catalog/items/lykt-400", headers=asks)
    assert "Access-Control-Allow-Origin" not in response.headers
