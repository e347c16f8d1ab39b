"""What each choice about the engine is worth on this machine: the same load with and without it.

By turns, each in an engine of its own: a machine that is quicker for a minute favours none. What
is worth nothing on two kinds of processor can be taken out.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import Any

from agent.model.machine import look
from web.bench.engine import Wish, running, together

Change = Mapping[str, object]

AS_IT_IS = "as it is"


def choices(cores: int) -> dict[str, Change]:
    """What is tried, as changes of `[model]`. Without threads of more than one core."""
    fewer: dict[str, Change] = {"a thread less": {"threads": cores - 1}} if cores > 1 else {}
    return {
        AS_IT_IS: {},
        "weights not rewritten": {"weights": "as_is"},
        "flash attention on": {"flash_attention": "on"},
        "flash attention off": {"flash_attention": "off"},
        "cache in 16 bits": {"kv_type": "f16"},
        "a thread more": {"threads": cores + 1},
        **fewer,
    }


def measure(wish: Wish, shown: Callable[[str], None]) -> dict[str, Any]:
    """First-token time and tokens per second of each choice, and as ratios to it as it is."""
    tried = choices(wish.settings.threads or look().cores)
    first: dict[str, list[float]] = {name: [] for name in tried}
    speed: dict[str, list[float]] = {name: [] for name in tried}
    with tempfile.TemporaryDirectory() as folder:
        for number in range(wish.rounds):
            for name, change in tried.items():
                shown(f"round {number + 1} of {wish.rounds}: {name}")
                own = replace(wish, rounds=1, settings=wish.settings.model_copy(update=change))
                with running(own, Path(folder)) as backend:
                    run = together(backend, own, f"{name} {number} ")
                first[name].append(run.ttft_p50_ms)
                speed[name].append(run.tokens_per_s)
    base = median(first[AS_IT_IS]), median(speed[AS_IT_IS])
    return {
        "choices": [
            {
                "choice": name,
                "ttft_p50_ms": round(median(first[name]), 1),
                "tokens_per_s": round(median(speed[name]), 1),
                "ratios": {
                    "ttft": round(median(first[name]) / base[0], 2),
                    "tokens_per_s": round(median(speed[name]) / base[1], 2),
                },
            }
            for name in tried
        ]
    }
