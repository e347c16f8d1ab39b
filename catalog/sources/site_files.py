"""Files of a website that tell visitors nothing: robots.txt, sitemaps, a web app's manifest. A
folder of a site holds them; nothing of them is a passage, and none of them is a fault.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from catalog.records import Business
from catalog.sources.opening import Opened
from catalog.sources.seam import Format, Found

_ROBOTS = re.compile(r"\s{0,9}(?:user-agent|disallow|allow|sitemap|crawl-delay)\s{0,9}:", re.I)
_SITEMAP = re.compile(r"<(?:\w{1,20}:)?(?:urlset|sitemapindex)\b")
_NAMES = frozenset({"robots.txt", "ads.txt", "app-ads.txt", "security.txt", "humans.txt", "cname"})


def _read(opened: Opened, business: Business) -> Iterator[Found]:
    if _SITEMAP.search(opened.sample):
        opened.notices.append(
            f"{opened.source.name} only lists addresses; give the website's address to read them."
        )
    return iter(())


def _recognizes(path: Path, sample: str) -> bool:
    name = path.name.lower()
    if name in _NAMES or name.endswith((".webmanifest", "browserconfig.xml")):
        return True
    begun = sample.lstrip("\ufeff \t\r\n")[:2000]
    if begun.startswith("<"):
        return _SITEMAP.search(begun) is not None
    lines = [line for line in begun.split("\n")[:10] if line.strip() and line.strip()[0] != "#"]
    return len(lines) > 1 and all(_ROBOTS.match(line) for line in lines)


FORMAT = Format(
    name="site",
    version=1,
    suffixes=frozenset(),
    expected="a file of a website that tells visitors nothing",
    recognizes=_recognizes,
    read=_read,
)
