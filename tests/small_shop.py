"""A shop of a few files that a test writes, asked as a visitor asks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.talks import Shop, opened


@contextmanager
def shop_of(
    folder: Path, files: Mapping[str, str], language: str = "en", currency: str = "EUR"
) -> Iterator[Shop]:
    """A shop with these files (name to content), which speaks `language` first."""
    home = folder / "shop"
    home.mkdir()
    (home / "tresen.toml").write_text(
        f'[business]\nname = "Haus"\nlanguages = ["{language}"]\ncurrency = "{currency}"\n'
    )
    for name, content in files.items():
        (home / name).write_text(content)
    shop = opened("shop", folder / "state", among=folder)
    try:
        yield shop
    finally:
        shop.catalog.close()


def told_in(folder: Path, name: str, content: str, language: str, talk: Iterable[str]) -> str:
    """The last reply of a talk with a shop of one file, and its cards."""
    with shop_of(folder, {name: content}, language) as shop:
        had = shop.had(*talk)[-1]
    return "\n".join((had.text, *had.cards))


def holds(told: str, says: Iterable[str], never: Iterable[str]) -> None:
    """Fails unless an answer has each part of `says` and none of `never`."""
    assert all(part in told for part in says), told
    assert not any(part in told for part in never), told
