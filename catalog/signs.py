"""Signs that nobody sees and machines obey: what moves a terminal's cursor, or turns a line's
direction around. They are taken out when a catalog is read, and again when something is printed.
"""

from __future__ import annotations

import re

# C0 and C1 but tab and line end; marks, embeddings and isolates of direction (UAX #9); separators
# of lines and paragraphs; what is never drawn (word joiners, tags, interlinear annotations).
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2060-\u206f"
    "\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
_BREAKS = frozenset("\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029")


def clean(text: str) -> str:
    """`text` without them; what only separates becomes a blank."""
    return text if is_clean(text) else _UNSEEN.sub(_without, text)


def is_clean(text: str) -> bool:
    """Whether there is none in it. Of most texts that is known by their being printable."""
    return text.isprintable() or _UNSEEN.search(text) is None


def escaped(text: str) -> str:
    r"""`text` with each of them, and each half character, written out: "\x1b". For names of files,
    which must stay told apart."""
    whole = text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return whole if is_clean(whole) else _UNSEEN.sub(_written, whole)


def _without(found: re.Match[str]) -> str:
    return " " if found[0] in _BREAKS else ""


def _written(found: re.Match[str]) -> str:
    return found[0].encode("unicode_escape").decode("ascii")
