"""NLWeb's `/ask`: a question in words, answered as a message of the chat, goods as linked data.

The protocol's version 0.54 (package nlweb-core, protocol/models.py). A stream is not offered.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from agent.answer import Incoming
from web.agents.asking import answered, plainly
from web.agents.catalog import writing
from web.agents.goods import Told, whole_address
from web.agents.linked import linked
from web.agents.requests import Asked
from web.agents.versions import CURRENT
from web.desk import Desk
from web.words import messages

VERSION = "0.54"
_DESCRIBED = 600


class Question(Asked):
    """`text` is the question; how many results are wanted is followed, scores are not told."""

    text: str = Field(min_length=1)
    max_results: int = Field(9, ge=1, le=100)


class Prefer(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True, populate_by_name=True)
    response_format: Literal["chatgpt_app", "conv_search"] = "chatgpt_app"
    language: str = Field("", alias="accept-language", max_length=40)


class Session(Asked):
    conversation_id: str = Field("", max_length=128, pattern=r"^[\x21-\x7e]*$")


class About(Asked):
    session_context: Session = Session()


class NLWebRequest(Asked):
    query: Question
    prefer: Prefer = Prefer()
    meta: About = About()


def told(desk: Desk, asked: NLWebRequest, base: str, liked: str, line: str) -> Told:
    """The answer. Raises as `asking.answered` does."""
    incoming = Incoming(
        text=asked.query.text,
        conversation=asked.meta.session_context.conversation_id,
        language=asked.prefer.language or liked,
        address=line,
        only_asks=True,
    )
    reply, _ = answered(desk, incoming)
    language = reply.finished.language if reply.finished else desk.agent.business.languages[0]
    text, _ = plainly(reply, asked.query.text, messages(language))
    results: list[Told] = []
    how = writing(desk.agent, language, base, CURRENT, _DESCRIBED)
    carts = {card.id: card.cart for card in reply.cards}
    for product in desk.agent.products(list(carts)):
        thing = linked(product, how)
        if cart := carts[product.id]:
            thing["actions"] = [_into_cart(cart)]
        results.append(_grounded(thing, thing.get("url", "")))
    for source in reply.sources:
        address = whole_address(source.url, base)
        page = {"@type": "WebPage", "name": source.title}
        results.append(_grounded({**page, **({"url": address} if address else {})}, address))
    results = results[: asked.query.max_results]
    kind = asked.prefer.response_format
    about: dict[str, Any] = {
        "response_type": "Answer",
        "response_format": kind,
        "version": VERSION,
        "session_context": {"conversation_id": reply.conversation},
    }
    if kind == "conv_search":
        answer: Told = {"@type": "Answer", "text": text}
        return {"_meta": about, "results": [answer, *results]}
    content = [{"Type": "text", "Text": text}]
    return {"_meta": about, "content": content, "structuredData": results}


def failure(code: str, text: str) -> Told:
    """A question that has no answer because something went wrong."""
    about = {"response_type": "Failure", "version": VERSION}
    return {"_meta": about, "error": {"code": code, "message": text}}


def _into_cart(address: str) -> Told:
    """Opening it orders nothing."""
    action = {"@context": "https://schema.org", "@type": "AddToCartAction"}
    return {**action, "protocol": "HTTP", "method": "GET", "endpoint": address}


def _grounded(thing: Told, address: str) -> Told:
    return {**thing, "grounding": {"source_urls": [address]}} if address else thing
