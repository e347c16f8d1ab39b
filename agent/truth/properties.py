"""Properties of a product that a question may mean: its attributes, or a sentence describing it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from agent.truth.attributes import named
from agent.truth.facts import Fact, attribute_fact, description_fact
from agent.truth.lexicon import lexicon
from agent.truth.measures import about
from agent.truth.phrases import covered
from agent.truth.render import Voice
from agent.truth.understand import Asked
from agent.truth.words import in_compound, same_word, tokens
from catalog.records import Attribute, Product


def properties_for(
    field: str, words: Sequence[str], product: Product, voice: Voice, all_of_them: bool = False
) -> tuple[Fact, ...]:
    """The attributes that the question names, or else `field` (of the lexicon), or a word of it.

    With `all_of_them` and no field, every attribute.
    """
    attributes = product.text(voice.language).attributes
    if said := named(attributes, words):
        return tuple(attribute_fact(voice, product, a) for a in said)
    wanted = _about(field, words, product, voice.language)
    if not wanted and not (all_of_them and not field):
        small = lexicon(voice.language).small
        said_of = {a: _parts_named(a, words, small, field) for a in attributes}
        most = max(said_of.values(), default=0)
        wanted = [a for a in attributes if most and said_of[a] == most]
    elif not wanted:
        wanted = list(attributes)
    return tuple(attribute_fact(voice, product, a) for a in wanted[:6])


def _about(field: str, words: Sequence[str], product: Product, language: str) -> list[Attribute]:
    """The attributes of `field`; or of another that the same word asks for: the capacity of a tent
    is in persons, of a mug in millilitres."""
    if not field or (found := list(about(product, field, language))):
        return found if field else []
    fields = lexicon(language).fields
    saying = [word for word in words if covered((word,), fields[field]) >= 1]
    others = [
        other
        for other, patterns in fields.items()
        if other != field and any(covered((word,), patterns) >= 1 for word in saying)
    ]
    return next((a for other in others if (a := list(about(product, other, language)))), [])


def sentence_on(asked: Asked, product: Product, voice: Voice) -> Fact | None:
    """The sentence of the description that holds what is asked for; without a field, the first."""
    described = sentences_of(product.text(voice.language).description)
    sentences = tuple(text for s in described if (text := _MARK.sub("", s)))
    if not sentences:
        return None
    if not asked.field:
        scored = [(sum(_said(s, w) for w in asked.content), s) for s in sentences]
        best = max(scores for scores, _ in scored)
        chosen = next(s for score, s in scored if score == best)
        if asked.content and best == 0 and len(asked.content) > 2:
            return None
        return description_fact(voice, product, chosen)
    patterns = lexicon(voice.language).fields[asked.field]
    for sentence in sentences:
        if covered(tokens(sentence), patterns) >= 1:
            return description_fact(voice, product, sentence)
    return None


_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-ZÄÖÜ0-9„\"(])|\n+")


_MARK = re.compile(r"^[•·∙▪◦*–—-]+\s*")
"""What stands before an entry of a list."""


def sentences_of(text: str) -> tuple[str, ...]:
    """Prose as sentences; a line break ends one too (lists)."""
    return tuple(s.strip() for s in _SENTENCE.split(text) if s.strip())


def _parts_named(
    attribute: Attribute, words: Sequence[str], small: frozenset[str], field: str
) -> int:
    """How many parts of its name a word is, or is made of, or makes: "how thick", where the
    attribute is the thickness. A word that asks for `field` names nothing that only begins like it:
    "waterproof" is no water, but "Personenzahl" the persons."""
    return sum(
        any(_makes(word, part, field) for word in words if word not in small)
        for part in tokens(attribute.name)
        if len(part) > 3
    )


def _makes(word: str, part: str, field: str) -> bool:
    if same_word(word, part) or in_compound(part, word):
        return True
    return in_compound(word, part) and not (field and word.startswith(part))


def _said(sentence: str, word: str) -> bool:
    return any(same_word(word, w) or in_compound(w, word) for w in tokens(sentence))
