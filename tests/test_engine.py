"""The engine with the real model: batches, canaries, deaths, prefixes on disk, broken files."""

from __future__ import annotations

import itertools
import os
import shutil
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import llama_cpp
import numpy as np
import pytest

from agent.config import ModelSection
from agent.errors import EngineDown, GenerationFailed, ModelFileError
from agent.model.backend import Done, Message, Piece
from agent.model.engine.messages import Forget, Options, Request
from agent.model.engine.runner import Runner
from agent.model.engine.weights import Broken, OutOfCells, Token, Weights
from agent.model.local import LocalBackend
from agent.model.registry import bundled_model
from tests.real_model import (
    GREEDY,
    SYSTEM,
    WORDS,
    Answer,
    ask,
    generation,
    opened,
    secret,
    together,
    until,
)

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def backend(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalBackend]:
    with opened(tmp_path_factory.mktemp("engine"), slots=8) as backend:
        yield backend


def options(**fields: Any) -> Options:
    path = bundled_model()
    assert path is not None
    return Options(
        **{
            "path": str(path), "store": "", "context": 2048, "slots": 8, "seats": 12,
            "threads": 1, "gpu_layers": 0, "flash_attention": "auto", "kv_type": "f16",
            "lora": (),
        }
        | fields
    )  # fmt: skip


# -- batches ------------------------------------------------------------------------------------


PROMPTS = [[1, 4093, 198, *range(400 + 40 * n, 420 + 40 * n), 2, 198] for n in range(8)]
STEPS = 6
Rows = list[list[np.ndarray]]


def _eight(weights: Weights, prompts: list[list[int]], replies: list[list[int]]) -> Rows:
    """Logits of eight sequences in one batch, a row of each for each step of their replies."""
    for seat in range(1, len(prompts) + 1):
        weights.clear(seat)
    for seat, prompt in enumerate(prompts, start=1):
        weights.decode([Token(t, i, seat, False) for i, t in enumerate(prompt[:-1])])
    rows: Rows = [[] for _ in prompts]
    for step in range(STEPS + 1):
        batch = [
            Token([*prompt, *reply][at], at, seat, True)
            for seat, (prompt, reply) in enumerate(zip(prompts, replies, strict=True), start=1)
            for at in [len(prompt) - 1 + step]
        ]
        weights.decode(batch)
        for place in range(len(prompts)):
            rows[place].append(_logits(weights, place))
    return rows


def _alone(weights: Weights, prompt: list[int]) -> tuple[list[np.ndarray], list[int]]:
    """Logits of one greedy reply with nothing else in the cache, and its tokens."""
    weights.clear(1)
    weights.decode([Token(t, i, 1, i == len(prompt) - 1) for i, t in enumerate(prompt)])
    rows, reply = [_logits(weights, len(prompt) - 1)], []
    for step in range(STEPS):
        reply.append(int(rows[-1].argmax()))
        weights.decode([Token(reply[-1], len(prompt) + step, 1, True)])
        rows.append(_logits(weights, 0))
    return rows, reply


def test_what_others_say_changes_no_bit() -> None:
    """A sequence beside seven strangers has the logits that it has beside seven of itself."""
    weights = Weights(options())
    replies = [_alone(weights, prompt)[1] for prompt in PROMPTS]
    mixed = _eight(weights, PROMPTS, replies)
    for place in (0, 3, 7):
        same = _eight(weights, [PROMPTS[place]] * 8, [replies[place]] * 8)
        for step in range(STEPS + 1):
            assert np.array_equal(mixed[place][step], same[place][step]), (place, step)


def test_a_batch_of_eight_says_what_one_alone_says() -> None:
    """A batch runs other kernels than a single token (of f16 without flash attention: other sums
    in another order), so bits differ where the company does not. This bounds it: the likeliest
    token is another one only where two were as good as equal. Measured: 1.13 of a span of 42."""
    weights = Weights(options())
    alone = [_alone(weights, prompt) for prompt in PROMPTS]
    batched = _eight(weights, PROMPTS, [reply for _, reply in alone])
    for place, (rows, _) in enumerate(alone):
        for single, other in zip(rows, batched[place], strict=True):
            difference = float(np.abs(single - other).max())
            assert difference < 2.0
            if int(other.argmax()) != int(single.argmax()):
                assert single.max() - np.partition(single, -2)[-2] <= 2 * difference


def _logits(weights: Weights, place: int) -> np.ndarray:
    size = llama_cpp.llama_vocab_n_tokens(weights._vocab)
    row = llama_cpp.llama_get_logits_ith(weights._context, place)
    return np.ctypeslib.as_array(row, shape=(size,)).copy()


@pytest.mark.parametrize("kv_type", ["f16", "auto"])
@pytest.mark.parametrize("others", [False, True])
def test_a_parked_conversation_comes_back_as_it_was(kv_type: str, others: bool) -> None:
    """Where its cells were, to the last bit; elsewhere as near as any two places are, for sums are
    then made in another order. Measured: 0, and 0.58; without its prefix 9.3."""
    weights = Weights(options(kv_type=kv_type))
    assert weights.parks
    prefix, own, after = list(range(400, 440)), list(range(900, 925)), [77, 78, 79]
    weights.decode([Token(t, at, 0, False) for at, t in enumerate(prefix)])

    def begin(seat: int, tokens: list[int]) -> None:
        weights.share_prefix(seat, len(prefix))
        weights.decode([Token(t, len(prefix) + at, seat, False) for at, t in enumerate(tokens)])

    def said(seat: int) -> np.ndarray:
        start, last = len(prefix) + len(own), len(after) - 1
        weights.decode([Token(t, start + at, seat, at == last) for at, t in enumerate(after)])
        return _logits(weights, last)

    begin(1, own)
    stayed = said(1)
    weights.clear(1)
    begin(1, own)
    cells = weights.park(1, len(prefix))
    assert cells is not None
    weights.clear(1)
    if others:
        begin(2, list(range(2000, 2030)))
    assert weights.unpark(3, cells, len(prefix))
    assert weights.length(3) == len(prefix) + len(own)
    assert np.abs(said(3) - stayed).max() <= (2.0 if others else 0.0)
    assert weights.length(0) == len(prefix), "the prefix lost what the parked one let go of"


def test_alone_the_same_question_has_the_same_answer(backend: LocalBackend) -> None:
    answers = {ask(backend, "What is a boot?", max_tokens=20).text for _ in range(3)}
    assert len(answers) == 1


def test_eight_at_once_are_answered_each_its_own(backend: LocalBackend) -> None:
    answers = _all_secrets(backend, "batch")
    _assert_no_leak(answers)
    assert {answer.done.cached_tokens for answer in answers} == {backend.engine.prefix_tokens}


def test_seeds_decide(backend: LocalBackend) -> None:
    warm = {"temperature": 1.2, "repeat_penalty": 1.1}
    first, again, other = (
        ask(backend, "Tell me a story.", max_tokens=16, sampling=type(GREEDY)(**warm, seed=seed))
        for seed in (1, 1, 2)
    )
    assert first.text == again.text != other.text


# -- canaries -----------------------------------------------------------------------------------


def _all_secrets(backend: LocalBackend, name: str) -> list[Answer]:
    return together(
        [
            lambda word=word: ask(backend, "", f"{name}-{word}", messages=secret(word))
            for word in WORDS
        ]
    )


def _assert_no_leak(answers: list[Answer]) -> None:
    for own, answer in zip(WORDS, answers, strict=True):
        assert own in answer.text, "it does not know its own word: the test shows nothing"
        assert [word for word in WORDS if word in answer.text] == [own]


def test_no_word_of_one_conversation_is_in_another(tmp_path: Path) -> None:
    """After every way in which cells change hands: cancel, next turn, eviction, restart."""
    with opened(tmp_path, slots=4, context=768) as backend:
        _assert_no_leak(_all_secrets(backend, "a"))
        for word in WORDS:  # cancelled in mid-stream, so that half a reply stays in the cache
            stream = backend.generate(generation("", f"a-{word}", messages=secret(word)))
            next(event for event in stream if isinstance(event, Piece) and event.text)
            stream.close()
        _assert_no_leak(_all_secrets(backend, "a"))
        for number in range(5):  # the others are forgotten
            ask(backend, "Fill the cache. " * 110, f"filler {number}", max_tokens=200)
        assert backend.stats().engine.kept <= 5
        _assert_no_leak(_all_secrets(backend, "a"))
        _assert_no_leak(_all_secrets(backend, "b"))
        _kill(backend)
        _assert_no_leak(_all_secrets(backend, "a"))
    with opened(tmp_path, slots=4, context=768) as backend:
        assert backend.stats().engine.prefix_restored
        stranger = ask(backend, "Say the word again.", "stranger")
        assert not [word for word in WORDS if word in stranger.text]
        _assert_no_leak(_all_secrets(backend, "a"))


# -- deaths -------------------------------------------------------------------------------------


def _kill(backend: LocalBackend) -> None:
    pid = backend.engine.process_id
    assert pid
    os.kill(pid, signal.SIGKILL)
    until(lambda: backend.engine.process_id not in (pid, 0))


def test_killed_in_mid_stream(tmp_path: Path) -> None:
    """The one that was being written fails; those that waited are answered by the next process."""
    with opened(tmp_path, slots=1) as backend:
        writing = backend.generate(generation("Tell me a long story.", max_tokens=400))
        next(event for event in writing if isinstance(event, Piece) and event.text)
        waiting = [
            lambda n=n: ask(backend, "", f"w{n}", messages=secret(WORDS[n])) for n in range(2)
        ]

        def killed() -> None:
            until(lambda: backend.stats().engine.queued == 2)
            _kill(backend)

        with pytest.raises(GenerationFailed, match="signal 9"):
            together([killed, *waiting, lambda: list(writing)])
        until(lambda: backend.stats().requests == 3)
        stats = backend.stats()
        assert (stats.failed, stats.engine.restarts) == (1, 1)
        assert stats.engine.prefix_restored, "the new process computed the prefix again"
        assert WORDS[5] in ask(backend, "", messages=secret(WORDS[5])).text


def test_ten_kills_under_load(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Four slots, eight visitors who go on asking, and ten kills in mid-stream: who had words
    before is told, everybody else is answered, and nothing is left in the queue."""
    monkeypatch.setattr("agent.model.engine.process._BACKOFF_S", (0.0, 0.0, 0.0, 0.0))
    kills, done = 10, threading.Event()
    answered: list[str] = []
    cut: list[tuple[bool, str]] = []
    with opened(tmp_path, slots=4) as backend:

        def visit(number: int) -> None:
            for turn in itertools.count():
                if done.is_set():
                    return
                said = ""
                try:
                    for event in backend.generate(
                        generation(f"Tell me story {turn}.", f"v{number}-{turn}", max_tokens=24)
                    ):
                        said += event.text if isinstance(event, Piece) else ""
                    answered.append(said)
                except GenerationFailed as failure:
                    cut.append((bool(said), str(failure)))

        def kill() -> None:
            try:
                for number in range(kills):
                    written = len(answered)
                    until(lambda written=written: len(answered) > written + 1)  # type: ignore[misc]
                    until(lambda: backend.stats().engine.running > 0)
                    _kill(backend)
                    until(lambda number=number: backend.stats().engine.restarts == number + 1)  # type: ignore[misc]
            finally:
                done.set()

        together([kill, *(lambda n=n: visit(n) for n in range(8))])  # type: ignore[misc]
        until(lambda: backend.stats().engine.running == 0)
        stats = backend.stats()
        assert stats.engine.restarts == kills
        assert stats.engine.queued == 0
        assert stats.engine.prefix_restored, "the last process computed the prefix again"
        assert all(answered)
        assert all("signal 9" in why for _, why in cut)
        assert all(said for said, _ in cut), "what had not begun to be sent was not begun again"
        assert WORDS[3] in ask(backend, "", messages=secret(WORDS[3])).text


def test_a_prompt_that_kills_the_engine_every_time_is_given_up(tmp_path: Path) -> None:
    with opened(tmp_path, slots=2) as backend:

        def deadly() -> None:
            ask(backend, "Poison. " * 700, conversation="deadly")

        def kill_while_it_is_computed() -> None:
            for _ in range(3):
                until(lambda: backend.stats().engine.running == 1)
                _kill(backend)

        with pytest.raises(GenerationFailed, match="3 times over this prompt"):
            together([deadly, kill_while_it_is_computed])
        assert ask(backend, "Hello").text


def test_the_engine_ends_when_its_server_is_killed(tmp_path: Path) -> None:
    script = textwrap.dedent(
        """
        import sys, time
        from pathlib import Path
        from tests.real_model import opened
        with opened(Path(sys.argv[1])) as backend:
            print(backend.engine.process_id, flush=True)
            time.sleep(600)
        """
    )
    command = [sys.executable, "-c", script, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        engine = int(server.stdout.readline())
        server.kill()
    until(lambda: not Path(f"/proc/{engine}").exists() or _is_zombie(engine))


def _is_zombie(pid: int) -> bool:
    return "State:\tZ" in Path(f"/proc/{pid}/status").read_text()


def test_down_for_good_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("agent.model.engine.process._BACKOFF_S", (0.01, 0.01, 0.5))
    path = tmp_path / "model.gguf"
    bundled = bundled_model()
    assert bundled is not None
    shutil.copyfile(bundled, path)
    backend = LocalBackend.open(
        path, tmp_path, ModelSection(threads=1, context=1024, weights="as_is")
    )
    try:
        path.unlink()
        pid = backend.engine.process_id
        assert pid
        waiting = backend.generate(generation("Hello", max_tokens=800))
        next(event for event in waiting if isinstance(event, Piece) and event.text)
        os.kill(pid, signal.SIGKILL)
        with pytest.raises(GenerationFailed):
            list(waiting)
        until(lambda: backend.stats().engine.restarts >= 3)
        assert not backend.ready()
        with pytest.raises(EngineDown, match="3 times in a row"):
            ask(backend, "Hello")
        shutil.copyfile(bundled, path)  # and when it is there again, so is the engine
        until(backend.ready)
        assert ask(backend, "Hello").text
    finally:
        backend.close()


def test_a_closed_engine_says_so(tmp_path: Path) -> None:
    with opened(tmp_path) as backend:
        stream = backend.generate(generation("Tell me a long story.", max_tokens=400))
        next(event for event in stream if isinstance(event, Piece) and event.text)
        backend.close()
        with pytest.raises(EngineDown, match="closed"):
            list(stream)
        with pytest.raises(EngineDown, match="closed"):
            ask(backend, "Hello")


# -- the prefix on disk -------------------------------------------------------------------------


def _stored(state: Path) -> Path:
    until(lambda: bool(list((state / "prefix").glob("*.kv"))))
    (path,) = (state / "prefix").glob("*.kv")
    return path


@pytest.mark.parametrize("harm", ["none", "changed", "truncated", "foreign"])
def test_a_prefix_is_restored_or_rebuilt(tmp_path: Path, harm: str) -> None:
    with opened(tmp_path) as backend:
        assert not backend.stats().engine.prefix_restored
        before = ask(backend, "", messages=secret("violin")).text
    path = _stored(tmp_path)
    whole = path.read_bytes()
    match harm:
        case "changed":
            path.write_bytes(whole[:5000] + bytes([whole[5000] ^ 255]) + whole[5001:])
        case "truncated":
            path.write_bytes(whole[: len(whole) // 2])
        case "foreign":
            path.write_bytes(b"GGUF" + os.urandom(len(whole)))
    with opened(tmp_path) as backend:
        assert backend.stats().engine.prefix_restored == (harm == "none")
        assert ask(backend, "", messages=secret("violin")).text == before
    assert _stored(tmp_path).read_bytes()[84:] == whole[84:], "rebuilt as it was"


def test_only_the_prefix_is_stored(tmp_path: Path) -> None:
    """Its size is that of the prefix's cells, whatever was said before it was written again."""
    with opened(tmp_path) as backend:
        size = _stored(tmp_path).stat().st_size
        tokens = backend.engine.prefix_tokens
        ask(backend, "My secret is a tiger. " * 20, "a")
        longer = Message("system", SYSTEM.text + " You are polite.")
        backend.warm(longer)
        until(backend.ready)
        until(lambda: len(list((tmp_path / "prefix").glob("*.kv"))) == 2)
        sizes = sorted(path.stat().st_size for path in (tmp_path / "prefix").glob("*.kv"))
        per_token = (sizes[1] - sizes[0]) / (backend.engine.prefix_tokens - tokens)
        assert sizes[0] == size
        assert size == pytest.approx(per_token * tokens, rel=0.02)


def test_a_changed_prefix_while_replies_are_written(tmp_path: Path) -> None:
    with opened(tmp_path, slots=3) as backend:
        stream = backend.generate(generation("Tell me a long story.", "old", max_tokens=120))
        next(event for event in stream if isinstance(event, Piece) and event.text)
        new = Message("system", "You repeat what you are told, in a friendly tone.")
        backend.warm(new)
        answer = ask(backend, "", messages=(new, *secret("rocket")[1:]))
        rest = list(stream)
        assert isinstance(rest[-1], Done)
        assert rest[-1].reason in ("stop", "length")
        assert answer.done.cached_tokens == backend.engine.prefix_tokens
        assert "rocket" in answer.text


# -- model files --------------------------------------------------------------------------------


def test_files_that_are_no_model_are_named(tmp_path: Path) -> None:
    bundled = bundled_model()
    assert bundled is not None
    section = ModelSection(threads=1, context=1024)
    other, cut = tmp_path / "other.gguf", tmp_path / "cut.gguf"
    other.write_bytes(b"<!DOCTYPE html>" * 100)
    with bundled.open("rb") as file:
        cut.write_bytes(file.read(40_000_000))
    for path, said in (
        (tmp_path / "none.gguf", "no such file"),
        (other, "not a GGUF"),
        (cut, "cut off"),
    ):
        with pytest.raises(ModelFileError, match=said) as raised:
            LocalBackend.open(path, tmp_path, section)
        assert str(path) in str(raised.value)
    with pytest.raises(ModelFileError, match="200,000"):
        LocalBackend.open(bundled, tmp_path, ModelSection(context=200_000))
    with pytest.raises(ModelFileError, match="lora"):
        LocalBackend.open(bundled, tmp_path, ModelSection(context=512, lora=(str(other),)))


def test_weights_that_llama_cpp_refuses_are_its_own_words(tmp_path: Path) -> None:
    """A header that is in order over tensors that are not: only the child finds that out."""
    bundled = bundled_model()
    assert bundled is not None
    data = bytearray(bundled.read_bytes())
    place = data.rindex(b"blk.0.attn_q.weight", 0, 4_000_000)
    data[place : place + 19] = b"blk.0.attn_x.weight"
    broken = tmp_path / "broken.gguf"
    broken.write_bytes(data)
    with pytest.raises(ModelFileError, match=r"cannot be loaded: .*attn_q"):
        LocalBackend.open(broken, tmp_path, ModelSection(threads=1, context=512))


def test_memory_beside_model_and_cache(backend: LocalBackend) -> None:
    """Both processes stay within 250 MB above the model's file and the KV cache."""
    path = bundled_model()
    assert path is not None
    cache = 4096 * 30 * 3 * 64 * 2 * 2  # layers, KV heads, head size, keys and values, f16
    child = _resident(backend.engine.process_id)
    # The child maps the file, so its pages count where they are touched: all of them here.
    assert child - path.stat().st_size - cache < 120e6
    own = subprocess.run(
        [sys.executable, "-c", _IMPORT_AND_COUNT], capture_output=True, text=True, check=True
    )
    assert int(own.stdout) < 130e6


_IMPORT_AND_COUNT = """
from agent.model.local import LocalBackend
from agent.model.registry import bundled_model
from agent.model.tokens import open_vocabulary
from agent.model.template import template_of
template_of(open_vocabulary(bundled_model()))
print([int(line.split()[1]) * 1024 for line in open("/proc/self/status") if "VmRSS" in line][0])
"""


def _resident(pid: int) -> int:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmRSS"))


# -- what llama_decode may say ------------------------------------------------------------------


class Stubborn:
    """The real weights, but decode says what a test wants before it does its work."""

    def __init__(self, weights: Weights, *errors: Exception) -> None:
        self._real = weights
        self._errors = list(errors)
        self.cuts = weights.cuts

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)

    def decode(self, tokens: Any) -> None:
        if self._errors:
            raise self._errors.pop(0)
        self._real.decode(tokens)


def _runner(tmp_path: Path, *errors: Exception, flash: str = "auto") -> tuple[Runner, list[Any]]:
    told: list[Any] = []
    chosen = options(store=str(tmp_path), slots=2, flash_attention=flash)
    weights = Weights(chosen)
    runner = Runner(Stubborn(weights, *errors), chosen, told.extend)  # type: ignore[arg-type]
    return runner, told


def _request(stream: int, conversation: str = "") -> Request:
    tokens = (1, 4093, 198, 400 + stream, 401, 2, 198, 1, 520, 9531, 198)
    return Request(stream, conversation, tokens, 3, GREEDY, b"", (), time.monotonic() + 60)


def _finish(runner: Runner, told: list[Any], streams: set[int]) -> dict[int, str]:
    kinds: dict[int, str] = {}
    for _ in range(40):
        runner.step()
        kinds = {e.stream: type(e).__name__ for e in told if type(e).__name__ in _LAST}
        if set(kinds) == streams:
            break
    return kinds


_LAST = ("Ended", "Failed")


def test_no_room_evicts_then_fails_the_youngest_alone(tmp_path: Path) -> None:
    runner, told = _runner(tmp_path, flash="on")
    runner.hear(_request(1, "kept"))
    assert _finish(runner, told, {1}) == {1: "Ended"}
    assert len(runner.scheduler.kept) == 1
    runner.weights._errors += [OutOfCells(), OutOfCells()]  # type: ignore[attr-defined]
    runner.hear(_request(2))
    runner.hear(_request(3))
    assert _finish(runner, told, {1, 2, 3}) == {1: "Ended", 2: "Ended", 3: "Failed"}
    assert len(runner.scheduler.kept) == 0


def test_the_rate_follows_a_step_that_ends_a_prompt(tmp_path: Path) -> None:
    """What admission reckons with; most prompts end with the step that they begin with."""
    runner, told = _runner(tmp_path)
    runner.rate = 1e6
    asked = _request(1)
    runner.hear(replace(asked, tokens=(*asked.tokens, *range(400, 440))))
    assert _finish(runner, told, {1}) == {1: "Ended"}
    assert runner.rate < 0.8e6


def test_what_is_parked_makes_no_room_and_is_kept(tmp_path: Path) -> None:
    runner, told = _runner(tmp_path)
    runner.hear(_request(1, "kept"))
    assert _finish(runner, told, {1}) == {1: "Ended"}
    runner.weights._errors += [OutOfCells()]  # type: ignore[attr-defined]
    runner.hear(_request(2))
    runner.hear(_request(3))
    assert _finish(runner, told, {1, 2, 3}) == {1: "Ended", 2: "Ended", 3: "Failed"}
    assert len(runner.scheduler.kept) == 1


@pytest.mark.parametrize("flash", ["off", "on"])
def test_what_was_erased_is_kept_nowhere(tmp_path: Path, flash: str) -> None:
    """Neither parked nor in the cache; and a turn that is still written leaves nothing behind."""
    runner, told = _runner(tmp_path, flash=flash)
    runner.hear(_request(1, "erased"))
    runner.hear(_request(2, "other"))
    assert _finish(runner, told, {1, 2}) == {1: "Ended", 2: "Ended"}
    free = len(runner.scheduler._free)
    runner.hear(Forget("erased"))
    assert (len(runner.scheduler.kept), runner.scheduler.kept.take("erased")) == (1, None)
    assert len(runner.scheduler._free) == free + (flash == "on")
    runner.hear(_request(3, "erased"))
    runner.step()
    runner.hear(Forget("erased"))
    assert _finish(runner, told, {3}) == {1: "Ended", 2: "Ended", 3: "Ended"}
    assert runner.scheduler.kept.take("erased") is None


def test_a_running_engine_forgets(backend: LocalBackend) -> None:
    ask(backend, "Name three animals.", "erased-talk", max_tokens=4)
    kept = backend.stats().engine.kept
    assert "erased-talk" in backend.kept()
    backend.forget(["erased-talk"])
    assert "erased-talk" not in backend.kept()
    assert not [key for key in backend._memory._replies if key[0] == "erased-talk"]
    ask(backend, "Name three plants.", "another-talk", max_tokens=4)
    assert backend.stats().engine.kept == kept


@pytest.mark.parametrize("flash", ["off", "on"])
def test_a_second_turn_goes_on_where_the_first_ended(tmp_path: Path, flash: str) -> None:
    """Off, the conversation leaves the cache between its turns, and comes back beside others."""
    with opened(tmp_path, slots=4, flash_attention=flash) as backend:
        first = ask(backend, "Name three animals.", "one", max_tokens=24)
        turns = (
            SYSTEM,
            Message("user", "Name three animals."),
            Message("assistant", first.text),
            Message("user", "And three plants."),
        )
        others = [lambda n=n: ask(backend, f"Story {n}, please.", f"o{n}") for n in range(3)]
        again, *_ = together([lambda: ask(backend, "", "one", messages=turns), *others])
        anew = ask(backend, "", "elsewhere", messages=turns)
    held = first.done.prompt_tokens + first.done.completion_tokens
    assert again.done.cached_tokens >= held - 1, "all but the token that was drawn last"
    assert anew.done.cached_tokens < first.done.prompt_tokens
    assert again.text.split()[:3] == anew.text.split()[:3]  # near ties may part later


def test_a_fatal_error_ends_the_process(tmp_path: Path) -> None:
    runner, _ = _runner(tmp_path, Broken("llama_decode returned -3"))
    runner.hear(_request(1))
    with pytest.raises(Broken, match="-3"):
        runner.step()
