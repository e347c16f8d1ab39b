"""The model and its KV cache, over llama.cpp's C interface. Nothing is decided here.

Traps that were met, each where it matters below: `kv_unified` (without it a partial `seq_cp` is a
GGML_ASSERT that ends the process), `seq_rm` that says False, `llama_sampler_sample` that accepts
by itself, chains that own what is added to them.
"""

from __future__ import annotations

import ctypes
import math
import time
from collections.abc import Sequence as Tokens
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import llama_cpp as llama

from agent.errors import ModelFileError
from agent.model.backend import Sampling
from agent.model.engine.log import last_words, listen
from agent.model.engine.messages import Options

MOST_TOKENS: Final = 512
"""Tokens of one decode call: up to 256 of prompts, and one for each of up to 255 who write."""
_FLASH: Final = {"auto": -1, "off": 0, "on": 1}
_KV_TYPE: Final = {"f16": 1, "q8_0": 8, "q4_0": 2}
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
        self._model = _load(options)
        self._adapters = [_adapter(self._model, path) for path in options.lora]
        self.cuts = not (
            llama.llama_model_is_recurrent(self._model) or llama.llama_model_is_hybrid(self._model)
        )
        self.parks = self.cuts and _flash(options) == "off"
        """Without flash attention every step pays for every cell, whoever's it is: eight questions
        behind 2,000 tokens are computed at 160 tokens/s, and with 2,048 idle cells beside them at
        121; eight replies written at 148, and at 101 (SmolLM2-135M, 2 cores, AVX-512)."""
        self.seats = options.slots + 1 if self.parks else options.seats
        """Sequences that the cache knows: the prefix, those who run, and who is kept in it."""
        self._context = _context(self._model, options, self.seats)
        if self._adapters:
            array = (llama.llama_adapter_lora_p_ctypes * len(self._adapters))(*self._adapters)
            scales = (ctypes.c_float * len(self._adapters))(*([1.0] * len(self._adapters)))
            llama.llama_set_adapters_lora(self._context, array, len(self._adapters), scales)
        self._memory = llama.llama_get_memory(self._context)
        self._vocab = llama.llama_model_get_vocab(self._model)
        self._batch = llama.llama_batch_init(MOST_TOKENS, 0, 1)
        self._pieces: dict[int, bytes] = {}
        self.native_s = 0.0
        """Seconds spent inside llama.cpp, computing and drawing."""
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

    def _fill(self, seat: int, state: bytes) -> bool:
        source = ctypes.cast(ctypes.c_char_p(state), ctypes.POINTER(ctypes.c_uint8))
        return bool(llama.llama_state_seq_set_data(self._context, source, len(state), seat))

    def park(self, seat: int, shared: int) -> bytes | None:
        if shared and not llama.llama_memory_seq_rm(self._memory, seat, 0, shared):
            return None
        return self.state(seat)

    def unpark(self, seat: int, cells: bytes, shared: int) -> bool:
        if not self._fill(seat, cells):  # llama.cpp wants them side by side, and found no room
            self.clear(seat)
            return False
        self.share_prefix(seat, shared)
        return True

    # -- saying what it is ------------------------------------------------------------------

    def identity(self) -> dict[str, Any]:
        """What the cells of a prefix depend on, besides the model file and the tokens. Not the
        context's size: cells are those of a sequence."""
        return {
            "llama_cpp": llama.__version__,
            "system": llama.llama_print_system_info().decode(),
            "kv_type": _kv_type(self.options),
            "flash_attention": _flash(self.options),
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
            f"{' and '.join(dict.fromkeys(_kv_type(options)))} cache, "
            f"flash attention {_flash(options)}"
        )


def _flash(options: Options) -> str:
    """Flash attention, where it was left open: not on a CPU, unless the cache's type asks for it.

    Measured with SmolLM2-135M Q4_1 on 2 cores, eight sequences behind a shared prefix of 1,024
    tokens: 155 tokens/s without, 84 to 92 with; one sequence 86 and 57 to 63.
    """
    if options.flash_attention != "auto" or options.kv_type in ("q8_0", "q4_0"):
        return options.flash_attention
    gpu = llama.llama_supports_gpu_offload() and options.gpu_layers != 0
    return "auto" if gpu else "off"


def _kv_type(options: Options) -> tuple[str, str]:
    """The types of keys and values. Left open, keys are held in 8 bits where flash attention is
    off: quicker to read, and as good to the model. Values can be so only with flash attention.

    Measured with SmolLM2-135M Q4_1 on 2 cores (AVX2) behind a prefix of 2,000 tokens: 121 against
    92 tokens/s with eight sequences, 71 against 55 with one, a prefill of 158 against 138.
    """
    if options.kv_type != "auto":
        return options.kv_type, options.kv_type
    return ("q8_0" if _flash(options) == "off" else "f16"), "f16"


def _load(options: Options) -> Any:
    params = llama.llama_model_default_params()
    # Every layer, where this build can: a build without a GPU ignores it.
    params.n_gpu_layers = options.gpu_layers if llama.llama_supports_gpu_offload() else 0
    model = llama.llama_model_load_from_file(options.path.encode(), params)
    if not model:
        raise ModelFileError(f"{options.path}: cannot be loaded: {last_words()}")
    if not llama.llama_model_has_decoder(model):
        raise ModelFileError(f"{options.path}: is a model that does not write text.")
    return model


def _adapter(model: Any, path: str) -> Any:
    adapter = llama.llama_adapter_lora_init(model, path.encode())
    if not adapter:
        raise ModelFileError(f"[model] lora = {path!r}: does not fit this model: {last_words()}")
    return adapter


def _context(model: Any, options: Options, seats: int) -> Any:
    params = llama.llama_context_default_params()
    params.n_ctx = options.context
    params.n_batch = MOST_TOKENS
    # Without flash attention the scores of a micro-batch are held for all cells: 9 heads x 6,656
    # cells x 4 bytes are 0.24 MB a token. Prefill is as quick with 64 as with 256 (204, 205 tok/s).
    params.n_ubatch = MOST_TOKENS // 8 if _flash(options) == "off" else MOST_TOKENS
    params.n_seq_max = seats
    params.n_outputs_max = seats  # one draw a sequence; 0 would reserve one a token
    params.kv_unified = True
    params.swa_full = True  # else the window's cells are gone when a sequence is cut back
    params.flash_attn_type = _FLASH[_flash(options)]
    keys, values = _kv_type(options)
    params.type_k, params.type_v = _KV_TYPE[keys], _KV_TYPE[values]
    params.n_threads = params.n_threads_batch = options.threads
    params.no_perf = True
    context = llama.llama_init_from_model(model, params)
    if not context:
        raise ModelFileError(
            f"{options.path}: no context of {options.context:,} tokens ({keys}) can be "
            f"made: {last_words()}"
        )
    return context
