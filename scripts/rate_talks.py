"""How many turns of made-up customers' talks are right, by the patterns beside them.

    python3 scripts/rate_talks.py tests/data/customers/held [FOLDER …] [--failed]

Each folder holds shops, each with its files and `talks.jsonl` (tests/talks.py says how they are
read and judged). Code alone answers, with the bundled encoder. --failed prints what was wrong: not
for shops that are held back, which nobody may read.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from agent.model.encoder import Bundled
from tests.talks import Had, names, opened


def main(arguments: Sequence[str]) -> int:
    folders = [Path(argument) for argument in arguments if argument != "--failed"]
    encoder = Bundled()
    for among in folders:
        everything: list[Had] = []
        for name in names(among):
            with tempfile.TemporaryDirectory() as state:
                shop = opened(name, Path(state), encoder.passages, encoder.questions, among)
                had = list(shop.talks())
                shop.catalog.close()
            print(f"{name:20} {_rate(had)}", flush=True)
            everything += had
            if "--failed" in arguments:
                _tell(had)
        first = [h for h in everything if h.place == 0]
        later = [h for h in everything if h.place]
        print(f"{among}: {_rate(everything)}; first {_rate(first)}, follow-ups {_rate(later)}")
    return 0 if folders else 2


def _rate(turns: Sequence[Had]) -> str:
    right = sum(turn.right for turn in turns)
    return f"{right} of {len(turns)} ({right / max(1, len(turns)):.1%})"


def _tell(turns: Sequence[Had]) -> None:
    for turn in turns:
        if not turn.right:
            print(f"  {turn.talk}/{turn.place}: {turn.turn['q']}")
            print(f"    said    {' / '.join((turn.text, *turn.cards))[:500]}")
            print(f"    wanted  {turn.turn.get('want', '')}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
