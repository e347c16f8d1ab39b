"""What a person of the business tells a customer by themselves, in the platform's own inbox.

It enters the conversation as the shop's words, so that the agent's next reply knows of it: a turn
in the lane `person`, without a message where the customer had asked nothing. It binds nobody: what
it states is no fact of the catalog, and the agent repeats no number of it.
"""

from __future__ import annotations

import logging

from agent.answering.said import Shown
from agent.events import CardShown
from agent.grounding.lexicon import languages
from agent.grounding.render import Voice
from agent.shop import Agent
from agent.spoken import card
from agent.understanding.language import language_of
from catalog.contacts import hidden
from catalog.errors import TresenError

log = logging.getLogger("tresen.agent")

TO_THE_MODEL = "(A person of the shop writes to the customer.)"
"""Where a message would stand: chat templates want one before each reply."""


def overhear(
    agent: Agent, conversation: str, visitor: str, message_id: str, text: str, asked_for: str = ""
) -> bool:
    """Keep `text` once; False where it is there already. Begins the conversation if need be.

    `asked_for` is what the customer had written and nobody had answered yet. The products that
    `text` names are what the customer's next "it" means.
    """
    own = (agent.business.email, agent.business.phone)
    said = hidden(text.strip().replace("\0", ""), own)
    language = agent.offered[0]
    found = agent.conversations.open(conversation, visitor, language)
    _, cards = named(agent, said, found.language, message_id)
    message = hidden(asked_for.strip(), own)
    prompt = message or TO_THE_MODEL
    kept = agent.conversations.overhear(found, message_id, message, prompt, said, cards)
    if kept:
        log.info("overheard", extra={"products": len(cards)})
    return kept


def named(agent: Agent, said: str, language: str, seed: str) -> tuple[str, list[CardShown]]:
    """The language of `said`, and the products in it. What cannot be read names none: the platform
    would send the same again for days."""
    try:
        spoken = language_of(said, language, agent.offered)
        asks = agent.known().shelf.reader.read(said, spoken).asks
        named = [target.products[0] for ask in asks for target in ask.targets]
        voice = Voice(spoken if spoken in languages() else language, seed, agent.business.currency)
        former = agent.settings.truth.former_prices
        return spoken, [card(Shown(p), voice, former) for p in agent.products(named)]
    except TresenError:
        raise
    except Exception as exc:  # the reader runs over whatever a person typed: see above
        log.error("overheard and not read", exc_info=exc)
        return language, []
