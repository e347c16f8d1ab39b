"""pip, with its talk turned into one line of progress. Needs Python 3.11 only."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections import deque
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"

_STEP = re.compile(r"^\s*\[(\d+)/(\d+)\]")
_COLLECTING = re.compile(r"^Collecting ([A-Za-z0-9._-]+)")


def pip(what: list[str], more: Mapping[str, str] | None = None) -> int:
    """Run pip of .venv with the words of `what`, `more` being set in its environment. Returns the
    exit code: 0 done, 1 it failed (its last lines are shown)."""
    command = [str(PYTHON), "-m", "pip", what[0], "-v", "--disable-pip-version-check", *what[1:]]
    environment = {**os.environ, **(more or {}), "PYTHONUNBUFFERED": "1"}
    last: deque[str] = deque(maxlen=40)
    progress = _Progress()
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment
    ) as process:
        for line in process.stdout or ():
            last.append(line.rstrip())
            if step := _STEP.match(line):
                progress.built(int(step[1]), int(step[2]))
            elif package := _COLLECTING.match(line):
                progress.say(f"fetching {package[1]}")
            elif "Building wheel for llama" in line:
                progress.say("building llama.cpp")
            elif line.startswith("Installing collected packages"):
                progress.say("installing")
    progress.end()
    if process.returncode:
        print("\n".join(last), file=sys.stderr)
        return failed(f"pip {what[0]} failed; its last lines are above.")
    return 0


def failed(text: str) -> int:
    print(text, file=sys.stderr)
    return 1


class _Progress:
    """One line that is written over on a terminal; a line now and then elsewhere."""

    def __init__(self) -> None:
        self.terminal = sys.stdout.isatty()
        self.building = 0.0
        self.tenth = -1

    def say(self, text: str) -> None:
        if self.terminal:
            print(f"\r\033[K  {text} …", end="", flush=True)

    def built(self, done: int, of: int) -> None:
        self.building = self.building or time.monotonic()
        share = done / of
        spent = time.monotonic() - self.building
        left = spent / share * (1 - share)
        if self.terminal:
            bar = "█" * round(30 * share) + "░" * (30 - round(30 * share))
            line = f"  building llama.cpp {bar} {done} of {of}, {left / 60:.1f} min left"
            print(f"\r\033[K{line}", end="", flush=True)
        elif int(share * 10) > self.tenth:
            self.tenth = int(share * 10)
            print(f"  building llama.cpp: {done} of {of}, {spent:.0f} s", flush=True)

    def end(self) -> None:
        if self.terminal:
            print("\r\033[K", end="", flush=True)
