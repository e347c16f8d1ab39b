"""A chat template, rendered: `python -m agent.model.rendering`, a job on stdin, texts on stdout.

The template comes with the model's file and is not trusted. Jinja's sandbox keeps it from the
machine (CVE-2024-34359), and not from running for ever or asking for gigabytes; so it runs in a
process of its own, which has so much time and memory and no more. Begun by rendered.py.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any, Final, NoReturn

import jinja2
from jinja2 import nodes
from jinja2.ext import Extension, loopcontrols
from jinja2.parser import Parser
from jinja2.sandbox import ImmutableSandboxedEnvironment

CPU_S: Final = 3
MEMORY_MB: Final = 256
MOST_SIGNS: Final = (5_000, 500)
"""Of a text, and more for each message in it: the Llama family's write 30 to 90 around one."""

_TODAY: Final = datetime(2024, 7, 26)
"""For templates that ask for the date: Llama 3's own default. A date of today would change every
cached prefix at midnight."""

Entry = Mapping[str, str]


def main() -> int:
    """Render what is asked for. What a job fails with stands in its place."""
    job = json.load(sys.stdin)
    _limit()
    try:
        template = _environment().from_string(job["source"])
    except (jinja2.TemplateError, MemoryError, RecursionError) as exc:
        answer: dict[str, Any] = {"unreadable": str(exc) or type(exc).__name__}
    else:
        answer = {"texts": [_text(template, job, talk) for talk in job["talks"]]}
    json.dump(answer, sys.stdout)
    return 0


def _text(template: jinja2.Template, job: Mapping[str, Any], talk: Sequence[Any]) -> dict[str, str]:
    entries, reply = talk
    try:
        parts, signs, most = [], 0, MOST_SIGNS[0] + MOST_SIGNS[1] * len(entries)
        for part in template.generate(
            messages=entries,
            add_generation_prompt=reply,
            bos_token=job["bos"],
            eos_token=job["eos"],
            tools=None,
            documents=None,
            enable_thinking=False,
        ):
            parts.append(part)
            signs += len(part)
            if signs > most:
                return {"fails": f"it writes more than {most:,} signs"}
    except MemoryError:
        return {"fails": f"it needs more than {MEMORY_MB} MB"}
    except Exception as exc:  # noqa: BLE001 (whatever a template does, it is told and not passed on)
        return {"fails": str(exc) or type(exc).__name__}
    return {"text": "".join(parts)}


def _limit() -> None:
    """Only now, with everything imported: what is counted is the template's."""
    with suppress(ImportError, ValueError, OSError):  # not every system has each of them
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, CPU_S))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_MB << 20, MEMORY_MB << 20))


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


if __name__ == "__main__":
    sys.exit(main())
