"""A button that puts what was found into the shop's own cart: only where its row's id allows it."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser, expect

from agent.answer import Incoming, answer
from agent.cart_settings import ShopSection
from agent.carts import Carts, Good, endpoint_in
from agent.config import Settings
from agent.events import CardShown, CartOffered, Event, Finished, Started, TextDelta, Timings
from agent.shop import Agent
from catalog.ingest import ingest
from catalog.lookup import Catalog
from catalog.records import Business, Product
from catalog.tables import listings
from tests.browsing import CHROMIUM, ask, chromium, greeting_agent, opened, visiting
from tests.fake_backend import ScriptedBackend
from tests.fakes import CARD, FINISHED
from tests.platform_server import Platform
from web.embed import script
from web.reply import Reply, gather
from web.shop_events import References, linked
from web.stream import events, parts
from web.webhooks import channels_of
from web.webhooks.letters import letter_of
from web.words import messages

BUSINESS = Business(name="S", url="https://shop.example", languages=("en",), currency="EUR")

SHOPIFY = json.dumps(
    {
        "products": [
            {
                "id": 8001, "title": "Vandre", "handle": "vandre", "body_html": "x",
                "options": [{"name": "Size"}],
                "variants": [
                    {"id": 41000000000001, "option1": "42", "sku": "VAN-42", "price": "149.95",
                     "available": True},
                    {"id": 41000000000002, "option1": "43", "sku": "", "price": "149.95",
                     "available": False},
                ],
            },
            {
                "id": 8002, "title": "Mug", "handle": "mug", "body_html": "x",
                "options": [{"name": "Title"}],
                "variants": [{"id": 41000000000003, "option1": "Default Title", "sku": "MUG",
                              "price": "9.95", "available": True}],
            },
        ]
    }
)  # fmt: skip

WOO = """ID,Type,SKU,Name,Published,Is featured?,Visibility in catalog,Short description,\
Description,In stock?,Stock,Regular price,Categories,Parent,Attribute 1 name,Attribute 1 value(s)
11,simple,MUG,Mug,1,0,visible,a,b,1,5,9.95,Cups,,,
12,variable,SHOE,Vandre,1,0,visible,a,b,1,,,Shoes,,Size,"42, 43"
13,variation,SHOE-42,Vandre - 42,1,0,visible,,,1,2,149.95,,SHOE,Size,42
14,variation,SHOE-43,Vandre - 43,1,0,visible,,,0,0,149.95,,SHOE,Size,43
"""

GOOGLE = """id\ttitle\tdescription\tlink\tprice\tavailability\titem_group_id\tsize
shopify_DE_8001_41000000000001\tVandre\tx\thttps://shop.example/p?variant=41000000000001\t\
149.95 EUR\tin_stock\t8001\t42
shopify_DE_8001_41000000000002\tVandre\tx\thttps://shop.example/p?variant=41000000000002\t\
149.95 EUR\tout_of_stock\t8001\t43
"""

PLAIN = "Artikelnummer,Name,Preis,Bestand\nA/1,Mug,9.95,3\nB 2,Bowl,12.95,0\n"


def read(folder: Path, name: str, text: str) -> dict[str, Product]:
    """The products of a source, by their titles."""
    (folder / name).write_text(text, "utf-8")
    catalog = Catalog.open(folder / "state")
    ingest([str(folder / name)], catalog.database, catalog.search, business=BUSINESS)
    with catalog.database.reading() as connection:
        ids = list(connection.execute(sa.select(listings.c.product_id)).scalars())
    products = catalog.database.products(ids)
    catalog.close()
    return {p.text("en").title: p for p in products}


def link(cart: str, *goods: Good, origin: str = "tresen") -> str:
    return Carts(ShopSection(cart=cart, origin=origin), BUSINESS).link(goods)


@pytest.mark.parametrize(
    ("name", "text", "cart", "one", "two"),
    [
        ("products.json", SHOPIFY, "shopify",
         "https://shop.example/cart/41000000000001:1?utm_source=tresen",
         "https://shop.example/cart/41000000000001:2,41000000000003:1?utm_source=tresen"),
        ("feed.tsv", GOOGLE, "shopify",
         "https://shop.example/cart/41000000000001:1?utm_source=tresen", ""),
        ("woo.csv", WOO, "woocommerce",
         "https://shop.example/checkout-link/?products=13:1&utm_source=tresen",
         "https://shop.example/checkout-link/?products=13:2,11:1&utm_source=tresen"),
        ("woo.csv", WOO, "https://shop.example/basket?add={id}&n={quantity}&from={origin}",
         "https://shop.example/basket?add=13&n=1&from=tresen", ""),
        ("woo.csv", WOO, "https://shop.example/c/{id}:{quantity}?x=1",
         "https://shop.example/c/13:1?x=1", "https://shop.example/c/13:2,11:1?x=1"),
    ],
)  # fmt: skip
def test_a_link_of_each_shop(
    tmp_path: Path, name: str, text: str, cart: str, one: str, two: str
) -> None:
    found = read(tmp_path, name, text)
    shoe = found["Vandre"]
    small, large = shoe.variants
    assert link(cart, Good(shoe, small)) == one
    assert link(cart, Good(shoe, large)) == "", "what is sold out is put into no cart"
    if "Mug" in found:
        mug = found["Mug"]
        assert link(cart, Good(shoe, small, 2), Good(mug, mug.variants[0])) == two


def test_ids_that_an_address_does_not_hold(tmp_path: Path) -> None:
    mug = read(tmp_path, "goods.csv", PLAIN)["Mug"]
    good = Good(mug, mug.variants[0])
    assert link("https://s.example/c/{id}:{quantity}", good) == "https://s.example/c/A%2F1:1"
    assert link("shopify", good) == ""
    assert link("woocommerce", good) == ""
    assert link("", good) == ""


@pytest.mark.parametrize(
    "cart", ["cart", "ftp://x/{id}", "https://shop.example/cart", "https://{id}"]
)
def test_a_wrong_setting_is_refused(cart: str) -> None:
    with pytest.raises(ValueError, match=r"shop\.example/cart/\{id\}"):
        ShopSection(cart=cart)


# -- what a shop says of itself ------------------------------------------------------------------


@contextmanager
def ucp_shop(profile: str, status: int = 200) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found = self.path == "/.well-known/ucp"
            raw = profile.encode()
            self.send_response(status if found else 404)
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def profile(endpoint: Any) -> str:
    capability = [{"version": "2026-08-25", "config": {"endpoint": endpoint}}]
    return json.dumps({"ucp": {"capabilities": {"dev.ucp.shopping.permalink": capability}}})


def test_a_permalink_is_discovered(tmp_path: Path) -> None:
    found = read(tmp_path, "goods.csv", PLAIN)
    mug = found["Mug"]
    with ucp_shop(profile("https://shop.example/buy/")) as url:
        carts = Carts(ShopSection(cart="ucp"), replace(BUSINESS, url=url))
        carts.discover()
        packed = carts.link([Good(mug, mug.variants[0], 3)])
    assert packed == "https://shop.example/buy/~QS8x:3?attribution/utm_source=tresen"


@pytest.mark.parametrize(
    "told", ["{", "[]", "{}", profile(7), profile("javascript:x"), profile(None), '{"ucp": []}']
)
def test_a_profile_without_a_permalink_gives_no_button(tmp_path: Path, told: str) -> None:
    mug = read(tmp_path, "goods.csv", PLAIN)["Mug"]
    with ucp_shop(told) as url:
        carts = Carts(ShopSection(cart="ucp"), replace(BUSINESS, url=url))
        carts.discover()
        assert carts.link([Good(mug, mug.variants[0])]) == ""
    assert endpoint_in(None) == ""


# -- in a reply ----------------------------------------------------------------------------------


@pytest.fixture
def agent(tmp_path: Path) -> Iterator[Agent]:
    settings = Settings(
        business={"name": "S", "url": "https://shop.example", "languages": ("en", "de")},
        shop={"cart": "woocommerce"},
        state=tmp_path / "state",
    )
    read(tmp_path, "woo.csv", WOO.replace("visible,,,0,0", "visible,,,1,5"))
    agent = Agent(settings, Catalog.open(settings.state), ScriptedBackend())
    yield agent
    agent.close()


def told(agent: Agent, text: str, conversation: str = "") -> list[Event]:
    return list(answer(agent, Incoming(text, conversation)))


def test_a_card_of_one_variant_has_a_button(agent: Agent) -> None:
    cards = [e for e in told(agent, "how much is the mug?") if isinstance(e, CardShown)]
    assert [card.cart for card in cards] == [
        "https://shop.example/checkout-link/?products=11:1&utm_source=tresen"
    ]


def test_a_card_of_several_variants_has_none_until_one_is_chosen(agent: Agent) -> None:
    whole = [e for e in told(agent, "how much is the Vandre?") if isinstance(e, CardShown)]
    assert [card.cart for card in whole] == [""]
    one = [e for e in told(agent, "do you have the Vandre in 42?") if isinstance(e, CardShown)]
    assert ["products=13:1" in card.cart for card in one] == [True]


def test_what_is_added_up_goes_into_the_cart_together(agent: Agent) -> None:
    alone = told(agent, "two mugs, total?")
    assert not any(isinstance(e, CartOffered) for e in alone), "one good has its own button"
    assert "products=11:2&" in next(e for e in alone if isinstance(e, CardShown)).cart
    both = told(agent, "two mugs and one Vandre in 42, total?")
    offered = next(e for e in both if isinstance(e, CartOffered))
    assert offered.pieces == 3
    assert "products=11:2,13:1&" in offered.url


def test_goods_of_several_messages_are_in_one_link(agent: Agent) -> None:
    first = told(agent, "how much is the mug?")
    talk = next(e.conversation for e in first if isinstance(e, Started))
    both = told(agent, "plus one Vandre in 42", talk)
    offered = next(e for e in both if isinstance(e, CartOffered))
    assert "products=11:1,13:1&" in offered.url


def test_the_wire_carries_it() -> None:
    offered = CartOffered("https://shop.example/cart/1:2", 2)
    shown = replace(CARD, cart="https://shop.example/cart/1:1")
    kept = list(events(parts([shown, offered])))
    assert kept == [shown, offered]


# -- in messengers and in the widget -------------------------------------------------------------


def letter(*told: Event, language: str = "en") -> Any:
    finished = Finished("direct", language, Timings(1.0, 2.0))
    reply = gather([Started("c", "r"), TextDelta("Here it is."), *told, finished])
    assert isinstance(reply, Reply)
    return letter_of(
        reply, (), settings=Settings(business={"url": "https://shop.example"}),
        words=messages(language), greeting="", address="to:49171", person="p", language=language,
        answers=(), products=(),
    )  # fmt: skip


ONE = replace(CARD, cart="https://shop.example/cart/1:1")
ALL = CartOffered("https://shop.example/cart/1:1,2:1", 2)


@pytest.fixture
def channels() -> dict[str, Any]:
    names = ("whatsapp", "messenger", "instagram", "telegram", "generic")
    settings = Settings(channels=Platform("http://127.0.0.1:9").settings(*names))
    return dict(channels_of(settings.channels))


def test_whatsapp_has_a_button(channels: dict[str, Any]) -> None:
    last = channels["whatsapp"].write(letter(ONE, language="de"))[-1]
    assert last.body["interactive"]["action"] == {
        "name": "cta_url",
        "parameters": {"display_text": "In den Warenkorb", "url": ONE.cart},
    }
    assert ONE.cart not in last.body["interactive"]["body"]["text"]
    assert ONE.cart in last.instead["text"]["body"], "what is refused goes out as text"


def test_telegram_has_a_button(channels: dict[str, Any]) -> None:
    wrote = channels["telegram"].write(replace(letter(ONE, ALL), address="7"))[-1].body
    assert wrote["reply_markup"] == {
        "inline_keyboard": [[{"text": "All 2 to the cart", "url": ALL.url}]]
    }
    assert f"Add to cart: {ONE.cart}" in wrote["text"]
    assert ALL.url not in wrote["text"]


@pytest.mark.parametrize("name", ["messenger", "instagram"])
def test_others_have_a_line(channels: dict[str, Any], name: str) -> None:
    wrote = channels[name].write(letter(ONE, ALL))[-1].body
    assert f"All 2 to the cart: {ALL.url}" in wrote["message"]["text"]


def test_a_program_has_it_as_data(channels: dict[str, Any]) -> None:
    data = channels["generic"].write(letter(ONE, ALL))[-1].body["data"]
    assert data["cart"] == {"title": "All 2 to the cart", "url": ALL.url}
    assert data["products"][0]["cart"] == ONE.cart


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.mark.browser
@pytest.mark.skipif(not CHROMIUM, reason="no Chromium on this machine")
def test_a_card_has_its_button(browser: Browser) -> None:
    agent = greeting_agent()

    def shown(_: Incoming) -> Iterator[Event]:
        yield TextDelta("Here.")
        yield ONE
        yield replace(CARD, id="b", title="<b>Bold</b>", cart="javascript:alert(1)")
        yield ALL
        yield FINISHED

    agent.script = shown
    with visiting(browser, agent) as visit:
        page = opened(visit())
        ask(page, "boots?")
        button = page.get_by_role("link", name="Add to cart: Vandre")
        expect(button).to_have_attribute("href", ONE.cart)
        expect(button).to_have_attribute("rel", "noopener noreferrer")
        box = button.bounding_box()
        assert box is not None
        assert box["height"] >= 44
        everything = page.get_by_role("link", name="All 2 to the cart")
        expect(everything).to_have_attribute("href", ALL.url)
        assert page.locator("a[href^='javascript']").count() == 0


def test_the_widget_stays_small() -> None:
    assert len(script().packed) < 17 * 1024


def test_without_a_setting_nothing_has_a_button(agent_saying: Callable[..., Agent]) -> None:
    cards = [e for e in told(agent_saying(), "Fjell 2") if isinstance(e, CardShown)]
    assert cards
    assert {card.cart for card in cards} == {""}


def test_the_shop_knows_the_talk_of_a_cart_again() -> None:
    word = References(b"secret")
    started = Started("talk", "r")
    _, card, offered = linked([started, ONE, ALL], word, "tresen")
    assert isinstance(card, CardShown)
    assert isinstance(offered, CartOffered)
    assert card.cart == f"{ONE.cart}?tresen={word.of('talk')}"
    assert offered.url == f"{ALL.url}?tresen={word.of('talk')}"
