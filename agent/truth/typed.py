"""Folded words as the customer wrote them."""

from __future__ import annotations

from agent.truth.words import tokens


def as_typed(text: str, folded: str) -> str:
    """The words of `text` whose folded tokens are those of `folded`, else `folded` itself."""
    wanted = set(folded.split())
    words = [w.strip(".,;:!?\"'()") for w in text.replace("-", " ").split()]
    picked = [w for w in words if w and set(tokens(w)) & wanted]
    held = {token for word in picked for token in tokens(word)}
    return " ".join(dict.fromkeys(picked)) if wanted <= held else folded
