"""The log: one line an event, `key=value` behind it, and never what a customer wrote."""

from __future__ import annotations

import logging

_OWN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class _Line(logging.Formatter):
    """What is given as `extra` stands behind the message."""

    def format(self, record: logging.LogRecord) -> str:
        extra = [f"{k}={v}" for k, v in vars(record).items() if k not in _OWN]
        return " ".join([super().format(record), *extra])


def log_lines(level: int) -> None:
    """Write the program's log to stderr, from `level` on; other libraries' from warnings on."""
    handler = logging.StreamHandler()
    handler.setFormatter(_Line("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler])
    logging.getLogger("tresen").setLevel(level)
