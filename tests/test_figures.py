"""Figures: each is counted from one table, opens what it counts, and is told as CSV too."""

from __future__ import annotations

import base64
import csv
import io
import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from standardwebhooks import Webhook

from agent.answer import Incoming, answer
from agent.attending import release, say, take
from agent.counted import What
from agent.events import CardShown, Started
from agent.figures_settings import FiguresSection
from agent.shop import Agent
from catalog.database import Database
from catalog.tables import conversations, happenings
from web import create_app
from web.console.figures import Counts, Outcomes
from web.console.plots import stacked
from web.privacy import erase, find
from web.retention import forget

OPEN = "Who built the pyramids of Giza?"
SECRET = "whsec_" + base64.b64encode(b"s" * 32).decode()


@pytest.fixture
def agent(agent_saying: Callable[..., Agent]) -> Agent:
    return agent_saying()


@pytest.fixture
def client(agent: Agent) -> FlaskClient:
    return entered(agent)


def entered(agent: Agent) -> FlaskClient:
    client = create_app(agent.settings, agent).test_client()
    client.post("/console/door", data={"name": "Anna"})
    return client


def ask(agent: Agent, text: str, talk: str = "", id: str = "") -> str:
    for event in answer(agent, Incoming(text, talk, id)):
        if isinstance(event, Started):
            talk = event.conversation
    return talk


def counts(agent: Agent) -> Counts:
    return Counts(agent.catalog.database)


def outcomes(agent: Agent) -> Outcomes:
    return counts(agent).figures(7).outcomes


def rows(database: Database) -> list[tuple[str, str, str]]:
    h = happenings.c
    with database.reading() as connection:
        found = connection.execute(sa.select(h.what, h.lane, h.item).order_by(h.id))
        return [tuple(row) for row in found]


def test_of_each_message_one_thing_becomes(agent: Agent) -> None:
    talk = ask(agent, "How much is the Fjell 2?", id="m1")
    ask(agent, "How much is the Fjell 2?", talk, "m1")  # sent twice
    assert outcomes(agent) == Outcomes(asked=1, code=1)
    ask(agent, OPEN, talk)
    assert outcomes(agent) == Outcomes(asked=2, code=1, nobody=1)
    take(agent, talk, "Ida")
    ask(agent, "Are you there?", talk)
    assert outcomes(agent).open == 1
    say(agent, talk, "Ida", "p" * 20, "It was Khufu.")
    say(agent, talk, "Ida", "q" * 20, "By the way, we are open.")
    release(agent, talk, "Ida")
    found = outcomes(agent)
    assert found == Outcomes(asked=3, code=1, person=2)
    assert found.open == 0


def test_goods_by_what_became_of_them(agent: Agent, client: FlaskClient) -> None:
    talk = ask(agent, "How much is the Fjell 2?")
    goods = counts(agent).figures(7).goods
    assert (goods["about"], goods["shown"], goods["clicked"]) == (1, 1, 0)
    path = f"/api/conversations/{talk}/clicks"
    assert client.post(path, json={"product": "fjell-2"}).status_code == 204
    assert client.post(path, json={"product": "vandre"}).status_code == 404
    assert client.post(path, json={"product": ""}).status_code == 422
    assert client.post("/api/conversations/none/clicks", json={"product": "x"}).status_code == 404
    assert counts(agent).figures(7).goods["clicked"] == 1
    page = client.get("/console/figures/clicked?days=7").text
    assert "Fjell 2" in page
    page = client.get("/console/figures/clicked?days=7&item=fjell-2").text
    assert f"/console/talks/{talk}" in page
    assert "How much is the Fjell 2?" in page


def test_never_had_is_told_in_the_customers_words(agent: Agent, client: FlaskClient) -> None:
    ask(agent, "Do you have mattresses <b>?")
    ask(agent, "Habt ihr Trampoline?")
    ask(agent, "Do you have the Fjell 2?")
    had = [said for said, _ in counts(agent).figures(7).never_had]
    assert any("mattresses" in said for said in had)
    assert any("Trampoline" in said for said in had)
    assert len(had) == 2
    page = client.get("/console/figures").text
    assert "mattresses &lt;b" in page
    assert "mattresses <b" not in page


def test_each_number_opens_its_list(agent: Agent, client: FlaskClient) -> None:
    talk = ask(agent, f"{OPEN} Write to anna@post.example")
    page = client.get("/console/figures?days=7").text
    links = re.findall(r'href="(/console/figures/[^"]+)"', page)
    assert len(links) >= 10
    for link in links:
        assert client.get(link.replace("&amp;", "&")).status_code == 200
    listed = client.get("/console/figures/handed?days=7&lane=nobody").text
    assert f"/console/talks/{talk}#t0" in listed
    assert "anna@post.example" not in listed
    for wrong in ("nothing", "asked%00", "ASKED"):
        assert client.get(f"/console/figures/{wrong}").status_code == 404
    for odd in ("days=x", "days=-1", "days=7&lane=x", "days=7&item=%00", "days=7&reason='--"):
        assert client.get(f"/console/figures/asked?{odd}").status_code == 200


def test_nobody_else_sees_them(agent: Agent) -> None:
    stranger = create_app(agent.settings, agent).test_client()
    for path in ("figures", "figures.csv", "figures/asked"):
        answered = stranger.get(f"/console/{path}")
        assert (answered.status_code, answered.headers["Location"]) == (303, "/console/door")


def test_a_csv_in_which_nothing_is_a_formula(agent: Agent, client: FlaskClient) -> None:
    days = {datetime.now(UTC).date().isoformat()}
    talk = ask(agent, "How much is the Fjell 2?")
    with agent.catalog.database.writing() as connection:
        more = {"what": "shown", "lane": "", "reason": "", "item": "=1+cmd|'/c calc'!A1",
                "pieces": 1, "currency": "", "conversation_id": talk, "position": 0,
                "at": datetime.now(UTC)}  # fmt: skip
        connection.execute(happenings.insert().values(**more))
    answered = client.get("/console/figures.csv?days=7")
    assert answered.mimetype == "text/csv"
    told = list(csv.DictReader(io.StringIO(answered.text)))
    assert {"asked", "answered", "about", "shown"} <= {row["what"] for row in told}
    days.add(datetime.now(UTC).date().isoformat())  # it may be midnight meanwhile
    assert {row["day"] for row in told} <= days
    assert not any(value.startswith("=") for row in told for value in row.values())


def test_figures_outlive_the_talk_and_its_words_do_not(agent: Agent) -> None:
    ask(agent, "Do you have canarybirds?")
    with agent.catalog.database.writing() as connection:
        old = {"touched": datetime.now(UTC) - timedelta(days=200)}
        connection.execute(conversations.update().values(**old))
        connection.execute(sa.text("UPDATE turns SET created = '2020-01-01 00:00:00'"))
    assert forget(agent, 90, datetime.now(UTC)) == 1
    assert outcomes(agent).asked == 1
    assert not any(what == What.NEVER_HAD for what, _, _ in rows(agent.catalog.database))
    (one,) = counts(agent).happened(What.ASKED, 7)
    assert (one.talk, one.text) == ("", "")


def test_figures_have_an_end_too(agent: Agent) -> None:
    ask(agent, "How much is the Fjell 2?")
    with agent.catalog.database.writing() as connection:
        connection.execute(happenings.update().values(at=datetime.now(UTC) - timedelta(days=800)))
    ask(agent, "How much is the Fjell 2?")
    forget(agent, 90, datetime.now(UTC))
    assert [what for what, _, _ in rows(agent.catalog.database)].count("asked") == 1


def test_who_is_erased_is_counted_no_longer(agent: Agent) -> None:
    other = ask(agent, "How much is the Fjell 2?")
    ask(agent, "anna@post.example", ask(agent, OPEN))
    erase(agent.catalog.database, find(agent.catalog.database, "anna@post.example"))
    assert outcomes(agent) == Outcomes(asked=1, code=1)
    assert agent.history(other)


# -- what the shop tells -------------------------------------------------------------------------


@pytest.fixture
def earning(agent: Agent) -> Agent:
    figures = FiguresSection(parameter="via", secret=SECRET)
    agent.settings = agent.settings.model_copy(update={"figures": figures})
    return agent


def told(client: FlaskClient, body: object, id: str = "e1", secret: str = SECRET) -> int:
    raw = json.dumps(body)
    now = datetime.now(UTC)
    headers = {
        "webhook-id": id, "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Webhook(secret).sign(id, now, raw), "Content-Type": "application/json",
    }  # fmt: skip
    return client.post("/webhooks/shop", data=raw, headers=headers).status_code


def reference(client: FlaskClient) -> str:
    """As a shop finds it in the address by which a visitor came."""
    reply = client.post("/api/chat", json={"message": "How much is the Fjell 2?"}).text
    found = re.search(r'"link": "[^"]*[?&]via=(\w+)"', reply)
    assert found
    return found[1]


def test_an_order_counts_once_and_says_what_it_is_worth(earning: Agent) -> None:
    client = entered(earning)
    word = reference(client)
    items = [
        {"id": "fjell-2", "quantity": 2, "price": "349.95", "currency": "EUR"},
        {"id": "no-such-thing", "price": 1},
    ]
    order = {"type": "order.created", "data": {"reference": word, "items": items}}
    assert [told(client, order) for _ in range(2)] == [200, 200]
    cart = {"type": "cart.added", "data": {"reference": word, "items": items[:1]}}
    assert told(client, cart, "e2") == 200
    found = counts(earning).figures(7)
    assert (found.goods["ordered"], found.goods["carted"]) == (2, 1)
    assert [str(money.amount) for money in found.earned if money.currency == "EUR"] == ["699.9"]
    page = client.get("/console/figures").text
    assert "€699.90" in page
    assert "Fjell 2" in client.get("/console/figures/ordered").text


def test_what_is_no_order_of_the_shops_is_refused(earning: Agent) -> None:
    client = entered(earning)
    word = reference(client)
    good = {"type": "order.created", "data": {"reference": word, "items": [{"id": "fjell-2"}]}}
    other = "whsec_" + base64.b64encode(b"t" * 32).decode()
    assert told(client, good, secret=other) == 403
    assert client.post("/webhooks/shop", json=good).status_code == 401
    for wrong in (
        {}, [], {"type": "order.created"}, good | {"type": "order.deleted"},
        {"type": "order.created", "data": {"reference": "aaaa", "items": [{"id": "x"}]}},
        *(
            {"type": "order.created", "data": {"reference": word, "items": items}}
            for items in ([], [{"id": "x", "price": -1}], [{"id": "x", "price": "NaN"}])
        ),
    ):  # fmt: skip
        assert told(client, wrong, f"w{wrong}"[:60].encode().hex()) == 422
    assert not [what for what, _, _ in rows(earning.catalog.database) if what == "ordered"]


def test_the_word_opens_nothing_and_links_are_true_without_it(earning: Agent) -> None:
    client = entered(earning)
    word = reference(client)
    assert client.get(f"/api/conversations/{word}").status_code == 404
    plain = [
        event.link
        for event in answer(earning, Incoming("How much is the Fjell 2?"))
        if isinstance(event, CardShown)
    ]
    assert plain
    assert not any("via=" in link for link in plain)


def test_without_a_secret_there_is_no_such_address(client: FlaskClient) -> None:
    assert client.post("/webhooks/shop", json={}).status_code == 404


def test_bars_stand_upon_one_another_within_the_plot(tmp_path: Path) -> None:
    today = datetime.now(UTC).date()
    days = [(today + timedelta(days=n), Outcomes(n * 7, n, 2 * n, n, n)) for n in range(30)]
    plot = stacked(days)
    assert all(bar.y >= 0 and bar.y + bar.height <= plot.height for bar in plot.bars)
    assert all(plot.left <= bar.x and bar.x + bar.width <= plot.width for bar in plot.bars)
    assert len(plot.lines) <= 6
    assert stacked([]).bars == []
    assert stacked([(today, Outcomes())]).bars == []
