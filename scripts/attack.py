"""Attacks on a server of its own, bounded and on loopback, beside one visitor who talks.

    python scripts/attack.py                    # all of them, one after the other; 10 minutes
    python scripts/attack.py silent numbers     # some
    python scripts/attack.py --json --model     # figures for a program; with the bundled model

It prints of each attack the visitor's worst wait, how long /healthz took at most, how many of his
messages were lost or wrongly answered, whether the server ended, the tracebacks in its log, and
what the attack itself brought in. Wanted: no wait above 2 s, nothing lost or wrong, none ended, and
nothing told to somebody whom it does not concern ("told"). Exit code 1 where that is not so.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

from scripts.attacked import NO_MODEL, Attacked, Found, attacked, prepared
from scripts.attacks_by_messenger import messenger, waits, yes
from scripts.attacks_on_doors import (
    copies,
    digits,
    emoji,
    long,
    metrics,
    network,
    numbers,
    short,
    silent,
)
from scripts.attacks_on_intake import hung, read_beside
from tests.platform_server import Platform, platform_server

BOUND_S = 2.0


@dataclass(frozen=True, slots=True)
class Attack:
    run: Callable[[Attacked, Platform], Found]
    env: dict[str, str] = field(default_factory=dict)
    descriptors: int = 0
    messengers: tuple[str, ...] = ()


_PROXY = {"TRESEN_WEB__TRUSTED_PROXIES": "1"}
ATTACKS: dict[str, Attack] = {
    "silent": Attack(silent),
    "silent-1024": Attack(silent, descriptors=1024),
    "copies": Attack(copies),
    "digits": Attack(digits),
    "numbers": Attack(numbers),
    "messenger": Attack(messenger, messengers=("whatsapp", "messenger", "telegram", "generic")),
    "long": Attack(long),
    "short": Attack(short),
    "waits": Attack(waits, messengers=("telegram",)),
    "yes": Attack(yes, messengers=("whatsapp", "messenger", "telegram")),
    "network": Attack(network, env=_PROXY),
    "emoji": Attack(emoji),
    "metrics": Attack(metrics),
    "files": Attack(read_beside),
    "hung": Attack(hung),
    "nothing": Attack(lambda *_: Found("a control", failed=int(time.sleep(10) is not None))),
}


def _env(attack: Attack, platform: Platform, with_model: bool) -> dict[str, str]:
    """The server's settings: the default ones, but for a model and the messengers."""
    env = dict(attack.env) | ({} if with_model else NO_MODEL)
    if attack.messengers:
        for name, value in platform.settings(*attack.messengers, quiet_s=0.1).items():
            inner = value if isinstance(value, dict) else {"": value}
            for key, inside in inner.items():
                whole = "__".join(filter(None, ("TRESEN_CHANNELS", name.upper(), key.upper())))
                env[whole] = str(inside)
    return env


def measured(name: str, shop: Path, with_model: bool) -> dict[str, Any]:
    """One attack, and what came of it."""
    attack = ATTACKS[name]
    with platform_server() as platform:
        env = _env(attack, platform, with_model)
        with attacked(shop, env, attack.descriptors) as there:
            found = attack.run(there, platform)
    seen = there.seen
    return {
        "attack": name,
        "median_s": round(statistics.median(seen.waits or [0.0]), 2),
        "worst_s": round(seen.worst, 2),
        "health_s": round(seen.health_worst, 2),
        "asked": seen.asked,
        "refused": seen.refused,
        "lost": seen.lost,
        "wrong": seen.wrong,
        "ended": int(there.crashed),
        "tracebacks": there.tracebacks,
        "told": found.told,
        "failed": found.failed,
        "note": found.note,
    }


def holds(result: dict[str, Any]) -> bool:
    """Whether it is as it is wanted."""
    counts = ("lost", "wrong", "ended", "told", "failed")
    return result["worst_s"] <= BOUND_S and not any(result[name] for name in counts)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("attacks", nargs="*", metavar="ATTACK", help=", ".join(ATTACKS))
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--model", action="store_true", help="with the bundled model")
    given = parser.parse_args()
    if unknown := [name for name in given.attacks if name not in ATTACKS]:
        parser.error(f"no such attack: {', '.join(unknown)}. There are {', '.join(ATTACKS)}")
    results = []
    with prepared() as shop:
        for name in given.attacks or ATTACKS:
            results.append(measured(name, shop, given.model))
            if not given.json:
                print(_line(results[-1]), flush=True)
    if given.json:
        print(json.dumps(results, indent=1))
    return int(not all(map(holds, results)))


def _line(result: dict[str, Any]) -> str:
    mark = "holds" if holds(result) else "FAILS"
    figures = " ".join(f"{name} {value}" for name, value in result.items() if name != "note")
    return f"{mark}  {figures}\n       {result['note']}"


if __name__ == "__main__":
    sys.exit(main())
