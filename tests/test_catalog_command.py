"""`tresen catalog`: show, search, stats, fields."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from catalog import editing
from catalog.item_fields import PatchFields
from catalog.lookup import Catalog
from catalog.plain import plain
from catalog.records import Attribute, Origin, Product, ProductText, Variant
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


CUPS = 'id,title,price,Bore,Grip\na,Cup,10.00,8 mm,"[red]thin[/red]"\nb,Mug,20.00,12 mm,\n'


def made(folder: Path, settings: str, *arguments: str, command: str = "fields") -> Result:
    """A catalog of two cups, looked at with `settings`."""
    (folder / "cups.csv").write_text(CUPS)
    (folder / "tresen.toml").write_text(settings)
    state = ["--state", str(folder / "state"), "--config", str(folder / "tresen.toml")]
    runner = CliRunner(env={"COLUMNS": "200"})
    assert runner.invoke(main, ["ingest", *state, str(folder / "cups.csv")]).exit_code == 0
    return runner.invoke(main, ["catalog", command, *state, *arguments])


def test_fields_are_listed_with_names_type_unit_rows_and_values(tmp_path: Path) -> None:
    settings = '[catalog.fields.bore]\nnames = ["inner diameter", "Innendurchmesser"]\n'
    shown = made(tmp_path, settings)
    assert shown.exit_code == 0, shown.output
    line = next(line for line in shown.stdout.splitlines() if "Bore" in line)
    for told in ("inner diameter, Innendurchmesser", "quantity", "mm", "2 of 2", "8 mm (1)"):
        assert told in line
    assert "[red]thin[/red] (1)" in shown.stdout, "a cell is text, whatever stands in it"
    told = json.loads(made(tmp_path, settings, "--json").stdout)
    (bore,) = (field for field in told["fields"] if field["name"] == "Bore")
    assert bore["names"] == ["inner diameter", "Innendurchmesser"]
    assert (told["rows"], bore["rows"], bore["type"], bore["unit"]) == (2, 2, "quantity", "mm")
    assert {"value": "8 mm", "rows": 1} in bore["values"]


def test_a_field_is_typed_and_hidden_as_the_settings_say(tmp_path: Path) -> None:
    settings = '[catalog.fields.Bore]\ntype = "text"\n[catalog.fields.Grip]\nhidden = true\n'
    told = json.loads(made(tmp_path, settings, "--json").stdout)
    fields = {field["name"]: field for field in told["fields"]}
    assert (fields["Bore"]["type"], fields["Bore"]["hidden"]) == ("text", False)
    assert fields["Grip"]["hidden"]
    assert "Grip (hidden)" in made(tmp_path, settings).stdout


@pytest.mark.parametrize("arguments", [(), ("--json",)])
def test_a_field_that_the_catalog_has_not_is_a_warning(
    tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    found = made(tmp_path, "[catalog.fields.Bores]\nhidden = true\n", *arguments)
    assert found.exit_code == 0
    assert '[catalog.fields."Bores"]' in found.stderr
    assert 'Did you mean "Bore"?' in found.stderr
    assert "Bores" not in found.stdout


@pytest.mark.parametrize(
    ("settings", "names"),
    [
        ('[catalog.fields.Bore]\ntype = "number"', ("fields.Bore.type = 'number'", "'quantity'")),
        ('[catalog.fields.Bore]\nname = ["a"]', ("fields.Bore.name = ['a']", "not permitted")),
        ('[catalog.fields.Bore]\nnames = [" "]', ("fields.Bore.names", "a name is empty")),
        ("[catalog.fields.Bore]\n[catalog.fields.bore]", ("'Bore' and 'bore' are one field",)),
    ],
)
def test_a_wrong_setting_of_a_field_is_named(
    tmp_path: Path, settings: str, names: tuple[str, ...]
) -> None:
    file = tmp_path / "tresen.toml"
    file.write_text(settings)
    place = ["--config", str(file), "--state", str(tmp_path / "state")]
    found = CliRunner().invoke(main, ["catalog", "fields", *place])
    assert found.exit_code == 1
    assert all(name in found.stderr for name in ("tresen.toml: [catalog]", *names)), found.stderr


def test_stats_counts_the_fields(tmp_path: Path) -> None:
    told = json.loads(made(tmp_path, "", "--json", command="stats").stdout)
    assert (told["fields"]["quantity"], told["fields"]["money"]) == (1, 1)
    assert f"{sum(told['fields'].values())}: " in made(tmp_path, "", command="stats").stdout


def test_fields_of_nothing(tmp_path: Path) -> None:
    assert "has no rows" in run(tmp_path / "empty", "fields").stdout
    assert json.loads(run(tmp_path / "empty", "fields", "--json").stdout)["fields"] == []


@pytest.mark.parametrize(
    ("language", "value", "written"),
    [
        ("de", "0.75", "0,75 l"),
        ("en", "0.75", "0.75 l"),
        ("fr", "1250", "1250 l"),
        ("tr", "12-14", "12-14 l"),
        ("xx", "0.5", "0.5 l"),
        ("de", "NaN", "NaN l"),
    ],
)
def test_a_property_with_a_unit_is_told_as_its_language_writes_it(
    language: str, value: str, written: str
) -> None:
    text = ProductText("Zorvel", attributes=(Attribute("Inhalt", value, "l"),))
    origin = Origin("goods.csv", "row 2", datetime(2026, 11, 2, tzinfo=UTC))
    told = plain(Product("z", {language: text}, (Variant("z"),), origin))
    assert told["texts"][language]["attributes"][0]["text"] == written
