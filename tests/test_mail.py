"""E-mail both ways, over a real SMTP server and a real IMAP server."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient

from agent.answer import Incoming, answer
from agent.attending import take
from agent.config import Settings
from agent.errors import ConfigError
from agent.events import Started
from agent.mail_settings import MailSection
from agent.shop import Agent
from catalog.database import Database
from catalog.lookup import Catalog
from catalog.tables import conversations, handoffs, mail_talks, outbox, turns
from tests.fake_backend import ScriptedBackend
from tests.mail_servers import AGENT, CUSTOMER, NEEDS_IMAP, OWNER, PostOffice, post_office, words
from tests.webhook_shop import until
from web import create_app
from web.commands.channels import channels
from web.mail import carrying, talks
from web.mail.addresses import Place, Side, Signer
from web.mail.due import Due
from web.privacy import erase, export, find
from web.webhooks import answering

pytestmark = NEEDS_IMAP

ASKED = "Who built the pyramids of Giza?"


class Business:
    """The demo shop with a mailbox, over a copy of its state."""

    def __init__(self, settings: Settings, office: PostOffice, **mail: object) -> None:
        section = MailSection(**office.settings(**mail))
        self.settings = settings.model_copy(update={"mail": section})
        self.office = office
        self.agent = Agent(self.settings, Catalog.open(settings.state), ScriptedBackend())
        self.app: Flask = create_app(self.settings, self.agent)
        self.database: Database = self.agent.catalog.database

    @contextmanager
    def carrying(self) -> Iterator[None]:
        with answering(self.app), carrying(self.app):
            yield

    def says(self, text: str, talk: str = "") -> str:
        """The customer, in the chat; the talk's id."""
        for event in answer(self.agent, Incoming(text, talk)):
            if isinstance(event, Started):
                talk = event.conversation
        return talk

    def asks(self) -> str:
        """A question that only a person can answer, with the address left."""
        return self.says(CUSTOMER, self.says(ASKED))

    def told(self, talk: str) -> list[tuple[str, str]]:
        """(message, reply) of each turn, the open ones too."""
        query = sa.select(turns.c.message, turns.c.reply).where(turns.c.conversation_id == talk)
        with self.database.reading() as connection:
            return [tuple(row) for row in connection.execute(query.order_by(turns.c.position))]

    def states(self) -> list[str]:
        with self.database.reading() as connection:
            query = sa.select(outbox.c.state).order_by(outbox.c.id)
            return list(connection.execute(query).scalars())

    def looked(self) -> None:
        """Wait until the mailbox has been looked into twice more: what was there is done."""
        for _ in range(2):
            before = talks.state(self.database).read
            until(lambda was=before: talks.state(self.database).read != was)

    def owner(self) -> FlaskClient:
        client = self.app.test_client()
        client.post("/console/door", data={"name": "Ida"})
        return client


@pytest.fixture(scope="module")
def servers() -> Iterator[PostOffice]:
    with post_office() as office:
        yield office


@pytest.fixture
def office(servers: PostOffice) -> PostOffice:
    servers.mails.clear()
    servers.envelopes.clear()
    servers.refuse = lambda _: ""
    return servers


@pytest.fixture
def business(settings: Settings, office: PostOffice) -> Iterator[Business]:
    made = Business(settings, office)
    yield made
    made.agent.close()


@pytest.fixture
def open_business(business: Business) -> Iterator[Business]:
    with business.carrying():
        yield business


def test_a_question_goes_to_the_owner_and_her_answer_to_the_customer(
    open_business: Business, office: PostOffice
) -> None:
    talk = open_business.asks()
    until(lambda: len(office.to(OWNER)) == 1)
    (asked,) = office.to(OWNER)
    text = words(asked)
    assert ASKED in str(asked["Subject"])
    assert ASKED in text
    assert CUSTOMER in text
    assert f"/console/talks/{talk}" in text
    assert f"Customer: {ASKED}" in text
    assert "Agent: " in text
    assert asked["Auto-Submitted"] == "auto-generated"
    office.answer(asked, "It was Khufu.\n\nIda", f"Ida Holm <{OWNER}>")
    until(lambda: len(office.to(CUSTOMER)) == 1)
    (answered,) = office.to(CUSTOMER)
    assert "It was Khufu.\n\nIda" in words(answered)
    assert str(answered["From"]).startswith('"Ida, ')
    assert answered["Auto-Submitted"] is None
    assert "pyramids" in str(answered["Subject"])
    # She wrote it once, it stands once, and nobody waits any more.
    open_business.looked()
    assert [reply for _, reply in open_business.told(talk)].count("It was Khufu.\n\nIda") == 1
    assert open_business.agent.conversations.open_questions.all() == []
    assert len(office.mails) == 2
    # His reply enters the same talk, and is a question for a person again.
    office.answer(answered, "Thank you! And who Khafre's?")
    until(lambda: len(office.to(OWNER)) == 2)
    assert open_business.told(talk)[-1] == ("Thank you! And who Khafre's?", "")
    assert "And who Khafre" in open_business.owner().get(f"/console/talks/{talk}").text
    office.answer(office.to(OWNER)[1], "Khafre himself.", OWNER)
    until(lambda: len(office.to(CUSTOMER)) == 2)
    assert "Khafre himself." in words(office.to(CUSTOMER)[1])
    # One thread for each side's mail program.
    for side in (OWNER, CUSTOMER):
        assert len({str(mail["References"]) for mail in office.to(side)}) == 1
    until(lambda: set(open_business.states()) == {"sent"})


def test_who_is_still_in_the_chat_reads_it_there(settings: Settings, office: PostOffice) -> None:
    business = Business(settings, office, after_s=3)
    with business.carrying():
        talk = business.asks()
        until(lambda: len(office.to(OWNER)) == 1)
        office.answer(office.to(OWNER)[0], "It was Khufu.", OWNER)
        page = business.app.test_client()

        def is_read() -> bool:
            told = page.get(f"/api/conversations/{talk}").get_json()
            return "It was Khufu." in str(told["messages"])

        until(is_read)
        time.sleep(4)
    business.agent.close()
    assert office.to(CUSTOMER) == []


def test_the_owners_words_in_the_console_are_mailed_too(
    open_business: Business, office: PostOffice
) -> None:
    talk = open_business.asks()
    client = open_business.owner()
    page = client.get(f"/console/talks/{talk}").text
    proof = re.search(r'name="proof" value="(\w+)"', page)
    assert proof
    form = {"proof": proof[1], "key": "k" * 20, "text": "It was <b>Khufu</b>."}
    assert client.post(f"/console/talks/{talk}/say", data=form).status_code == 303
    until(lambda: len(office.to(CUSTOMER)) == 1)
    assert "It was <b>Khufu</b>." in words(office.to(CUSTOMER)[0])


def test_the_talk_of_another_owner_stays_hers(open_business: Business, office: PostOffice) -> None:
    talk = open_business.asks()
    until(lambda: len(office.to(OWNER)) == 1)
    take(open_business.agent, talk, "Ben")
    office.answer(office.to(OWNER)[0], "It was Khufu.", f"Ida <{OWNER}>")
    until(lambda: len(office.to(OWNER)) == 2)
    assert "Ben has this talk" in words(office.to(OWNER)[1])
    assert "It was Khufu." not in str(open_business.told(talk))
    assert office.to(CUSTOMER) == []


def test_nothing_that_answers_by_itself_is_answered(
    open_business: Business, office: PostOffice
) -> None:
    talk = open_business.asks()
    until(lambda: len(office.to(OWNER)) == 1)
    asked = office.to(OWNER)[0]
    before = open_business.told(talk)
    office.answer(asked, "I am away.", OWNER, Auto_Submitted="auto-replied")
    office.answer(asked, "I am away.", OWNER, Precedence="bulk")
    office.answer(asked, "I am away.", OWNER, X_Autoreply="yes")
    office.answer(asked, "I am away.", "MAILER-DAEMON@post.example")
    office.answer(asked, "I am away.", OWNER, Return_Path="<>")
    office.deliver(
        f"From: {OWNER}\r\nTo: {asked['Reply-To']}\r\nSubject: Automatic reply: away\r\n\r\nAway"
        .encode()
    )  # fmt: skip
    open_business.looked()
    assert open_business.told(talk) == before
    assert len(office.mails) == 1


def test_a_program_that_does_not_say_so_is_stopped(
    open_business: Business, office: PostOffice
) -> None:
    """Both sides answer whatever comes, at once, without a header that tells them by."""
    talk = open_business.asks()
    answered = 0
    end = time.monotonic() + 120
    while time.monotonic() < end and answered < 60:
        for mail in office.mails[answered:]:
            office.answer(mail, f"Received with thanks, number {answered}.")
            answered += 1
        open_business.looked()
        if answered == len(office.mails):
            break
    by_mail = [m for m, r in open_business.told(talk) if "number" in m + r]
    assert len(by_mail) <= 20
    assert len(office.mails) <= 45


def test_guessed_forged_and_strangers_addresses(
    open_business: Business, office: PostOffice
) -> None:
    talk = open_business.asks()
    until(lambda: len(office.to(OWNER)) == 1)
    true = str(office.to(OWNER)[0]["Reply-To"])
    before = open_business.told(talk)
    changed = true.replace("+o", "+c")
    guessed = [
        f"agent+o1-{'a' * 24}@shop.example", changed, re.sub(r"\+o\d+", "+o7", true),
        AGENT, "agent+x@shop.example", f"agent+o{9**20}-{'b' * 24}@shop.example",
    ]  # fmt: skip
    for address in guessed:
        office.deliver(f"From: {OWNER}\r\nTo: {address}\r\n\r\nI am Ida".encode())
    office.deliver(f"From: mallory@post.example\r\nTo: {true}\r\n\r\nI am Ida".encode())
    open_business.looked()
    assert open_business.told(talk) == before
    assert len(office.mails) == 1
    # The true one, in capitals, as some servers write addresses.
    office.deliver(f"From: {OWNER}\r\nTo: {true.upper()}\r\n\r\nKhufu.".encode())
    until(lambda: ("", "Khufu.") in open_business.told(talk))
    with office.box() as imap:
        imap.select("INBOX")
        unseen = imap.uid("SEARCH", "UNSEEN")[1][0].split()
    assert len(unseen) >= 2  # what is not for us stays as it was


def test_headers_names_and_files_of_others_are_words(
    open_business: Business, office: PostOffice
) -> None:
    nasty = "Who?\r\nBcc: all@post.example\r\n\r\n<script>alert(1)</script>\x00\u202e"
    talk = open_business.says(CUSTOMER, open_business.says(nasty))
    until(lambda: len(office.to(OWNER)) == 1)
    (asked,) = office.to(OWNER)
    assert asked["Bcc"] is None
    assert "\n" not in str(asked["Subject"])
    assert office.envelopes == [(str(asked["Reply-To"]), [OWNER])]
    raw = (
        f"From: =?utf-8?q?<b>Mallory</b>_Bcc:_x@y.example?= <{OWNER}>\r\n"
        f"To: {asked['Reply-To']}\r\nMessage-ID: <1@x>\r\nMIME-Version: 1.0\r\n"
        "Content-Type: multipart/mixed; boundary=b\r\n\r\n"
        "--b\r\nContent-Type: text/plain; charset=no-such\r\n\r\nYes, <i>we</i> do.\r\n"
        "--b\r\nContent-Type: application/x-sh\r\n"
        'Content-Disposition: attachment; filename="../../etc/passwd"\r\n\r\nrm -rf\r\n--b--\r\n'
    )
    office.deliver(raw.encode())
    until(lambda: len(office.to(CUSTOMER)) == 1)
    letter = office.to(CUSTOMER)[0]
    assert letter["Bcc"] is None
    assert "Yes, <i>we</i> do." in words(letter)
    page = open_business.owner().get(f"/console/talks/{talk}").text
    assert "<b>Mallory" not in page
    assert "<i>we" not in page
    assert "<script>alert" not in page
    # What was attached is refused, politely and once.
    until(lambda: len(office.to(OWNER)) == 2)
    assert "only text is taken" in words(office.to(OWNER)[1])


def test_a_mail_of_20_mb_costs_its_first_half(open_business: Business, office: PostOffice) -> None:
    talk = open_business.asks()
    until(lambda: len(office.to(OWNER)) == 1)
    to = office.to(OWNER)[0]["Reply-To"]
    raw = (
        (
            f"From: {OWNER}\r\nTo: {to}\r\nMessage-ID: <big@x>\r\nMIME-Version: 1.0\r\n"
            "Content-Type: multipart/mixed; boundary=b\r\n\r\n"
            "--b\r\nContent-Type: text/plain\r\n\r\nIt was Khufu.\r\n"
            "--b\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n"
            "Content-Disposition: attachment; filename=x.png\r\n\r\n"
        ).encode()
        + (b"QUFB" * 19 + b"\r\n") * 263_000
        + b"--b--\r\n"
    )
    assert len(raw) > 20_000_000
    office.deliver(raw)
    until(lambda: ("", "It was Khufu.") in open_business.told(talk), 90)
    until(lambda: len(office.to(OWNER)) == 2)
    assert "only text is taken" in words(office.to(OWNER)[1])


def test_a_letter_that_comes_back_is_told(open_business: Business, office: PostOffice) -> None:
    talk = open_business.asks()
    until(lambda: len(office.to(OWNER)) == 1)
    office.answer(office.to(OWNER)[0], "Khufu.", OWNER)
    until(lambda: len(office.to(CUSTOMER)) == 1)
    back_to = office.envelopes[-1][0]
    office.deliver(
        (
            f"From: MAILER-DAEMON@mx.example\r\nTo: {back_to}\r\nReturn-Path: <>\r\n"
            "MIME-Version: 1.0\r\n"
            "Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n"
            "--b\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n"
            "--b\r\nContent-Type: message/delivery-status\r\n\r\n"
            f"Reporting-MTA: dns; mx.example\r\n\r\nFinal-Recipient: rfc822; {CUSTOMER}\r\n"
            "Action: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 no such user\r\n\r\n"
            "--b--\r\n"
        ).encode()
    )
    until(lambda: "dead" in open_business.states())
    owner = open_business.owner()
    page = owner.get(f"/console/talks/{talk}").text
    assert "Not delivered:" in page
    assert "550 no such user" in page
    # Where the owner looks first, and on the command line, stands the same.
    today = owner.get("/console").text
    assert "550 no such user" in today
    assert f'<a href="/console/talks/{talk}"><span class="said"><bdi>{CUSTOMER}' in today
    config = open_business.settings.state.parent / "tresen.toml"
    config.write_text(
        '[mail]\naddress = "agent@shop.example"\nowner = ["ida@shop.example"]\n'
        '[mail.smtp]\nhost = "127.0.0.1"\nsecurity = "none"\n'
    )
    arguments = ["--json", "--state", str(open_business.settings.state), "--config", str(config)]
    told = json.loads(CliRunner().invoke(channels, arguments).output)
    (mail,) = [one for one in told["channels"] if one["channel"] == "mail"]
    assert (mail["open"], mail["sent"], mail["dead"]) == (True, 1, 1)
    assert "550 no such user" in told["dead"][0]["reason"]
    assert told["mailbox"]["read"]


@pytest.mark.parametrize(
    ("said", "state", "told"),
    [("550 5.1.1 no such user", "dead", "no such user"), ("451 later", "waiting", "451 later")],
)
def test_what_the_server_refuses_is_told_in_words(
    open_business: Business, office: PostOffice, said: str, state: str, told: str
) -> None:
    office.refuse = lambda address: said if address == CUSTOMER else ""
    talk = open_business.asks()
    until(lambda: len(office.to(OWNER)) == 1)
    office.answer(office.to(OWNER)[0], "Khufu.", OWNER)
    until(lambda: open_business.states() == ["sent", state])
    until(lambda: told in open_business.owner().get(f"/console/talks/{talk}").text)


def test_killed_between_sending_and_the_servers_250(settings: Settings, office: PostOffice) -> None:
    """What she wrote is kept before anything is sent; a start sends it, under the same id."""
    first = Business(settings, office)
    talk = first.asks()
    with first.carrying():
        until(lambda: len(office.to(OWNER)) == 1)
        office.refuse = lambda address: "451 not now" if address == CUSTOMER else ""
        office.answer(office.to(OWNER)[0], "Khufu.", OWNER)
        until(lambda: first.states() == ["sent", "waiting"])
    with first.database.writing() as connection:  # the program ended while it was on its way
        sending = {"state": "sending", "due": datetime.now(UTC)}
        connection.execute(outbox.update().where(outbox.c.person == CUSTOMER).values(**sending))
    first.agent.close()
    office.refuse = lambda _: ""
    again = Business(settings, office)
    with again.carrying():
        until(lambda: len(office.to(CUSTOMER)) == 1)
        again.looked()
    assert len(office.to(CUSTOMER)) == 1
    assert [reply for _, reply in again.told(talk)].count("Khufu.") == 1
    again.agent.close()


def test_the_mailbox_that_cannot_be_read_says_why(settings: Settings, office: PostOffice) -> None:
    given = office.settings()
    given["imap"]["password"] = "wrong"
    business = Business(settings, office, imap=given["imap"])
    with business.carrying():
        until(lambda: talks.state(business.database).fault != "")
    assert "AUTHENTICATIONFAILED" in talks.state(business.database).fault
    business.agent.close()


def test_no_letter_leaves_before_the_mailbox_was_looked_into(
    settings: Settings, office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever answers it at once would be taken for old mail."""
    business = Business(settings, office, after_s=0)
    known: list[int] = []
    post = Due.post

    def posted(due: Due, now: datetime) -> int:
        known.append(talks.seen(business.database).validity)
        return post(due, now)

    monkeypatch.setattr(Due, "post", posted)
    business.asks()
    with business.carrying():
        until(lambda: len(office.to(OWNER)) == 1)
    assert known[0] != 0
    business.agent.close()


def test_old_mail_in_the_box_is_nobodys(settings: Settings, office: PostOffice) -> None:
    office.deliver(f"From: {OWNER}\r\nTo: {AGENT}\r\n\r\nprivate".encode())
    business = Business(settings, office)
    with business.carrying():
        business.looked()
    seen = talks.seen(business.database)
    assert seen.last > 0
    assert office.mails == []
    business.agent.close()


def test_erased_with_the_person(business: Business, office: PostOffice, tmp_path: Path) -> None:
    canary = "kanarienvogel-2810@post.example"
    with business.carrying():
        talk = business.says(canary, business.says(f"Who is {canary[:18]} really?"))
        until(lambda: len(office.to(OWNER)) == 1)
        office.answer(office.to(OWNER)[0], f"Hello {canary[:18]}!", OWNER)
        until(lambda: len(office.to(canary)) == 1)
        office.refuse = lambda address: "451 later" if address == canary else ""
        office.answer(office.to(canary)[0], f"It is me, {canary[:18]}.")
        until(lambda: len(office.to(OWNER)) == 2)
        office.answer(office.to(OWNER)[1], f"And again {canary[:18]}!", OWNER)
        until(lambda: business.states()[-1] == "waiting" and len(business.states()) == 4)
    told = export(business.database, find(business.database, canary))
    assert len(told["outbox"]) >= 4
    assert len(told["mail_talks"]) == 1
    erase(business.database, find(business.database, canary))
    business.agent.close()
    files = [path for path in business.settings.state.rglob("*") if path.is_file()]
    assert [p.name for p in files if canary[:18].encode() in p.read_bytes()] == []
    assert talk


@pytest.mark.sqlite
def test_an_address_of_an_erased_talk_opens_no_later_one(business: Business) -> None:
    signer = Signer("agent+{}@shop.example", talks.secret(business.database))
    first, second = business.says("one"), business.says("two")
    with business.database.writing() as connection:
        number = talks.number(connection, first)
        address = signer.address(Place(Side.OWNER, number, first))
        assert signer.place(connection, address) is not None
        connection.execute(conversations.delete().where(conversations.c.id == first))
        assert talks.number(connection, second) == number
        assert signer.place(connection, address) is None


def test_what_was_left_before_there_was_mail_is_not_told(
    business: Business, office: PostOffice
) -> None:
    business.asks()
    with business.database.writing() as connection:
        long_ago = datetime.now(UTC) - timedelta(days=3)
        connection.execute(handoffs.update().values(created=long_ago))
    with business.carrying():
        business.looked()
    assert office.mails == []
    with business.database.reading() as connection:
        assert connection.execute(sa.select(mail_talks)).all() == []


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"address": "agent"}, "address"),
        ({"owner": ("ida",)}, "owner"),
        ({"replies": "agent@shop.example"}, "replies"),
        ({"smtp": {"host": "mx.example", "security": "none", "user": "a"}}, "unencrypted"),
        ({"smtp": {"host": "mx.example", "ca_file": "/no/such/file"}}, "ca_file"),
    ],
)
def test_wrong_settings_name_their_place(given: dict[str, object], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        MailSection(**PostOffice(1).settings() | given)


def test_somebody_must_be_asked(settings: Settings, office: PostOffice) -> None:
    business = settings.business.model_copy(update={"email": ""})
    nobody = settings.model_copy(update={"business": business})
    with pytest.raises(ConfigError, match="owner"):
        Business(nobody, office, owner=())
