"""Who asks for it is told when something is there again: by mail, once, after a confirmation."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from flask import Flask
from pydantic import SecretStr
from werkzeug.test import TestResponse

from agent.config import Settings
from agent.mail_settings import MailSection
from agent.shop import Agent
from catalog.ingest import ingest
from catalog.lookup import Catalog
from catalog.tables import happenings, outbox, restocks, tries
from tests.fake_backend import ScriptedBackend
from tests.mail_servers import CUSTOMER, PostOffice, post_office, words
from tests.webhook_shop import until
from web import create_app
from web.commands.privacy import privacy
from web.mail import carrying
from web.privacy import erase, export, find
from web.retention import forget
from web.webhooks import answering

KEY = "k" * 40
HOST = "https://agent.a-shop-whose-name-is-quite-a-bit-longer-than-others.example"
TENT, GREEN = "fjell-4", "fjell-4:NO-FJELL-4-GRN"
VISITOR = "v" * 24


class Shop:
    """The demo shop with a mail server, over a copy of its state."""

    def __init__(self, settings: Settings, office: PostOffice, **mail: Any) -> None:
        section = MailSection(**office.settings(console_url=f"{HOST}/", **mail))
        catalog = settings.catalog.model_copy(update={"api_key": SecretStr(KEY)})
        web = settings.web.model_copy(update={"messages_per_minute": 0})
        self.settings = settings.model_copy(
            update={"mail": section, "catalog": catalog, "web": web}
        )
        self.office = office
        self.agent = Agent(self.settings, Catalog.open(settings.state), ScriptedBackend())
        self.agent.prepare(wait=True)
        self.app: Flask = create_app(self.settings, self.agent)
        self.database = self.agent.catalog.database

    @contextmanager
    def carrying(self) -> Iterator[None]:
        with answering(self.app), carrying(self.app):
            yield

    def ask(
        self,
        email: str = CUSTOMER,
        product: str = TENT,
        variant: str = GREEN,
        language: str = "en",
        visitor: str = VISITOR,
    ) -> TestResponse:
        body = {"product": product, "variant": variant, "email": email}
        headers = {"Accept-Language": language, "X-Tresen-Visitor": visitor}
        return self.app.test_client().post("/api/restock", json=body, headers=headers)

    def opened(self, url: str, method: str = "GET", **more: Any) -> TestResponse:
        assert url.startswith(HOST)
        return self.app.test_client().open(urlsplit(url).path, method=method, **more)

    def subscribed(self, email: str = CUSTOMER, **more: str) -> str:
        """Asked and confirmed; the link that did it."""
        before = len(self.office.to(email))
        assert self.ask(email, **more).status_code == 202
        until(lambda: len(self.office.to(email)) == before + 1)
        link = link_in(words(self.office.to(email)[-1]))
        assert self.opened(link, "POST").status_code == 200
        return link

    def stock(self, pieces: int, item: str = GREEN, **more: Any) -> None:
        """As the shop's own system tells it."""
        state = "in_stock" if pieces else "out_of_stock"
        response = self.app.test_client().patch(
            f"/api/catalog/items/{item}",
            json={"stock": pieces, "availability": state, **more},
            headers={"Authorization": f"Bearer {KEY}"},
        )
        assert response.status_code == 200, response.text

    def rows(self) -> list[sa.Row[Any]]:
        with self.database.reading() as connection:
            return list(connection.execute(sa.select(restocks).order_by(restocks.c.id)).all())

    def letters(self) -> list[tuple[str, str]]:
        with self.database.reading() as connection:
            rows = connection.execute(sa.select(outbox.c.key, outbox.c.state))
            return [tuple(row) for row in rows]


def link_in(text: str) -> str:
    found = re.search(rf"{re.escape(HOST)}/restock/\S+", text)
    assert found
    return found[0]


@pytest.fixture(scope="module")
def servers() -> Iterator[PostOffice]:
    with post_office(imap=False) as office:
        yield office


@pytest.fixture
def office(servers: PostOffice) -> PostOffice:
    servers.mails.clear()
    servers.refuse = lambda _: ""
    return servers


@pytest.fixture
def shop(settings: Settings, office: PostOffice) -> Iterator[Shop]:
    made = Shop(settings, office)
    yield made
    made.agent.close()


@pytest.fixture
def open_shop(shop: Shop) -> Iterator[Shop]:
    with shop.carrying():
        yield shop


def test_asked_confirmed_told_once(open_shop: Shop, office: PostOffice) -> None:
    shop = open_shop
    asked = shop.ask()
    assert (asked.status_code, asked.get_json()) == (202, {"status": "asked"})
    until(lambda: len(office.to(CUSTOMER)) == 1)
    letter = office.to(CUSTOMER)[0]
    assert "Fjell 4, Green" in str(letter["Subject"])
    assert "48 hours" in words(letter)
    assert letter["Auto-Submitted"] == "auto-generated"
    link = link_in(words(letter))
    # Whatever opens the link confirms nothing: mail servers look behind them.
    page = shop.opened(link)
    assert "Fjell 4, Green" in page.text
    assert "form-action 'self'" in page.headers["Content-Security-Policy"]
    assert page.headers["Referrer-Policy"] == "no-referrer"
    shop.stock(5)
    time.sleep(2.5)
    assert len(office.mails) == 1
    assert shop.rows()[0].confirmed is None
    shop.stock(0)
    assert "You will be told" in shop.opened(link, "POST").text
    time.sleep(2.5)
    assert len(office.mails) == 1
    shop.stock(3, price="279.50")
    until(lambda: len(office.mails) == 2)
    told = office.to(CUSTOMER)[1]
    text = words(told)
    assert "Fjell 4, Green" in str(told["Subject"])
    assert "Price: €279.50" in text
    (product,) = shop.agent.products([TENT])
    assert product.link in text.splitlines()
    end = str(told["List-Unsubscribe"])
    assert end == f"<{HOST}/restock/end/{shop.rows()[0].who}>"
    assert told["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert end[1:-1] in text
    # Sold out and there again: they had asked to be told once.
    for pieces in (0, 4):
        shop.stock(pieces)
        time.sleep(2.2)
    assert len(office.mails) == 2
    forget(shop.agent, 0, datetime.now(UTC))
    assert shop.rows() == []
    assert shop.opened(link).status_code == 410


def test_an_ingest_makes_it_available_too(
    open_shop: Shop, office: PostOffice, tmp_path: Path
) -> None:
    shop = open_shop
    table = tmp_path / "lamps.csv"
    head = "id,title,price,availability,link\n"
    table.write_text(head + "q1,Quokka lamp,19.90,out of stock,https://shop.example/q1\n")
    catalog = shop.agent.catalog

    def read() -> None:
        ingest([str(table)], catalog.database, catalog.search, business=shop.agent.business)

    read()
    shop.subscribed(product="q1", variant="", language="de-AT")
    asked = office.to(CUSTOMER)[0]
    assert "Bitte bestätigen" in str(asked["Subject"])
    table.write_text(head + "q1,Quokka lamp,1229.90,in stock,https://shop.example/q1\n")
    read()
    until(lambda: len(office.mails) == 2)
    told = office.to(CUSTOMER)[1]
    assert str(told["Subject"]) == "Wieder da: Quokka lamp"
    assert "Preis: 1.229,90\xa0€" in words(told)
    assert "https://shop.example/q1" in words(told)


def test_what_vanished_is_waited_for(open_shop: Shop, office: PostOffice, tmp_path: Path) -> None:
    shop = open_shop
    table = tmp_path / "lamps.csv"
    head = "id,title,price,availability\n"
    other = "q2,Numbat lamp,29.90,in stock\n"
    catalog = shop.agent.catalog

    def read(text: str) -> None:
        table.write_text(head + text)
        sources = [str(table)]
        ingest(sources, catalog.database, catalog.search, business=shop.agent.business,
               accept_shrunk=True)  # fmt: skip

    read("q1,Quokka lamp,19.90,out of stock\n" + other)
    link = shop.subscribed(product="q1", variant="")
    read(other)
    time.sleep(2.2)
    assert "the product" in shop.opened(link).text
    assert len(office.mails) == 1
    read("q1,Quokka lamp,19.90,in stock\n" + other)
    until(lambda: len(office.mails) == 2)


def test_sold_out_again_before_the_letter_leaves(open_shop: Shop, office: PostOffice) -> None:
    shop = open_shop
    shop.subscribed()
    office.refuse = lambda _: "451 later"
    shop.stock(2)
    until(lambda: any(state == "waiting" for _, state in shop.letters()))
    until(lambda: shop.rows()[0].told is not None)
    shop.stock(0)
    office.refuse = lambda _: ""
    until(lambda: shop.rows()[0].told is None)
    assert len(office.mails) == 1
    assert [state for _, state in shop.letters()] == ["sent"], "nobody has to hear of it"
    shop.stock(2)
    until(lambda: len(office.mails) == 2)
    time.sleep(2.2)
    assert len(office.mails) == 2


def test_killed_between_the_outbox_and_the_mail_server(
    settings: Settings, office: PostOffice
) -> None:
    first = Shop(settings, office)
    with first.carrying():
        first.subscribed()
        office.refuse = lambda _: "451 later"
        first.stock(2)
        until(lambda: [state for _, state in first.letters()][1:] == ["waiting"])
    with first.database.writing() as connection:  # it ended while it was on its way
        on_its_way = {"state": "sending", "due": datetime.now(UTC)}
        connection.execute(
            outbox.update().where(outbox.c.key.contains(":restocked")).values(**on_its_way)
        )
    first.agent.close()
    office.refuse = lambda _: ""
    again = Shop(settings, office)
    with again.carrying():
        until(lambda: len(office.mails) == 2)
        time.sleep(2.5)
    assert len(office.mails) == 2
    again.agent.close()


def test_nothing_tells_whether_an_address_waits(open_shop: Shop, office: PostOffice) -> None:
    shop = open_shop
    first = shop.ask()
    link = shop.subscribed("other@post.example")
    second = shop.ask("other@post.example")
    assert (first.status_code, first.data) == (second.status_code, second.data)
    assert dict(first.headers) == dict(second.headers)
    until(lambda: len(office.to("other@post.example")) == 2)
    one, two = (words(mail) for mail in office.to("other@post.example"))
    assert one == two
    # And confirmed once more it is one.
    assert shop.opened(link, "POST").status_code == 200
    assert len(shop.rows()) == 2
    ended = [shop.opened(f"{HOST}/restock/end/{who}", "POST").data
             for who in ("a" * 24, shop.rows()[0].who, "no")]  # fmt: skip
    assert len(set(ended)) == 1


def test_ended_with_one_click(open_shop: Shop, office: PostOffice) -> None:
    """As a mail program does: a POST without cookies, that follows nowhere (RFC 8058)."""
    shop = open_shop
    shop.subscribed()
    shop.ask(variant="")  # asked, not confirmed
    who = shop.rows()[0].who
    assert shop.opened(f"{HOST}/restock/end/{who}").status_code == 200
    assert len(shop.rows()) == 2, "opened is not ended"
    form = {"List-Unsubscribe": "One-Click"}
    done = shop.opened(f"{HOST}/restock/end/{who}", "POST", data=form)
    assert done.status_code == 200
    assert shop.rows() == []
    shop.stock(4)
    time.sleep(2.2)
    assert not [mail for mail in office.mails if "There again" in str(mail["Subject"])]


def test_tries_are_limited(shop: Shop) -> None:
    codes = [shop.ask(variant="").status_code for _ in range(5)]
    assert codes == [202, 202, 202, 429, 429]
    assert shop.ask(CUSTOMER.upper()).status_code == 429
    others = [shop.ask(f"x{n}@post.example", visitor="w" * 24).status_code for n in range(12)]
    assert others == [202] * 10 + [429] * 2
    # An address that nobody confirms gets few letters, however long somebody goes on.
    for hour in range(20):
        with shop.database.writing() as connection:
            connection.execute(tries.delete())
        variants = ["", GREEN, "fjell-4:NO-FJELL-4-SND"]
        assert shop.ask("victim@post.example", variant=variants[hour % 3]).status_code == 202
    with shop.database.reading() as connection:
        to = sa.select(outbox.c.id).where(outbox.c.person == "victim@post.example")
        assert len(connection.execute(to).all()) == 6


def test_unconfirmed_it_is_forgotten(open_shop: Shop, office: PostOffice) -> None:
    shop = open_shop
    shop.ask()
    until(lambda: [state for _, state in shop.letters()] == ["sent"])
    link = link_in(words(office.mails[0]))
    with shop.database.writing() as connection:
        early = datetime.now(UTC) - timedelta(hours=49)
        connection.execute(restocks.update().values(asked=early))
    assert shop.opened(link, "POST").status_code == 410
    assert shop.rows()[0].confirmed is None
    forget(shop.agent, 0, datetime.now(UTC))
    assert shop.rows() == []
    assert shop.letters() == []


def test_nobody_waits_for_ever(open_shop: Shop) -> None:
    open_shop.subscribed()
    with open_shop.database.writing() as connection:
        early = datetime.now(UTC) - timedelta(days=181)
        connection.execute(restocks.update().values(confirmed=early))
    forget(open_shop.agent, 0, datetime.now(UTC))
    assert open_shop.rows() == []


@pytest.mark.parametrize(
    ("changed", "code", "field"),
    [
        ({"email": "anna@"}, 422, "email"),
        ({"email": "a@b.example\r\nBcc: c@d.example"}, 422, "email"),
        ({"email": "x" * 250 + "@post.example"}, 422, "email"),
        ({"email": 7}, 422, "email"),
        ({"product": "nothing"}, 404, "product"),
        ({"variant": "vandre:1"}, 404, "variant"),
        ({"product": "\x00"}, 404, "product"),
        ({"more": "x"}, 422, "more"),
    ],
)
def test_bad_input_names_its_place(
    shop: Shop, changed: dict[str, Any], code: int, field: str | None
) -> None:
    body = {"product": TENT, "variant": GREEN, "email": CUSTOMER} | changed
    response = shop.app.test_client().post("/api/restock", json=body)
    assert response.status_code == code
    assert response.get_json()["error"]["field"] == field
    assert shop.rows() == []


def test_what_is_there_is_not_waited_for(shop: Shop) -> None:
    response = shop.ask(product="fjell-2", variant="")
    assert (response.status_code, response.get_json()["status"]) == (200, "available")
    assert shop.letters() == []


@pytest.mark.parametrize("token", ["x", "0" * 16, "0" * 16 + "-" + "a" * 24, "%00", "../../etc"])
def test_a_forged_link_confirms_nothing(shop: Shop, token: str) -> None:
    shop.ask()
    client = shop.app.test_client()
    assert client.post(f"/restock/{token}").status_code in (404, 405, 410)
    assert shop.rows()[0].confirmed is None
    # A letter leads where the settings say, whatever the request calls this server.
    client.post("/api/restock", json={"product": TENT, "email": CUSTOMER},
                headers={"Host": "evil.example"})  # fmt: skip


def test_without_mail_there_is_none(settings: Settings, office: PostOffice) -> None:
    shop = Shop(settings, office, restock=False)
    assert shop.ask().status_code == 404
    look = shop.app.test_client().get("/widget.json").get_json()
    assert "restock" not in look["words"]
    shop.agent.close()


def test_the_owner_sees_how_many_wait(open_shop: Shop) -> None:
    shop = open_shop
    shop.subscribed()
    shop.subscribed("other@post.example", variant="")
    shop.ask("third@post.example")
    client = shop.app.test_client()
    client.post("/console/door", data={"name": "Ida"})
    page = client.get("/console/questions").text
    assert re.search(r"Fjell 4</a> <b>0</b> <span class=\"soft\">2 wait for it", page)
    with shop.database.writing() as connection:
        counted = {"what": "sold_out", "at": datetime.now(UTC), "item": TENT, "lane": "",
                   "reason": "", "pieces": 1, "currency": "", "position": 0}  # fmt: skip
        connection.execute(happenings.insert().values(**counted))
    for name in ("questions", "figures"):
        page = client.get(f"/console/{name}").text
        assert re.search(r"Fjell 4</a> <b>1</b> <span class=\"soft\">2 wait for it", page)


def test_exported_erased_and_said(open_shop: Shop, office: PostOffice) -> None:
    canary = "kanarienvogel-77@post.example"
    shop = open_shop
    shop.subscribed(canary)
    office.refuse = lambda _: "451 later"
    shop.ask(canary, variant="")
    shop.stock(3)
    until(lambda: len(shop.letters()) == 3)
    found = find(shop.database, canary.upper())
    told = export(shop.database, found)
    assert [row["variant_id"] for row in told["restocks"]] == [GREEN, ""]
    assert len(told["outbox"]) == 3
    assert shop.rows()[0].who not in json.dumps(told)
    assert erase(shop.database, found)["restocks"] == 2
    assert not find(shop.database, canary)
    shop.agent.close()
    files = [path for path in shop.settings.state.rglob("*") if path.is_file()]
    assert [p.name for p in files if b"kanarienvogel" in p.read_bytes().lower()] == []
    said = CliRunner().invoke(privacy, ["retention", "--state", str(shop.settings.state)])
    assert "180 days ([mail] restock_days)" in said.output
