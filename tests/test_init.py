"""`tresen init`: five questions, and a settings file that is read as it was answered."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner

from agent.config import Settings, load
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
