"""The prompt: append-only, and its beginning the same for every visitor.

    prefix    the business: who it is, how to speak, hours, policies         (system)
    turns     each as it was said, with the facts that it was given then     (user, assistant)
    turn      this message, its facts before it                              (user)

What is before is never changed, so that what is computed of it stays computed; only where the
conversation outgrows its budget are its oldest turns left out, half the room at once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from agent.grounding.render import Voice
from agent.hours_settings import written_hours, written_special
from agent.model.backend import Message
from agent.turns import Turn
from catalog.records import Business, Passage, Product

Count = Callable[[str], int]
"""Tokens of a text as the model counts them."""

REPLY_TOKENS = 160
MESSAGE_TOKENS = 96
"""Kept free for this turn's message; a longer one takes from the history."""

LONGEST_MESSAGE = 512
"""Of a message that has more tokens the model reads its beginning and its end: no question is
longer, and 4,000 signs may be 12,000 tokens (emoji), more than many a context. What is asked is
found in the whole text, by code."""

TURN_OVERHEAD = 8
"""Tokens of a template's own around one message, at most (Llama 3 has 5, ChatML 4)."""


@dataclass(frozen=True, slots=True)
class Budget:
    """In tokens. `conversation` is for everything behind the prefix, reply included."""

    prefix: int
    conversation: int
    facts: int

    @classmethod
    def within(cls, context: int) -> Budget:
        """Shares of a context of `context` tokens for one conversation."""
        prefix = min(2_000, context // 2)
        return cls(prefix, context - prefix, min(400, context // 6))


def _role(business: Business) -> str:
    if business.kind:
        return f"assistant of {business.name}, which is: {business.kind}"
    return f"shop assistant of {business.name}"


def business_prefix(
    business: Business,
    passages: Sequence[Passage],
    categories: Sequence[str],
    budget: Budget,
    count: Count,
) -> Message:
    """What is true for every visitor, as much of it as fits; each time the same text."""
    lines = [
        f"You are the {_role(business)}. You are an AI.",
        "Answer in the customer's language, in one to three short, friendly sentences.",
        "Use only what stands under Facts: no other price, number, link or product.",
        "If the facts do not answer the question, say so and offer to ask a person.",
    ]
    if business.voice:
        lines.append(business.voice)
    for name, value in (
        ("Website", business.url), ("Phone", business.phone), ("E-mail", business.email),
        ("Address", business.address), ("We sell", ", ".join(categories)),
    ):  # fmt: skip
        if value:
            lines.append(f"{name}: {value}")
    lines += [f"Open {written_hours(span)}" for span in business.opening_hours]
    lines += [f"By date: {written_special(one)}" for one in business.special_hours]
    used = count("\n".join(lines))
    if used > budget.prefix:  # a shop of thousands of categories, or of the smallest contexts
        return Message("system", shortened("\n".join(lines), budget.prefix, count))
    for passage in passages:
        line = f"{' / '.join(passage.heading)}: {' '.join(passage.text.split())}"
        used += count(line) + 1
        if used > budget.prefix:
            break
        lines.append(line)
    return Message("system", "\n".join(lines))


def product_line(product: Product, voice: Voice) -> str:
    """One product in about thirty tokens: what a model needs to speak of it."""
    text = product.text(voice.language)
    parts = [text.title]
    prices = sorted({v.price.amount: v.price for v in product.variants if v.price}.items())
    if prices:
        ends = [voice.money(prices[0][1]), voice.money(prices[-1][1])]
        parts.append(voice.dated(" - ".join(dict.fromkeys(ends)), product.as_of(product.variants)))
    here = any(v.availability.can_be_ordered for v in product.variants)
    if here or all(v.availability.is_gone for v in product.variants):
        state = voice.say("in_stock_short" if here else "out_of_stock_short")
        parts.append(voice.dated(state, product.as_of(product.variants)))
    parts += [f"{a.name} {a.value} {a.unit}".strip() for a in text.attributes[:4]]
    return "; ".join(parts)


def turn_text(message: str, lines: Sequence[str], budget: Budget, count: Count) -> str:
    """This turn as the model reads it: the facts that fit the budget, then the message, of which
    the middle is left out where it is longer than what is free for it."""
    kept: list[str] = []
    used = 0
    for line in lines:
        used += count(line) + 1
        if used > budget.facts:
            break
        kept.append(f"- {line}")
    free = budget.conversation - REPLY_TOKENS - TURN_OVERHEAD - budget.facts
    message = shortened(message, max(MESSAGE_TOKENS, min(LONGEST_MESSAGE, free)), count)
    return "\n".join([*(["Facts:", *kept, ""] if kept else []), message])


def shortened(text: str, most: int, count: Count) -> str:
    """`text` in at most `most` tokens: its beginning and its end, where it has more."""
    if count(text) <= most:
        return text
    fits, over = 0, len(text) // 2
    while fits + 1 < over:
        half = (fits + over) // 2
        if count(_ends(text, half)) <= most:
            fits = half
        else:
            over = half
    return _ends(text, fits)


def _ends(text: str, half: int) -> str:
    return f"{text[:half].rstrip()} … {text[len(text) - half :].lstrip()}"


def messages(
    prefix: Message, before: Sequence[Turn], turn: str, budget: Budget, count: Count
) -> tuple[Message, ...]:
    """The whole prompt, within the budget. Where a person came or went nothing was said, and what
    was asked of them stands before their words."""
    before = [turn for turn in before if turn.told]
    reserved = max(budget.facts + MESSAGE_TOKENS, count(turn) + TURN_OVERHEAD)
    room = max(0, budget.conversation - REPLY_TOKENS - reserved)
    costs = [count(t.prompt) + count(t.told) + 2 * TURN_OVERHEAD for t in before]
    start = _beginning(costs, room)
    said: list[Message] = []
    for earlier in before[start:]:
        said += [Message("user", earlier.prompt), Message("assistant", earlier.told)]
    return (prefix, *said, Message("user", turn))


def _beginning(costs: Sequence[int], room: int) -> int:
    """Which turn is the first that stays. It moves by half the room at a time and rests between:
    each time that it moves, all that is behind it is computed again."""
    total, half = sum(costs), max(1, room // 2)
    dropped = 0
    while total - dropped > room and dropped < total:
        dropped += half
    start, gone = 0, 0
    while gone < dropped and start < len(costs):
        gone += costs[start]
        start += 1
    return start
