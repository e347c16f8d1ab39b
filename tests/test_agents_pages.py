"""Feeds and pages for programs: what is written is read again by the readers of this project."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

from agent.config import Settings
from agent.shop import Agent
from catalog.ingest import ingest
from catalog.lookup import Catalog
from catalog.records import Product
from catalog.survey import all_products
from tests.conftest import DEMO
from tests.fake_backend import ScriptedBackend
from web import create_app
from web.cli import main
from web.demo_shop import demo_shop


@pytest.fixture(scope="module")
def client(agent: Agent) -> FlaskClient:
    web = agent.settings.web.model_copy(update={"messages_per_minute": 0})
    app = create_app(agent.settings.model_copy(update={"web": web}), agent)
    app.register_blueprint(demo_shop(agent, DEMO))
    return app.test_client()


def run(state: Path, *words: str) -> str:
    command = [*words, "--state", str(state), "--config", str(DEMO / "tresen.toml")]
    done = CliRunner().invoke(main, command)
    assert done.exit_code == 0, done.output
    return done.output


def read_again(agent: Agent, source: Path, folder: Path) -> dict[str, Product]:
    """What this project's own readers find in `source`."""
    catalog = Catalog.open(folder / "again")
    record = agent.business
    report = ingest([str(source)], catalog.database, catalog.search, business=record)
    assert not any(one.error for one in report.sources), report
    found = {product.id: product for product in all_products(catalog.database)}
    catalog.close()
    return found


def offers(product: Product) -> dict[str, Any]:
    """What is bought, by article number: price, whether it can be had, options."""
    return {
        v.id.rpartition(":")[2]: (
            v.price,
            v.availability.can_be_ordered,
            {o.value for o in v.options},
        )
        for v in product.variants
    }


# -- the Agentic Commerce feed ---------------------------------------------------------------------


def test_the_feed_says_what_the_rows_say(agent: Agent, demo_state: Path, tmp_path: Path) -> None:
    out = tmp_path / "feed"
    told = run(demo_state, "feed", "acp", str(out), "--country", "de")
    assert "46 products" in told
    metadata = json.loads((out / "metadata.json").read_text())
    assert (metadata["id"], metadata["target_country"]) == ("nordlicht-outdoor", "DE")
    assert sorted(path.name for path in out.iterdir()) == ["metadata.json", "products.jsonl"]
    again = read_again(agent, out / "products.jsonl", tmp_path)
    for product in all_products(agent.catalog.database):
        assert offers(again[product.id]) == offers(product)
        assert again[product.id].text("en").title == product.text("en").title


def test_the_feed_has_no_key_that_its_schema_forbids(demo_state: Path, tmp_path: Path) -> None:
    """additionalProperties is false throughout schema.feed.json."""
    run(demo_state, "feed", "acp", str(tmp_path / "feed"))
    lines = (tmp_path / "feed" / "products.jsonl").read_text().splitlines()
    for line in lines:
        product = json.loads(line)
        assert product.keys() <= {"id", "title", "description", "url", "media", "variants"}
        for variant in product["variants"]:
            assert {"id", "title"} <= variant.keys() <= {
                "id", "title", "description", "url", "barcodes", "price", "list_price",
                "unit_price", "availability", "categories", "condition", "variant_options",
                "media", "seller", "marketplace",
            }  # fmt: skip


def test_a_feed_that_cannot_be_written_is_told(demo_state: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    words = ["feed", "acp", str(tmp_path / "file" / "x"), "--state", str(demo_state)]
    done = CliRunner().invoke(main, [*words, "--config", str(DEMO / "tresen.toml")])
    assert done.exit_code != 0
    wrong = CliRunner().invoke(main, [*words, "--country", "Germany"])
    assert wrong.exit_code == 2
    assert "Germany" in wrong.output


# -- linked data -----------------------------------------------------------------------------------


def in_head(page: str) -> list[dict[str, Any]]:
    pattern = r'<script type="application/ld\+json">(.*?)</script>'
    return [json.loads(text) for text in re.findall(pattern, page, re.DOTALL)]


@pytest.mark.parametrize("item", ["vandre", "fjell-2-light"])
def test_linked_data_says_what_the_rows_say(
    client: FlaskClient, agent: Agent, tmp_path: Path, item: str
) -> None:
    page = client.get(f"/p/{item}").text
    (thing,) = in_head(page)
    assert thing["@type"] == "ProductGroup"
    (tmp_path / "page.html").write_text(f"<html><body>{page}</body></html>")
    (again,) = read_again(agent, tmp_path / "page.html", tmp_path).values()
    (product,) = agent.products([item])
    assert offers(again) == offers(product)


def test_a_product_by_any_number_is_told_as_linked_data(client: FlaskClient) -> None:
    response = client.get("/api/linked-data/NO-VANDRE-BLU-42?language=de")
    assert response.content_type == "application/ld+json"
    assert response.json["brand"] == {"@type": "Brand", "name": "Stigen"}
    blue = next(v for v in response.json["hasVariant"] if v["sku"] == "NO-VANDRE-BLU-42")
    assert (blue["color"], blue["size"]) == ("Blau", "42")
    assert blue["offers"]["price"] == "149.95"
    assert blue["offers"]["availability"] == "https://schema.org/InStock"
    assert client.get("/api/linked-data/nothing").status_code == 404
    again = client.get(
        "/api/linked-data/NO-VANDRE-BLU-42?language=de",
        headers={"If-None-Match": response.headers["ETag"]},
    )
    assert again.status_code == 304


def test_the_demos_own_pages_have_it(agent: Agent) -> None:
    app = create_app(agent.settings, agent)
    app.register_blueprint(demo_shop(agent, DEMO))
    for path in ("/p/fjell-2", "/products/fjell-2"):
        page = app.test_client().get(f"{path}?language=en").text
        thing = json.loads(
            page.split('<script type="application/ld+json">')[1].split("</script>")[0]
        )
        assert thing["@type"] in ("Product", "ProductGroup")
        assert "189.90" in json.dumps(thing)


def test_the_snippet_ends_no_element_of_its_page(tmp_path: Path) -> None:
    rows = 'id,title,price\nx,"</script><script>alert(1)</script> & more",5 EUR\n'
    (tmp_path / "goods.csv").write_text(rows)
    (tmp_path / "tresen.toml").write_text('[business]\nname = "Shop"\n')
    given = ["--state", str(tmp_path / "state"), "--config", str(tmp_path / "tresen.toml")]
    assert CliRunner().invoke(main, ["ingest", str(tmp_path / "goods.csv"), *given]).exit_code == 0
    done = CliRunner().invoke(main, ["feed", "jsonld", "x", *given])
    assert done.exit_code == 0, done.output
    assert done.stdout.count("</script>") == 1
    (thing,) = in_head(done.stdout)
    assert thing["offers"]["price"] == "5.00"
    unknown = CliRunner().invoke(main, ["feed", "jsonld", "nothing", *given])
    assert unknown.exit_code != 0


# -- llms.txt --------------------------------------------------------------------------------------


def test_llms_txt_has_the_parts_that_its_format_names(client: FlaskClient) -> None:
    response = client.get("/llms.txt")
    lines = response.text.splitlines()
    assert lines[0] == "# Nordlicht Outdoor"
    assert lines[2].startswith("> ")
    assert "## Optional" in lines
    assert "http://localhost/api/ucp/mcp" in response.text
    links = [line for line in lines if line.startswith("- ")]
    assert all(re.fullmatch(r"- \[[^\[\]]+\]\(https?://[^\s()]+\)(: .+)?", x) for x in links)


# -- NLWeb -----------------------------------------------------------------------------------------


def ask(client: FlaskClient, body: Any, status: int = 200) -> Any:
    response = client.post("/ask", json=body)
    assert response.status_code == status, response.text
    return response.json


def test_nlweb_is_answered_with_goods_as_linked_data(client: FlaskClient) -> None:
    body = {"query": {"text": "How much is the Fjell 2 Light?"}}
    answer = ask(client, {**body, "prefer": {"response_format": "conv_search"}})
    assert answer["_meta"]["response_type"] == "Answer"
    said, thing = answer["results"]
    assert "€279.00" in said["text"]
    assert thing["hasVariant"][0]["offers"]["price"] == "279.00"
    assert thing["grounding"]["source_urls"] == ["https://nordlicht.example/products/fjell-2-light"]
    other = ask(client, body)
    assert "€279.00" in other["content"][0]["Text"]
    assert other["structuredData"] == [thing]
    session = {"session_context": answer["_meta"]["session_context"]}
    after = ask(client, {"query": {"text": "And how heavy is it?"}, "meta": session})
    assert "1.4" in after["content"][0]["Text"]


def test_nlweb_says_in_its_own_way_what_is_wrong(client: FlaskClient) -> None:
    for body in ({}, {"query": "tent"}, {"query": {"text": ""}}, {"query": {"text": "x" * 5000}}):
        answer = ask(client, body, 400)
        assert answer["_meta"]["response_type"] == "Failure"
        assert answer["error"]["code"] == "invalid_request"
    broken = client.post("/ask", data=b"{", content_type="application/json")
    assert broken.json["_meta"]["response_type"] == "Failure"


# -- the shop's own cart ---------------------------------------------------------------------------


def test_agents_are_told_where_goods_are_put_into_the_cart(tmp_path: Path) -> None:
    """Only what can be had; opening the link orders nothing, and nothing here follows it."""
    rows = "id,title,price,availability\nmug,Mug,5 EUR,in stock\ncup,Cup,4 EUR,out of stock\n"
    (tmp_path / "goods.csv").write_text(rows)
    settings = Settings(
        state=tmp_path / "state", shop={"cart": "https://shop.example/cart/{id}:{quantity}"}
    )
    catalog = Catalog.open(settings.state)
    record = settings.business.record()
    ingest([str(tmp_path / "goods.csv")], catalog.database, catalog.search, business=record)
    agent = Agent(settings, catalog, ScriptedBackend())
    try:
        client = create_app(settings, agent).test_client()
        looked = client.post("/api/ucp/catalog/lookup", json={"ids": ["mug", "cup"]}).json
        mug, cup = (product["variants"][0]["metadata"] for product in looked["products"])
        assert mug["cart_url"] == "https://shop.example/cart/mug:1"
        assert "cart_url" not in cup
        asked = client.post("/api/ucp/ask", json={"query": "How much is the Mug?"}).json
        (link,) = (one for one in asked["links"] if one["type"] == "cart")
        assert link["url"] == mug["cart_url"]
        (thing,) = ask(client, {"query": {"text": "How much is the Mug?"}})["structuredData"]
        assert thing["actions"][0]["@type"] == "AddToCartAction"
        assert thing["actions"][0]["endpoint"] == mug["cart_url"]
    finally:
        agent.close()
