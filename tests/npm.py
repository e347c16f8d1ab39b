"""What tests need from npm (a package-lock.json), installed once and kept."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

SDK = Path(__file__).parent / "ai_sdk"
_NPM = shutil.which("npm") or ""
_NODE = shutil.which("node") or ""


def installed(cache: pytest.Cache, source: Path = SDK) -> Path:
    """The folder with the node_modules of the lock file in `source`. Skips only where npm has no
    registry."""
    if not (_NPM and _NODE):
        pytest.skip("no npm on this machine: apt install nodejs npm")
    lock = (source / "package-lock.json").read_bytes()
    folder = cache.mkdir("npm") / hashlib.sha256(lock).hexdigest()[:16]
    if (folder / "whole").exists():
        return folder
    folder.mkdir(exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(source / name, folder)
    command = [_NPM, "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300)
    if done.returncode:
        ping = subprocess.run([_NPM, "ping"], capture_output=True, text=True, timeout=120)
        if ping.returncode:
            pytest.skip(f"npm reaches no registry: {ping.stderr.strip()[-200:]}")
        pytest.fail(f"npm ci: {done.stderr[-2000:]}")
    (folder / "whole").touch()
    return folder


def node(folder: Path, script: str, *arguments: str) -> Any:
    """What `tests/ai_sdk/<script>` prints as JSON, run beside the node_modules of `folder`."""
    shutil.copy(SDK / script, folder)
    command = [_NODE, script, *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
