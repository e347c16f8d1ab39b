"""The letters: what each says, made of the talk as it stands when it is sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from agent.errors import ConfigError
from agent.events import Did, Presence
from agent.mail_settings import MailSection
from agent.shop import Agent
from agent.turns import PERSON, Turn, turn_of
from catalog.contacts import is_email
from catalog.tables import conversations, handoffs, people, turns
from web.mail import talks
from web.mail.addresses import Place, Side, Signer
from web.mail.letters import Letter, shortened
from web.mail.quoted import MARK
from web.mail.smtp import Smtp
from web.restock.letters import Letters
from web.webhooks.seam import Body
from web.words import choose, messages

_LINES = 60
"""Turns of a talk that are told, the newest."""
_QUESTION = 60


def sender(agent: Agent) -> Smtp:
    """The way out for `agent`'s letters."""
    writing = Writing(agent)
    writers = {
        "question": writing.question,
        "answer": writing.answer,
        "notice": writing.notice,
        "plain": writing.plain,
    }
    if writing.settings.restock:
        writers |= Letters(agent).writers()
    return Smtp(writing.settings, writers)


def signer(agent: Agent) -> Signer:
    """Makes and knows the addresses of replies."""
    return Signer(_settings(agent).reply_form, talks.secret(agent.catalog.database))


def owners(agent: Agent) -> tuple[str, ...]:
    """Who is asked what only a person knows. Raises ConfigError where nobody is."""
    found = _settings(agent).owner or tuple(filter(is_email, (agent.business.email,)))
    if not found:
        raise ConfigError('[mail] owner = []: expected who is asked, as in ["anna@shop.example"]')
    return tuple(address.lower() for address in found)


def _settings(agent: Agent) -> MailSection:
    assert agent.settings.mail is not None
    return agent.settings.mail


@dataclass(frozen=True, slots=True)
class _Said:
    """A talk as letters tell of it: `number` is its own among mail's."""

    id: str
    number: int
    language: str
    channel: str
    turns: Sequence[Turn]


class Writing:
    """The writers. Safe from many threads."""

    def __init__(self, agent: Agent) -> None:
        self.settings = _settings(agent)
        self._agent = agent
        self._signer = signer(agent)
        owners(agent)

    def question(self, body: Body) -> Letter | None:
        """To the business: a question, who asked it, the whole talk; a reply goes to the customer.
        None once it has been answered."""
        said = self._said(str(body["talk"]))
        position = int(body["position"])
        turn = next((t for t in said.turns if t.position == position), None) if said else None
        if said is None or turn is None:
            return None
        asked, contact, is_done = self._open_question(said.id, position)
        if is_done:
            return None
        words = self._words(self._agent.offered[0])
        own, channel = words["mail"], words["console"]["channels"].get(said.channel, "")
        if channel:
            how = own["how_messenger"].format(channel=channel)
        else:
            how = own["how_mail" if is_email(contact) else "how_chat"].format(contact=contact)
        told = "\n\n".join(_lines(said.turns, own))
        text = [asked or turn.message, own["contact"].format(contact=contact) if contact else ""]
        link = own["console"].format(url=f"{self._console()}/console/talks/{said.id}")
        parts = (self._above(own), *text, how, link, f"{own['talk']}\n\n{told}")
        return self._letter(
            body,
            said,
            Side.OWNER,
            subject=own["question_subject"].format(
                question=shortened(asked or turn.message, _QUESTION)
            ),
            parts=parts if self.settings.imap else (*text, link, parts[-1]),
        )

    def answer(self, body: Body) -> Letter | None:
        """To the customer: what a person said to them in the chat, which they did not see."""
        said = self._said(str(body["talk"]))
        if said is None:
            return None
        first, last = int(body["first"]), int(body["last"])
        answers = [
            turn
            for turn in said.turns
            if first <= turn.position <= last and turn.lane == PERSON and turn.reply
        ]
        if not answers:
            return None
        own = self._words(said.language)["mail"]
        name = next((e.name for e in answers[-1].events if isinstance(e, Presence)), "")
        asked = self._asked(said.id)
        business = self._agent.business.name
        return self._letter(
            body,
            said,
            Side.CUSTOMER,
            name=f"{name}, {business}" if name else business,
            automatic=False,
            subject=own["answer_subject"].format(question=shortened(asked, _QUESTION)),
            parts=(
                self._above(own) if self.settings.imap else "",
                "\n\n".join(turn.reply for turn in answers),
                f"{name}\n{business}" if name else business,
                own["asked"].format(question=asked) if asked else "",
                own["go_on"] if self.settings.imap else "",
            ),
        )

    def notice(self, body: Body) -> Letter | None:
        """To whoever has written: what became of their mail."""
        said = self._said(str(body["talk"]))
        if said is None:
            return None
        side = Side(str(body["side"]))
        own = self._words(self._agent.offered[0] if side is Side.OWNER else said.language)["mail"]
        text = own[str(body["about"])].format(name=body.get("name", ""))
        return self._letter(body, said, side, subject=own["notice_subject"], parts=(text,))

    def plain(self, body: Body) -> Letter | None:
        """What another part of the program has written."""
        return Letter(
            to=str(body["to"]),
            name=self._agent.business.name,
            subject=str(body["subject"]),
            text=str(body["text"]),
        )

    def _letter(
        self,
        body: Body,
        said: _Said,
        side: Side,
        *,
        subject: str,
        parts: Sequence[str],
        name: str = "",
        automatic: bool = True,
    ) -> Letter:
        comes_back = self.settings.imap is not None
        place = Place(side, said.number, said.id)
        return Letter(
            to=str(body["to"]),
            name=name or self._agent.business.name,
            subject=subject,
            text="\n\n".join(filter(None, parts)) + "\n",
            reply_to=self._signer.address(place) if comes_back else "",
            thread=f"{side}{said.number}",
            automatic=automatic,
        )

    def _said(self, id: str) -> _Said | None:
        query = sa.select(conversations.c.language, people.c.channel).where(
            conversations.c.id == id
        )
        query = query.join_from(
            conversations, people, people.c.conversation == conversations.c.id, isouter=True
        )
        newest = sa.select(turns).where(turns.c.conversation_id == id)
        newest = newest.order_by(turns.c.position.desc()).limit(_LINES)
        with self._agent.catalog.database.writing() as connection:
            row = connection.execute(query).first()
            if row is None:
                return None
            told = tuple(turn_of(entry) for entry in reversed(connection.execute(newest).all()))
            return _Said(id, talks.number(connection, id), row.language, row.channel or "", told)

    def _open_question(self, id: str, position: int) -> tuple[str, str, bool]:
        """What is asked, where an answer goes, and whether there is one."""
        h = handoffs.c
        query = sa.select(h.question, h.contact, h.done).where(
            h.conversation_id == id, h.position == position
        )
        with self._agent.catalog.database.reading() as connection:
            row = connection.execute(query).first()
        return (row.question, row.contact, row.done is not None) if row else ("", "", False)

    def _asked(self, id: str) -> str:
        """What the customer had left their address for."""
        h = handoffs.c
        newest = sa.select(h.question).where(h.conversation_id == id).order_by(h.id.desc()).limit(1)
        with self._agent.catalog.database.reading() as connection:
            return str(connection.execute(newest).scalar() or "")

    def _words(self, language: str) -> Mapping[str, Any]:
        return messages(choose(language, self._agent.business.languages))

    def _above(self, own: Mapping[str, str]) -> str:
        return MARK.format(own["above"])

    def _console(self) -> str:
        web = self._agent.settings.web
        return self.settings.console_url.rstrip("/") or f"http://{web.host}:{web.port}"


def _lines(told: Sequence[Turn], own: Mapping[str, str]) -> list[str]:
    """Both sides, as they read it; without who came and went."""
    lines = []
    for turn in told:
        presence = next((e for e in turn.events if isinstance(e, Presence)), None)
        name = presence.name if presence and presence.did is Did.SAID else own["agent"]
        lines += [f"{own['customer']}: {turn.message}"] if turn.message else []
        lines += [f"{name}: {turn.reply}"] if turn.reply else []
    return lines
