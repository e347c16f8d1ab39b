"""What a spreadsheet has made of a table when it was saved: numbers that it rounded, sizes that
have become dates. Neither can be undone; the owner hears of it, with what to do.
"""

from __future__ import annotations

import re

_ROUNDED = re.compile(r"(?<![\w.])\d[.,]\d{2,8}E\+\d{2}(?!\w)")
_DATE = re.compile(
    r"(?:^|[,;\t\"])(?P<date>\d{1,2}(?:\.\s?|-)(?:Jan|Feb|Mär|Mrz|Mar|Apr|Mai|May|Jun|Jul|Aug|Sep|Okt"
    r"|Oct|Nov|Dez|Dec)\.?"
    r"|(?:Jan|Feb|Mär|Mrz|Mar|Apr|Mai|May|Jun|Jul|Aug|Sep|Okt|Oct|Nov|Dez|Dec)-\d\d)(?=[,;\t\"\r\n])",
    re.MULTILINE,
)

FEW = 2
"""Cells that must look so: one may be what its owner means."""


def traces(name: str, sample: str) -> list[str]:
    """Sentences on what a spreadsheet has changed in a table that begins with `sample`."""
    told = []
    if rounded := _ROUNDED.search(sample):
        told.append(
            f"{name}: a spreadsheet has rounded numbers ({rounded[0]}); barcodes of this kind were "
            "left out. Export the file anew, and do not open it in between."
        )
    dates = [found["date"] for found in _DATE.finditer(sample)]
    if len(dates) >= FEW:
        told.append(
            f"{name}: a spreadsheet may have made dates of sizes ({', '.join(dates[:2])}). "
            "Export the file anew, and do not open it in between."
        )
    return told
