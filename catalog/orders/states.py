"""What shops call the states of an order (states.toml), to one set of states."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from catalog.folding import fold
from catalog.orders.record import OrderState


def state_of(written: str) -> OrderState:
    """The state that `written` names; OTHER where it is the shop's own."""
    return _states().get(_bare(written), OrderState.OTHER)


@cache
def _states() -> dict[str, OrderState]:
    read = tomllib.loads(Path(__file__).with_name("states.toml").read_text("utf-8"))
    return {_bare(word): OrderState(state) for state, words in read.items() for word in words}


def _bare(written: str) -> str:
    return " ".join(fold(written).replace("-", " ").replace("_", " ").split())
