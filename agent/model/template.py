"""The chat template of a model, rendered so that no message can forge one of its markers.

The template is rendered with a sentinel in place of every content, and the result cut there:

    Part("<|im_start|>system\\n")   Part(message 0)   Part("<|im_end|>\\n<|im_start|>user\\n")   ...

The parts between are the template's own and may become control tokens; contents never do. The
conversation is append-only: what n messages render to begins what n + 1 messages render to, so the
KV cache of a turn is never thrown away. `ChatTemplate.breaks` says where a template is not like
that; its turns are then computed again from where they differ.

The template comes with the model's file and is not trusted: Jinja's sandbox renders it
(CVE-2024-34359).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final, NoReturn

import jinja2
from jinja2 import nodes
from jinja2.ext import Extension, loopcontrols
from jinja2.parser import Parser
from jinja2.sandbox import ImmutableSandboxedEnvironment

from agent.errors import ModelFileError
from agent.model.backend import Message
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

_TODAY: Final = datetime(2024, 7, 26)
"""For templates that ask for the date: Llama 3's own default. A date of today would change every
cached prefix at midnight."""
_SENTINEL: Final = re.compile("\ue0f0([0-9]+)\ue0f1")
_BETWEEN: Final = "\n\n"
_PROBE: Final = (
    Message("system", "s"),
    Message("user", "a"),
    Message("assistant", "b"),
    Message("user", "c"),
    Message("assistant", "d"),
)


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
        try:
            self._template = _environment().from_string(source)
        except jinja2.TemplateError as exc:
            raise ModelFileError(f"the model's chat template cannot be read: {exc}") from exc
        self._probe()
        self.breaks = self._breaks()

    def parts(self, messages: Sequence[Message], reply: bool = False) -> tuple[Part, ...]:
        """Cut what `messages` render to; with `reply`, up to where the model's reply begins."""
        rendered = self._render(self._entries(messages), reply)
        cut = _SENTINEL.split(rendered)
        parts: list[Part] = []
        for place, text in enumerate(cut):
            if place % 2:
                index = int(text)
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

    def _entries(self, messages: Sequence[Message]) -> list[dict[str, str]]:
        """Roles and sentinels, as the template gets them: neighbours of one role are one entry."""
        entries: list[dict[str, str]] = []
        for index, message in enumerate(messages):
            folded = self.folds_system and message.role == "system"
            role = "user" if folded else message.role
            sentinel = f"\ue0f0{index}\ue0f1"
            if entries and entries[-1]["role"] == role:
                entries[-1]["content"] += _BETWEEN + sentinel
            else:
                entries.append({"role": role, "content": sentinel})
        return entries

    def _render(self, entries: list[dict[str, str]], reply: bool) -> str:
        try:
            return self._template.render(
                messages=entries,
                add_generation_prompt=reply,
                bos_token=self.bos,
                eos_token=self.eos,
                tools=None,
                documents=None,
                enable_thinking=False,
            )
        except (jinja2.TemplateError, TypeError, ValueError, LookupError, ArithmeticError) as exc:
            raise ModelFileError(f"the model's chat template fails: {exc}") from exc

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
        entries = self._entries(_PROBE)
        spaced = [{**entry, "content": f" {entry['content']} "} for entry in entries]
        self.trims = self._render(spaced, False) == self._render(entries, False)

    def _shown(self, messages: Sequence[Message]) -> set[int]:
        rendered = self._render(self._entries(messages), False)
        return {int(index) for index in _SENTINEL.findall(rendered)}

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


def _environment() -> jinja2.Environment:
    environment = ImmutableSandboxedEnvironment(
        trim_blocks=True, lstrip_blocks=True, extensions=[loopcontrols, _Generation]
    )
    environment.filters["tojson"] = _tojson
    environment.globals["raise_exception"] = _raise
    environment.globals["strftime_now"] = _TODAY.strftime
    return environment


class _Generation(Extension):
    """`{% generation %}`, with which some templates mark replies for training: its body is kept."""

    tags = {"generation"}  # noqa: RUF012 (jinja2 declares it so)

    def parse(self, parser: Parser) -> list[nodes.Node]:
        next(parser.stream)
        return parser.parse_statements(("name:endgeneration",), drop_needle=True)


def _raise(message: str) -> NoReturn:
    raise jinja2.TemplateError(message)


def _tojson(value: Any, indent: int | None = None, **_: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=indent)
