"""Lists over a catalog of one's own: what is named "from", and what is looked for by a tag."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from agent.answer import Incoming, answer
from agent.config import load
from agent.events import CardShown, TextDelta
from agent.grounding.names import Names
from agent.grounding.words import tokens
from agent.shop import Agent
from catalog.ingest import ingest
from catalog.lookup import Catalog
from tests.fake_backend import ScriptedBackend

SHOP = '[business]\nname = "Hall"\nurl = "https://hall.example"\ncurrency = "EUR"\n'
HEAD = (
    "Title,URL handle,Description,Type,Tags,Option1 name,Option1 value,Price,SKU,"
    "Inventory quantity\n"
)
GOODS = [
    "Rana,rana,A kettle of steel.,Kettles,hot water,Size,small,12.00,R-1,0",
    "Rana,rana,,,,Size,large,19.50,R-2,5",
    "Rana,rana,,,,Size,huge,25.00,R-3,5",
    "Brim,brim,A kettle of glass.,Kettles,hot water,Size,one,15.00,B-1,5",
    "Apple,apple,A fruit.,Fruit,,,,1.99,P-1,9",
    *(
        f"Apple {what},apple-{what.lower()},Made by Apple.,Machines,,,,499.00,P-{what},2"
        for what in (
            "Phone",
            "Laptop",
            "Watch",
            "Tablet",
            "Speaker",
            "Charger",
            "Cable",
            "Case",
            "Lamp",
            "Radio",
            "Router",
            "Screen",
            "Camera",
            "Scale",
        )
    ),
    "Ultrasonic Humidifier 2.0L,mist,It makes mist.,Humidifiers,,,,69.99,H-2,9",
    "Wool Shawl,shawl,It warms women and men.,Shawls,,,,39.00,S-1,9",
    "Smart Humidifier 4.0L,smart,It makes mist.,Humidifiers,,,,129.99,H-4,9",
    "Personal Blender 600ml,blend,It blends.,Blenders,,,,49.99,B-6,9",
    *(
        f"Item {n},item-{n},A thing for play.,Things,sports equipment,,,9.00,I-{n},3"
        for n in range(30)
    ),
]


@pytest.fixture(scope="module")
def agent(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Agent]:
    folder = tmp_path_factory.mktemp("hall")
    (folder / "tresen.toml").write_text(SHOP, "utf-8")
    (folder / "goods.csv").write_text(HEAD + "\n".join(GOODS) + "\n", "utf-8")
    settings = load(folder / "tresen.toml", state=folder / "state")
    catalog = Catalog.open(settings.state)
    business = settings.business.record()
    ingest([str(folder / "goods.csv")], catalog.database, catalog.search, business=business)
    agent = Agent(settings, catalog, ScriptedBackend())
    yield agent
    agent.close()


def told(agent: Agent, message: str) -> tuple[str, dict[str, CardShown]]:
    events = list(answer(agent, Incoming(message, language="en")))
    cards = {e.id: e for e in events if isinstance(e, CardShown)}
    return "".join(e.text for e in events if isinstance(e, TextDelta)), cards


def test_from_is_a_price_that_can_be_paid_and_the_cards(agent: Agent) -> None:
    """The small kettle for 12 is sold out."""
    text, cards = told(agent, "which kettles do you have?")
    assert "small €12.00 (sold out); large €19.50" in text
    assert "from €12" not in text
    assert cards["rana"].price == "from €19.50"


def test_the_cheapest_is_one_that_can_be_had(agent: Agent) -> None:
    text, cards = told(agent, "which kettle is the cheapest?")
    assert next(iter(cards)) == "brim"
    assert "12.00" not in text


def test_a_tag_that_is_said_in_full_is_what_is_looked_for(agent: Agent) -> None:
    """All products near hold its words, so no word tells one of them from another."""
    text, cards = told(agent, "Can you suggest something in the direction of sports equipment?")
    assert cards
    assert all(id.startswith("item-") for id in cards), text


def test_who_says_a_whole_title_is_told_of_that_one_first(agent: Agent) -> None:
    text, cards = told(agent, "Have you got any Apple left?")
    assert text.startswith("Yes")
    assert "€1.99" in text.partition("\n")[0]
    assert next(iter(cards)) == "apple"


@pytest.mark.parametrize(
    ("message", "denied"),
    [
        ("how much is the ultrasonic humidifier 4.0L", "ultrasonic humidifier 4.0L"),
        ("is the personal blender 400ml in stock?", "personal blender 400ml"),
        ("Is the Smart Evo Humidifier 4.0L in stock?", "Smart Evo"),
    ],
)
def test_another_number_or_beginning_makes_another_name(
    agent: Agent, message: str, denied: str
) -> None:
    text, cards = told(agent, message)
    first = re.split(r"[.:]\s|\n", text)[0]
    assert not first.startswith("Yes")
    assert all(word in first.lower() for word in denied.lower().split()), text
    assert "€" not in first
    assert cards, "what comes close"


@pytest.mark.parametrize(
    ("message", "price"),
    [
        ("how much is the ultrasonic humidifier", "€69.99"),
        ("price of the smart humidifier 4.0L?", "€129.99"),
        ("what's the personal blender 600ml", "€49.99"),
    ],
)
def test_and_the_name_itself_is_still_one(agent: Agent, message: str, price: str) -> None:
    text, _ = told(agent, message)
    assert price in text
    assert "close" not in text


def test_an_and_begins_no_other_name() -> None:
    """ "And black" stands in a shirt's title; two names joined by an "and" are two all the same."""
    titles = [
        ("shirt", "Blue and Black Check Shirt"),
        ("slipper", "Black & Brown Slipper"),
        ("ball", "Tennis Ball"),
    ]
    named = Names.of(titles, ["shirt"]).in_message(tokens("Tennis Ball and Black & Brown Slipper"))
    assert {"ball", "slipper"} <= {naming.product for naming in named.sure}
    assert not named.close


def test_nobody_sells_women(agent: Agent) -> None:
    """Who says for whom it is to be names no goods."""
    text, cards = told(agent, "do you have something warm for women?")
    assert "don't have" not in text
    assert set(cards) == {"shawl"}
    denied, _ = told(agent, "do you have kayaks for women?")
    assert "kayaks women" not in denied
    assert "kayaks" in denied.lower()


def test_another_number_makes_another_name_in_each_language() -> None:
    titles = [("blender", "Personal Blender 600ml"), ("blender", "Einzelportionsmixer 600ml")]
    names = Names.of(titles, [])
    named = names.in_message(tokens("wie teuer ist Einzelportionsmixer 4ml"))
    assert not named.sure
    assert [naming.unknown for naming in named.close] == ["einzelportionsmixer 4"]
    assert names.in_message(tokens("wie teuer ist Einzelportionsmixer 600ml")).sure
