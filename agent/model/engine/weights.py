"""The model and its KV cache, over llama.cpp's C interface. Nothing is decided here.

Traps that were met, each where it matters below: `kv_unified` (without it a partial `seq_cp` is a
GGML_ASSERT that ends the process), `seq_rm` that says False, `llama_sampler_sample` that accepts
by itself, chains that own what is added to them.
"""

from __future__ import annotations

import ctypes
import math
import mmap
import time
from collections.abc import Sequence as Tokens
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import llama_cpp as llama

from agent.model.backend import Sampling
from agent.model.engine.kept import Cells
from agent.model.engine.log import last_words, listen
from agent.model.engine.messages import Options
from agent.model.engine.opening import MOST_TOKENS, adapter, context_of, flash, kv_types, load

_PENALTY_WINDOW: Final = 64


class OutOfCells(Exception):
    """The cache has no room for this batch (llama_decode's 1); nothing was changed."""


class Broken(Exception):
    """The cache is in an unknown state (llama_decode's 2 and below 0): the process must end."""


@dataclass(frozen=True, slots=True)
class Token:
    """One token to compute: its id, where it stands, and whether a draw follows."""

    id: int
    position: int
    seat: int
    draws: bool


class Weights:
    """A model in memory with one unified KV cache for all sequences. Not for several threads."""

    def __init__(self, options: Options) -> None:
        """Load the model. Raises ModelFileError."""
        listen()
        llama.llama_backend_init()
        self._model = load(options)
        self._adapters = [adapter(self._model, path) for path in options.lora]
        self.cuts = not (
            llama.llama_model_is_recurrent(self._model) or llama.llama_model_is_hybrid(self._model)
        )
        self.parks = self.cuts and flash(options) == "off"
        """Without flash attention every step pays for every cell, whoever's it is: eight questions
        behind 2,000 tokens are computed at 160 tokens/s, and with 2,048 idle cells beside them at
        121; eight replies written at 148, and at 101 (SmolLM2-135M, 2 cores, AVX-512)."""
        self.seats = options.slots + 1 if self.parks else options.seats
        """Sequences that the cache knows: the prefix, those who run, and who is kept in it."""
        self._context = context_of(self._model, options, self.seats)
        if self._adapters:
            array = (llama.llama_adapter_lora_p_ctypes * len(self._adapters))(*self._adapters)
            scales = (ctypes.c_float * len(self._adapters))(*([1.0] * len(self._adapters)))
            llama.llama_set_adapters_lora(self._context, array, len(self._adapters), scales)
        self._memory = llama.llama_get_memory(self._context)
        self._vocab = llama.llama_model_get_vocab(self._model)
        self._batch = llama.llama_batch_init(MOST_TOKENS, 0, 1)
        self._pieces: dict[int, bytes] = {}
        self.native_s = 0.0
        """Seconds spent inside llama.cpp: computing, drawing, taking conversations out (14 ms each,
        where eight were written side by side)."""
        self.options = options
        self.trained_context = int(llama.llama_model_n_ctx_train(self._model))

    # -- computing --------------------------------------------------------------------------

    def decode(self, tokens: Tokens[Token]) -> None:
        """Compute `tokens` in one call. Raises OutOfCells or Broken."""
        batch = self._batch
        batch.n_tokens = len(tokens)
        for place, token in enumerate(tokens):
            batch.token[place] = token.id
            batch.pos[place] = token.position
            batch.n_seq_id[place] = 1
            batch.seq_id[place][0] = token.seat
            batch.logits[place] = token.draws
        start = time.monotonic()
        code = llama.llama_decode(self._context, batch)
        llama.llama_synchronize(self._context)  # on a GPU the call above returns before its end
        self.native_s += time.monotonic() - start
        if code == 1:
            raise OutOfCells
        if code != 0:
            raise Broken(f"llama_decode returned {code}: {last_words()}")

    def draw(self, chain: Any, place: int) -> int:
        """The next token behind the batch's entry `place`; the chain remembers it."""
        start = time.monotonic()
        token = int(llama.llama_sampler_sample(chain, self._context, place))
        self.native_s += time.monotonic() - start
        return token

    def forbid(self, place: int, token: int) -> None:
        """Make `token` impossible in the next draw behind the batch's entry `place`."""
        llama.llama_get_logits_ith(self._context, place)[token] = -math.inf

    def sampler(self, sampling: Sampling) -> Any:
        """A chain that draws as `sampling` says; to be given to `free_sampler`."""
        chain = llama.llama_sampler_chain_init(llama.llama_sampler_chain_default_params())
        steps = []
        if sampling.repeat_penalty != 1.0:
            size = llama.llama_vocab_n_tokens(self._vocab)
            steps.append(
                llama.llama_sampler_init_penalties(
                    size, _PENALTY_WINDOW, sampling.repeat_penalty, 0.0, 0.0
                )
            )
        if sampling.temperature <= 0:
            steps.append(llama.llama_sampler_init_greedy())
        else:
            steps += [
                llama.llama_sampler_init_top_k(sampling.top_k),
                llama.llama_sampler_init_top_p(sampling.top_p, 1),
                llama.llama_sampler_init_min_p(sampling.min_p, 1),
                llama.llama_sampler_init_temp(sampling.temperature),
                llama.llama_sampler_init_dist(sampling.seed & 0xFFFFFFFF),
            ]
        for step in steps:
            llama.llama_sampler_chain_add(chain, step)  # owned by the chain from here on
        return chain

    def copy_sampler(self, chain: Any) -> Any:
        return llama.llama_sampler_clone(chain)

    def free_sampler(self, chain: Any) -> None:
        llama.llama_sampler_free(chain)

    def ends(self, token: int) -> bool:
        """Whether a reply is over with `token`: an end, or any other marker of the template."""
        return bool(
            llama.llama_vocab_is_eog(self._vocab, token)
            or llama.llama_vocab_is_control(self._vocab, token)
        )

    def piece(self, token: int) -> bytes:
        """The bytes that `token` writes; may end within a character."""
        known = self._pieces.get(token)
        if known is None:
            buffer = ctypes.create_string_buffer(64)
            length = llama.llama_token_to_piece(self._vocab, token, buffer, 64, 0, False)
            if length < 0:
                buffer = ctypes.create_string_buffer(-length)
                length = llama.llama_token_to_piece(self._vocab, token, buffer, -length, 0, False)
            known = self._pieces[token] = buffer.raw[:length]
        return known

    # -- the cache --------------------------------------------------------------------------

    def share_prefix(self, seat: int, length: int) -> None:
        if length:
            end = length if self.cuts else -1
            llama.llama_memory_seq_cp(self._memory, 0, seat, 0, end)

    def cut(self, seat: int, length: int) -> bool:
        if self.length(seat) == length:
            return True
        return bool(llama.llama_memory_seq_rm(self._memory, seat, length, -1))

    def clear(self, seat: int) -> None:
        llama.llama_memory_seq_rm(self._memory, seat, -1, -1)

    def length(self, seat: int) -> int:
        """How many tokens `seat` holds."""
        return int(llama.llama_memory_seq_pos_max(self._memory, seat)) + 1

    def state(self, seat: int) -> bytes:
        """The cells of `seat`, to be kept elsewhere."""
        size = llama.llama_state_seq_get_size(self._context, seat)
        buffer = (ctypes.c_uint8 * size)()
        got = llama.llama_state_seq_get_data(self._context, buffer, size, seat)
        return bytes(memoryview(buffer)[:got])

    def restore(self, seat: int, state: bytes, length: int) -> None:
        """Fill `seat` with what `state` gave for `length` tokens. Raises Broken: after a failed
        restore llama.cpp may leave bad cells behind, so the process has to begin anew."""
        if not self._fill(seat, state) or self.length(seat) != length:
            raise Broken(f"a prefix of {length} tokens could not be restored: {last_words()}")

    def park(self, seat: int, shared: int) -> mmap.mmap | None:
        if shared and not llama.llama_memory_seq_rm(self._memory, seat, 0, shared):
            return None
        start = time.monotonic()
        size = llama.llama_state_seq_get_size(self._context, seat)
        cells = mmap.mmap(-1, size)
        got = llama.llama_state_seq_get_data(self._context, _bytes_of(cells), size, seat)
        self.native_s += time.monotonic() - start
        return cells if got == size else None

    def unpark(self, seat: int, cells: Cells, shared: int) -> bool:
        if not self._fill(seat, cells):  # llama.cpp wants them side by side, and found no room
            self.clear(seat)
            return False
        self.share_prefix(seat, shared)
        return True

    def _fill(self, seat: int, state: Cells) -> bool:
        source = (
            ctypes.cast(ctypes.c_char_p(state), ctypes.POINTER(ctypes.c_uint8))
            if isinstance(state, bytes)
            else _bytes_of(state)
        )
        return bool(llama.llama_state_seq_set_data(self._context, source, len(state), seat))

    # -- saying what it is ------------------------------------------------------------------

    def identity(self) -> dict[str, Any]:
        """What the cells of a prefix depend on, besides the model file and the tokens. Not the
        context's size: cells are those of a sequence."""
        return {
            "llama_cpp": llama.__version__,
            "system": llama.llama_print_system_info().decode(),
            "kv_type": kv_types(self.options),
            "flash_attention": flash(self.options),
            "gpu_layers": self.options.gpu_layers,
            "unified": True,
        }

    def describe(self) -> str:
        """One line: which model, on what, with how much memory for conversations."""
        buffer = ctypes.create_string_buffer(200)
        llama.llama_model_desc(self._model, buffer, 200)
        options = self.options
        on_gpu = llama.llama_supports_gpu_offload() and options.gpu_layers != 0
        layers = "all layers" if options.gpu_layers < 0 else f"{options.gpu_layers} layers"
        where = f"GPU ({layers})" if on_gpu else "CPU"
        lora = f", {len(options.lora)} LoRA" if options.lora else ""
        size = llama.llama_model_size(self._model) / 1e6
        name = f"{Path(options.path).name} ({buffer.value.decode()}, {size:,.0f} MB{lora})"
        return (
            f"{name} on {where}, "
            f"{options.threads} threads; {options.slots} at once in {options.context:,} tokens of "
            f"{' and '.join(dict.fromkeys(kv_types(options)))} cache, "
            f"flash attention {flash(options)}"
        )


def _bytes_of(cells: mmap.mmap) -> Any:
    return (ctypes.c_uint8 * len(cells)).from_buffer(cells)
