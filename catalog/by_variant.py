"""What differs between the variants of a product, as its text has it ("512 GB (grey); 1 TB
(silver)"), by the variant that each part is of."""

from __future__ import annotations

import re
from collections.abc import Sequence

from catalog.records import Variant

LONGEST = 1000
"""Characters of a text that is told by variants."""
_PART = re.compile(r"(?P<value>[^();]{1,80}) \((?P<labels>[^()]{1,200})\)")


def by_variant(text: str, variants: Sequence[Variant]) -> list[str] | None:
    """The value of each variant; None where the text is not told by variants, or leaves one of them
    out, or two of them are called alike. They are called by all that one chooses, or by the one
    choice that the values hang on."""
    if ";" not in text or len(variants) < 2:
        return None
    whole = [" ".join(option.value for option in v.options) for v in variants]
    every = [whole] if len(set(whole)) == len(whole) else []
    chosen = [{o.name: o.value for o in v.options} for v in variants]
    names = dict.fromkeys(n for own in chosen for n in own) if len(text) <= LONGEST else {}
    every += [[own.get(name, "") for own in chosen] for name in names]
    found = (_told(text, labels) for labels in every if all(labels))
    return next((told for told in found if told is not None), None)


def _told(text: str, labels: Sequence[str]) -> list[str] | None:
    """The value of each label; None where the text is of others."""
    own: dict[str, str] = {}
    for part in text.split("; "):
        match = _PART.fullmatch(part)
        if match is None:
            return None
        left = match["labels"]
        for label in sorted(set(labels), key=len, reverse=True):
            told = re.sub(rf"(?:^|, ){re.escape(label)}(?=$|, )", "", left)
            if told != left:
                own[label], left = match["value"], told
        if left.strip(" ,"):
            return None
    return [own[label] for label in labels] if own.keys() == set(labels) else None
