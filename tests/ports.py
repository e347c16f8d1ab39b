"""Ports of loopback for servers that are started later, or again.

One that the system gives away for port 0 may be anybody's once it is closed: out of the same range
it serves each outgoing connection, of a browser too. These lie below that range.
"""

from __future__ import annotations

import socket
from contextlib import suppress
from pathlib import Path
from random import SystemRandom

_RANGE = Path("/proc/sys/net/ipv4/ip_local_port_range")
_LOWEST = 12_000
"""Browsers refuse a few below."""
_given: set[int] = set()


def free_port() -> int:
    """A port that nobody listens on, and that no other call in this process has given."""
    system_s = int(_RANGE.read_text().split()[0]) if _RANGE.exists() else 32_768
    # Hypothesis seeds `random` in each process alike, and two processes would draw the same.
    draw = SystemRandom()
    while True:
        port = draw.randrange(_LOWEST, system_s) if system_s > _LOWEST else 0
        with suppress(OSError), socket.socket() as probe:
            probe.bind(("127.0.0.1", port))
            port = int(probe.getsockname()[1])
            if port not in _given:
                _given.add(port)
                return port
