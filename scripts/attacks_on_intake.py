"""The attacks on what stands behind the doors: files that are read beside, and the engine."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from scripts.attacked import COMMAND, ROOT, Attacked, Found
from tests.platform_server import Platform
from tests.shelf import xlsx
from tests.test_hostile_sources import REPEATED, ods, shared

HUNG_S = 12.0
_GOODS = "Name,Description,Price\nSound cup,Clay.,11.00\n{}\n"
FILES = {
    "dashes.csv": _GOODS.format(f"Plate,x,{'-' * 2000}"),
    "digits.csv": _GOODS.format(f"Bowl,{'9' * 120_000},5.00"),
    "blanks.csv": f"Name,Odd,Price\nPot,{' ' * 4000},5.00\n",
    "nested.html": "<b><i><u>" * 3000 + "text",
    "headings.html": "<!-- " + "<h1></h2>" * 20_000,
    "shared.xlsx": shared("x" * 500_000, 12_000),
    "many.xlsx": xlsx([["Name"], *[[f"Cup {n}", "x" * 2500] for n in range(50_000)]]),
    "repeated.ods": ods(table=REPEATED.format("x" * 5000)),
    "handles.csv": "Handle,Title,Price\n" + "one,A cup,1.00\n" * 300_000,
}
"""Rows 12 to 16: what each cost minutes, gigabytes or the whole ingest."""


def read_beside(there: Attacked, _: Platform) -> Found:
    """Rows 12 to 16: each file is ingested into the state that serves; a sound row is kept."""
    notes, failed = [], 0
    with tempfile.TemporaryDirectory() as folder:
        for name, content in FILES.items():
            path = Path(folder, name)
            path.write_bytes(content.encode() if isinstance(content, str) else content)
            begun = time.monotonic()
            done = subprocess.run(
                [sys.executable, "-c", COMMAND, "ingest", str(path), "--state", str(there.state)],
                cwd=folder,
                env={**os.environ, "PYTHONPATH": str(ROOT)},
                capture_output=True,
                text=True,
                timeout=120,
                check=False,
            )
            failed += "Traceback" in done.stderr or done.returncode not in (0, 1)
            notes.append(f"{name} {time.monotonic() - begun:.1f} s, exit {done.returncode}")
    return Found("; ".join(notes), failed=failed)


def hung(there: Attacked, _: Platform) -> Found:
    """Row 18: the engine's process is stopped for a while; code answers meanwhile."""
    engines = _children(there.process.pid)
    for pid in engines:
        os.kill(pid, signal.SIGSTOP)
    time.sleep(HUNG_S)
    for pid in engines:
        with suppress(ProcessLookupError):  # it was replaced meanwhile
            os.kill(pid, signal.SIGCONT)
    return Found(f"{len(engines)} processes stopped for {HUNG_S:.0f} s")


def _children(pid: int) -> list[int]:
    told = (path.read_text() for path in Path(f"/proc/{pid}/task").glob("*/children"))
    return [int(child) for line in told for child in line.split()]
