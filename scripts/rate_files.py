"""How many of a folder's made-up files are read whole, by what stands beside each.

    python3 scripts/rate_files.py tests/data/files/held
    python3 scripts/rate_files.py tests/data/files/read --failed
    python3 scripts/rate_files.py tests/data/ordinary/held

The files are compared as ../shared/cases/check.py compares its own. Beside the files that are read
whole it tells how many differences there are for all that is expected of them (each title, price,
option, fact …). --failed says which are not whole and why: not for those that are held back, which
nobody may read.
"""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Sequence
from contextlib import redirect_stdout
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
CHECK = ROOT.parent / "shared" / "cases" / "check.py"


def main(arguments: Sequence[str]) -> int:
    spec = spec_from_file_location("check", CHECK)
    folders = [argument for argument in arguments if not argument.startswith("--")]
    if not folders or spec is None or spec.loader is None or not CHECK.exists():
        print(__doc__)
        return 2
    check = module_from_spec(spec)
    spec.loader.exec_module(check)
    # The program may be installed from another checkout: what is rated is this one.
    os.environ["PYTHONPATH"] = str(ROOT)
    sys.argv = [str(CHECK), "--tresen", str(ROOT / ".venv" / "bin" / "tresen")]
    codes = [_rated(check, Path(name), "--failed" in arguments) for name in folders]
    return max(codes)


def _rated(check: Any, folder: Path, failed: bool) -> int:
    """Print how many of one folder's files hold."""
    vars(check)["CASES"] = folder.resolve()
    told = io.StringIO()
    with redirect_stdout(told):
        code: int = check.main()
    lines = told.getvalue().splitlines()
    print("\n".join(lines if failed else lines[-1:]))
    differences = sum(line.startswith("    ") for line in lines)
    expected = sum(map(_expected, folder.glob("*/expected.json")))
    print(f"{differences} differences, of {expected} that are expected")
    return code


def _expected(path: Path) -> int:
    told = json.loads(path.read_text("utf-8"))
    return sum(_leaves(told.get(key)) for key in ("products", "absent", "never", "passages"))


def _leaves(told: Any) -> int:
    """How many things are said: a list within "keeps" and "title" is one with alternatives."""
    if isinstance(told, dict):
        return sum(1 if key == "title" else _leaves(value) for key, value in told.items())
    if isinstance(told, list):
        return sum(_leaves(one) if isinstance(one, dict) else 1 for one in told)
    return told is not None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
