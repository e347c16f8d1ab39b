"""`tresen init`: five questions, what the folder proposes, and a settings file that is read as it
was answered."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner

from agent.config import Settings, load
from tests.shelf import document, printed
from web.cli import main
from web.commands.init import written

GIVEN = ["--name", "Nord", "--url", "nord.example/", "--languages", "de, EN", "--currency", "eur",
         "--email", "hi@nord.example"]  # fmt: skip


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "tresen.toml"


def run(file: Path, *arguments: str, typed: str = "") -> tuple[int, str, str]:
    result = CliRunner().invoke(main, ["init", "--config", str(file), *arguments], input=typed)
    return result.exit_code, result.stdout, result.stderr


def test_options_answer_everything(file: Path) -> None:
    code, told, _ = run(file, *GIVEN)
    assert code == 0
    assert "tresen ingest" in told
    business = load(file).business
    assert (business.name, business.url, business.currency) == (
        "Nord",
        "https://nord.example",
        "EUR",
    )
    assert (business.languages, business.email) == (("de", "en"), "hi@nord.example")


def test_what_is_not_given_is_asked_for(file: Path) -> None:
    code, told, _ = run(file, "--name", "Nord", typed="nord.example\nde\n\n\n")
    assert code == 0
    assert "What is your business called" not in told
    assert load(file).business.languages == ("de",)
    assert load(file).business.currency == "EUR"


def test_a_wrong_answer_is_asked_for_again(file: Path) -> None:
    code, told, _ = run(file, typed="Nord\nnot an address\n\nklingon\nen\nEURO\nEUR\n\n")
    assert code == 0
    for value in ("'not an address'", "'klingon'", "'EURO'"):
        assert value in told
    assert load(file).business.languages == ("en",)


@pytest.mark.parametrize(
    ("option", "value"),
    [("--languages", "xx1"), ("--currency", "EURO"), ("--email", "nobody"), ("--url", "a b"),
     ("--name", " "), ("--languages", ","), ("--url", "ftp://x.example")],
)  # fmt: skip
def test_a_wrong_option_is_wrong_use_and_asks_nothing(file: Path, option: str, value: str) -> None:
    code, told, error = run(file, option, value)
    assert code == 2
    assert option in error
    assert told == ""
    assert not file.exists()


def test_a_file_that_is_there_is_not_written_over(file: Path) -> None:
    file.write_text("# mine\n")
    code, _, error = run(file, *GIVEN)
    assert (code, file.read_text()) == (1, "# mine\n")
    assert "--force" in error
    assert run(file, *GIVEN, "--force")[0] == 0
    assert load(file).business.name == "Nord"


@pytest.mark.parametrize("name", ['A "quoted" \\ shop', "Käse & Söhne 🧀", "a\tb", "x\x7f"])
def test_any_name_survives_the_file(file: Path, name: str) -> None:
    file.write_text(
        written(name=name, url="", languages=["en"], currency="EUR", email=""), encoding="utf-8"
    )
    assert load(file).business.name == name.strip()


def test_every_commented_key_is_one_that_the_settings_know(file: Path) -> None:
    """Uncommented, the whole template is still a valid settings file."""
    text = written(name="x", url="", languages=["en"], currency="EUR", email="a@b.example")
    commented = re.compile(r'^# (?=\[?[a-z_.]+("[^"]+")?(\]|\s=))')
    lines = [commented.sub("", line) for line in text.splitlines()]
    file.write_text("\n".join(lines).replace("…", "x"), encoding="utf-8")
    settings: Settings = load(file)
    assert settings.model.remote is not None
    assert settings.web.messages_per_minute == 30
    assert settings.widget.suggestions["en"] == ("x", "x")


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    code, _, error = run(tmp_path / "nowhere" / "tresen.toml", *GIVEN)
    assert code == 1
    assert "nowhere" in error


def test_every_limit_of_reading_stands_in_the_file(file: Path) -> None:
    """The settings' reference: each name with its default, and all of it read as it stands."""
    run(file, *GIVEN)
    text = file.read_text("utf-8")
    for head in ("[catalog.fetch]", "[catalog.read]"):
        block = text.partition(f"# {head}")[2].partition("\n\n")[0]
        section = getattr(Settings().catalog, head[len("[catalog.") : -1])
        told = dict(re.findall(r"^# (\w+) = ([\d.]+) ", block, re.MULTILINE))
        assert {name: float(value) for name, value in told.items()} == section.model_dump()
    file.write_text(re.sub(r"^# (?=\[catalog\.|\w+ = \d)", "", text, flags=re.MULTILINE), "utf-8")
    assert load(file).catalog.read == Settings().catalog.read


def test_the_files_of_the_folder_are_proposed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("goods.de.csv").write_text("Artikel;Preis\nTasse;CHF 5.00\nKanne;CHF 12.00\n")
    Path("faq.de.md").write_text("# Versand\n\nZwei Tage.\n")
    Path("README.md").write_text("# Not a source\n")
    done = CliRunner().invoke(
        main, ["init", "--name", "S", "--url", "", "--email", ""], input="\n\n"
    )
    assert done.exit_code == 0, done.output
    told = tomllib.loads(Path("tresen.toml").read_text())
    assert told["catalog"]["sources"] == ["faq.de.md", "goods.de.csv"]
    assert (told["business"]["currency"], told["business"]["languages"]) == ("CHF", ["de"])


@pytest.mark.parametrize(
    ("name", "content", "language", "currency"),
    [
        ("produkty.csv", b"kod;nazwa;cena brutto;stan\nA;Deska;60,00;3\n", "pl", "PLN"),
        ("varor.csv", "Artikelnr;Benämning;Pris\n1;Yxa och skaft\n".encode(), "sv", "SEK"),
        ("preise.docx", document("# Preise\nMontag bis Freitag mit Termin"), "de", "EUR"),
        ("listino.pdf", printed("Pane e coperto per il tavolo, senza glutine"), "it", "EUR"),
        ("feed.xml", b"<?xml version='1.0'?><name><price>1</price><stock/></name>", "en", "EUR"),
        ("menu.md", b"# Menu\n\nPierogi 20\n", "en", "EUR"),
    ],
)  # fmt: skip
def test_language_and_currency_by_the_words_of_a_file(
    tmp_path: Path, name: str, content: bytes, language: str, currency: str
) -> None:
    (tmp_path / name).write_bytes(content)
    told, business = proposed(tmp_path, "Nord\n\n\n\n")
    assert (business["languages"], business["currency"]) == ([language], currency)
    assert f"Found here: {name}" in told
    assert "Next: tresen ingest, then tresen serve" in told


def test_a_folder_of_its_own_proposes_the_name(tmp_path: Path) -> None:
    folder = tmp_path / "cafe-amsel"
    folder.mkdir()
    _, business = proposed(folder, "\n\n\n\n", menu_md="# Menu\n")
    assert business["name"] == "Cafe Amsel"


SPANS = [
    {"dayOfWeek": ["Tuesday", "Wednesday", "Thursday"], "opens": "12:00", "closes": "22:00"},
    {"dayOfWeek": "Friday", "opens": "18:00", "closes": "01:00"},
]
PLACE = {"@type": "Restaurant", "name": "Zur Möwe", "telephone": "+49 431 5550"}
PAGE = (
    '<html lang="de"><head><script type="application/ld+json">'
    + json.dumps({**PLACE, "openingHoursSpecification": SPANS})
    + "</script></head><body><h1>Hallo</h1></body></html>"
)


def proposed(tmp_path: Path, typed: str, **files: str) -> tuple[str, dict[str, object]]:
    for name, text in files.items():
        stem, _, suffix = name.rpartition("_")
        (tmp_path / f"{stem}.{suffix}").write_text(text)
    code, told, error = run(tmp_path / "tresen.toml", "--url", "", "--email", "", typed=typed)
    assert code == 0, (told, error)
    load(tmp_path / "tresen.toml")
    return told, tomllib.loads((tmp_path / "tresen.toml").read_text())["business"]


def test_who_the_business_is_and_when_it_is_open_is_proposed(tmp_path: Path) -> None:
    """The name and the hours are asked, each with what the page says; one question more."""
    told, business = proposed(tmp_path, "\n\n\n\n", index_html=PAGE)
    assert told.count("?") + told.count("]:") <= 6
    assert (business["name"], business["phone"], business["kind"]) == (
        "Zur Möwe",
        "+49 431 5550",
        "restaurant",
    )
    assert business["opening_hours"] == ["Tu-Th 12:00-22:00", "Fr 18:00-01:00"]
    assert load(tmp_path / "tresen.toml").business.record().opening_hours[0].days == (1, 2, 3)


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("# Öffnungszeiten\n\nMo–Fr 9–18 Uhr\n\nSa 10 bis 14 Uhr\n\nSonntag geschlossen\n",
         ["Mo-Fr 09:00-18:00", "Sa 10:00-14:00"]),
        ("# Hours\n\n| Monday | 9am–12:30pm, 2–6pm |\n|---|---|\n| Tue | 9am–1pm |\n",
         ["Mo 09:00-12:30", "Tu 09:00-13:00", "Mo 14:00-18:00"]),
        ("# Horaires\n\nDu lundi au vendredi : 9h30 - 19h\n", ["Mo-Fr 09:30-19:00"]),
        ("# Öffnungszeiten\n\nTäglich 11 bis 23 Uhr\n", ["Mo-Su 11:00-23:00"]),
    ],
)  # fmt: skip
def test_hours_of_a_text_are_proposed(tmp_path: Path, text: str, hours: list[str]) -> None:
    _, business = proposed(tmp_path, "Nord\n\n\n\n", info_md=text)
    assert sorted(business["opening_hours"]) == sorted(hours)  # type: ignore[call-overload]


@pytest.mark.parametrize(
    "text",
    ["# Yoga\n\nMon 18:00–19:00\n", "# Hours\n\nMo-Fr 9-12\n\nMo-Fr 10-14\n",
     "# Hours\n\nMonday 25-99\n", "# Shop\n\nWe are closed in August.\n"],
)  # fmt: skip
def test_what_is_no_certain_hour_is_not_asked(tmp_path: Path, text: str) -> None:
    told, business = proposed(tmp_path, "Nord\n\n\n", info_md=text)
    assert "opening_hours" not in business
    assert "opening hours" not in told


def test_files_that_say_different_hours_are_named(tmp_path: Path) -> None:
    text = "# Öffnungszeiten\n\nMo–Fr 9–18 Uhr\n"
    told, business = proposed(tmp_path, "Nord\n\n\n", a_md=text, b_md=text.replace("18", "17"))
    assert "a.md, b.md" in told
    assert "opening_hours" not in business


def test_hours_may_be_declined_or_given(tmp_path: Path) -> None:
    text = "# Öffnungszeiten\n\nMo–Fr 9–18 Uhr\n"
    told, business = proposed(tmp_path, "Nord\n\n\nMo 8\n-\n", a_md=text)
    assert "expected 'Mo-Fr 10:00-19:00'" in told
    assert "opening_hours" not in business
    (tmp_path / "tresen.toml").unlink()
    code, _, _ = run(tmp_path / "tresen.toml", *GIVEN, "--hours", "Sa 10:00-14:00")
    assert code == 0
    assert load(tmp_path / "tresen.toml").business.opening_hours == ("Sa 10:00-14:00",)


@pytest.mark.parametrize(
    ("files", "kind"),
    [
        ({"speisekarte_md": "# Speisekarte\n\n## Vorspeisen\n\n- Suppe 5 €\n"}, "restaurant"),
        ({"zimmer_csv": "Zimmer;Preis\nNord;50 €\n"}, "hotel"),
        ({"products_export_csv": "Handle,Title,Variant Price\na,A,5\n"}, None),
        ({"faq_md": "# Questions\n\nWe answer.\n"}, None),
    ],
)
def test_what_kind_of_business_it_is(
    tmp_path: Path, files: dict[str, str], kind: str | None
) -> None:
    _, business = proposed(tmp_path, "Nord\n\n\n\n", **files)
    assert business.get("kind") == kind
