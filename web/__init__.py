"""Where customers come in: website, messengers, terminal, other programs.

`create_app` (application.py) is loaded when it is asked for: Flask and all that answers HTTP take
a second, which `tresen --help` and the chat in a terminal do without (PEP 562).
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from web.application import create_app as create_app


def __getattr__(name: str) -> Any:
    if name != "create_app":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return import_module("web.application").create_app
