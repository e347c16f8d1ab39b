"""How much context a model gets on this machine, and whether it fits at all.

Reckoned before anything is loaded, from the model's header and the memory that is free.
"""

from __future__ import annotations

from typing import Final

from agent.errors import ModelFileError
from agent.model.engine.messages import Options
from agent.model.inspection import ModelFacts
from agent.model.machine import Machine

_PREFIX_TOKENS: Final = 2048
_CONVERSATION_TOKENS: Final = 1536
"""What a visitor's part of the cache is reckoned with: about eight turns."""
_LEAST_CONTEXT: Final = 2048
_UNIT: Final = 256
"""llama.cpp counts cells in these."""
_BESIDES: Final = 300e6
"""Bytes for both processes, the compute buffers and what the machine needs to breathe."""


def context_size(facts: ModelFacts, options: Options, machine: Machine) -> int:
    """Cells of the KV cache for all sequences together. `options.context` 0: what suits and fits.

    More than the model was trained for is meant: only each sequence has to stay below that.
    Raises ModelFileError that names the figures.
    """
    trained, asked = facts.context or 4096, options.context
    most = trained * options.slots
    if asked > most:
        raise ModelFileError(
            f"[model] context = {asked:,}: {facts.path.name} reads {trained:,} tokens at once, so "
            f"{options.slots} slots can fill {most:,} at most."
        )
    wanted = asked or min(most, _PREFIX_TOKENS + options.slots * _CONVERSATION_TOKENS)
    wanted = -(-wanted // _UNIT) * _UNIT
    on_gpu = machine.gpu is not None and machine.gpu.usable and options.gpu_layers != 0
    if machine.available is None or on_gpu:
        return wanted  # a GPU's free memory is llama.cpp's to know
    per_token = facts.kv_bytes(options.kv_type)
    room = int((machine.available - facts.bytes - _BESIDES) / per_token) if per_token else wanted
    least = wanted if asked else min(wanted, _LEAST_CONTEXT)
    if room < least:
        needed = facts.bytes + least * per_token + _BESIDES
        raise ModelFileError(
            f"{facts.path.name} needs about {needed / 1e9:.1f} GB with {least:,} tokens of "
            f"context, and {machine.available / 1e9:.1f} GB are free. Take a smaller model "
            "(`tresen models fit`), or a smaller [model] context."
        )
    return min(wanted, room // _UNIT * _UNIT)
