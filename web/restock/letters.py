"""The two letters: the one that asks for a confirmation, and the one that it is there again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from agent.restocked import available, restocked
from agent.shop import Agent
from catalog.records import Product
from web.mail import talks
from web.mail.letters import Letter
from web.restock.kept import CONFIRM, RESTOCKED, Kept, Row
from web.restock.links import Links, base_of
from web.webhooks.seam import Body
from web.words import choose, messages


class Letters:
    """The writers. Safe from many threads."""

    def __init__(self, agent: Agent) -> None:
        assert agent.settings.mail is not None
        self._agent = agent
        self._hours = agent.settings.mail.confirm_hours
        self._kept = Kept(agent.catalog.database, agent.settings.mail)
        self._links = links_of(agent)

    def writers(self) -> dict[str, Callable[[Body], Letter | None]]:
        """By what the outbox calls them."""
        return {CONFIRM: self.confirm, RESTOCKED: self.restocked}

    def confirm(self, body: Body) -> Letter | None:
        """Whether the address is really of who gave it. None once the request is forgotten."""
        row = self._kept.named(str(body["name"]), datetime.now(UTC))
        if row is None:
            return None
        words = self._words(row)
        item = named(self._agent, row) or words["something"]
        parts = (
            words["confirm_text"].format(business=self._agent.business.name, item=item),
            self._links.confirm(row.name),
            words["confirm_not"].format(hours=self._hours),
        )
        return self._letter(row, words["confirm_subject"].format(item=item), parts)

    def restocked(self, body: Body) -> Letter | None:
        """That it is there again, by the row as it is now. None where it is not, or they have
        ended it meanwhile; in the first case they wait on."""
        row = self._kept.named(str(body["name"]), datetime.now(UTC))
        if row is None or row.told is None or row.round != body["round"]:
            return None
        product = product_of(self._agent, row)
        variant = available(product, row.variant_id)
        if product is None or variant is None:
            self._kept.wait_again(row)
            return None
        voice = self._agent.counter(_spoken(self._agent, row), "restock").voice
        facts = restocked(product, variant, row.variant_id, voice)
        words = self._words(row)
        told = [facts.stock.text]
        told += [words["price"].format(price=facts.price.text)] if facts.price else []
        told += [facts.link.text] if facts.link else []
        end = self._links.end(row.who)
        parts = (
            "\n".join(told),
            words["once"].format(business=self._agent.business.name),
            words["end_link"].format(url=end),
        )
        return self._letter(row, words["subject"].format(item=facts.name.text), parts, end)

    def _letter(
        self, row: Row, subject: str, parts: tuple[str, ...], unsubscribe: str = ""
    ) -> Letter:
        return Letter(
            to=row.email,
            name=self._agent.business.name,
            subject=subject,
            text="\n\n".join(parts) + "\n",
            unsubscribe=unsubscribe,
        )

    def _words(self, row: Row) -> Mapping[str, Any]:
        found: Mapping[str, Any] = words_of(self._agent, row.language)["mail"]
        return found


def links_of(agent: Agent) -> Links:
    """The makers of links, signed with what signs the mailbox's addresses."""
    return Links(base_of(agent.settings), talks.secret(agent.catalog.database))


def words_of(agent: Agent, language: str) -> Mapping[str, Any]:
    """What is said of it in `language`."""
    found: Mapping[str, Any] = messages(choose(language, agent.business.languages))["restock"]
    return found


def product_of(agent: Agent, row: Row) -> Product | None:
    """What is waited for, as it may be spoken of; None where the catalog has it no more."""
    return next(iter(agent.products([row.product_id])), None)


def named(agent: Agent, row: Row) -> str:
    """What it is called; empty where the catalog has it no more."""
    product = product_of(agent, row)
    if product is None:
        return ""
    voice = agent.counter(_spoken(agent, row), "restock").voice
    variant = next((v for v in product.variants if v.id == row.variant_id), None)
    return voice.label(product, variant.options if variant else ())


def _spoken(agent: Agent, row: Row) -> str:
    return row.language if row.language in agent.offered else agent.offered[0]
