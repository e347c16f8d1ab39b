"""Make models.md from the registry: `python scripts/make_models_page.py`.

The prose stands in models_page.md.jinja beside this file, every figure in agent/model/models.toml;
which model is recommended for which machine is worked out by the same code as `tresen models fit`.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from agent.model.fit import Fit, Wish, choose, fits
from agent.model.machine import Gpu, Machine
from agent.model.registry import Entry, known_models
from web.commands.models_shown import size_text

HERE = Path(__file__).parent
PAGE = HERE.parent / "models.md"
GIGA = 1_000_000_000
LAPTOP_BANDWIDTH = 40e9
"""Bytes per second: an assumption for two memory channels; 43 were measured on a small server."""


@dataclass(frozen=True)
class Row:
    """One machine of the table, and what we would take there."""

    machine: str
    english: Fit | None
    german: Fit | None


def rows() -> list[Row]:
    machines = [(f"laptop, {memory} GB", _laptop(memory)) for memory in (4, 8, 16, 32)] + [
        (f"graphics card, {memory} GB", _card(memory)) for memory in (8, 12, 24, 80)
    ]
    return [
        Row(title, _choice(machine, "en"), _choice(machine, "de")) for title, machine in machines
    ]


def _laptop(memory: int) -> Machine:
    return Machine("", 4, memory * GIGA, None, None, LAPTOP_BANDWIDTH)


def _card(memory: int) -> Machine:
    return Machine("", 8, 64 * GIGA, None, Gpu("", memory * GIGA, True), None)


def _choice(machine: Machine, language: str) -> Fit | None:
    judged = fits(known_models(), machine, Wish(languages=(language,)))
    if machine.gpu is not None:
        judged = [fit for fit in judged if fit.where == "GPU"]
    return choose(judged)


def _giga(count: int | None) -> str:
    return "unknown" if count is None else f"{count / GIGA:.1f} GB"


def _kib(entry: Entry) -> str:
    return f"{entry.kv_bytes() / 1024:g} KiB"


def _parameters(count: int) -> str:
    return f"{count / GIGA:g} B" if count >= GIGA else f"{count / 1e6:g} M"


def render() -> str:
    """The page's text."""
    environment = Environment(
        loader=FileSystemLoader(HERE),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # Markdown, made from our own files
    )
    environment.filters |= {
        "giga": _giga, "kib": _kib, "size": size_text, "parameters": _parameters
    }  # fmt: skip
    template = environment.get_template("models_page.md.jinja")
    return template.render(registry=known_models(), rows=rows(), visitors=Wish().visitors)


if __name__ == "__main__":
    aside = PAGE.with_suffix(".md.new")
    aside.write_text(render(), encoding="utf-8")
    os.replace(aside, PAGE)
