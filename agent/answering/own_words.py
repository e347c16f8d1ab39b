"""What a row says in the very words of a question: "is there a mat with it" of "Mat 8 € extra"."""

from __future__ import annotations

from collections.abc import Sequence

from agent.answering.lines import Lines, Told
from agent.truth.facts import attribute_fact
from catalog.records import Product
from catalog.text import Token, fold, tokens

WHOLE = 4
"""A word of so many letters is also known inside of another: the "Matte" of a "Gummimatte"."""


def said_by(
    lines: Lines, product: Product, phrases: Sequence[str], languages: Sequence[str]
) -> Told | None:
    """The cells of a product that say a word of `phrases`, by the names of their fields; else the
    sentence of its text that does. None where neither does."""
    words = [t for p in phrases for t in tokens(p, languages) if not t.is_number]
    if not words:
        return None
    voice = lines.voice
    facts, texts = [], []
    for attribute in product.text(voice.language).attributes:
        if any(_says(attribute.value, word, languages) for word in words):
            fact = attribute_fact(voice, product, attribute)
            name = attribute.name.replace("_", " ").strip()
            facts.append(fact)
            texts.append(voice.say("field_value", name=name, value=fact.text))
    if texts:
        return Told(", ".join(dict.fromkeys(texts)), tuple(facts))
    return lines.sentence(product, [w.folded for w in words])


def _says(cell: str, word: Token, languages: Sequence[str]) -> bool:
    inside = len(word.folded) >= WHOLE and word.folded in fold(cell)
    return inside or any(not word.keys.isdisjoint(t.keys) for t in tokens(cell, languages))
