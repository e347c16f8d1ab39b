"""`tresen check`: its questions, the owner's, the page that asks, the report and the command."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import web.commands.check as command
from agent.check.ground import Ground
from agent.check.needs import is_right, may_be_offered
from agent.check.own import own_questions
from agent.check.question import (
    RATES,
    CheckError,
    Denial,
    Finding,
    Judged,
    Products,
    Question,
    Rate,
    Reply,
    Words,
)
from agent.check.questions import MAKERS, made
from agent.check.report import Conditions, page, past, percentile, to_json
from agent.check.run import Outcome, ask, check
from agent.check.words import asked_in, templates
from agent.config import load
from agent.errors import EngineDown
from agent.shop import Agent
from catalog.lookup import Catalog
from catalog.records import Business, Product
from tests.conftest import DEMO
from web.cli import main

HERE = Conditions("a machine", "a model", "versions", "Shop", seed=7)


@pytest.fixture(scope="module")
def ground(demo_state: Path) -> Iterator[Ground]:
    settings = load(DEMO / "tresen.toml", state=demo_state)
    catalog = Catalog.open(demo_state)
    yield Ground.of(catalog, settings.business.record(), ("en", "de"), 0)
    catalog.close()


# -- questions -----------------------------------------------------------------------------------


def test_all_kinds_in_all_languages(ground: Ground) -> None:
    questions = made(ground, ("en", "de"), 300, seed=1)
    assert len(questions) == 300
    asked = {(q.kind, q.language) for q in questions}
    told = MAKERS.keys() - {"wrong_member"}  # no name of the demo shop promises what is not so
    assert asked == {(kind, code) for kind in told for code in ("en", "de")}
    assert all(q.needs and q.rows and "{" not in q.text for q in questions)


def test_no_question_twice(ground: Ground) -> None:
    keys = [
        (q.language, q.before, q.text.lower(), q.kind) for q in made(ground, ("en", "de"), 300, 1)
    ]
    assert len(set(keys)) == len(keys)


def test_the_same_seed_asks_the_same(ground: Ground) -> None:
    assert made(ground, ("en", "de"), 80, 5) == made(ground, ("en", "de"), 80, 5)
    assert made(ground, ("en", "de"), 80, 5) != made(ground, ("en", "de"), 80, 6)


def test_invented_products_are_none(ground: Ground) -> None:
    known = {t.title.lower() for p in ground.held.values() for t in p.texts.values()}
    fakes = [
        q.fake.lower() for q in made(ground, ("en", "de"), 600, 2) if q.kind == "unknown_product"
    ]
    assert len(set(fakes)) > 15
    assert not known & set(fakes)


def test_no_word_of_a_real_name_makes_an_invented_one(demo_state: Path) -> None:
    """Where a Lykt Pro is sold, "Vandre Pro" may be a slip for something."""
    catalog = Catalog.open(demo_state)
    vandre, lykt = catalog.products(["vandre", "lykt-400"])
    catalog.close()
    every = " ".join(("Pro", "Max", "Nova", "Ultra", "Evo"))
    texts = {code: replace(text, title=f"Lykt {every}") for code, text in lykt.texts.items()}
    ground = Ground(Business("Shop"), [vandre, replace(lykt, texts=texts)], [])
    asked = [q for q in made(ground, ("en",), 600, 2) if q.kind == "unknown_product"]
    assert {q.fake.split()[1] for q in asked} == {"Prime"}


def test_sold_out_is_sold_out(ground: Ground) -> None:
    for question in (q for q in made(ground, ("en", "de"), 300, 3) if q.kind == "sold_out"):
        product = ground.product(question.subject)
        assert product is not None
        variants = [v for v in product.variants if set(question.options) <= set(v.options)]
        assert variants
        assert not any(v.availability.can_be_ordered for v in variants)


def test_a_small_catalog_has_fewer(demo_state: Path) -> None:
    catalog = Catalog.open(demo_state)
    one = Ground(Business("Shop"), catalog.products(["fjell-4"]), [])
    catalog.close()
    questions = made(one, ("en",), 3000, 0)
    kinds = {q.kind for q in questions}
    assert len(questions) < 3000
    assert {"price", "sold_out", "unknown_product"} <= kinds
    assert not {"hours", "contact", "policy"} & kinds, "nothing is known of these"


def test_an_empty_catalog_is_said_to_be_empty(tmp_path: Path) -> None:
    catalog = Catalog.open(tmp_path)
    with pytest.raises(CheckError, match="empty"):
        Ground.of(catalog, Business("Shop"), ("en",), 0)
    catalog.close()


def test_a_language_without_templates_is_named(ground: Ground) -> None:
    with pytest.raises(CheckError, match="not in fr"):
        made(ground, ("fr",), 10, 0)


def test_templates_are_the_same_in_all_languages() -> None:
    def holes(text: str) -> set[str]:
        return set(re.findall(r"\{(\w+)\}", text))

    first = templates("en").texts
    for code in asked_in():
        texts = templates(code).texts
        assert set(texts) == set(first)
        for kind, ways in texts.items():
            assert len(ways) >= 3, f"{code}: {kind}"
            assert {frozenset(holes(way)) for way in ways} == {frozenset(holes(first[kind][0]))}
        assert set(templates(code).parts) == set(templates("en").parts)


# -- the owner's ---------------------------------------------------------------------------------


def test_the_owners_questions(tmp_path: Path) -> None:
    toml = tmp_path / "own.toml"
    toml.write_text('[[questions]]\nquestion = "Norway?"\nmust = ["EU"]\nmust_not = ["yes"]\n')
    yaml = tmp_path / "own.yaml"
    yaml.write_text("- question: Norway?\n  must: [EU]\n  must_not: ['yes']\n")
    for path in (toml, yaml):
        (question,) = own_questions(path, "en")
        assert (question.text, question.language, question.kind) == ("Norway?", "en", "own")
        assert question.needs == (Words(("EU",)),)
        assert question.must_not == ("yes",)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[[questions]]\nquestion = ""', "questions.1.question"),
        ('[[questions]]\nquestion = "a"\nshould = ["b"]', "questions.1.should"),
        ("questions = [", "as TOML"),
        ("", "questions"),
    ],
)
def test_a_wrong_file_of_questions(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "own.toml"
    path.write_text(text)
    with pytest.raises(CheckError, match=told) as raised:
        own_questions(path, "en")
    assert str(path) in str(raised.value)


# -- asking --------------------------------------------------------------------------------------


def test_a_conversation_goes_on(agent_saying: Callable[..., Agent]) -> None:
    question = Question(
        "And is it in stock?", "en", "follow_up", (), (), before=("How much is the Fjell 4?",)
    )
    reply = ask(agent_saying(), question)
    assert "Fjell 4" in reply.text
    assert reply.lane == "direct"
    assert reply.total_ms >= reply.ttft_ms > 0


def test_a_failed_reply_is_one(agent_saying: Callable[..., Agent]) -> None:
    agent = agent_saying(fails=EngineDown("gone"))
    agent.guarded = False  # the model is asked
    assert ask(agent, Question("Tell me of it", "en", "own", (), ())).failed == "engine_down"


def test_the_check_leaves_no_conversation(agent_saying: Callable[..., Agent]) -> None:
    agent = agent_saying()
    before = agent.conversations
    seen: list[int] = []
    outcome = check(
        agent, languages=("en",), count=16, progress=lambda at, all, _: seen.append(all - at)
    )
    assert len(outcome.judged) == 16
    assert seen == list(range(15, -1, -1))
    assert agent.conversations is before
    with agent.catalog.database.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM conversations").scalar() == 0


LIE = "The Fjell 2 costs €9.99."


def test_the_check_is_not_blind(agent_saying: Callable[..., Agent]) -> None:
    """What the model says wrongly is seen with the guards off, and prevented with them on."""
    question = Question(
        "How much is the Fjell 2?", "en", "price", (Denial(),), (), subject="fjell-2"
    )
    unheld = agent_saying(LIE)
    unheld.guarded = False
    found = check(unheld, languages=("en",), count=0, own=(question,))
    assert found.judged[0].reply.text == LIE
    assert found.rate("wrong_fact") == 1
    held = check(agent_saying(LIE), languages=("en",), count=0, own=(question,))
    assert held.rate("wrong_fact") == 0


# -- the report ----------------------------------------------------------------------------------


def judged(*found: Rate, text: str = "How much?", lane: str = "direct", ms: float = 10.0) -> Judged:
    question = Question(text, "en", "price", (), ("row 1",))
    return Judged(
        question, Reply("A reply.", lane, (), ms, 2 * ms), tuple(Finding(r, "so") for r in found)
    )


OUTCOME = Outcome(
    (
        judged(),
        judged("wrong_fact", "wrong_fact", "missed_fact", ms=20.0),
        judged("false_refusal", lane="composed", ms=300.0),
        judged(),
    )
)


def test_the_object_for_programs() -> None:
    told = to_json(OUTCOME, HERE)
    assert told["asked"] == 4
    assert told["rates"] == {
        "wrong_fact": 0.25,
        "wrong_binding": 0,
        "false_denial": 0,
        "missed_fact": 0.25,
        "false_refusal": 0.25,
    }
    assert [(g["lane"], g["asked"], g["false_refusal"]) for g in told["by"]] == [
        ("composed", 1, 1),
        ("direct", 3, 0),
    ]
    assert [f["rate"] for f in told["failures"]] == ["wrong_fact", "missed_fact", "false_refusal"]
    assert set(told["failures"][0]) >= {"question", "reply", "rows", "rate"}
    assert (told["ttft_p50_ms"], told["ttft_p95_ms"]) == (10.0, 300.0)
    assert {"machine", "model", "versions"} <= set(told)
    json.dumps(told)


def test_percentiles() -> None:
    assert percentile([], 50) == 0
    assert percentile(range(1, 101), 95) == 95  # type: ignore[arg-type]


def test_limits() -> None:
    assert past(OUTCOME, {"wrong_fact": 0.25, "missed_fact": 0.3}) == []
    (told,) = past(OUTCOME, {"wrong_fact": 0.2})
    assert "wrong_fact is 25.0%" in told


def test_the_page_is_whole_and_escaped() -> None:
    nasty = "<script>alert(1)</script>"
    html = page(Outcome((judged("wrong_fact", text=nasty),)), HERE, {"wrong_fact": 0.0})
    assert nasty not in html
    assert "&lt;script&gt;" in html
    assert "<svg" in html
    assert not re.search(r"<(script|link|img|iframe)|@import|url\(|https?://", html)


# -- the command ---------------------------------------------------------------------------------


@pytest.fixture
def run(
    agent_saying: Callable[..., Agent], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Result]:
    """`tresen check` over the demo shop, with the test's own backend in place of the model."""
    monkeypatch.setattr(command.Agent, "open", lambda settings: agent_saying())

    def invoke(*options: str) -> Result:
        config = str(DEMO / "tresen.toml")
        return CliRunner().invoke(main, ["check", "--config", config, "--count", "16", *options])

    return invoke


def test_the_page_shows_the_model_alone_beside() -> None:
    held, bare = Outcome((judged(), judged())), Outcome((judged("wrong_fact"), judged()))
    html = page(held, HERE, {"wrong_fact": 0.0}, bare)
    assert "All rates are within their limits" in html
    assert "without the guard: 50.0 % wrong fact" in html


def test_json(run: Callable[..., Result]) -> None:
    result = run("--json", *(f"--fail-above={rate}=1" for rate in RATES))
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["asked"] == 16


def test_the_model_alone_stands_beside_and_counts_for_nothing(
    run: Callable[..., Result],
    agent_saying: Callable[..., Agent],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    false = ["The Fjell 2 costs €9.99. The Vandre is sold out."] * 100
    monkeypatch.setattr(command.Agent, "open", lambda settings: agent_saying(*false))
    allowed = [f"--fail-above={rate}=1" for rate in RATES[2:]]
    told = json.loads(run("--json", "--bare", *allowed).stdout)
    assert told["voices"]["bare"]["asked"] == told["asked"] == 16
    assert told["rates"] == told["voices"]["code"]["rates"] != told["voices"]["bare"]["rates"]
    shown = run("--bare", *allowed)
    assert shown.exit_code == 0, shown.stderr
    assert "The model alone, without the guard" in shown.stdout


def test_the_figures_are_told_by_kind(run: Callable[..., Result]) -> None:
    told = run(*(f"--fail-above={rate}=1" for rate in RATES)).stdout
    lines = [line.split() for line in told.splitlines()]
    header = next(line for line in lines if line[:1] == ["kind"])
    assert header[:3] == ["kind", "asked", "right"]
    assert ["price", "2", "2"] in [line[:3] for line in lines]


def test_one_language(run: Callable[..., Result]) -> None:
    told = json.loads(run("--json", "--language", "de").stdout)
    assert {group["language"] for group in told["by"]} == {"de"}


def test_past_a_limit_is_exit_1(run: Callable[..., Result], tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text('[[questions]]\nquestion = "How much is the Fjell 2?"\nmust_not = ["Fjell 2"]\n')
    page = tmp_path / "check.html"
    result = run("--count", "0", "--questions", str(own), "--report", str(page))
    assert result.exit_code == 1
    assert "wrong_fact is 100.0%" in result.stderr
    assert "1 questions: 1 answered wrongly, 0 not answered." in result.stdout
    assert "must not" in page.read_text(encoding="utf-8")
    assert (
        run("--count", "0", "--questions", str(own), "--fail-above", "wrong_fact=1").exit_code == 0
    )


@pytest.mark.parametrize("limit", ["wrong=0.1", "wrong_fact", "wrong_fact=many", "wrong_fact=2"])
def test_a_wrong_limit_is_wrong_use(run: Callable[..., Result], limit: str) -> None:
    result = run("--fail-above", limit)
    assert result.exit_code == 2
    assert limit in result.stderr


def test_a_language_that_the_shop_has_not(run: Callable[..., Result]) -> None:
    result = run("--language", "fr")
    assert result.exit_code == 2
    assert "en, de" in result.stderr


def test_of_a_large_catalog_what_a_reply_names_is_judged_by_its_own_row(demo_state: Path) -> None:
    """Questions are made from a sample; a reply may well name a product beyond it."""
    catalog = Catalog.open(demo_state)
    held, beyond, other = catalog.products(["fjell-4", "fjell-2", "vandre"])
    catalog.close()
    rows = {p.id: p for p in (beyond, other)}
    named = [(p.id, p.texts["en"].title) for p in (beyond, other)]
    ground = Ground(Business("Shop"), [held], [], named, lambda ids: [rows[id] for id in ids])
    assert not ground.is_whole()

    def is_tent(product: Product) -> bool:
        return "Tents" in product.texts["en"].category

    need = Products(frozenset({held.id}), frozenset({held.id}), is_tent, is_tent)
    assert [is_right(need, p.id, ground) for p in (held, beyond, other)] == [True, True, False]
    offered = [may_be_offered(need, p.id, ground) for p in (held, beyond, other)]
    assert offered == [True, True, False]
