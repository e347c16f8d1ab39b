"""Writes catalog/given_names.txt: given names of people, of those in Faker's lists (MIT).

    python3 -m pip install --target /tmp/names faker==40.63.0
    PYTHONPATH=/tmp/names:. .venv/bin/python scripts/make_names.py

A name stands as `fold` writes it. Those in lists of other scripts than Latin letters are left out.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from pathlib import Path

from faker.providers import person

from catalog.folding import fold

_NAME = re.compile(r"[A-ZÀ-ÞĀ-Ž][A-Za-zÀ-ɏ]{2,}")
_LEFT_OUT = {"is_IS", "id_ID", "vi_VN", "zu_ZA", "yo_NG", "ig_NG", "ha_NG", "uz_UZ", "az_AZ"}


def main() -> None:
    found: set[str] = set()
    for module in pkgutil.iter_modules(person.__path__):
        if module.ispkg and module.name not in _LEFT_OUT:
            found |= _names(importlib.import_module(f"{person.__name__}.{module.name}").Provider)
    path = Path(__file__).resolve().parents[1] / "catalog" / "given_names.txt"
    path.write_text("\n".join(sorted(found)) + "\n", "utf-8")


def _names(provider: object) -> set[str]:
    lists = (getattr(provider, name) for name in dir(provider) if name.startswith("first_names"))
    names = (n for told in lists if not isinstance(told, property) for n in told)
    return {fold(n) for n in names if _NAME.fullmatch(n)}


if __name__ == "__main__":
    main()
