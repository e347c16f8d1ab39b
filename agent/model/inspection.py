"""Whether a model file is what it should be: said in sentences, before anything is loaded.

    inspect_model(path) -> ModelFacts      problems: it cannot be used;  warnings: it can, but

Reads the header alone (some hundredths of a second).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from agent.errors import ModelFileError
from agent.model.gguf_header import Header, read_header
from agent.model.registry import Entry, known_models, kv_bytes

_TESTED: Final = ("llama", "llama4")
_EMBEDDERS: Final = ("bert", "nomic-bert", "nomic-bert-moe", "jina-bert-v2", "gemma-embedding")
_NO_CUTTING: Final = ("mamba", "mamba2", "rwkv6", "rwkv7", "arwkv7")
_PART: Final = re.compile(r"-(\d{5})-of-(\d{5})\.gguf$")
_SHORT: Final = 4096
"""Tokens; a business's prefix and a few turns want about 3,000."""
_FILE_TYPES: Final = {
    0: "F32", 1: "F16", 2: "Q4_0", 3: "Q4_1", 7: "Q8_0", 8: "Q5_0", 9: "Q5_1", 10: "Q2_K",
    11: "Q3_K_S", 12: "Q3_K_M", 13: "Q3_K_L", 14: "Q4_K_S", 15: "Q4_K_M", 16: "Q5_K_S",
    17: "Q5_K_M", 18: "Q6_K", 32: "BF16",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ModelFacts:
    """What a GGUF says of itself, and what is to be said of it."""

    path: Path
    name: str
    architecture: str
    quantization: str
    context: int
    layers: int
    kv_heads: int
    head_size: int
    tokenizer: str
    has_template: bool
    licence: str
    languages: tuple[str, ...]
    bytes: int
    """Of all parts that are there."""
    problems: tuple[str, ...]
    warnings: tuple[str, ...]

    def kv_bytes(self, kv_type: str = "f16") -> float:
        """Bytes of KV cache for one token."""
        return kv_bytes(self.layers, self.kv_heads, self.head_size, kv_type)

    def require(self) -> ModelFacts:
        """Raise ModelFileError where the file cannot be used; else give it back."""
        if self.problems:
            raise ModelFileError("\n".join(self.problems))
        return self


def inspect_model(path: Path) -> ModelFacts:
    """Read what the file at `path` claims. Raises ModelFileError where it cannot be read at all."""
    header = read_header(path)
    arch = header.text("general.architecture")
    heads = header.number(f"{arch}.attention.head_count")
    width = header.number(f"{arch}.embedding_length")
    facts = ModelFacts(
        path=path,
        name=header.text("general.name") or path.stem,
        architecture=arch,
        quantization=_FILE_TYPES.get(header.number("general.file_type"), "unknown"),
        context=header.number(f"{arch}.context_length"),
        layers=header.number(f"{arch}.block_count"),
        kv_heads=header.number(f"{arch}.attention.head_count_kv") or heads,
        head_size=header.number(f"{arch}.attention.key_length") or (width // heads if heads else 0),
        tokenizer=header.text("tokenizer.ggml.model"),
        has_template=bool(header.text("tokenizer.chat_template")),
        licence=header.text("general.license"),
        languages=header.lists.get("general.languages", ()),
        bytes=sum(part.stat().st_size for part in _parts(header) if part.is_file()),
        problems=tuple(_problems(header)),
        warnings=(),
    )
    warnings = _warnings(facts, header, known_models().entry_of(path))
    return replace(facts, warnings=tuple(warnings))


def _problems(header: Header) -> list[str]:
    """Why the file cannot be talked to; each with what to do instead."""
    path, arch, kind = header.path, header.text("general.architecture"), header.text("general.type")
    if kind == "adapter":
        return [
            f"{path} is a LoRA adapter, not a model: name the model it was made for under [model], "
            f'and this file as lora = ["{path}"].'
        ]
    if kind in ("mmproj", "projector") or arch == "clip":
        return [f"{path} is the part of a model that sees pictures: take the main file beside it."]
    if arch in _EMBEDDERS or header.number(f"{arch}.pooling_type") > 0:
        return [
            f"{path} is an embedding model ({arch}): it turns text into numbers and cannot answer. "
            "Take an Instruct model, `tresen models list`."
        ]
    if arch.startswith("t5"):
        return [f"{path} is an encoder-decoder model ({arch}), which is not supported."]
    found = _missing_parts(header)
    if not header.text("tokenizer.ggml.model") and header.number("split.no") == 0:
        found.append(f"{path} has no tokenizer in it: convert the model again with its tokenizer.")
    if header.needed_bytes is not None and header.file_bytes < header.needed_bytes:
        found.append(
            f"{path} is cut off: {header.file_bytes:,} of {header.needed_bytes:,} bytes are there. "
            "Download it again (`tresen models pull` goes on where it stopped)."
        )
    return found


def _parts(header: Header) -> tuple[Path, ...]:
    """All files of a split model, first to last; of a whole one, itself."""
    count, match = header.number("split.count"), _PART.search(header.path.name)
    if count < 2 or match is None:
        return (header.path,)
    stem = header.path.name[: match.start()]
    return tuple(
        header.path.with_name(f"{stem}-{part:05}-of-{count:05}.gguf")
        for part in range(1, count + 1)
    )


def _missing_parts(header: Header) -> list[str]:
    count, parts = header.number("split.count"), _parts(header)
    if count > 1 and len(parts) == 1:
        return [
            f"{header.path} is one of {count} parts under a name of its own: give the parts the "
            f"names they were published with (...-00001-of-{count:05}.gguf)."
        ]
    missing = [part.name for part in parts if not part.is_file()]
    if missing:
        return [
            f"{header.path} is one of {len(parts)} parts, and {', '.join(missing)} "
            f"{'is' if len(missing) == 1 else 'are'} not beside it: download all parts into one "
            "folder."
        ]
    if header.number("split.no") > 0:
        return [f"{header.path} is not the first part: name {parts[0].name} instead."]
    return []


def _warnings(facts: ModelFacts, header: Header, entry: Entry | None) -> list[str]:
    """What the owner should know though the file can be used."""
    if facts.problems:
        return []
    said = []
    if not facts.has_template:
        tuned = re.search(r"instruct|chat|\bit\b", f"{facts.name} {facts.path.name}", re.IGNORECASE)
        said.append(
            f"{facts.path.name} has no chat template: "
            + (
                "its replies may run on; take a conversion that kept the template."
                if tuned
                else "it is a base model, which goes on with a text instead of answering; take its "
                "Instruct or Chat version."
            )
        )
    if facts.architecture in _NO_CUTTING:
        said.append(
            f"{facts.path.name} is of the {facts.architecture} kind, whose memory cannot be cut "
            "back to a shared beginning: every reply is computed from the start."
        )
    elif facts.architecture not in _TESTED:
        said.append(
            f"{facts.path.name} is of the {facts.architecture or 'unnamed'} kind; Tresen is tried "
            "with the Llama family. Run `tresen check` before customers meet it."
        )
    if 0 < facts.context < _SHORT:
        said.append(
            f"{facts.path.name} reads {facts.context:,} tokens at once, which is tight for a "
            f"catalog; models with {_SHORT:,} or more keep longer conversations."
        )
    if entry is not None:
        said.extend(_unlike(facts, entry))
    return said


def _unlike(facts: ModelFacts, entry: Entry) -> list[str]:
    """Where the file differs from what the registry says of a file of this name."""
    pairs = (
        ("context", facts.context, entry.context),
        ("layers", facts.layers, entry.layers),
        ("KV heads", facts.kv_heads, entry.kv_heads),
        ("head size", facts.head_size, entry.head_size),
        ("tokenizer", facts.tokenizer, entry.tokenizer),
    )
    differing = [
        f"{what} {here} instead of {known}" for what, here, known in pairs if here != known
    ]
    if not differing:
        return []
    return [
        f"{facts.path.name} is not the {entry.title} that it is called: {', '.join(differing)}. "
        "`tresen models verify` compares its hash."
    ]
