"""Which item is meant of several that are called nearly alike, and whether it can be had."""

from __future__ import annotations

import pytest

from catalog.records import Availability
from tests.test_kinds import Shop

CARE = Shop(
    [
        ("Pedicure", "42.00", {"duration": "50 min", "done by": "Lubna"}),
        ("Pedicure with Gel", "58.00", {"duration": "75 min", "done by": "Lubna"}),
        ("Full Tint", "68.00", {"duration": "105 min", "done by": "Mirel"}),
        ("Full Tint Ammonia-Free", "76.00", {"duration": "110 min", "done by": "Mirel"}),
        ("Haircut", "31.00", {"duration": "30 min", "done by": "Teo"}),
    ]
)
PARTS = Shop(
    [
        ("Spark plug", "7.40", {"fits": "Loma", "warranty": "12 months"}),
        ("Spark plug iridium", "13.80", {"fits": "Loma", "warranty": "24 months"}),
        ("Oil filter", "9.90", {"fits": "Loma", "warranty": "12 months"}),
        ("Wiper", "15.90", {"fits": "Pico", "warranty": "12 months"}),
    ]
)
WINES = Shop(
    [
        ("Lemberger", "8.40", {"vintage": "2023"}),
        ("Lemberger Eichgrund", "19.90", {"vintage": "2020"}),
        ("Silvaner", "7.80", {"vintage": "2024"}),
    ]
)
FILMS = Shop(
    [
        ("Winter Keeper", "2.29", {"age rating": "12", "format": "DVD, mini case"}),
        ("Winter Keeper Mini", "3.29", {"age rating": "18", "format": "stream"}),
        ("Paper Foxes", "2.99", {"age rating": "6", "format": "mini case"}),
    ]
)
DISHES = Shop(
    [
        ("Pizza Margherita", "9.50", {"ingredients": "Tomaten, Mozzarella"}),
        ("Pizza Margherita Bufala", "12.50", {"ingredients": "Tomaten, Büffelmozzarella"}),
        ("Pizza Funghi", "11.00", {"ingredients": "Tomaten, Champignons"}),
    ]
)


@pytest.mark.parametrize(
    ("shop", "language", "talk", "right", "wrong"),
    [
        (CARE, "en", "price of pedicure with gel | ok and without gel?", "42.00", "58.00"),
        (CARE, "en", "what does full tint cost | and the one without ammonia?", "76.00", "68.00"),
        (CARE, "de", "was kostet pedicure with gel | und ohne gel?", "42,00", "58,00"),
        (PARTS, "en", "how much is the spark plug iridium | and the normal ones", "7.40", "13"),
        (PARTS, "en", "four spark plug iridium, how much | and the plain ones", "29.60", "55"),
        (WINES, "de", "jahrgang lemberger eichgrund | und der einfache?", "2023", "2020"),
        (FILMS, "en", "price winter keeper | ah the other then, age rating?", "18", "12"),
        (FILMS, "en", "price winter keeper | no, the mini I meant", "3.29", "2.29"),
        (WINES, "de", "was kostet der lemberger | und der andere?", "19,90", "8,40"),
    ],
)
def test_what_is_called_alike_is_told_apart(
    shop: Shop, language: str, talk: str, right: str, wrong: str
) -> None:
    told = shop.says(*talk.split(" | "), language=language)
    assert right in told
    assert wrong not in told


def test_of_those_that_were_listed_the_named_one_is_checked() -> None:
    shop = Shop(
        [
            ("Hortensie Blau", "24.00", {"hue": "blue", "group": "garden"}),
            ("Rose Abendglut", "21.00", {"hue": "red, orange", "group": "garden"}),
            ("Rose Abendrot", "26.00", {"hue": "red", "group": "garden"}),
        ]
    )
    told = shop.says(
        "welche sind für garden?", "und die abendglut, ist die auch red", language="de"
    )
    assert told.startswith("Ja")
    assert "Hortensie" not in told


@pytest.mark.parametrize(
    ("text", "language"), [("habt ihr den zorvel in weiß", "de"), ("do you have it in white", "en")]
)
def test_what_is_sold_out_is_not_affirmed(text: str, language: str) -> None:
    """The only one that fits is there no more: no "yes" before it."""
    gone = Availability.OUT_OF_STOCK
    shop = Shop(
        [
            ("Zorvel Shoe", "12.00", {"hue": "weiß" if language == "de" else "white"}),
            ("Mipla Shoe", "9.00", {"hue": "rot" if language == "de" else "red"}),
        ],
        states={"p0": gone},
    )
    told = shop.says(text, language=language)
    assert not told.startswith(("Ja", "Yes", "One", "Eines"))
    assert "sold out" in told or "ausverkauft" in told


def test_the_way_back_is_not_the_way_there() -> None:
    """ "Bex – Aln" has the words of "Aln – Bex" and is no longer name of it."""
    shop = Shop(
        [
            ("Aln – Bex", "5.00", {"changes": "1"}),
            ("Bex – Aln", "6.00", {"changes": "2"}),
            ("Aln – Cor", "7.00", {"changes": "0"}),
        ]
    )
    told = shop.says("Aln to Bex please")
    assert "5.00" in told
    assert "6.00" not in told


@pytest.mark.parametrize(
    ("shop", "text", "language"),
    [
        (DISHES, "wie viele kalorien hat die pizza funghi", "de"),
        (PARTS, "what torque for the oil filter", "en"),
        (WINES, "welchen restzucker hat der silvaner", "de"),
    ],
)
def test_what_no_row_states_of_a_named_item_is_said(shop: Shop, text: str, language: str) -> None:
    told = shop.says(text, language=language)
    assert "nothing is stated on" in told or "steht nichts über" in told


@pytest.mark.parametrize(
    ("shop", "talk", "right"),
    [
        (
            Shop([("Spin", "46.00", {"places left": "7"}), ("Yin", "40.00", {"places left": "1"})]),
            ("what does yin cost", "how many places"),
            "1",
        ),
        (
            Shop([("Bolt A", "4.00", {"packs": "40"}), ("Nut B", "5.00", {"packs": "14"})]),
            ("price of nut b", "and how many packs?"),
            "14",
        ),
    ],
)
def test_how_many_is_a_value_of_what_is_spoken_of(
    shop: Shop, talk: tuple[str, ...], right: str
) -> None:
    assert right in shop.says(*talk).split(": ")[-1]


def test_a_colour_that_is_a_small_word_too_is_read_behind_in() -> None:
    """ "weiß" is a colour in "in weiß", and a verb in "ich weiß nicht"."""
    shop = Shop(
        [
            ("Stern rot", "12.90", {"farbe": "rot"}),
            ("Stern weiß", "13.90", {"farbe": "weiß"}),
            ("Farn", "17.50", {"farbe": "grün"}),
        ]
    )
    assert "13,90" in shop.says("was kostet stern rot", "gibts den in weiß", language="de")


@pytest.mark.parametrize(
    ("talk", "language", "right", "wrong"),
    [
        ("bolts M8 | no, the one with a ring", "en", "Bolt M8 R", "Bolt M8 P"),
        ("was kostet bolt m8 | und was kostet die mit ring", "de", "6,00", "5,00"),
    ],
)
def test_a_value_tells_several_apart_that_were_told(
    talk: str, language: str, right: str, wrong: str
) -> None:
    shop = Shop(
        [
            ("Bolt M8 P", "5.00", {"head": "plate"}),
            ("Bolt M8 R", "6.00", {"head": "ring"}),
            ("Nut M8", "2.00", {"head": "none"}),
        ]
    )
    told = shop.says(*talk.split(" | "), language=language)
    assert right in told
    assert wrong not in told


PLACES = Shop(
    [
        (
            "Tasca Vento",
            "",
            {"cuisine": "Portuguese", "vegetarian friendly": "yes", "phone": "+351 22 111"},
        ),
        (
            "Lokanta Mavi",
            "",
            {"cuisine": "Turkish", "vegetarian friendly": "no", "phone": "+43 316 222"},
        ),
        (
            "Green Leaf",
            "",
            {"cuisine": "Vegetarian", "vegetarian friendly": "yes", "phone": "+49 341 333"},
        ),
    ],
    [("Bookings", "We do not book tables. Ring the house itself; the number is in each entry.")],
)


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("whats their number", "en"),
        ("how can i reach them?", "en"),
        ("wie erreiche ich die", "de"),
        ("kann ich da anrufen?", "de"),
    ],
)
def test_their_number_is_of_what_was_spoken_of(question: str, language: str) -> None:
    told = PLACES.says("what cuisine has lokanta mavi", question, language=language)
    assert "+43 316 222" in told


@pytest.mark.parametrize(
    ("question", "right"),
    [
        ("is tasca vento good for vegetarians", "Yes"),
        ("is lokanta mavi good for vegetarians", "No"),
        ("is green leaf good for vegetarians", "Yes"),
    ],
)
def test_a_field_that_says_yes_or_no_answers_before_a_value(question: str, right: str) -> None:
    """A Portuguese place is none of vegetarian cuisine, and may be friendly to vegetarians."""
    assert PLACES.says(question).startswith(right)


@pytest.mark.parametrize(
    ("question", "language", "right"),
    [
        ("does the lasagne contain celery", "en", "Yes"),
        ("is da celery drin", "de", "Ja"),
        ("is there celery in it", "en", "Yes"),
    ],
)
def test_what_is_in_it_may_stand_in_either_list(question: str, language: str, right: str) -> None:
    """Among the allergens is enough, though no ingredient is called so."""
    shop = Shop(
        [
            ("Lasagne", "11.20", {"ingredients": "beef, cheese", "allergens": "milk, celery"}),
            ("Salad", "8.20", {"ingredients": "leaf, celery", "allergens": "celery"}),
            ("Bread", "3.00", {"ingredients": "wheat", "allergens": "gluten"}),
        ]
    )
    assert shop.says("what does the lasagne cost", question, language=language).startswith(right)


@pytest.mark.parametrize(
    ("talk", "language"),
    [
        ("how strong is it", "en"),
        ("do you have guided tastings in the cellar? | how strong is it", "en"),
        ("wieviel prozent", "de"),
        ("how many percent", "en"),
    ],
)
def test_a_measure_is_asked_of_what_was_spoken_of(talk: str, language: str) -> None:
    """Also after something written: "how strong is it" goes on with the item."""
    shop = Shop(
        [
            ("Silvaner", "7.80", {"alcohol % vol": "12", "bottle": "1 l"}),
            ("Quittengeist", "9.80", {"alcohol % vol": "40", "bottle": "0.5 l"}),
        ],
        [("Guided tastings", "On Fridays at six we taste five wines in the cellar, 12 guests.")],
    )
    told = shop.says("price of quittengeist", *talk.split(" | "), language=language)
    assert "40" in told


def test_an_article_points_at_nothing() -> None:
    """In "ist die Pizza …" the "die" is no pronoun for what was spoken of."""
    rows = [(f"Pizza {name}", "9.00", {"schärfe": "scharf"}) for name in ("Aln", "Bex", "Cor")]
    more = [(f"Pizza {name}", "9.50", {"schärfe": "mild"}) for name in ("Dau", "Elm", "Fir")]
    shop = Shop([*rows, *more, ("Gurkensalat", "4.00", {"schärfe": "mild"})])
    told = shop.says("was kostet der gurkensalat", "ist die Pizza scharf?", language="de")
    assert "Gurkensalat" not in told
    assert "Pizza Aln" in told
