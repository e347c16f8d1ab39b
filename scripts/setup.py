"""Makes .venv from a lock file, and says meanwhile what is going on. Needs Python 3.11 only.

    python3 scripts/setup.py            what running needs   (requirements.lock)
    python3 scripts/setup.py --dev      and what tests need  (requirements-dev.lock, Chromium, Node)

Done again only when the lock file or pyproject.toml has changed.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import venv
from collections import deque
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
NODE = {"nodejs": "node", "npm": "npm"}
_STEP = re.compile(r"^\s*\[(\d+)/(\d+)\]")
_COLLECTING = re.compile(r"^Collecting ([A-Za-z0-9._-]+)")


def main(dev: bool) -> int:
    """Returns the exit code: 0 done, 1 a step failed (its last lines are shown)."""
    lock = ROOT / ("requirements-dev.lock" if dev else "requirements.lock")
    if sys.version_info < (3, 11):  # noqa: UP036 (this file runs before anything is installed)
        return _fail(f"Python 3.11 or newer is needed; this is {sys.version.split()[0]}.")
    stamp = VENV / f".installed-{lock.stem}"
    state = hashlib.sha256(lock.read_bytes() + (ROOT / "pyproject.toml").read_bytes()).hexdigest()
    if not (stamp.exists() and stamp.read_text() == state):
        if shutil.which("c++") is None and shutil.which("g++") is None:
            return _fail("A C++ compiler is needed to build the model's engine: apt install g++")
        print("Setting up Tresen in .venv. The first time this takes some minutes, most of them")
        print("for building llama.cpp, the engine that runs the model, for this very machine.")
        if not PYTHON.exists():
            venv.create(VENV, with_pip=True)
        code = (
            _install(["-r", str(lock)])
            or _without_amx(lock)
            or _install(["--no-deps", "--no-build-isolation", "-e", str(ROOT)])
        )
        if code:
            return code
        stamp.write_text(state)
    return _machine() if dev else 0


_FLAGS = "-mno-amx-tile -mno-amx-int8 -mno-amx-bf16"
_WITHOUT_AMX = f"-DCMAKE_C_FLAGS='{_FLAGS}' -DCMAKE_CXX_FLAGS='{_FLAGS}'"


def _announces_amx() -> bool:
    """Whether this CPU says that it has AMX. llama.cpp's kernel for it ends the process on a first
    batch of a few tokens (SIGSEGV in ggml_backend_amx_mul_mat, llama-cpp-python 0.3.36), so it is
    built without."""
    try:
        return "amx_int8" in Path("/proc/cpuinfo").read_text()
    except OSError:
        return False


def _without_amx(lock: Path) -> int:
    """Builds llama.cpp again where pip took a build with AMX out of its cache: that cache knows
    no build flags."""
    ask = "import llama_cpp; print(llama_cpp.llama_print_system_info().decode())"
    told = subprocess.run([str(PYTHON), "-c", ask], capture_output=True, text=True, check=False)
    if not (_announces_amx() and "AMX_INT8 = 1" in told.stdout):
        return 0
    pinned = re.search(r"^llama-cpp-python==.*\n(?:    --hash=.*\n)+", lock.read_text(), re.M)
    if pinned is None:
        return _fail(f"{lock.name} does not pin llama-cpp-python.")
    forget = [str(PYTHON), "-m", "pip", "cache", "remove", "llama_cpp_python"]
    subprocess.run(forget, capture_output=True, check=False)  # no cache at all is as good
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as one:
        one.write(pinned[0].rstrip("\\\n") + "\n")
        one.flush()
        return _install(["--no-deps", "--force-reinstall", "-r", one.name])


def _install(what: list[str]) -> int:
    """pip with its talk turned into one line of progress."""
    command = [str(PYTHON), "-m", "pip", "install", "-v", "--disable-pip-version-check", *what]
    jobs = str(os.cpu_count() or 2)
    environment = {"CMAKE_BUILD_PARALLEL_LEVEL": jobs, **os.environ, "PYTHONUNBUFFERED": "1"}
    if _announces_amx():
        environment["CMAKE_ARGS"] = f"{environment.get('CMAKE_ARGS', '')} {_WITHOUT_AMX}".strip()
    last: deque[str] = deque(maxlen=40)
    progress = Progress()
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment
    ) as process:
        for line in process.stdout or ():
            last.append(line.rstrip())
            if step := _STEP.match(line):
                progress.built(int(step[1]), int(step[2]))
            elif package := _COLLECTING.match(line):
                progress.say(f"fetching {package[1]}")
            elif (
                "Building wheel for llama" in line or "Running command Building wheel for l" in line
            ):
                progress.say("building llama.cpp")
            elif line.startswith("Installing collected packages"):
                progress.say("installing")
    progress.end()
    if process.returncode:
        print("\n".join(last), file=sys.stderr)
        return _fail(f"pip could not install {' '.join(what)}; its last lines are above.")
    return 0


class Progress:
    """One line that is written over on a terminal; a line now and then elsewhere."""

    def __init__(self) -> None:
        self.terminal = sys.stdout.isatty()
        self.begun = time.monotonic()
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


def _machine() -> int:
    """Tests drive a real browser, and clients in Node: Debian's, installed where they may be."""
    missing = [] if any(shutil.which(name) for name in BROWSERS) else ["chromium"]
    missing += [name for name, program in NODE.items() if shutil.which(program) is None]
    if not missing:
        return 0
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        print(f"Some tests are skipped without it: apt install {' '.join(missing)}")
        return _fail("The browser tests need Chromium.") if "chromium" in missing else 0
    print(f"Installing {' and '.join(missing)} for the tests.", flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *missing]
    for command in (["apt-get", "update", "-qq"], install):
        if subprocess.run(
            command, env=environment, stdout=subprocess.DEVNULL, check=False
        ).returncode:
            return _fail(f"{' '.join(command)} failed.")
    return 0


def _fail(text: str) -> int:
    print(text, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(dev="--dev" in sys.argv[1:]))
