"""What was spoken of held against another one, over the training shops: by pairs of their own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from agent.understanding.likeness import plainer
from agent.understanding.query import Act
from catalog.columns import Columns
from tests.talks import SHOPS, Shop, names, opened

MOST = 3
"""So many pairs of a shop are asked of."""

ASKED = {
    "en": ("what do I get over the plain one?", "how much do I save vs the normal one"),
    "de": ("was ist bei der anders als beim normalen", "was spare ich gegenüber dem normalen"),
}


@pytest.fixture(scope="module")
def shops(tmp_path_factory: pytest.TempPathFactory) -> list[Shop]:
    state = tmp_path_factory.mktemp("shops")
    return [opened(name, state / name) for name in names(SHOPS)]


def _pairs(columns: Columns) -> Iterator[tuple[str, str]]:
    """What is called so with more to its name, and the only plain one."""
    for number, title in enumerate(columns.titles):
        alike = plainer({number}, columns)
        if len(alike) == 1:
            yield title, columns.titles[alike[0]]


def test_the_plain_one_is_told_beside_what_was_spoken_of(shops: list[Shop]) -> None:
    asked = right = 0
    for shop in shops:
        language = shop.business.languages[0]
        for pair in list(_pairs(shop.shelf.columns))[:MOST]:
            for question in ASKED.get(language, ()):
                first, second = shop.had(f"{pair[0]}?", question)
                if len({s.product.id for s in first.said.shown}) != 1:
                    continue
                asked += 1
                right += all(title in second.text for title in pair)
    assert asked > 10
    assert right >= 0.8 * asked, (right, asked)


def test_so_many_of_them_are_no_pieces(shops: list[Shop]) -> None:
    """ "Which of the two is dearer" orders two that were told, and sells nobody two of one."""
    words = {"en": "which of the two is cheaper", "de": "welcher von den 2 ist billiger"}
    for shop in shops:
        question = words.get(shop.business.languages[0])
        titles = shop.shelf.columns.titles[:2]
        if question is None or len(set(titles)) < 2:
            continue
        *_, last = shop.had(f"{titles[0]} {titles[1]}", question)
        assert all(ask.act is not Act.SUM for ask in last.query.asks), shop.name
