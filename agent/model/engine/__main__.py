"""The engine's process: `python -m agent.model.engine FD`, FD being its end of a socket pair.

Begun by process.py. It ends when the other end closes, so also when the server is killed.
"""

from __future__ import annotations

import os
import signal
import sys
from multiprocessing.connection import Connection

from agent.errors import ModelFileError
from agent.model.engine.line import Line
from agent.model.engine.messages import Options, Refused
from agent.model.engine.runner import Runner
from agent.model.engine.weights import Broken, Weights

_NICE = 5
"""The server goes first on the cores that both share: of a webhook's 200s beside four replies that
are written, 95 % come within 26 ms instead of 39 (two cores), and of eight at once within 125
instead of 195. What the server takes is little; the rest is the engine's."""
BROKEN = 70
"""Exit status after an error that left the cache in an unknown state."""


def main(descriptor: int) -> int:
    # Ctrl-C in a terminal reaches every process of the group; the server says when to end.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.umask(0o077)  # the prefix that it keeps is the shop's own
    os.nice(_NICE)
    with Connection(descriptor) as connection:
        try:
            options: Options = connection.recv()
            line = Line(connection)
            line.begin()
            try:
                weights = Weights(options)
            except ModelFileError as exc:
                line.tell(Refused(str(exc)))
                return 0
            runner = Runner(weights, options, line.tell)
            line.tell(runner.opened())
            runner.serve(line)
        except (EOFError, ConnectionError):
            return 0
        except Broken as exc:
            sys.stderr.write(f"{exc}\n")
            return BROKEN
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
