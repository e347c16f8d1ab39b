"""`tresen check` on any field: what it asks of a schema, and that a broken filter fails it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

import agent.answering.resolve as resolve
from agent.answering.checking import holds as held_to
from agent.check.fields import Condition, Fields, Op, Truth
from agent.check.ground import Ground
from agent.check.question import Count, Members, Question, Reply, Verdict
from agent.check.questions import made
from agent.check.reading import WORD, folded
from agent.check.run import Outcome, check
from agent.check.scoring import judge
from agent.config import load
from agent.shop import Agent
from agent.understanding.query import Condition as Asked
from agent.understanding.query import Op as AskedOp
from catalog.ingest import ingest
from catalog.lookup import Catalog
from catalog.records import Attribute, Business, Origin, Product, ProductText, Variant
from catalog.schema import Role
from tests.fake_backend import ScriptedBackend
from tests.talks import NO_SOURCES, SHOPS

ORIGIN = Origin("menu.csv", "row 1", datetime(2026, 1, 1, tzinfo=UTC))


def dish(id: str, title: str, **cells: str) -> Product:
    attributes = tuple(Attribute(name, value) for name, value in cells.items())
    text = ProductText(title, category=("Pizza",), attributes=attributes)
    return Product(id, {"en": text}, (Variant(id),), ORIGIN)


MENU = [
    dish("verde", "Pizza Verde", vegan="yes", contains="gluten, celery", minutes="12"),
    dish("dream", "Vegan Dream", vegan="no", contains="gluten, milk", minutes="15"),
    dish("mare", "Pizza Mare", vegan="no", contains="gluten, fish", minutes="20"),
    dish("piano", "Pizza Piano", vegan="yes", contains="soya", minutes="9"),
    dish("luna", "Pizza Luna", vegan="no", contains="gluten, milk", minutes="18"),
    dish("sole", "Pizza Sole", contains="gluten, milk", minutes="25"),
]
VEGAN = (Role.ATTRIBUTE, "en", "vegan")
CONTAINS = (Role.ATTRIBUTE, "en", "contains")
MINUTES = (Role.ATTRIBUTE, "en", "minutes")


@pytest.fixture(scope="module")
def menu() -> Ground:
    return Ground(Business("Trattoria"), MENU, [])


# -- conditions ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("condition", "right", "unknown"),
    [
        (Condition((VEGAN,), Op.HAS, "yes"), "verde piano", "sole"),
        (Condition((VEGAN,), Op.LACKS, "yes"), "dream mare luna", "sole"),
        (Condition((CONTAINS,), Op.HAS, "milk"), "dream luna sole", ""),
        (Condition((CONTAINS,), Op.LACKS, "gluten"), "piano", ""),
        (Condition((MINUTES,), Op.AT_LEAST, amount=18), "mare luna sole", ""),
        (Condition((MINUTES,), Op.AT_MOST, amount=12), "verde piano", ""),
    ],
)
def test_a_row_says_yes_no_or_nothing(condition: Condition, right: str, unknown: str) -> None:
    fields = Fields(MENU)
    told = {p.id: fields.satisfies(p, (condition,)) for p in MENU}
    assert {id for id, truth in told.items() if truth is Truth.TRUE} == set(right.split())
    assert {id for id, truth in told.items() if truth is Truth.UNKNOWN} == set(unknown.split())


def test_one_variant_has_to_satisfy_all_of_it() -> None:
    both = (Condition((VEGAN,), Op.HAS, "yes"), Condition((CONTAINS,), Op.LACKS, "gluten"))
    fields = Fields(MENU)
    assert [p.id for p in MENU if fields.satisfies(p, both) is Truth.TRUE] == ["piano"]


# -- the judge -----------------------------------------------------------------------------------

VEGANS = frozenset({"verde", "piano"})


def _wish(ids: frozenset[str], condition: Condition) -> Question:
    fields = Fields(MENU)
    need = Members(ids, lambda p: fields.satisfies(p, (condition,)))
    return Question("vegan pizza?", "en", "wish", (need,), ())


VEGAN_PIZZA = _wish(VEGANS, Condition((VEGAN,), Op.HAS, "yes"))
HOW_MANY = Question("How many vegan ones?", "en", "count", (Count(frozenset({2})),), ())
IS_IT = Question("Is the Pizza Mare vegan?", "en", "yes_no", (Verdict(False, ("no",)),), (),
                 subject="mare")  # fmt: skip


@pytest.mark.parametrize(
    ("question", "reply", "rates"),
    [
        (VEGAN_PIZZA, "2 fit:\n– Pizza Verde (vegan: yes)\n– Pizza Piano (vegan: yes)", set()),
        (VEGAN_PIZZA, "One fits: Pizza Verde.", set()),
        (VEGAN_PIZZA, "2 fit:\n– Pizza Verde\n– Vegan Dream (vegan: no)", {"wrong_binding"}),
        (VEGAN_PIZZA, "2 fit:\n– Pizza Verde\n– Pizza Sole", set()),  # no row says it of that one
        (VEGAN_PIZZA, "I find nothing that fits “vegan”.", {"false_denial"}),
        (VEGAN_PIZZA, "I find nothing that fits “vegan”. All but “vegan” fits:\n– Pizza Mare",
         {"false_denial"}),
        (VEGAN_PIZZA, "I can't see which of them fit “vegan”.", {"false_refusal"}),
        (VEGAN_PIZZA, "Hello! What are you looking for?", {"missed_fact"}),
        (HOW_MANY, "That would be 2: Pizza Verde and Pizza Piano.", set()),
        (HOW_MANY, "That would be 3.", {"wrong_fact", "missed_fact"}),
        (IS_IT, "No: Pizza Mare, vegan: no.", set()),
        (IS_IT, "Pizza Mare: vegan: no.", set()),
        (IS_IT, "Yes: Pizza Mare is vegan.", {"wrong_fact", "missed_fact"}),
    ],
)  # fmt: skip
def test_a_reply_is_held_to_the_rows(
    menu: Ground, question: Question, reply: str, rates: set[str]
) -> None:
    assert {f.rate for f in judge(question, Reply(reply, "direct"), menu).findings} == rates


def test_a_card_offers_too(menu: Ground) -> None:
    reply = Reply("Have a look.", "direct", ("Pizza Mare",), shown=("mare",))
    assert "wrong_binding" in {f.rate for f in judge(VEGAN_PIZZA, reply, menu).findings}


def test_what_a_name_promises_and_its_row_denies_is_asked(menu: Ground) -> None:
    asked = [q for q in made(menu, ("en",), 400, 0) if q.kind == "wrong_member"]
    assert asked
    assert all("vegan" in q.text.lower() for q in asked)
    need = asked[0].needs[0]
    assert isinstance(need, Members)
    assert need.any_of == VEGANS
    assert need.holds(MENU[1]) is Truth.FALSE


# -- shops of other kinds ------------------------------------------------------------------------


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Callable[[str], Agent]]:
    """Opens an agent over one of the shops of tests/data/shops; its model says nothing."""
    opened: list[Agent] = []

    def open_(name: str) -> Agent:
        settings = load(SHOPS / name / "tresen.toml", state=tmp_path / name)
        catalog = Catalog.open(settings.state)
        sources = sorted(p for p in (SHOPS / name).iterdir() if p.name not in NO_SOURCES)
        business = settings.business.record()
        ingest([*map(str, sources)], catalog.database, catalog.search, business=business)
        catalog.refresh()
        opened.append(Agent(settings, catalog, ScriptedBackend()))
        return opened[-1]

    yield open_
    for agent in opened:
        agent.close()


def test_no_stock_is_asked_of_services(shop: Callable[[str], Agent]) -> None:
    agent = shop("barbers")
    ground = Ground.of(agent.catalog, agent.business, ("en",), 0)
    asked = made(ground, ("en",), 400, 0)
    kinds = {q.kind for q in asked}
    assert {"price", "yes_no", "wish", "without", "reworded"} <= kinds
    assert not {"availability", "sold_out"} & kinds
    haircut = next(q for q in asked if q.kind == "price")
    said = f"{ground.held[haircut.subject].text('en').title} is in stock."
    findings = judge(haircut, Reply(said, "direct"), ground).findings
    assert "wrong_fact" in {f.rate for f in findings}


def test_passages_are_asked_by_their_answer(shop: Callable[[str], Agent]) -> None:
    agent = shop("dentists")
    ground = Ground.of(agent.catalog, agent.business, ("en",), 0)
    asked = [q for q in made(ground, ("en",), 300, 0) if q.kind == "reworded"]
    assert len(asked) > 5
    for question in asked:
        words = _begun(question.text)
        rows = [tuple(map(_begun, row.split(": ", 1))) for row in question.rows]
        assert any(len(words & text) >= 3 and len(words & text - head) >= 3 for head, text in rows)


def _begun(text: str) -> set[str]:
    """How the longer words of a text begin."""
    return {w[:5] for w in WORD.findall(folded(text)) if len(w) >= 5}


def test_an_agent_that_ignores_negation_fails_the_check(
    shop: Callable[[str], Agent], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The filter is broken on purpose: whatever has to be lacking is not looked at."""
    agent = shop("restaurants")

    def asked() -> Outcome:
        return check(agent, languages=("en",), count=100)

    sound = _wrong(asked(), "without")

    def blind(condition: Asked, *rest: object) -> object:
        turned = replace(condition, op=AskedOp.IS)
        return held_to(turned if condition.op is AskedOp.LACKS else condition, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(resolve, "holds", blind)
    broken = _wrong(asked(), "without")
    assert len(broken) >= len(sound) + 3
    assert all("does not fit" in detail for detail in broken)


def test_an_agent_that_filters_by_nothing_fails_the_check(
    shop: Callable[[str], Agent], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each condition is taken for true of each row."""
    agent = shop("restaurants")
    sound = check(agent, languages=("en",), count=100)
    monkeypatch.setattr(
        resolve, "holds", lambda condition, columns, languages: columns.of_products(
            range(len(columns.ids))
        )
    )  # fmt: skip
    broken = check(agent, languages=("en",), count=100)
    for kind in ("wish", "count"):
        assert len(_wrong(broken, kind)) > len(_wrong(sound, kind)), kind
    assert broken.rate("wrong_binding") > sound.rate("wrong_binding") + 0.05


def _wrong(outcome: Outcome, kind: str) -> list[str]:
    """What is wrong in the replies to one kind of question, a line each."""
    return [
        next(f.detail for f in j.findings if f.rate in ("wrong_fact", "wrong_binding"))
        for j in outcome.judged
        if j.question.kind == kind and (j.counts("wrong_fact") or j.counts("wrong_binding"))
    ]
