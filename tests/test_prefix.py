"""The prefix on disk: only what is whole and meant for this model is taken."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from agent.model.engine.prefix import PrefixStore, model_hash

TOKENS = [1, 2, 3]
STATE = bytes(range(256)) * 40


@pytest.fixture
def model(tmp_path: Path) -> Path:
    path = tmp_path / "model.gguf"
    path.write_bytes(b"weights")
    return path


def store(tmp_path: Path, model: Path, **identity: object) -> PrefixStore:
    return PrefixStore(tmp_path / "prefix", model, {"llama_cpp": "1", "kv_type": "f16"} | identity)


def test_what_is_saved_is_loaded(tmp_path: Path, model: Path) -> None:
    here = store(tmp_path, model)
    assert here.load(TOKENS) is None
    here.save(TOKENS, STATE)
    assert here.load(TOKENS) == STATE
    assert store(tmp_path, model).load(TOKENS) == STATE


def test_another_model_build_setting_or_prefix_has_another_key(tmp_path: Path, model: Path) -> None:
    here = store(tmp_path, model)
    here.save(TOKENS, STATE)
    assert here.load([1, 2, 4]) is None
    assert here.load([1, 2]) is None
    assert store(tmp_path, model, llama_cpp="2").load(TOKENS) is None
    assert store(tmp_path, model, kv_type="q8_0").load(TOKENS) is None
    model.write_bytes(b"another model's weights")
    assert store(tmp_path, model).load(TOKENS) is None


@pytest.mark.parametrize("cut", [0, 5, 83, 84, 85, 4000, len(STATE) + 83])
def test_a_truncated_file_is_refused_and_removed(tmp_path: Path, model: Path, cut: int) -> None:
    here = store(tmp_path, model)
    here.save(TOKENS, STATE)
    path = here.path(here.key(TOKENS))
    path.write_bytes(path.read_bytes()[:cut])
    assert here.load(TOKENS) is None
    assert not path.exists()
    here.save(TOKENS, STATE)
    assert here.load(TOKENS) == STATE


@pytest.mark.parametrize("place", [0, 11, 12, 43, 44, 75, 76, 83, 84, 5000, -1])
def test_a_changed_byte_anywhere_is_refused(tmp_path: Path, model: Path, place: int) -> None:
    here = store(tmp_path, model)
    here.save(TOKENS, STATE)
    path = here.path(here.key(TOKENS))
    data = bytearray(path.read_bytes())
    data[place] ^= 1
    path.write_bytes(data)
    assert here.load(TOKENS) is None
    assert not path.exists()


def test_another_ones_file_under_this_name_is_refused(tmp_path: Path, model: Path) -> None:
    here = store(tmp_path, model)
    here.save([9, 9], STATE)
    here.path(here.key([9, 9])).rename(here.path(here.key(TOKENS)))
    assert here.load(TOKENS) is None


def test_the_three_used_last_are_kept(tmp_path: Path, model: Path) -> None:
    here = store(tmp_path, model)
    for number in range(5):
        here.save([number], STATE)
        path = here.path(here.key([number]))
        os.utime(path, (time.time() - 100 + number,) * 2)
    here.load([2])  # used again: younger than all
    here.save([5], STATE)
    kept = {number for number in range(6) if here.path(here.key([number])).exists()}
    assert kept == {2, 4, 5}


def test_what_a_killed_process_left_is_cleaned_up(tmp_path: Path, model: Path) -> None:
    here = store(tmp_path, model)
    here.save(TOKENS, STATE)
    old, young = here.folder / "x.1.part", here.folder / "y.2.part"
    old.write_bytes(b"half")
    young.write_bytes(b"half")
    os.utime(old, (time.time() - 7200,) * 2)
    here.save([7], STATE)
    assert not old.exists()
    assert young.exists()  # may be another process that is writing just now


def test_a_full_disk_leaves_nothing_behind(
    tmp_path: Path, model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = store(tmp_path, model)
    here.save([7], STATE)

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("agent.model.engine.prefix.os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        here.save(TOKENS, STATE)
    assert here.load(TOKENS) is None
    assert here.load([7]) == STATE
    assert not list(here.folder.glob("*.part"))


def test_a_model_is_hashed_once(tmp_path: Path, model: Path) -> None:
    cache = tmp_path / "prefix" / "models.json"
    first = model_hash(model, cache)
    stat = model.stat()
    model.write_bytes(b"WEIGHTS")  # of the same size and, set back, of the same time
    os.utime(model, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert model_hash(model, cache) == first
    os.utime(model, ns=(stat.st_atime_ns, stat.st_mtime_ns + 1))
    assert model_hash(model, cache) != first
    cache.write_text("not json")
    assert model_hash(model, cache) != first


def test_a_model_file_that_is_gone_costs_the_prefix_alone(tmp_path: Path, model: Path) -> None:
    here = store(tmp_path, model)
    model.unlink()
    assert here.load(TOKENS) is None
