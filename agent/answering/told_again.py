"""What was just told word for word, asked further: "how long are they valid?", "and the price?".

The passage is told again where its sentences say what is asked: an amount of what is counted, a
price, a time, or the words of the question.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from agent.answering.passages import Ranked, sentences
from agent.answering.quoting import quoted
from agent.answering.said import Counter, Said
from agent.understanding.function_words import FunctionWords, function_words
from agent.understanding.query import About, Act, Ask
from agent.understanding.scales import dimensions_of
from agent.understanding.state import State
from agent.understanding.topic import TOPIC
from catalog.clock import times
from catalog.cycles import Parts, said_in
from catalog.measures import Dimension, measures
from catalog.records import Passage
from catalog.text import Token, tokens

Says = Callable[[str, str], bool]
"""Whether a sentence of a language says something that is asked."""


def told_again(
    ask: Ask, text: str, held: list[Passage], counter: Counter, state: State
) -> Said | None:
    """The sentences of the passage that was told last, where they say all that is asked of it;
    None where something else is asked."""
    named = any(t.mention for t in ask.targets) or ask.conditions or ask.order or ask.relative
    other = (
        named or ask.about or ask.having or ask.asks_stock or ask.quantity or ask.act is Act.COUNT
    )
    if not state.topic or other or len(text.split()) > TOPIC:
        return None
    passage = next((p for p in held if told_of(p).startswith(state.told)), None)
    asked = list(_asked(ask, text, function_words(counter.voice.language), counter))
    if passage is None or not asked:
        return None
    written = sentences(passage.text)
    says = [[one(sentence, passage.language) for one in asked] for sentence in written]
    if not all(any(row[n] for row in says) for n in range(len(asked))):
        return None
    near = tuple(sum(row) / len(asked) for row in says)
    return quoted((Ranked(passage, 0.0, 0.0, 0.0, 0.0, near=near),), counter)


def _asks_business(ask: Ask, text: str, counter: Counter, state: State) -> bool:
    """Whether it is of the business itself: its hours, where no place of its own was told of."""
    if ask.about is not About.HOURS or state.hours:
        return ask.about is not None
    words = [t.folded for t in tokens(text, ())]
    return function_words(counter.voice.language).says("business", words)


def told_of(passage: Passage) -> str:
    """A passage as it is kept for what follows on it."""
    return f"{passage.heading[-1] if passage.heading else ''}. {passage.text}"


def _asked(ask: Ask, text: str, book: FunctionWords, counter: Counter) -> Iterator[Says]:
    """What a sentence has to say: each thing that is asked."""
    language = counter.voice.language
    spoken = tokens(text, (language,))
    words = [t.folded for t in spoken]
    if ask.asks_price:
        yield _counts({Dimension.MONEY})
    hows = {run.end for run in book.find("how", words)}
    for scale in book.scales:
        said = {n for n, word in enumerate(words) if word in scale.ask}
        told = said & hows or {n for n in said if not scale.is_adjective(words[n])}
        if told and scale.name == "time":
            yield _says_when
        elif told and (counted := set(dimensions_of(scale.name))):
            yield _counts(counted)
    left = {t.folded for run in ask.unused for t in tokens(run, ())}
    for token in spoken:
        if (days := said_in(token.text, language)) is not None:
            yield partial(_says_day, days)
        elif token.folded in left:
            yield partial(_has, token)


def _counts(dimensions: set[Dimension]) -> Says:
    return lambda told, _: any(m.dimension in dimensions for m in measures(told))


def _says_when(told: str, language: str) -> bool:
    named = (said_in(t.text, language) for t in tokens(told, ()))
    return any(named) or bool(times(told))


def _says_day(days: Parts, told: str, language: str) -> bool:
    named = (said_in(t.text, language) for t in tokens(told, ()))
    return any(d.cycle is days.cycle and d.held & days.held for d in named if d is not None)


def _has(token: Token, told: str, language: str) -> bool:
    return any(not token.keys.isdisjoint(t.keys) for t in tokens(told, (language,)))
