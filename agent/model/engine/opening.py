"""How a model's file becomes a model and a context: what is set, what is left open, and why."""

from __future__ import annotations

from typing import Any, Final

import llama_cpp as llama

from agent.errors import ModelFileError
from agent.model.engine.log import last_words
from agent.model.engine.messages import Options

MOST_TOKENS: Final = 512
"""Tokens of one decode call: up to 256 of prompts, and one for each of up to 255 who write."""
_FLASH: Final = {"auto": -1, "off": 0, "on": 1}
_KV_TYPE: Final = {"f16": 1, "q8_0": 8, "q4_0": 2}


def flash(options: Options) -> str:
    """Flash attention, where it was left open: not on a CPU, unless the cache's type asks for it.

    Measured with SmolLM2-135M Q4_1 on 2 cores, eight sequences behind a shared prefix of 1,024
    tokens: 155 tokens/s without, 84 to 92 with; one sequence 86 and 57 to 63.
    """
    if options.flash_attention != "auto" or options.kv_type in ("q8_0", "q4_0"):
        return options.flash_attention
    gpu = llama.llama_supports_gpu_offload() and options.gpu_layers != 0
    return "auto" if gpu else "off"


def kv_types(options: Options) -> tuple[str, str]:
    """The types of keys and values. Left open, keys are held in 8 bits where flash attention is
    off: quicker to read, and as good to the model. Values can be so only with flash attention.

    Measured with SmolLM2-135M Q4_1 on 2 cores (AVX2) behind a prefix of 2,000 tokens: 121 against
    92 tokens/s with eight sequences, 71 against 55 with one, a prefill of 158 against 138.
    """
    if options.kv_type != "auto":
        return options.kv_type, options.kv_type
    return ("q8_0" if flash(options) == "off" else "f16"), "f16"


def has_amx() -> bool:
    """Whether this build multiplies with AMX tiles: then weights stay as they are. Its kernel
    (ggml_backend_amx_mul_mat of llama.cpp, as of llama-cpp-python 0.3.36) ends the process with
    SIGSEGV on a first batch of a few tokens, seen with Q4_1 and Q8_0 on a Xeon with amx_int8.
    """
    return b"AMX_INT8 = 1" in llama.llama_print_system_info()


def load(options: Options) -> Any:
    params = llama.llama_model_default_params()
    # Every layer, where this build can: a build without a GPU ignores it.
    params.n_gpu_layers = options.gpu_layers if llama.llama_supports_gpu_offload() else 0
    params.use_extra_bufts = not has_amx()
    model = llama.llama_model_load_from_file(options.path.encode(), params)
    if not model:
        raise ModelFileError(f"{options.path}: cannot be loaded: {last_words()}")
    if not llama.llama_model_has_decoder(model):
        raise ModelFileError(f"{options.path}: is a model that does not write text.")
    return model


def adapter(model: Any, path: str) -> Any:
    adapter = llama.llama_adapter_lora_init(model, path.encode())
    if not adapter:
        raise ModelFileError(f"[model] lora = {path!r}: does not fit this model: {last_words()}")
    return adapter


def context_of(model: Any, options: Options, seats: int) -> Any:
    params = llama.llama_context_default_params()
    params.n_ctx = options.context
    params.n_batch = MOST_TOKENS
    # Without flash attention the scores of a micro-batch are held for all cells: 9 heads x 6,656
    # cells x 4 bytes are 0.24 MB a token. Prefill is as quick with 64 as with 256 (204, 205 tok/s).
    params.n_ubatch = MOST_TOKENS // 8 if flash(options) == "off" else MOST_TOKENS
    params.n_seq_max = seats
    params.n_outputs_max = seats  # one draw a sequence; 0 would reserve one a token
    params.kv_unified = True
    params.swa_full = True  # else the window's cells are gone when a sequence is cut back
    params.flash_attn_type = _FLASH[flash(options)]
    keys, values = kv_types(options)
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
