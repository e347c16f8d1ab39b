"""What the business has written, word for word."""

from __future__ import annotations

from collections.abc import Sequence

from agent.truth.direct.said import Counter, Said
from agent.truth.facts import passage_fact
from agent.truth.lexicon import lexicon
from agent.truth.passages import ASKED, Answer, passage_beside, telling_sentences
from agent.truth.understand import Asked


def quoted(answer: Answer, asked: Asked) -> Said:
    """The passage's telling sentences, word for word.

    Its "Yes" answers its own heading. To any other question it would agree to what nobody wrote:
    "I have 365 days, yes?"
    """
    text = " ".join(telling_sentences(answer, asked))
    if answer.score < ASKED:
        text = _without_yes(text, asked.language)
    return Said((text,), (passage_fact(answer.passage, text),), (), (answer.passage,))


def written_beside(asked: Asked, groups: Sequence[str], counter: Counter) -> Said | None:
    """What is written on the rest of a question whose words of `groups` the settings answer."""
    answer = passage_beside(asked, groups, counter.find_passages)
    return quoted(answer, asked) if answer else None


def _without_yes(text: str, language: str) -> str:
    first, _, rest = text.partition(" ")
    if not rest or first.rstrip(".,:;!–-").lower() not in lexicon(language).groups["yes"]:
        return text
    return rest[:1].upper() + rest[1:]
