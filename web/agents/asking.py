"""ask_business: a question in words, answered as a message of the chat is, in a talk of its own.

https://ucp.dev/draft/specification/common/ask. It answers and does nothing: what the question wants
done is said not to be done.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from agent.answer import Incoming
from agent.errors import UnknownConversation
from catalog.folding import fold
from catalog.identified import identified
from web.agents.goods import Told, whole_address
from web.agents.requests import AskRequest
from web.agents.versions import Capability, Version, envelope
from web.desk import Begun, Desk, begin
from web.errors import NotBegun
from web.reply import Reply, gather
from web.words import handoff_line, messages

_WORD = re.compile(r"\w+")
_SENTENCE = re.compile(r"(?<=[.!?;])\s+|\s+(?:and|und)\s+")
_OPENING = 4
"""A sentence that wants something done has its verb among so many words: "could you please add"."""


def ask(desk: Desk, asked: AskRequest, base: str, liked: str, line: str, once: str) -> Told:
    """The answer. `line` is whose line it comes by, `once` the caller's key of this question.

    Raises MessageError, ConversationBusy, AgentBusy, NotBegun and what `agent.answer` raises.
    """
    notes: list[Told] = []
    products, unknown = _named(desk, asked.ids)
    notes += [_note("not_found", name) for name in unknown]
    incoming = Incoming(
        text=asked.query,
        conversation=asked.conversation.id if asked.conversation else "",
        message_id=once,
        language=asked.context.language or liked,
        address=line,
        about=products,
        only_asks=True,
    )
    reply, is_new = answered(desk, incoming)
    if is_new:
        notes.append(_note("not_found", f"conversation {incoming.conversation}"))
    language = reply.finished.language if reply.finished else desk.agent.business.languages[0]
    words = messages(language)
    plain, is_undone = plainly(reply, asked.query, words)
    if is_undone:
        notes.append(_note("operation_not_performed", words["agents"]["not_done"]))
    if reply.handoff and (told := handoff_line(reply.handoff, words["widget"], plain)):
        notes.append(_note("handoff", told))
    days = desk.agent.settings.web.keep_days
    until = datetime.now(UTC) + timedelta(days=days)
    answer: Told = {
        "ucp": envelope(Version.DRAFT, Capability.ASK),
        "answer": {"plain": plain},
        "conversation": {"id": reply.conversation}
        | ({"expires_at": until.isoformat(timespec="seconds")} if days else {}),
    }
    links = list(_links(reply, base))
    return answer | ({"links": links} if links else {}) | ({"messages": notes} if notes else {})


def answered(desk: Desk, incoming: Incoming) -> tuple[Reply, bool]:
    """The whole reply; and whether a new talk was begun, since the one that was named is not there.

    Raises what `agent.answer` raises, and NotBegun where a reply fails on its way.
    """
    try:
        return _whole(begin(desk, incoming)), False
    except UnknownConversation:
        return _whole(begin(desk, replace(incoming, conversation=""))), True


def plainly(reply: Reply, question: str, words: Mapping[str, Any]) -> tuple[str, bool]:
    """The reply's words, which are never none; and whether they say that nothing was done."""
    own = words["agents"]
    plain = reply.text.strip() or own["no_answer"]
    if not _wants_done(question, own["operations"].split("|")):
        return plain, False
    return f"{plain}\n{own['not_done']}", True


def _named(desk: Desk, ids: Sequence[str]) -> tuple[tuple[str, ...], list[str]]:
    """The products that `ids` name, and those that name none."""
    named = identified(desk.agent.catalog.database, ids) if ids else {}
    products = dict.fromkeys(product for name in ids for product, _ in named.get(name, ()))
    return tuple(products), [name for name in ids if name not in named]


def _whole(begun: Begun) -> Reply:
    """The whole reply. Raises NotBegun where it fails on its way: half an answer is none."""
    try:
        reply = gather(begun.events)
    finally:
        begun.close()
    if reply.failed:
        raise NotBegun(reply.failed)
    return reply


def _links(reply: Reply, base: str) -> list[Told]:
    """What the answer rests on and speaks of, each once."""
    told = [
        {"type": "product", "url": whole_address(card.link, base), "title": card.title,
         "id": card.id}
        for card in reply.cards
    ]  # fmt: skip
    told += [
        {"type": "page", "url": whole_address(source.url, base), "title": source.title}
        for source in reply.sources
    ]
    told += [
        {"type": "cart", "url": card.cart, "title": card.title, "id": card.id}
        for card in reply.cards
    ]
    return list({(one["url"], one["title"]): one for one in told if one["url"]}.values())


def _wants_done(text: str, operations: Sequence[str]) -> bool:
    """Whether a sentence of `text` orders something to be done: "add two of these to my cart"."""
    verbs = {fold(verb) for verb in operations}
    return any(
        not verbs.isdisjoint(fold(word) for word in _WORD.findall(sentence)[:_OPENING])
        for sentence in _SENTENCE.split(text)
    )


def _note(code: str, text: str) -> Told:
    return {"type": "info", "code": code, "content": text}
