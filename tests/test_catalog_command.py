"""`tresen catalog`: show, search, stats."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from catalog import editing
from catalog.item_fields import PatchFields
from catalog.lookup import Catalog
from tests.conftest import DEMO
from web.cli import main


@pytest.fixture
def state(demo_state: Path) -> Path:
    return demo_state


def run(state: Path, command: str, *arguments: str) -> Result:
    placed = ["--config", str(DEMO / "tresen.toml"), "--state", str(state)]
    return CliRunner(env={"COLUMNS": "200"}).invoke(main, ["catalog", command, *placed, *arguments])


@pytest.mark.parametrize("name", ["lykt-400", "NO-LYKT-400", "lykt-400:NO-LYKT-400"])
def test_show_by_id_variant_and_sku(state: Path, name: str) -> None:
    result = run(state, "show", name)
    assert result.exit_code == 0, result.output
    for text in ("Lykt 400 headlamp", "49.95 EUR", "NO-LYKT-400", "products.en.csv, row "):
        assert text in result.stdout
    told = json.loads(run(state, "show", name, "--json").stdout)
    assert told["product"]["variants"][0]["price"] == {"amount": "49.95", "currency": "EUR"}
    assert set(told["product"]["texts"]) == {"en", "de"}


def test_show_what_there_is_not(state: Path) -> None:
    result = run(state, "show", "nothing-42")
    assert result.exit_code == 1
    assert "nothing-42" in result.stderr
    assert result.stdout == ""


def test_search_finds_products_and_passages(state: Path) -> None:
    result = run(state, "search", "headlamp")
    assert "Lykt 400 headlamp" in result.stdout
    german = run(state, "search", "Stirnlampe", "--lang", "de", "--json")
    told = json.loads(german.stdout)
    assert told["products"][0]["id"].startswith("lykt")
    assert told["products"][0]["score"] > 0
    prose = json.loads(run(state, "search", "how long does delivery take", "--json").stdout)
    assert any("deliver" in " ".join(p["heading"]).lower() for p in prose["passages"])
    assert "No product" in run(state, "search", "qqqqzzzz").stdout


def test_stats_counts_once(state: Path) -> None:
    told = json.loads(run(state, "stats", "--json").stdout)
    shown = run(state, "stats").stdout
    assert f"{told['products']} products with {told['variants']} variants" in shown
    assert sum(told["availability"].values()) == told["variants"]
    assert told["languages"] == {"de": told["products"], "en": told["products"]}
    assert set(told["prices"]) == {"EUR"}
    assert (told["edited"], told["withdrawn"]) == (0, 0)
    names = [source["source"] for source in told["sources"]]
    assert {"products.en.csv", "products.de.csv"} <= set(names)
    assert sum(s["passages"] for s in told["sources"]) == told["passages"]


def test_stats_of_nothing(tmp_path: Path) -> None:
    result = run(tmp_path / "empty", "stats")
    assert result.exit_code == 0, result.output
    assert "0 products with 0 variants" in result.stdout


def test_what_the_api_said_is_seen(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("id,title,price\na,Lamp,10.00\nb,Tent,20.00\n")
    state = tmp_path / "state"
    placed = ["--state", str(state), str(path)]
    assert CliRunner().invoke(main, ["ingest", *placed]).exit_code == 0
    catalog = Catalog.open(state)
    business = editing.Business("Shop")
    told = (catalog.database, catalog.search)
    editing.patch(*told, "a", PatchFields(price="7"), business=business)  # type: ignore[arg-type]
    editing.delete(*told, "b", business=business)
    catalog.close()
    told_of = json.loads(run(state, "stats", "--json").stdout)
    assert (told_of["edited"], told_of["withdrawn"], told_of["products"]) == (1, 1, 1)
    assert "/api/catalog/items" in run(state, "show", "a").stdout
