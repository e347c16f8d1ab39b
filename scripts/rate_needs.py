"""How often what customers need in their own words is answered by the goods or the passage meant.

    python3 scripts/rate_needs.py

The needs are those of tests/data/needs, of the shops in tests/data/shops and tests/data/routes. Of
those for goods it counts in how many replies one that is meant is shown, of those for something
written in how many it is quoted, and of those for what neither has in how many goods are shown.
Code alone answers, with the bundled encoder.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from agent.model.encoder import Bundled
from tests.talks import ROUTES, SHOPS, Had, names, opened

NEEDS = SHOPS.parent / "needs"


def main() -> int:
    encoder = Bundled()
    asked: Counter[str] = Counter()
    met: Counter[str] = Counter()
    for among in (SHOPS, ROUTES):
        for name in names(among):
            with tempfile.TemporaryDirectory() as state:
                shop = opened(name, Path(state), encoder.passages, encoder.questions, among)
                for line in (NEEDS / f"{name}.jsonl").read_text("utf-8").splitlines():
                    need = json.loads(line)
                    _count(need, shop.asked(need["q"]), asked, met)
                shop.catalog.close()
    for kind in asked:
        print(f"{kind}: {met[kind]} of {asked[kind]} ({met[kind] / asked[kind]:.1%})")
    return 0


def _count(need: dict[str, Any], had: Had, asked: Counter[str], met: Counter[str]) -> None:
    titles = {t.title for s in had.said.shown for t in s.product.texts.values()}
    quoted = {heading for p in had.said.cited for heading in p.heading[-1:]}
    if need["rows"]:
        asked["goods"] += 1
        met["goods"] += not titles.isdisjoint(need["rows"])
    if need["passage"]:
        asked["something written"] += 1
        met["something written"] += need["passage"] in quoted
    if not (need["rows"] or need["passage"]):
        asked["neither, and goods are shown"] += 1
        met["neither, and goods are shown"] += bool(titles)


if __name__ == "__main__":
    sys.exit(main())
