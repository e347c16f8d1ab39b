"""What differs between the variants of a product, as its text has it ("512 GB (grey); 1 TB
(silver)"), by the variant that each part is of."""

from __future__ import annotations

import re
from collections.abc import Sequence

from catalog.records import Variant

_PART = re.compile(r"(?P<value>[^();]{1,80}) \((?P<labels>[^()]{1,200})\)")


def by_variant(text: str, variants: Sequence[Variant]) -> list[str] | None:
    """The value of each variant; None where the text is not told by variants, or leaves one of them
    out, or two of them are called alike."""
    if ";" not in text or len(variants) < 2:
        return None
    labels = [" ".join(option.value for option in v.options) for v in variants]
    if len(set(labels)) < len(labels) or not all(labels):
        return None
    own: dict[str, str] = {}
    for part in text.split("; "):
        match = _PART.fullmatch(part)
        if match is None:
            return None
        left = match["labels"]
        for label in sorted(labels, key=len, reverse=True):
            told = re.sub(rf"(?:^|, ){re.escape(label)}(?=$|, )", "", left)
            if told != left:
                own[label], left = match["value"], told
        if left.strip(" ,"):
            return None
    return [own[label] for label in labels] if own.keys() == set(labels) else None
