"""What can be said to the terminal instead of to the agent: /facts, /new, /lang, /save, /help."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from rich.console import Console
from rich.text import Text

from web.errors import WebError
from web.reply import Reply

HELP = """/facts        what the last reply rests on
/new          begin a new conversation
/lang CODE    be answered in another language where the words do not tell
/save FILE    write this talk to a file, as Markdown
/help         this"""
_CODE = re.compile(r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")


class Counter(Protocol):
    """The one who answers, as far as the commands need it."""

    look: dict[str, Any]

    def begin(self) -> None:
        """Begin a new conversation."""

    def speak(self, language: str) -> None:
        """Answer in `language` where the words do not tell. Raises TresenError."""


@dataclass(slots=True)
class Session:
    """One sitting at the terminal: what was asked and answered in it."""

    counter: Counter
    console: Console
    clean: Callable[[str], str]
    talk: list[tuple[str, Reply]] = field(default_factory=list)

    def obey(self, line: str) -> bool:
        """Do what `line` says, where it is a command. Raises WebError for a wrong one."""
        if not line.startswith("/"):
            return False
        name, _, rest = line[1:].strip().partition(" ")
        done = {
            "facts": self._facts,
            "new": self._new,
            "lang": self._language,
            "save": self._save,
            "help": self._help,
        }.get(name)
        if done is None:
            raise WebError(f"/{self.clean(name)} is no command. /help lists them.")
        done(rest.strip())
        return True

    def _facts(self, _: str) -> None:
        if not self.talk:
            raise WebError("/facts: nothing was asked yet.")
        facts = self.talk[-1][1].facts
        if not facts:
            self._say("The last reply rests on no fact.")
        for fact in facts:
            what = f"{fact.item} · {fact.field}: {fact.text}"
            where = ", ".join(filter(None, (fact.source, fact.place)))
            self._say(f"{what}\n  {where}, as of {fact.as_of:%Y-%m-%d %H:%M}")

    def _new(self, _: str) -> None:
        self.counter.begin()
        self.talk.clear()
        self._say("A new conversation.")

    def _language(self, code: str) -> None:
        if not _CODE.match(code):
            raise WebError(f"/lang {self.clean(code)}: expected a language's code, as in /lang de.")
        self.counter.speak(code)
        self._say(f"Language: {self.counter.look['language']}.")

    def _save(self, name: str) -> None:
        if not name:
            raise WebError("/save: expected a file's name, as in /save talk.md.")
        path = Path(name).expanduser()
        lines = [f"**{text}**\n\n{reply.text}\n" for text, reply in self.talk]
        try:
            with path.open("x", encoding="utf-8") as file:  # nobody's file is written over
                file.write("\n".join(lines))
        except OSError as exc:
            raise WebError(f"/save {self.clean(name)}: {exc.strerror or exc}.") from exc
        self._say(f"Saved to {path}.")

    def _help(self, _: str) -> None:
        self._say(HELP)

    def _say(self, text: str) -> None:
        self.console.print(Text(self.clean(text), style="dim"))
