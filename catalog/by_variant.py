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
    apart = len(set(whole)) == len(whole)
    choices = {o.name: None for v in variants for o in v.options} if len(text) <= LONGEST else {}
    named = [[o.value for o in v.options if o.name == name] for name in choices for v in variants]
    size = len(variants)
    each = [named[at : at + size] for at in range(0, len(named), size)]
    each = [[label for (label,) in one] for one in each if all(len(o) == 1 for o in one)]
    for labels in (*([whole] if apart else []), *each):
        told = _told(text, labels) if all(labels) else None
        if told is not None:
            return told
    return None


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
