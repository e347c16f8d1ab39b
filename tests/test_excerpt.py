"""The part of a passage that answers, over passages of many sentences and bullets."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.answering.excerpt import MOST, WHOLE, excerpt
from agent.answering.passages import sentences
from tests.talks import opened

WORDS = st.text("abcdefg ", min_size=1, max_size=60).map(lambda text: f"X{text.strip()}")
TEXTS = st.lists(st.tuples(WORDS, st.sampled_from([". ", "! ", "? ", ".\n", "\n"])), min_size=1)


@given(TEXTS, st.data())
def test_an_excerpt_is_one_piece_of_the_text_with_its_nearest_sentence(
    parts: list[tuple[str, str]], data: st.DataObject
) -> None:
    text = "".join(f"{words}{end}" for words, end in parts).strip()
    written = sentences(text)
    near = data.draw(
        st.lists(st.floats(0, 1), min_size=len(written), max_size=len(written), unique=True)
    )
    told = excerpt(text, near, lambda _: False)
    assert told in text
    assert written[near.index(max(near))].strip() in told
    assert len(text) > WHOLE or told == text
    assert len(told) <= max(MOST, WHOLE, max(map(len, written)) + 8) or len(written) == 1


@pytest.mark.parametrize(
    "text",
    [
        "Wir haben vom 24. Dezember bis zum 2. Jänner zu. Danach sind wir wieder täglich für Sie da"
        " und freuen uns auf Ihren Besuch in unserem Geschäft am Platz.",
        "Kissen, Decken, z. B. aus Wolle, und Tücher geben wir zurück. Alles andere bleibt bei uns,"
        " solange niemand danach fragt und es niemand braucht, auch im Winter.",
    ],
)
def test_no_sentence_ends_behind_a_number_or_a_few_letters(text: str) -> None:
    for place in range(len(sentences(text))):
        near = [float(n == place) for n in range(len(sentences(text)))]
        told = excerpt(text, near, lambda _: False)
        assert told[0].isupper(), told
        assert told.endswith("."), told
        assert not told.endswith((" 24.", " 2.", " z.", " B.")), told


BULLETS = {
    "en": [
        "Showers are heated and free, with one room for families.",
        "There are two washing machines and a dryer behind the kitchen.",
        "Phone signal is good on Norvex and poor on Quando.",
        "Two electric car chargers stand beside the barn, at 45p per kWh.",
        "The farm shop has milk, eggs and bread, ordered by six for the next day.",
        "Umbrellas can be borrowed at the desk.",
    ],
    "de": [
        "Die Duschen sind beheizt und frei, eine ist für Familien.",
        "Hinter der Küche stehen zwei Waschmaschinen und ein Trockner.",
        "Das Netz von Norvex ist gut, das von Quando schlecht.",
        "Neben der Scheune stehen zwei Ladesäulen, 45 ct je kWh.",
        "Der Hofladen hat Milch, Eier und Brot, auf Bestellung bis sechs Uhr.",
        "Regenschirme leihen wir an der Kasse aus.",
    ],
}
ASKED = [
    ("en", "is there a dryer?", 1),
    ("en", "how is the phone signal", 2),
    ("en", "do you have car chargers", 3),
    ("en", "can umbrellas be borrowed?", 5),
    ("de", "gibt es einen trockner?", 1),
    ("de", "wie ist das netz von quando", 2),
    ("de", "habt ihr ladesäulen?", 3),
    ("de", "kann man regenschirme leihen?", 5),
]


@pytest.mark.parametrize(("language", "question", "right"), ASKED)
def test_of_many_bullets_those_are_told_that_answer(
    tmp_path: Path, language: str, question: str, right: int
) -> None:
    folder = tmp_path / "shop"
    folder.mkdir()
    (folder / "tresen.toml").write_text(
        f'[business]\nname = "Tolm"\nlanguages = ["{language}"]\ncurrency = "EUR"\n'
    )
    bullets = BULLETS[language]
    written = "\n".join(f"- {bullet}" for bullet in bullets)
    heading = {"en": "Facilities", "de": "Ausstattung"}[language]
    (folder / f"page.{language}.md").write_text(f"# Tolm\n\n## {heading}\n\n{written}\n")
    shop = opened("shop", tmp_path / "state", among=tmp_path)
    told = shop.asked(question).text
    shop.catalog.close()
    assert bullets[right] in told, told
    assert sum(bullet in told for bullet in bullets) <= 3, told


@pytest.mark.parametrize(
    ("text", "first", "told"),
    [
        (
            "There is much to see here at any time of the year for all. 15% off for the"
            " second child of a family. Discounts do not apply to camps. The desk has maps, mugs"
            " and postcards.",
            1,
            "Discounts do not apply to camps.",
        ),
        (
            "We have three rooms and a large hall with a stage for up to eighty people. With 24"
            " hours' notice we offer another time. With less notice the lesson is charged in full.",
            2,
            "With 24 hours' notice we offer another time.",
        ),
        (
            "Unopened games come back within 30 days with the receipt, for a full refund in cash."
            " Missing a piece? Tell us, we ask the publisher. Dice and tickets are final sale.",
            1,
            "Tell us, we ask the publisher.",
        ),
    ],
)
def test_what_a_sentence_hangs_on_is_told_with_it(text: str, first: int, told: str) -> None:
    near = [0.8 if n == first else 0.77 for n in range(len(sentences(text)))]
    assert told in excerpt(text, near, lambda one: "not" in one.split())


def test_what_a_heading_denies_is_told_below_it(tmp_path: Path) -> None:
    folder = tmp_path / "shop"
    folder.mkdir()
    (folder / "tresen.toml").write_text(
        '[business]\nname = "Tolm"\nlanguages = ["en"]\ncurrency = "EUR"\n'
    )
    text = "# Tolm\n\n## We don't hire\n\nZorvels, mipla lifts and skips. Try Brask for skips.\n"
    (folder / "page.en.md").write_text(text + "\n## Parking\n\nBehind the house.\n")
    shop = opened("shop", tmp_path / "state", among=tmp_path)
    told = shop.asked("do you hire zorvels?").text
    shop.catalog.close()
    assert "We don't hire" in told, told
