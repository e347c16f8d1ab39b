"""How `tresen models` shows what it found: tables for people; the JSON is made in models.py."""

from __future__ import annotations

from collections.abc import Set

from rich.table import Table

from agent.model.bench import PROMPT_TOKENS, Measurement
from agent.model.fit import Fit
from agent.model.registry import Entry, Licence, Registry

_MARKS = {"measured": "measured", "scaled": "estimated", "formula": "at most", "unknown": ""}


def size_text(entry: Entry) -> str:
    if entry.bytes is None:
        return "unknown"
    return f"{entry.bytes / 1e9:.1f} GB" if entry.bytes >= 1e9 else f"{entry.bytes / 1e6:.0f} MB"


def list_table(registry: Registry, here: Set[str], chosen: str) -> Table:
    """All models that are known; `here`: the names of those on this machine."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("", "name", "what", "size", "languages", "licence", "here"):
        table.add_column(heading, no_wrap=heading in ("", "name", "size"))
    for entry in registry.models.values():
        licence = registry.licence(entry)
        table.add_row(
            "→" if entry.name == chosen else " ",
            entry.name,
            f"{entry.title}, {entry.quantization}",
            size_text(entry),
            " ".join(entry.languages),
            licence.name + (" (not in the EU)" if licence.excludes_eu else ""),
            "yes" if entry.name in here else "",
        )
    return table


def fit_table(judged: list[Fit], chosen: Fit | None) -> Table:
    """Which models this machine can run; narrow enough for 80 columns."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("", "name", "needs", "room left", "speed", "first word", "fits"):
        table.add_column(heading, no_wrap=True)
    for fit in judged:
        table.add_row(
            "→" if fit is chosen else " ",
            fit.entry.name,
            "unknown" if fit.needs is None else f"{fit.needs / 1e9:.1f} GB",
            _room_text(fit),
            _speed_text(fit),
            "" if fit.first_word_s is None else f"~{fit.first_word_s:.0f} s",
            "no" if fit.against else ("GPU" if fit.where == "GPU" else "yes"),
            style="dim" if fit.against else None,
        )
    return table


def reasons_text(judged: list[Fit]) -> str:
    """Why the others are not for here, one line each."""
    return "\n".join(
        f"  {fit.entry.name}: {'; '.join(fit.against)}" for fit in judged if fit.against
    )


def _speed_text(fit: Fit) -> str:
    if fit.tokens_per_s is None:
        return "unknown"
    digits = 0 if fit.tokens_per_s >= 10 else 1
    return f"{fit.tokens_per_s:.{digits}f} /s {_MARKS[fit.speed]}"


def _room_text(fit: Fit) -> str:
    if fit.room is None:
        return "unknown"
    return f"{fit.room / 1e9:.1f} GB" if fit.room >= 0 else "none"


def licence_text(entry: Entry, licence: Licence) -> str:
    """What the owner takes on with this model."""
    lines = [f"{entry.title} is under the {licence.name} ({licence.url}):"]
    lines += [f"  - {ask}" for ask in licence.asks]
    if licence.eu:
        lines.append(f"  - In the EU: {licence.eu}")
    return "\n".join(lines)


def measured_text(measured: Measurement) -> str:
    """A measurement in sentences."""
    disturbed = (
        "\nSomething else was computing meanwhile: measure again when the machine is quiet."
        if measured.disturbed
        else ""
    )
    return "\n".join(
        (
            f"{measured.model} on {measured.machine}, {measured.threads} threads:",
            f"  reads a prompt with {measured.prefill_tps:.0f} tokens a second,",
            f"  writes {measured.decode_tps:.0f} tokens a second, "
            f"{measured.decode_behind_tps:.0f} behind {PROMPT_TOKENS:,} tokens of conversation,",
            f"  keeps {measured.kv_bytes_per_token / 1024:.1f} KiB for each of them, and took "
            f"{measured.memory_bytes / 1e6:.0f} MB of memory in all.",
            f"A typical reply: first word after {measured.first_word_s:.1f} s, all of it after "
            f"{measured.reply_s:.1f} s. (What code answers by itself does not wait for the model.)"
            + disturbed,
        )
    )
