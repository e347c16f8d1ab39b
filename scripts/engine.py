"""llama.cpp for this very machine: built once, kept as a wheel, and found again.

    python3 scripts/engine.py           into .venv, as requirements.lock pins it

pip's own cache knows neither CPU nor flags: out of it came a build for another machine. So the
wheel is kept by version, CPU, compiler and flags, in the user's cache folder. Of llama.cpp only
what is loaded is built: 83 steps of 193 (no tools, no multimodal, no common library).
"""

from __future__ import annotations

import hashlib
import os
import platform
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from installing import PYTHON, ROOT, VENV, failed, pip

LOG = VENV / "engine.log"

_PIN = re.compile(r"^llama-cpp-python==.*\n(?:    --hash=.*\n)+", re.M)
_ONLY_WHAT_IS_LOADED = (
    "-DLLAVA_BUILD=OFF",
    f"-DCMAKE_PROJECT_INCLUDE={ROOT / 'scripts' / 'only_what_is_loaded.cmake'}",
)
# llama.cpp's kernel for AMX ends the process on a first batch of a few tokens (SIGSEGV in
# ggml_backend_amx_mul_mat, llama-cpp-python 0.3.36).
_NO_AMX = "-mno-amx-tile -mno-amx-int8 -mno-amx-bf16"


def main() -> int:
    """Install the engine. Returns the exit code: 0 it is there, 1 a step failed (shown)."""
    lock = (ROOT / "requirements.lock").read_text()
    pin = _PIN.search(lock)
    if pin is None:
        return failed("requirements.lock does not pin llama-cpp-python.")
    key = _key(pin[0])
    stamp = VENV / ".engine"
    if stamp.exists() and stamp.read_text() == key:
        return 0
    if shutil.which("c++") is None and shutil.which("g++") is None:
        return failed("A C++ compiler is needed to build the model's engine: apt install g++")
    folder = _cache() / key
    code = 0 if list(folder.glob("*.whl")) else _build(pin[0], folder)
    if code:
        return code
    wheel = next(folder.glob("*.whl"))
    code = pip(["install", "--no-deps", "--no-index", "--force-reinstall", str(wheel)])
    if not code:
        stamp.write_text(key)
    return code


def without(lock: str) -> str:
    """The lock file's text without the engine."""
    return _PIN.sub("", lock)


def begin() -> int:
    """Build aside, where it is not there yet; the process's id, 0 where there is nothing to do."""
    stamp = VENV / ".engine"
    pin = _PIN.search((ROOT / "requirements.lock").read_text())
    if pin is not None and stamp.exists() and stamp.read_text() == _key(pin[0]):
        return 0
    with LOG.open("wb") as log:
        run = [sys.executable, str(Path(__file__).resolve())]
        return subprocess.Popen(
            run, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
        ).pid


def _build(pin: str, folder: Path) -> int:
    """Build the pinned version, checked by its hash, into `folder`: whole or not at all."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    jobs = os.environ.get("CMAKE_BUILD_PARALLEL_LEVEL", str(os.cpu_count() or 2))
    with tempfile.TemporaryDirectory(dir=folder.parent) as aside:
        wanted = Path(aside) / "engine.txt"
        wanted.write_text(pin.rstrip("\\\n") + "\n")
        build = ["wheel", "--no-deps", "--no-cache-dir", "-r", str(wanted), "-w", f"{aside}/wheel"]
        code = pip(build, {"CMAKE_ARGS": _flags(), "CMAKE_BUILD_PARALLEL_LEVEL": jobs})
        if not code and not folder.exists():
            os.rename(f"{aside}/wheel", folder)
    return code


def _flags() -> str:
    """What CMake is told, what the caller's own CMAKE_ARGS say included."""
    flags = [*shlex.split(os.environ.get("CMAKE_ARGS", "")), *_ONLY_WHAT_IS_LOADED]
    if "amx_int8" in _cpu():
        flags += [f"-DCMAKE_C_FLAGS={_NO_AMX}", f"-DCMAKE_CXX_FLAGS={_NO_AMX}"]
    return shlex.join(flags)


def _key(pin: str) -> str:
    compiler = shutil.which("c++") or shutil.which("g++") or ""
    version = ""
    if compiler:
        asked = [compiler, "--version"]
        version = subprocess.run(asked, capture_output=True, text=True, check=False).stdout
    flags = _flags().replace(str(ROOT), "")  # the same for every clone on this machine
    tag = [sys.version_info[:2], platform.machine(), pin, _cpu(), flags, version]
    return hashlib.sha256(repr(tag).encode()).hexdigest()[:16]


def _cpu() -> str:
    """What the CPU can do, as Linux tells it; its name elsewhere."""
    try:
        told = Path("/proc/cpuinfo").read_text()
    except OSError:
        return platform.processor()
    found = re.search(r"^(?:flags|Features)\s*:.*$", told, re.M)
    return found[0] if found else platform.processor()


def _cache() -> Path:
    home = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(home) / "tresen" / "engine"


if __name__ == "__main__":
    if not PYTHON.exists():
        sys.exit(failed("There is no .venv yet: python3 scripts/setup.py"))
    sys.exit(main())
