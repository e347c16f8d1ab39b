"""What the check found: one object for programs, one self-contained page for people."""

from __future__ import annotations

import platform
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from importlib.resources import files
from math import ceil
from typing import Any

from jinja2 import Environment

from agent.check.question import RATES, Judged, Rate
from agent.check.run import Outcome, share


@dataclass(frozen=True, slots=True)
class Conditions:
    """On what it was measured."""

    machine: str
    model: str
    versions: str
    business: str
    seed: int

    @classmethod
    def here(cls, model: str, business: str, seed: int) -> Conditions:
        machine = f"{platform.machine()}, {platform.system()} {platform.release()}"
        versions = f"tresen {version('tresen')}, Python {platform.python_version()}"
        return cls(machine, model, versions, business, seed)


def to_json(outcome: Outcome, conditions: Conditions) -> dict[str, Any]:
    """The public object of `check --json`; rates without a unit, times in ms."""
    firsts = [j.reply.ttft_ms for j in outcome.judged if not j.reply.failed]
    totals = [j.reply.total_ms for j in outcome.judged if not j.reply.failed]
    return {
        "asked": len(outcome.judged),
        "rates": {rate: round(outcome.rate(rate), 4) for rate in RATES},
        "by": [_group(keys, group) for keys, group in groups(outcome)],
        "ttft_p50_ms": percentile(firsts, 50),
        "ttft_p95_ms": percentile(firsts, 95),
        "total_p50_ms": percentile(totals, 50),
        "total_p95_ms": percentile(totals, 95),
        "failures": list(failures(outcome)),
        "machine": conditions.machine,
        "model": conditions.model,
        "versions": conditions.versions,
        "seed": conditions.seed,
    }


def failures(outcome: Outcome) -> Iterator[dict[str, Any]]:
    """Each reply once for each rate that it counts for."""
    for judged in outcome.judged:
        for rate in RATES:
            details = [f.detail for f in judged.findings if f.rate == rate]
            if details:
                question = judged.question
                yield {
                    "question": question.text,
                    "before": list(question.before),
                    "reply": judged.reply.text,
                    "rows": list(question.rows),
                    "rate": rate,
                    "detail": details,
                    "kind": question.kind,
                    "language": question.language,
                    "lane": judged.reply.lane,
                }


def past(outcome: Outcome, limits: Mapping[Rate, float]) -> list[str]:
    """The rates that are above their limit, each as a sentence."""
    return [
        f"{rate} is {outcome.rate(rate):.1%}, and at most {limit:.1%} is allowed"
        for rate, limit in limits.items()
        if outcome.rate(rate) > limit
    ]


def groups(outcome: Outcome) -> list[tuple[dict[str, str], list[Judged]]]:
    """The replies by lane, language and kind."""
    found: dict[tuple[str, str, str], list[Judged]] = {}
    for judged in outcome.judged:
        key = (judged.reply.lane, judged.question.language, judged.question.kind)
        found.setdefault(key, []).append(judged)
    names = ("lane", "language", "kind")
    return [(dict(zip(names, key, strict=True)), group) for key, group in sorted(found.items())]


def percentile(values: Sequence[float], percent: int) -> float:
    """Nearest rank; 0 of nothing."""
    ranked = sorted(values)
    return round(ranked[max(0, ceil(len(ranked) * percent / 100) - 1)], 1) if ranked else 0.0


def page(
    outcome: Outcome,
    conditions: Conditions,
    limits: Mapping[Rate, float],
    bare: Outcome | None = None,
) -> str:
    """The report as one HTML page, which loads nothing and in which every value is escaped.

    `bare`: the same questions, answered by the model alone.
    """
    environment = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    source = files("agent.check").joinpath("report.html.jinja").read_text(encoding="utf-8")
    return environment.from_string(source).render(
        told=to_json(outcome, conditions),
        outcome=outcome,
        bare=bare,
        conditions=conditions,
        limits=limits,
        past=past(outcome, limits),
        rates=RATES,
        bars=_bars(outcome),
        made_at=datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
    )


def _group(keys: dict[str, str], group: Sequence[Judged]) -> dict[str, Any]:
    rates: dict[str, float] = {rate: round(share(group, rate), 4) for rate in RATES}
    first = percentile([j.reply.ttft_ms for j in group if not j.reply.failed], 50)
    return {**keys, "asked": len(group), **rates, "ttft_p50_ms": first}


def _bars(outcome: Outcome) -> list[dict[str, Any]]:
    """A bar for each kind and language: its parts in the order right, then the rates, as shares.

    A reply that counts for several rates is drawn at its worst: a bar is all of its replies.
    """
    found: dict[tuple[str, str], list[Judged]] = {}
    for judged in outcome.judged:
        found.setdefault((judged.question.kind, judged.question.language), []).append(judged)
    bars = []
    for (kind, language), group in found.items():
        worst = [next((r for r in RATES if j.counts(r)), "right") for j in group]
        parts, at = [], 0.0
        for name in ("right", *RATES):
            width = worst.count(name) / len(group)
            if width:
                parts.append({"name": name, "at": at, "width": width, "count": worst.count(name)})
            at += width
        bars.append({"kind": kind, "language": language, "asked": len(group), "parts": parts})
    return bars
