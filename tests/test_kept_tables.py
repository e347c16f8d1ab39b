"""What is made of files of data is made once, and anew where those are others."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from agent.model import encoder
from catalog import kept_tables
from catalog.kept_tables import made_of, toml_table

ROOT = Path(__file__).parent.parent

START = """
import sys, tomllib
parsed = []
whole = tomllib.loads
def counted(text, **given):
    parsed.append(text)
    return whole(text, **given)
tomllib.loads = counted
import web.terminal_here
from agent.understanding.function_words import telling, small_words, spoken_languages
from agent.grounding.orders import orders
from agent.grounding.lexicon import lexicon
from catalog.text import keys
orders("x"), telling(spoken_languages()), small_words(), lexicon("de"), keys("tent", ("en", "de"))
print(len(parsed), sorted({"rapidfuzz", "llama_cpp", "openai", "flask"} & set(sys.modules)))
"""


def begun(kept: Path, **environment: str) -> str:
    """What a new process says of START, its bytecode kept in the folder `kept`."""
    given = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONPYCACHEPREFIX": str(kept)}
    given.pop("PYTHONDONTWRITEBYTECODE", None)
    done = subprocess.run(
        [sys.executable, "-c", START], env={**given, **environment}, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_a_second_start_parses_and_folds_nothing_anew(tmp_path: Path) -> None:
    first = begun(tmp_path)
    assert int(first.split()[0]) > 20
    assert begun(tmp_path) == "0 []"
    unkept = begun(tmp_path / "none", PYTHONDONTWRITEBYTECODE="1")
    assert int(unkept.split()[0]) > 20
    assert not (tmp_path / "none").exists()


@pytest.fixture
def table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file of data of a program that lies in `tmp_path`."""
    monkeypatch.setattr(kept_tables, "_PROGRAM", tmp_path)
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(sys, "pycache_prefix", None)
    file = tmp_path / "words.toml"
    file.write_text('small = ["a", "the"]\n')
    return file


def test_what_is_kept_holds_for_those_bytes_alone(table: Path) -> None:
    assert toml_table(table) == {"small": ["a", "the"]}
    (kept,) = table.parent.glob("__pycache__/*.tables")
    table.write_text('small = ["der"]\n')
    os.utime(table, (0, 0))
    assert toml_table(table) == {"small": ["der"]}
    assert list(table.parent.glob("__pycache__/*")) == [kept]


@pytest.mark.parametrize("broken", [b"", b"nothing", slice(0, -3), slice(0, 33)])
def test_what_is_broken_is_made_anew(table: Path, broken: bytes | slice) -> None:
    toml_table(table)
    (kept,) = table.parent.glob("__pycache__/*.tables")
    whole = kept.read_bytes()
    kept.write_bytes(broken if isinstance(broken, bytes) else whole[broken])
    assert toml_table(table) == {"small": ["a", "the"]}
    assert kept.read_bytes() == whole


def test_it_is_made_anew_where_the_code_that_makes_it_is_another(table: Path) -> None:
    made: list[int] = []

    def make() -> dict[tuple[str, ...], frozenset[str]]:
        made.append(1)
        return {("two", "words"): frozenset({"c:1"})}

    (table.parent / "code.py").write_text("1")
    for _ in range(2):
        assert made_of("names", ("code.py",), (table,), make) == make()
    assert len(made) == 3
    (table.parent / "code.py").write_text("2")
    made_of("names", ("code.py",), (table,), make)
    assert len(made) == 4


def test_nothing_is_written_into_a_folder_of_the_owner_s(table: Path, tmp_path: Path) -> None:
    other = tmp_path.parent / "further" / "words.toml"
    other.parent.mkdir(exist_ok=True)
    other.write_text("small = []\n")
    assert toml_table(other) == {"small": []}
    assert [path.name for path in other.parent.iterdir()] == ["words.toml"]


def test_vectors_are_kept_while_they_are_computed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process that ends in the middle has not worked for nothing."""

    class Slow:
        name = "slow"

        def questions(self, texts: object) -> encoder.Vectors:
            raise NotImplementedError

        def passages(self, texts: list[str]) -> encoder.Vectors:
            if "text 40" in texts:
                raise KeyboardInterrupt
            return np.ones((len(texts), 4), np.float32)

    monkeypatch.setattr(encoder, "_EVERY_S", -1.0)
    texts = [f"text {n}" for n in range(64)]
    with pytest.raises(KeyboardInterrupt):
        encoder.Kept(Slow(), tmp_path / "passages.npz").passages(texts)
    assert encoder.Kept(Slow(), tmp_path / "passages.npz").knows(texts[:32])
