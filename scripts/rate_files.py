"""How many of a folder's made-up files are read whole, by what stands beside each.

    python3 scripts/rate_files.py tests/data/files/held
    python3 scripts/rate_files.py tests/data/files/read --failed
    python3 scripts/rate_files.py tests/data/ordinary/held

The files are compared as ../shared/cases/check.py compares its own. --failed says which are not
whole and why: not for those that are held back, which nobody may read.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Sequence
from contextlib import redirect_stdout
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CHECK = ROOT.parent / "shared" / "cases" / "check.py"


def main(arguments: Sequence[str]) -> int:
    spec = spec_from_file_location("check", CHECK)
    if not arguments or spec is None or spec.loader is None or not CHECK.exists():
        print(__doc__)
        return 2
    check = module_from_spec(spec)
    spec.loader.exec_module(check)
    vars(check)["CASES"] = Path(arguments[0]).resolve()
    sys.argv = [str(CHECK), "--tresen", str(ROOT / ".venv" / "bin" / "tresen")]
    told = io.StringIO()
    with redirect_stdout(told):
        code: int = check.main()
    lines = told.getvalue().splitlines()
    print("\n".join(lines if "--failed" in arguments else lines[-1:]))
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
