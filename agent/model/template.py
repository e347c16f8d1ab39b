"""The chat template of a model, rendered so that no message can forge one of its markers.

The template is rendered with a sentinel in place of every content, and the result cut there:

    Part("<|im_start|>system\\n")   Part(message 0)   Part("<|im_end|>\\n<|im_start|>user\\n")   ...

The parts between are the template's own and may become control tokens; contents never do. The
conversation is append-only: what n messages render to begins what n + 1 messages render to, so the
KV cache of a turn is never thrown away. `ChatTemplate.breaks` says where a template is not like
that; its turns are then computed again from where they differ.

The template comes with the model's file and is not trusted: it is rendered in a process of its own
(rendered.py), which has so much time and memory and no more.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from agent.errors import ModelFileError
from agent.model.backend import Message
from agent.model.rendered import Talk, rendered
from agent.model.tokens import Vocabulary

CHATML: Final = (
    "{% for message in messages %}{{ '<|im_start|>' + message.role + '\\n' + message.content "
    "+ '<|im_end|>\\n' }}{% endfor %}"
    "{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}"
)
PLAIN: Final = (
    "{% for message in messages %}{% if message.role == 'system' %}{{ message.content + '\\n\\n' }}"
    "{% else %}{{ ('Question: ' if message.role == 'user' else 'Answer: ') + message.content "
    "+ '\\n' }}{% endif %}{% endfor %}{% if add_generation_prompt %}{{ 'Answer:' }}{% endif %}"
)
"""For a base model, whose file names no template; it is warned of when it is chosen."""

_SENTINEL: Final = re.compile("\ue0f0([0-9]{1,4})\ue0f1")
_BETWEEN: Final = "\n\n"
_PROBE: Final = (
    Message("system", "s"),
    Message("user", "a"),
    Message("assistant", "b"),
    Message("user", "c"),
    Message("assistant", "d"),
)
_AHEAD: Final = 20
"""Messages that a talk may grow by before the template is asked again."""
_SHOWN_AT_MOST: Final = 8
"""Times that a template shows a message. What shows a long one 10,000 times fills the memory."""


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a prompt. `message` is the index of the message that it holds, or None."""

    text: str
    message: int | None = None


class ChatTemplate:
    """Renders messages to parts. Raises ModelFileError where the template cannot be used."""

    def __init__(self, source: str, bos: str = "", eos: str = "") -> None:
        self.bos = bos
        self.eos = eos
        self.folds_system = False
        self.trims = False
        self._rendered = rendered(source, bos, eos)
        self._probe()
        self.breaks = self._breaks()

    def parts(self, messages: Sequence[Message], reply: bool = False) -> tuple[Part, ...]:
        """Cut what `messages` render to; with `reply`, up to where the model's reply begins."""
        cut = _SENTINEL.split(self._render(messages, reply))
        if len(cut) // 2 > _SHOWN_AT_MOST * len(messages):
            raise ModelFileError("the model's chat template shows messages again and again")
        parts: list[Part] = []
        for place, text in enumerate(cut):
            if place % 2:
                index = int(text)
                if index >= len(messages):
                    raise ModelFileError("the model's chat template shows what nobody said")
                content = messages[index].text
                content = content.strip() if self.trims else content
                # A word and the space before it are one token. The space that a template sets
                # before a content goes to it; that is how models have seen it in training.
                if parts and parts[-1].text.endswith(" ") and parts[-1].message is None:
                    parts[-1] = Part(parts[-1].text[:-1])
                    content = " " + content
                parts.append(Part(content, index))
            elif text:
                parts.append(Part(text))
        return tuple(part for part in parts if part.text)

    def opening(self, system: Message) -> tuple[Part, ...]:
        """What every conversation begins with: all before the first visitor's own words."""
        parts = self.parts((system, Message("user", "a")))
        first = next(place for place, part in enumerate(parts) if part.message == 1)
        return parts[:first]

    def _render(self, messages: Sequence[Message], reply: bool) -> str:
        talk = _talk(messages, reply, folds=self.folds_system)
        return self._rendered.text(talk, _ahead(messages, self.folds_system))

    def _probe(self) -> None:
        """Learn what the template does to a system message and to white space."""
        try:
            found = self._shown(_PROBE)
        except ModelFileError:
            found = set()  # Gemma's refuses the role
        if 0 not in found:
            self.folds_system = True
            found = self._shown(_PROBE)
        missing = set(range(len(_PROBE))) - found
        if missing:
            roles = ", ".join(sorted({_PROBE[index].role for index in missing}))
            raise ModelFileError(f"the model's chat template leaves out what these say: {roles}")
        plain = self._render(_PROBE, False)
        spaced = _talk(_PROBE, False, folds=self.folds_system, around=" ")
        self.trims = self._rendered.text(spaced) == plain

    def _shown(self, messages: Sequence[Message]) -> set[int]:
        return {int(index) for index in _SENTINEL.findall(self._render(messages, False))}

    def _breaks(self) -> str:
        """Where a longer conversation does not begin as the shorter one did; empty: nowhere."""
        for count in range(2, len(_PROBE) + 1):
            ends_with_user = _PROBE[count - 1].role == "user"
            # A turn is cached as it was asked: up to where the reply began, and the reply.
            shorter = _text(self.parts(_PROBE[:count], reply=ends_with_user))
            for longer in range(count + 1, len(_PROBE) + 1):
                reply = _PROBE[longer - 1].role == "user"
                if not _text(self.parts(_PROBE[:longer], reply)).startswith(
                    shorter if ends_with_user else _up_to_reply(self.parts(_PROBE[:count]))
                ):
                    return (
                        f"the chat template writes message {count} of a conversation differently "
                        "once others follow; each turn is computed again from there"
                    )
        return ""


def _talk(messages: Sequence[Message], reply: bool, *, folds: bool, around: str = "") -> Talk:
    """Roles and sentinels, as the template gets them: neighbours of one role are one entry."""
    entries: list[tuple[str, str]] = []
    for index, message in enumerate(messages):
        role = "user" if folds and message.role == "system" else message.role
        content = f"\ue0f0{index}\ue0f1"
        if entries and entries[-1][0] == role:
            entries[-1] = role, entries[-1][1] + _BETWEEN + content
        else:
            entries.append((role, content))
    return tuple((role, f"{around}{content}{around}") for role, content in entries), reply


def _ahead(messages: Sequence[Message], folds: bool) -> Iterator[Talk]:
    """What is likely to be asked for next: this talk growing by question and reply. Of a new
    template also what `ChatTemplate` asks of it, so that one process answers all of that."""
    talk = list(messages[:1])
    for place in range(1, len(messages) + _AHEAD):
        grown = Message("assistant" if talk[-1].role == "user" else "user", "")
        talk.append(messages[place] if place < len(messages) else grown)
        for reply in (False, True):
            yield _talk(talk, reply, folds=folds)
    if messages is _PROBE:
        yield _talk(_PROBE, False, folds=folds, around=" ")
        if not folds:
            yield from _ahead(_PROBE, folds=True)


def template_of(vocabulary: Vocabulary) -> ChatTemplate:
    """The chat template of a model, or a plain one where its file has none.

    Raises ModelFileError.
    """
    source = vocabulary.template
    if not source:
        knows_chatml = len(vocabulary.markers("<|im_end|>")) == 1
        source = CHATML if knows_chatml else PLAIN
    return ChatTemplate(source, vocabulary.bos, vocabulary.eos)


def encode(
    parts: Sequence[Part],
    vocabulary: Vocabulary,
    written: Mapping[int, Sequence[int]] = MappingProxyType({}),
) -> list[int]:
    """The token ids of `parts`, beginning as the model wants a prompt to begin.

    `written`: the ids that the model drew for messages of its own, by the message's index. They
    take the place of its text, which might be cut into tokens differently.
    """
    ids: list[int] = []
    for part in parts:
        if part.message is None:
            ids += vocabulary.markers(part.text)
        elif part.message in written:
            ids += written[part.message]
        else:
            ids += vocabulary.content(part.text)
    if vocabulary.adds_bos and ids[:1] != [vocabulary.bos_id]:
        return [vocabulary.bos_id, *ids]
    return ids


def _text(parts: Sequence[Part]) -> str:
    return "".join(part.text for part in parts)


def _up_to_reply(parts: Sequence[Part]) -> str:
    """The text up to the end of the last content: what follows was not yet in the cache."""
    last = max(place for place, part in enumerate(parts) if part.message is not None)
    return _text(parts[: last + 1])
