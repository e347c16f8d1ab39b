"""A query as those who hold words to facts and those who hand it on need it."""

from __future__ import annotations

from agent.grounding.asked import Asked
from agent.grounding.lexicon import languages, lexicon
from agent.grounding.words import tokens
from agent.understanding.query import Ask, Query


def asked_of(query: Query, text: str) -> Asked:
    """What `text` asks, by its query."""
    words = tuple(tokens(text))
    small = lexicon(query.language).small if query.language in languages() else lexicon("en").small
    asks = query.asks
    return Asked(
        text=text,
        words=words,
        language=query.language if query.language in languages() else "en",
        kind=_kind(asks[0]) if asks else "chat",
        content=tuple(w for w in words if w not in small),
        claims=any(ask.claims for ask in asks),
        named=any(ask.targets or ask.conditions or ask.fields or ask.order for ask in asks),
        several=len(asks) > 1,
    )


def _kind(ask: Ask) -> str:
    return ask.about.value if ask.about is not None and not ask.targets else ask.act.value
