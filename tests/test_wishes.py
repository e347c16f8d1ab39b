"""Wishes as people tell them, to directories and shops that exist nowhere."""

from __future__ import annotations

import pytest

from catalog.gathered import amounts
from catalog.records import PriceSpan, Variant
from catalog.schema import Role
from tests.test_kinds import Row, Shop


def _stay(name: str, price: str, city: str, stars: int, wifi: str, pets: str) -> Row:
    cells = {"city": city, "star rating": str(stars), "has wifi": wifi, "pets welcome": pets}
    return name, price, cells


STAYS = Shop(
    [
        _stay("Amber Hotel", "120.00", "San Francisco", 4, "yes", "no"),
        _stay("Birch Inn", "80.00", "San Francisco", 3, "yes", "yes"),
        _stay("Cedar Hotel", "95.00", "Los Angeles", 4, "yes", "no"),
        _stay("Dune Lodge", "70.00", "Los Angeles", 2, "no", "yes"),
        _stay("Elm Inn", "210.00", "New York", 5, "yes", "no"),
        _stay("Fern Lodge", "140.00", "New York", 3, "no", "no"),
        _stay("Grove Inn", "60.00", "Sunnyvale, CA", 3, "yes", "yes"),
        _stay("Hazel Hotel", "65.00", "San Jose, CA", 3, "yes", "yes"),
    ],
    source="hotels.csv",
)
DISHES = Shop(
    [
        ("Brask soup", "6.00", {"level": "cheap", "free entry": "yes", "material": "fine oak"}),
        ("Brask roast", "14.00", {"level": "dear", "free entry": "no", "material": "oak B2"}),
        ("Tolm salad", "9.00", {"level": "cheap", "free entry": "yes", "material": "elm"}),
        ("Brask stew", "8.00", {"level": "cheap", "free entry": "no", "material": "oak"}),
        ("Tolm stew", "8.00", {"level": "dear", "free entry": "no", "material": "rooted oak"}),
    ]
)


def _named(told: str, shop: Shop) -> set[str]:
    titles = {p.text("en").title for p in shop.goods.values()}
    return {title for title in titles if title in told}


@pytest.mark.parametrize(
    ("talk", "right"),
    [
        (["a hotel in SF"], {"Amber Hotel", "Birch Inn"}),
        (["somewhere in la with wifi"], {"Cedar Hotel"}),
        (["a place in NYC"], {"Elm Inn", "Fern Lodge"}),
        (["Sunnyvale please"], {"Grove Inn"}),
        (["san fran, with wifi", "no, rather in LA"], {"Cedar Hotel"}),
        (["a hotel in New York", "or SF"], {"Amber Hotel", "Birch Inn"}),
    ],
)
def test_a_place_is_known_by_its_short_name(talk: list[str], right: set[str]) -> None:
    assert _named(STAYS.says(*talk), STAYS) == right


def test_the_word_for_all_rows_is_no_word_of_titles() -> None:
    """Of hotels.csv each is a hotel, and not the "Cedar Hotel" alone."""
    assert "Dune Lodge" in STAYS.says("find me a hotel in Los Angeles")


def test_a_refined_wish_names_no_one_that_is_called_alike() -> None:
    """ "Birch Inn" and "Elm Inn" share a word, and nobody spoke of either."""
    told = STAYS.says("an inn with pets welcome in San Francisco", "in New York instead")
    assert "Elm Inn costs" not in told


@pytest.mark.parametrize("word", ["not too expensive", "something affordable", "cheap please"])
def test_price_in_words_alone_orders_what_was_found(word: str) -> None:
    told = STAYS.says("a hotel in SF", word)
    assert told.index("Birch Inn") < told.index("Amber Hotel")


def test_the_best_one_with_something_goes_on_with_the_search() -> None:
    told = STAYS.says("cheapest in New York", "and the best one with wifi")
    assert _named(told, STAYS) == {"Elm Inn"}


def test_a_bound_that_no_column_is_of_is_said() -> None:
    shop = Shop([("Orl", "", {"hue": "red"}), ("Mipla", "", {"hue": "red"})])
    assert "under 3000" in shop.says("something red under 3000")


@pytest.mark.parametrize("text", ["no entry fee", "without an entry fee", "free entry please"])
def test_a_name_that_says_free_is_wished_for_by_what_is_not_wanted(text: str) -> None:
    assert _named(DISHES.says(text), DISHES) == {"Brask soup", "Tolm salad"}


def test_what_is_not_wanted_of_a_title_is_left_out() -> None:
    assert "Brask roast" not in DISHES.says("brask, but not the roast")


def test_a_value_is_all_that_begins_with_it_and_a_denied_one_all_that_name_it() -> None:
    assert _named(DISHES.says("made of oak"), DISHES) == {"Brask roast", "Brask stew"}
    assert _named(DISHES.says("not made of oak"), DISHES) == {"Tolm salad"}


TRIPS = Shop(
    [
        ("Ax", "5.00", {"duration": "25 min", "good for kids": "yes", "memory gb": "8"}),
        ("Bo", "6.00", {"duration": "1 h 20 min", "good for kids": "no", "memory gb": "16"}),
        ("Cu", "7.00", {"duration": "55 min", "good for kids": "yes", "memory gb": "4"}),
    ]
)


@pytest.mark.parametrize(
    ("text", "language", "right"),
    [
        ("those that take less than half an hour", "en", {"Ax"}),
        ("anything under an hour", "en", {"Ax", "Cu"}),
        ("höchstens eine halbe Stunde", "de", {"Ax"}),
        ("unter einer Stunde", "de", {"Ax", "Cu"}),
        ("at least 8 gb of memory", "en", {"Ax", "Bo"}),
        ("what is good for kids", "en", {"Ax", "Cu"}),
        ("something for kids please", "en", {"Ax", "Cu"}),
    ],
)
def test_amounts_in_words_and_bounds(text: str, language: str, right: set[str]) -> None:
    assert _named(TRIPS.says(text, language=language), TRIPS) == right


def test_the_longest_is_no_field_of_that_stem() -> None:
    shop = Shop([("Ax", "5.00", {"Länge": "20 cm"}), ("Bo", "6.00", {"Länge": "90 cm"})])
    assert _named(shop.says("das längste", language="de"), shop) == {"Bo"}


GAMES = Shop(
    [
        ("Ax", "5.00", {"age from": "3 years", "players": "1", "cost level": "$"}),
        ("Bo", "6.00", {"age from": "5 years", "players": "2-4", "cost level": "$$"}),
        ("Cu", "7.00", {"age from": "10 years", "players": "2-6", "cost level": "$$$"}),
        ("Du", "8.00", {"age from": "12 years", "players": "3-6", "cost level": "$$"}),
    ]
)
ROOMS = Shop(
    [
        ("Ax", "5.00", {"guests": "1", "FSK": "6", "dog": "yes"}),
        ("Bo", "6.00", {"guests": "2", "FSK": "12", "dog": "no"}),
        ("Cu", "7.00", {"guests": "5", "FSK": "16", "dog": "yes"}),
    ]
)


@pytest.mark.parametrize(
    ("shop", "text", "language", "right"),
    [
        (GAMES, "something for a 6 year old", "en", {"Ax", "Bo"}),
        (GAMES, "a present for my niece, she's 5", "en", {"Ax", "Bo"}),
        (GAMES, "was für 10-jährige", "de", {"Ax", "Bo", "Cu"}),
        (ROOMS, "nothing for 12 year olds", "en", {"Ax"}),
        (ROOMS, "for a 13 year old", "en", {"Ax", "Bo"}),
        (GAMES, "for just one player", "en", {"Ax"}),
        (GAMES, "we are six", "en", {"Cu", "Du"}),
        (ROOMS, "für zwei", "de", {"Bo", "Cu"}),
        (ROOMS, "we are a family of four with a dog", "en", {"Cu"}),
    ],
)
def test_people_and_their_ages(shop: Shop, text: str, language: str, right: set[str]) -> None:
    assert _named(shop.says(text, language=language), shop) == right


def test_signs_of_money_are_levels_of_price() -> None:
    shop = Shop(
        [
            (name, "", {"cost level": level, "food": "thai"})
            for name, level in (("Axel", "$$"), ("Bora", "$"), ("Cuno", "$$$"))
        ]
    )
    told = shop.says("cheap thai")
    assert told.index("Bora") < told.index("Axel") < told.index("Cuno")
    assert _named(shop.says("the most expensive thai"), shop) == {"Cuno"}


def test_a_comma_hands_a_denial_on_within_one_field() -> None:
    shop = Shop(
        [
            ("Axel", "5.00", {"allergens": "nuts, milk", "vegan": "no"}),
            ("Bora", "6.00", {"allergens": "soy, egg", "vegan": "yes"}),
            ("Cuno", "7.00", {"allergens": "soy, milk", "vegan": "no"}),
            ("Dela", "8.00", {"allergens": "soy, nuts", "vegan": "yes"}),
        ]
    )
    assert _named(shop.says("without nuts, milk"), shop) == {"Bora"}
    assert _named(shop.says("without nuts, vegan"), shop) == {"Bora"}


def test_titles_that_hold_a_no_stand_beside_each_other() -> None:
    shop = Shop(
        [
            ("Umi no Ki", "", {"rating": "4.8", "cost level": "$$$"}),
            ("Umi no Ko", "", {"rating": "4.0", "cost level": "$$"}),
            ("Umi Bar", "", {"rating": "3.0", "cost level": "$"}),
        ]
    )
    told = shop.says("Umi no Ki or Umi no Ko, which is better rated", "and which is cheaper?")
    assert _named(told, shop) == {"Umi no Ko"}


LODGES = Shop(
    [
        ("Tolm House", "60.00", {"city": "Brask", "parking": "yes", "price range": "moderate"}),
        ("Stay at Elm", "40.00", {"city": "Brask", "parking": "no", "price range": "cheap"}),
        ("Fen House", "90.00", {"city": "Ulm", "parking": "yes", "price range": "expensive"}),
        ("Room for Two", "80.00", {"city": "Ulm", "parking": "no", "price range": "moderate"}),
    ]
)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("We are coming to Brask, we stayed in a place with no parking. Any with parking?", "en"),
        ("Last year we were in Ulm. Is there something in Brask with parking", "en"),
        ("Wir kommen nach Brask, letztes Mal waren wir in Ulm ohne Parkplatz, habt ihr was mit "
         "Parkplatz", "de"),
    ],
)  # fmt: skip
def test_what_was_is_no_wish(text: str, language: str) -> None:
    assert _named(LODGES.says(text, language=language), LODGES) == {"Tolm House"}


def test_a_german_conjunctive_tells_no_past() -> None:
    told = LODGES.says("was in Ulm, schön wäre mit Parkplatz", language="de")
    assert _named(told, LODGES) == {"Fen House"}


def test_a_number_word_wants_no_title_that_has_it() -> None:
    told = LODGES.says("its just us two, something in Brask with parking")
    assert _named(told, LODGES) == {"Tolm House"}


CLASSED = Shop(
    [
        (name, "", {"price range": level, "food": food})
        for name, level, food in (
            ("Axel", "moderate", "thai"),
            ("Bora", "cheap", "thai"),
            ("Cuno", "expensive", "thai"),
            ("Dora", "cheap", "french"),
        )
    ]
)


def test_words_for_prices_are_levels_of_price() -> None:
    assert _named(CLASSED.says("the cheapest thai"), CLASSED) == {"Bora"}
    assert _named(CLASSED.says("a moderate thai"), CLASSED) == {"Axel"}
    told = CLASSED.says("which is dearer, Bora or Axel")
    assert told.index("Axel") < told.index("Bora")


def test_a_price_from_somewhere_on_is_not_the_highest() -> None:
    shop = Shop([("Cut", "20.00", {"for": "men"}), ("Colour", "90.00", {"for": "women"})])
    price = shop.shelf.columns.columns["price"]
    price.high[0] = float("inf")  # "from 20 €"
    assert _named(shop.says("what is the dearest"), shop) == {"Colour"}


SIZES = Shop(
    [
        ("Pip 16", "7.00", {"kind": "bike", "height cm": "100-115", "cake": "Torte"}),
        ("Pip 20", "8.00", {"kind": "bike", "height cm": "113-130", "cake": "Kuchen"}),
        ("Pip 24", "9.00", {"kind": "bike", "height cm": "128-148", "cake": "Kuchen"}),
    ]
)


def test_about_a_number_is_within_the_span_of_a_cell() -> None:
    assert _named(SIZES.says("a bike for about 120 cm"), SIZES) == {"Pip 20"}


def test_of_two_words_for_one_thing_that_rows_tell_apart_the_said_one_is_meant() -> None:
    assert _named(SIZES.says("eine Torte", language="de"), SIZES) == {"Pip 16"}


def _sight(name: str, fee: str, kind: str, town: str, insurance: str) -> Row:
    return name, fee, {"kind": kind, "town": town, "insurance": insurance}


TOWN = Shop(
    [
        _sight("Table Rock", "4.00", "rock", "Brask", "nur privat"),
        _sight("Castle Tolm", "9.00", "castle", "Brask", "alle"),
        _sight("Salt Museum", "6.00", "museum", "Brask", "alle"),
        _sight("Clock Museum", "0.00", "museum", "Ulm", "nur privat"),
    ],
    passages=(("Tables", "A table is reserved by phone."), ("Bus", "The bus is for nothing.")),
)


def test_a_word_for_what_all_have_keeps_no_name_from_another() -> None:
    assert "Castle Tolm" in TOWN.says("a table for us in Brask")


def test_not_only_denies_nothing_but_a_value_that_says_only() -> None:
    told = TOWN.says("etwas in Brask, nicht nur privat", language="de")
    assert _named(told, TOWN) == {"Castle Tolm", "Salt Museum"}


def test_any_before_what_can_be_wished_for_wishes_for_it() -> None:
    shop = Shop(
        [
            ("Axel", "5.00", {"vegan options": "yes", "city": "Ulm"}),
            ("Bora", "6.00", {"vegan options": "no", "city": "Ulm"}),
        ]
    )
    assert _named(shop.says("any vegan food in Ulm"), shop) == {"Axel"}


FREED = Shop(
    [
        ("Pizza Tolm", "9.00", {"kind": "pizza", "allergens": "gluten, milk"}),
        ("Pizza Brask", "9.00", {"kind": "pizza", "allergens": "milk"}),
        ("Alcohol-free lager", "4.00", {"kind": "drink", "allergens": "gluten"}),
        ("Lager", "4.00", {"kind": "drink", "allergens": "gluten"}),
    ]
)


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("gluten free pizza", {"Pizza Brask"}),
        ("a gluten-free pizza please", {"Pizza Brask"}),
        ("alcohol free lager", {"Alcohol-free lager"}),
    ],
)
def test_free_of_something_is_no_word_of_another_title(text: str, right: set[str]) -> None:
    assert _named(FREED.says(text), FREED) == right


def test_what_costs_nothing_is_found_by_its_price() -> None:
    shop = Shop([("Park", "", {"town": "Ulm"}), ("Mill", "3.00", {"town": "Ulm"})])
    price = shop.shelf.columns.columns["price"]
    price.low[0] = price.high[0] = 0.0
    for text in ("what is free in Ulm", "something in Ulm thats free"):
        assert _named(shop.says(text), shop) == {"Park"}
    assert _named(shop.says("was ist in Ulm kostenlos", language="de"), shop) == {"Park"}


@pytest.mark.parametrize(
    ("words", "low"), [("free", 0.0), ("kostenlos", 0.0), ("on request", None)]
)
def test_a_price_that_says_free_is_one_of_nothing(words: str, low: float | None) -> None:
    variant = Variant("v", (), "", "", None, price_span=PriceSpan(None, None, words))
    assert amounts(variant)[0] == (Role.PRICE, low, low)


DOCTORS = Shop(
    [
        ("Ilse Tolm", "", {"speciality": "dentist", "city": "Brask", "barrier-free": "yes"}),
        ("Jan Fen", "", {"speciality": "physician", "city": "Brask", "barrier-free": "no"}),
        ("Kaja Rood", "", {"speciality": "dentist", "city": "Ulm", "barrier-free": "no"}),
    ]
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "language", "right"),
    [
        ("Zahnarzt in Brask", "de", {"Ilse Tolm"}),
        ("somebody in Brask, I come in a wheelchair", "en", {"Ilse Tolm"}),
        ("jemand mit Rollstuhl in Brask", "de", {"Ilse Tolm"}),
        ("wheelchair accessible in Brask", "en", {"Ilse Tolm"}),
    ],
)
def test_other_words_for_a_value_or_a_yes(text: str, language: str, right: set[str]) -> None:
    assert _named(DOCTORS.says(text, language=language), DOCTORS) == right


def test_so_many_people_by_a_word() -> None:
    shop = Shop([(f"Hut {n}", "9.00", {"people": n}) for n in ("2", "4", "6")])
    assert _named(shop.says("Hut, wir sind zu sechst", language="de"), shop) == {"Hut 6"}


def test_an_unknown_compound_is_none_of_its_last_part() -> None:
    shop = Shop([("Rose park", "", {"kind": "park"}), ("Salt Museum", "", {"kind": "museum"})])
    told = shop.says("habt ihr einen Freizeitpark", language="de")
    assert "„Freizeitpark“ finde ich hier nicht" in told
    assert "Ja" not in told


def test_what_nobody_knows_stands_before_what_is_there() -> None:
    shop = Shop([(f"Roll {n}", "1.00", {"kind": "roll"}) for n in ("Ax", "Bo", "Cy")])
    told = shop.says("do you have filled rolls with mince")
    assert "“filled, mince”" in told
    assert told.index("mince") < told.index("Roll Ax")
