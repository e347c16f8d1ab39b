"""Which models a machine can run, with how much room and roughly how fast.

    judge(entry, machine, wish, kept) -> Fit        one model
    fits(registry, machine, wish, kept)             all of them
    choose(...)                                     the one we would take, or None

Memory a model needs = its file + KV cache (tokens kept x bytes per token) + buffers + the program.
Words per second <= memory bandwidth / bytes read for each token: a formula, said to be one; where a
measurement of this machine is there (bench.py) it is used instead, and of another model on this
machine it is scaled by size.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from agent.model.bench import NEW_TOKENS, Measurement
from agent.model.machine import Machine
from agent.model.registry import Entry, Registry

PREFIX_TOKENS: Final = 2_000
"""The business's part of the prompt, shared by all visitors."""
VISITOR_TOKENS: Final = 1_500
"""One conversation's part: facts, some turns, the reply."""
_BUFFERS: Final = 300_000_000
"""An allowance for llama.cpp's work space, which grows with width, vocabulary and batch; 34 MB were
measured for the 135M with batches of 256."""
_PROGRAM: Final = 250_000_000
"""Both processes of the program, without the model."""
_SYSTEM: Final = 1_500_000_000
"""What an operating system with a browser open keeps for itself."""
_SLOW: Final = 5.0
"""Tokens a second below which people wait for words; they read about five."""
_PATIENCE: Final = 10.0
"""Seconds to the first word, as [model] first_token_s has it by default."""
_ALIKE: Final = 4.0
"""Up to this many times the size, one model's speed says something of another's."""

Speed = Literal["measured", "scaled", "formula", "unknown"]


@dataclass(frozen=True, slots=True)
class Wish:
    """What the owner wants. `context`: tokens kept for all visitors; 0: what they need."""

    visitors: int = 8
    context: int = 0
    languages: tuple[str, ...] = ()
    kv_type: str = "auto"
    outside_eu: bool = False

    @property
    def tokens(self) -> int:
        return self.context or PREFIX_TOKENS + self.visitors * VISITOR_TOKENS


@dataclass(frozen=True, slots=True)
class Fit:
    """One model on this machine. Bytes; tokens per second for one visitor; seconds."""

    entry: Entry
    where: Literal["memory", "GPU"]
    needs: int | None
    has: int | None
    tokens_per_s: float | None
    first_word_s: float | None
    speed: Speed
    against: tuple[str, ...]
    """Why it is not for here; empty: it fits."""

    @property
    def fits(self) -> bool:
        return not self.against

    @property
    def room(self) -> int | None:
        return None if self.needs is None or self.has is None else self.has - self.needs


def judge(
    entry: Entry, registry: Registry, machine: Machine, wish: Wish, kept: Sequence[Measurement]
) -> Fit:
    """Weigh one model against this machine and the wish."""
    tokens = wish.tokens
    needs = None
    gpu = machine.gpu if machine.gpu is not None and machine.gpu.usable else None
    if entry.bytes is not None:
        kv_type = "f16" if gpu is not None and wish.kv_type == "auto" else wish.kv_type
        needs = round(entry.bytes + tokens * entry.kv_bytes(kv_type)) + _BUFFERS
    on_gpu = gpu is not None and needs is not None and needs <= gpu.bytes
    if gpu is not None and on_gpu:
        has: int | None = gpu.bytes
    else:
        needs = None if needs is None else needs + _PROGRAM
        has = None if machine.memory is None else machine.memory - _SYSTEM
    rate, first, speed = _speed(entry, machine, kept, on_gpu)
    return Fit(
        entry=entry,
        where="GPU" if on_gpu else "memory",
        needs=needs,
        has=has,
        tokens_per_s=rate,
        first_word_s=first,
        speed=speed,
        against=(
            *_too_much(entry, registry, wish, needs, has),
            *_too_slow(rate, first, speed),
        ),
    )


def _too_much(
    entry: Entry, registry: Registry, wish: Wish, needs: int | None, has: int | None
) -> list[str]:
    said = []
    if needs is None:
        said.append("its size is not known")
    elif has is not None and needs > has:
        said.append(f"needs {(needs - has) / 1e9:.1f} GB more")
    missing = [code for code in wish.languages if code not in entry.languages]
    if missing:
        said.append(f"does not speak {', '.join(missing)}")
    longest = PREFIX_TOKENS + VISITOR_TOKENS
    if entry.context < longest:
        said.append(f"reads only {entry.context:,} of {longest:,} tokens at once")
    if registry.licence(entry).excludes_eu and not wish.outside_eu:
        said.append("not licensed to businesses in the EU")
    return said


def _too_slow(rate: float | None, first: float | None, speed: Speed) -> list[str]:
    # A formula's figure is what no machine exceeds; half of it is what one may count on.
    least = 2 * _SLOW if speed == "formula" else _SLOW
    if rate is not None and rate < least:
        about = "at most" if speed == "formula" else "about"
        return [f"too slow here ({about} {rate:.1f} tokens a second)"]
    if first is not None and first > _PATIENCE:
        return [f"too slow here (first word after about {first:.0f} s)"]
    return []


def _speed(
    entry: Entry, machine: Machine, kept: Sequence[Measurement], on_gpu: bool
) -> tuple[float | None, float | None, Speed]:
    """Tokens a second, seconds to the first word, and where they come from."""
    name = str(_unmeasured(machine))
    here = [one for one in kept if one.machine == name and not one.disturbed]
    own = next((one for one in here if one.model == entry.file.rpartition("/")[2]), None)
    if own is not None:
        return own.decode_behind_tps, own.first_word_s, "measured"
    if entry.read_bytes is None or not here:
        bound = _bound(entry, machine, on_gpu)
        return bound, None, "unknown" if bound is None else "formula"
    near = min(here, key=lambda one: abs(one.file_bytes - (entry.read_bytes or 0)))
    # A prompt's tokens are multiplied with every parameter: that goes by size whatever the model.
    active = entry.active_parameters or entry.parameters
    first = NEW_TOKENS / (near.prefill_tps * near.parameters / active)
    bound = _bound(entry, machine, on_gpu)
    if entry.read_bytes > near.file_bytes * _ALIKE:
        # A very small model is held up by everything but memory: the 135M reads 7 of the 30 GB/s
        # that the machine it was measured on can, so its speed does not say that of a larger one.
        return bound, first, "unknown" if bound is None else "formula"
    rate = near.decode_behind_tps * near.file_bytes / entry.read_bytes
    return (rate if bound is None else min(rate, bound)), first, "scaled"


def _bound(entry: Entry, machine: Machine, on_gpu: bool) -> float | None:
    if machine.bandwidth is None or entry.read_bytes is None or on_gpu:
        return None
    return machine.bandwidth / entry.read_bytes


def _unmeasured(machine: Machine) -> Machine:
    # A measurement names its machine without the bandwidth, which differs a little at every look.
    return Machine(machine.cpu, machine.cores, machine.memory, machine.available, machine.gpu)


def fits(
    registry: Registry, machine: Machine, wish: Wish, kept: Sequence[Measurement] = ()
) -> list[Fit]:
    """All models that are known, smallest first."""
    entries = sorted(registry.models.values(), key=lambda entry: entry.parameters)
    return [judge(entry, registry, machine, wish, kept) for entry in entries]


def choose(judged: Sequence[Fit]) -> Fit | None:
    """The largest that fits: of two that run well, the larger writes the better sentences."""
    fitting = [fit for fit in judged if fit.fits and fit.needs is not None and fit.has is not None]
    return max(fitting, key=lambda fit: fit.entry.parameters, default=None)
