"""Makes .venv from a lock file, and says meanwhile what is going on. Needs Python 3.11 only.

    python3 scripts/setup.py            what running needs   (requirements.lock)
    python3 scripts/setup.py --dev      and what tests need  (requirements-dev.lock, Chromium,
                                        Node, nginx, curl, Dovecot, PostgreSQL)
    python3 scripts/setup.py --demo     what running needs, and the demo shop; the engine is built
                                        while that answers by code already

Done again only when the lock file or pyproject.toml has changed.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import venv

import engine
from installing import PYTHON, ROOT, VENV, failed, pip

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
PROGRAMS = {
    "nodejs": "node",
    "npm": "npm",
    "nginx-light": "nginx",
    "curl": "curl",
    "dovecot-imapd": "dovecot",
    "postgresql": "pg_createcluster",
}


def main(mode: str) -> int:
    """Returns the exit code: 0 done, 1 a step failed (its last lines are shown)."""
    if sys.version_info < (3, 11):  # noqa: UP036 (this file runs before anything is installed)
        return failed(f"Python 3.11 or newer is needed; this is {sys.version.split()[0]}.")
    code = _install("requirements-dev.lock" if mode == "--dev" else "requirements.lock")
    if code or mode == "--demo":
        return code or _demo()
    return engine.main() or (_machine() if mode == "--dev" else 0)


def _install(name: str) -> int:
    """All that the lock file names but the engine, and this project itself."""
    lock = ROOT / name
    stamp = VENV / f".installed-{lock.stem}"
    state = hashlib.sha256(lock.read_bytes() + (ROOT / "pyproject.toml").read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text() == state:
        return 0
    print("Setting up Tresen in .venv. The first time this takes some minutes, most of them")
    print("for building llama.cpp, the engine that runs the model, for this very machine.")
    if not PYTHON.exists():
        venv.create(VENV, with_pip=True)
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as rest:
        rest.write(engine.without(lock.read_text()))
        rest.flush()
        # The lock file names all that is needed: one that needs the engine does not ask for it.
        code = pip(["install", "--no-deps", "-r", rest.name]) or pip(
            ["install", "--no-deps", "--no-build-isolation", "-e", str(ROOT)]
        )
    if not code:
        stamp.write_text(state)
    return code


def _demo() -> int:
    """The demo shop in this process's place; the engine is built beside it."""
    building = engine.begin()
    tresen = str(VENV / "bin" / "tresen")
    told = {"TRESEN_ENGINE_BUILD": str(building)} if building else {}
    os.execve(tresen, [tresen, "demo"], {**os.environ, **told})


def _machine() -> int:
    """Tests drive a real browser, clients in Node and a web server before ours: Debian's, installed
    where they may be."""
    missing = [] if any(shutil.which(name) for name in BROWSERS) else ["chromium"]
    missing += [name for name, program in PROGRAMS.items() if shutil.which(program) is None]
    if not missing:
        return 0
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        print(f"Some tests are skipped without it: apt install {' '.join(missing)}")
        return failed("The browser tests need Chromium.") if "chromium" in missing else 0
    print(f"Installing {' and '.join(missing)} for the tests.", flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *missing]
    for command in (["apt-get", "update", "-qq"], install):
        if subprocess.run(
            command, env=environment, stdout=subprocess.DEVNULL, check=False
        ).returncode:
            return failed(f"{' '.join(command)} failed.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else ""))
