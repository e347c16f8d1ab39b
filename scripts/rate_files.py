"""How many of a folder's made-up files are read whole, by what stands beside each.

    python3 scripts/rate_files.py tests/data/files/held
    python3 scripts/rate_files.py tests/data/files/read --failed
    python3 scripts/rate_files.py tests/data/ordinary/held

The files are compared as ../shared/cases/check.py compares its own. --failed says which are not
whole and why: not for those that are held back, which nobody may read.
"""

from __future__ import annotations

import io
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
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
