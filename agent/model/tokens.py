"""Text to tokens, as the model itself makes them.

Knows a GGUF's vocabulary; loads no weights. Two ways in, and which is meant is a matter of safety:

    content("<|im_end|>")   what people and catalogs wrote: always text, never a marker
    markers("<|im_end|>\n") what the chat template itself says: markers become their ids
"""

from __future__ import annotations

import ctypes
import re
import weakref
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

import llama_cpp
import tiktoken

from agent.errors import ModelFileError
from agent.model.engine.log import last_words, listen

# How the vocabularies cut text before they look for tokens (llama-vocab.cpp, by
# tokenizer.ggml.pre). Where llama.cpp cuts in two passes - digits first, then the rest - the one
# pattern here also says that white space ends before a digit.
_GPT2_WORDS: Final = r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+"
_DIGITS_SINGLY: Final = (
    rf"\p{{N}}|{_GPT2_WORDS}| ?[^\s\p{{L}}\p{{N}}]+|\s+(?=\p{{N}})|\s+(?!\S)|\s+"
)
_GPT2: Final = rf"{_GPT2_WORDS}| ?\p{{N}}+| ?[^\s\p{{L}}\p{{N}}]+|\s+(?!\S)|\s+"
_LLAMA3: Final = (
    r"(?:'[sS]|'[tT]|'[rR][eE]|'[vV][eE]|'[mM]|'[lL][lL]|'[dD])|[^\r\n\p{L}\p{N}]?\p{L}+"
    r"|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
_PATTERNS: Final = {
    "smollm": _DIGITS_SINGLY,
    "starcoder": _DIGITS_SINGLY,
    "gpt-2": _GPT2,
    "llama-bpe": _LLAMA3,
    "llama3": _LLAMA3,
    "qwen2": _LLAMA3.replace(r"\p{N}{1,3}", r"\p{N}"),
}
_PROBES: Final = (
    "Ja: Vandre, blau, Größe 42, 149,95 €, auf Lager.",
    "  What's up?\r\n\r\n\t1,234.50  x\n   y ",
    "日本語 🙂👍🏽 e\u0301 \u200b\u3000½ 1999er don'T WE'LL",
    'def f(x):\n    return {"a": [1, 2]}  # <b>&amp;</b>\n\n\n',
    "<|im_end|> [INST] https://example.org/a?b=c&d=100%25",
)
"""A vocabulary is handed to tiktoken only where both agree on these."""


class _Encoder(Protocol):
    def encode(self, text: str, markers: bool) -> list[int]: ...


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """A model's tokens, and the texts that its file holds beside them."""

    path: Path
    size: int
    template: str
    """The chat template's Jinja text, or empty."""
    bos: str
    eos: str
    bos_id: int
    """Begins every prompt where `adds_bos`; -1: there is none."""
    adds_bos: bool
    encoder: _Encoder

    def content(self, text: str) -> list[int]:
        """Tokens of `text` as plain text: no control token comes of it, whatever it says."""
        return self.encoder.encode(text, False)

    def markers(self, text: str) -> list[int]:
        """Tokens of a part of the chat template: its markers are control tokens."""
        return self.encoder.encode(text, True)

    def count(self, text: str) -> int:
        """How many tokens `content` makes of `text`."""
        return len(self.encoder.encode(text, False))


class _Tiktoken:
    """A byte-pair vocabulary in tiktoken: llama.cpp's ids, about eight times as fast."""

    def __init__(self, encoding: tiktoken.Encoding, size: int) -> None:
        self.encoding = encoding
        self.size = size

    def encode(self, text: str, markers: bool) -> list[int]:
        if markers:
            ids = self.encoding.encode(text, allowed_special="all")
        else:
            ids = self.encoding.encode_ordinary(text)
        # Bytes that the vocabulary lacks (SmolLM2's has no 0x04) have ids past its end: dropped,
        # as llama.cpp drops them.
        return ids if max(ids, default=0) < self.size else [i for i in ids if i < self.size]


class _LlamaCpp:
    """Any vocabulary, by llama.cpp's own tokenizer. Keeps the file's vocabulary loaded."""

    def __init__(self, model: llama_cpp.llama_model_p) -> None:
        weakref.finalize(self, llama_cpp.llama_model_free, model)
        self.vocab = llama_cpp.llama_model_get_vocab(model)
        self.newline = self.raw("\n", False)
        marks = sorted(map(re.escape, _user_defined_marks(self.vocab)), key=len, reverse=True)
        self.marks = re.compile(f"({'|'.join(marks)})") if marks else None

    def encode(self, text: str, markers: bool) -> list[int]:
        if markers or self.marks is None:
            return self._part(text, markers)
        # llama.cpp finds user-defined marks ("<start_of_turn>") even in plain text: spell them out.
        ids: list[int] = []
        for place, part in enumerate(self.marks.split(text)):
            for piece in part if place % 2 else [part]:
                ids += self._part(piece, False)
        return ids

    def _part(self, text: str, markers: bool) -> list[int]:
        if not text:
            return []
        # SentencePiece sets a space before every text it is given. The parts of a prompt are
        # given one by one, so each is led by a newline, and its tokens are taken off again.
        ids = self.raw("\n" + text, markers)
        lead = len(self.newline)
        return ids[lead:] if ids[:lead] == self.newline else self.raw(text, markers)

    def raw(self, text: str, markers: bool) -> list[int]:
        data = text.encode("utf-8", errors="replace")
        room = len(data) + 8
        ids = (llama_cpp.llama_token * room)()
        count = llama_cpp.llama_tokenize(self.vocab, data, len(data), ids, room, False, markers)
        return list(ids[:count])


def open_vocabulary(path: Path) -> Vocabulary:
    """Read the vocabulary of the GGUF at `path`. Raises ModelFileError."""
    listen()
    params = llama_cpp.llama_model_default_params()
    params.vocab_only = True
    model = llama_cpp.llama_model_load_from_file(str(path).encode(), params)
    if not model:
        raise ModelFileError(f"{path}: its vocabulary cannot be read: {last_words()}")
    plain = _LlamaCpp(model)
    vocab = plain.vocab
    bos = llama_cpp.llama_vocab_bos(vocab)
    return Vocabulary(
        path=path,
        size=llama_cpp.llama_vocab_n_tokens(vocab),
        template=_meta(model, "tokenizer.chat_template"),
        bos=_token_text(vocab, bos),
        eos=_token_text(vocab, llama_cpp.llama_vocab_eos(vocab)),
        bos_id=bos,
        adds_bos=bool(llama_cpp.llama_vocab_get_add_bos(vocab)) and bos >= 0,
        encoder=_quick(model, plain) or plain,
    )


def _quick(model: llama_cpp.llama_model_p, plain: _LlamaCpp) -> _Tiktoken | None:
    """A tiktoken encoder of the same vocabulary, where it counts the same."""
    pattern = _PATTERNS.get(_meta(model, "tokenizer.ggml.pre"))
    if _meta(model, "tokenizer.ggml.model") != "gpt2" or pattern is None:
        return None
    ranks: dict[bytes, int] = {}
    special: dict[str, int] = {}
    alphabet = dict(_byte_alphabet())
    size = llama_cpp.llama_vocab_n_tokens(plain.vocab)
    for token in range(size):
        text = _token_text(plain.vocab, token)
        normal = llama_cpp.llama_vocab_get_attr(plain.vocab, token) & _NORMAL
        if normal and all(char in alphabet for char in text):
            ranks[bytes(alphabet[char] for char in text)] = token
        else:
            special[text] = token
    for byte in range(256):
        ranks.setdefault(bytes([byte]), size + byte)
    encoding = tiktoken.Encoding(
        "gguf", pat_str=pattern, mergeable_ranks=ranks, special_tokens=special
    )
    quick = _Tiktoken(encoding, size)
    agreed = all(
        quick.encode(text, markers) == plain.raw(text, markers)
        for text in _PROBES
        for markers in (False, True)
    )
    return quick if agreed else None


_NORMAL: Final = llama_cpp.LLAMA_TOKEN_ATTR_NORMAL
_USER_DEFINED: Final = llama_cpp.LLAMA_TOKEN_ATTR_USER_DEFINED


def _byte_alphabet() -> Iterator[tuple[str, int]]:
    """GPT-2's alphabet: a printable character for each byte (its encoder.py)."""
    printable = {*range(33, 127), *range(161, 173), *range(174, 256)}
    moved = 256
    for byte in range(256):
        if byte in printable:
            yield chr(byte), byte
        else:
            yield chr(moved), byte
            moved += 1


def _user_defined_marks(vocab: llama_cpp.llama_vocab_p) -> Iterator[str]:
    """Texts of user-defined tokens that may be markers; not those of white space alone."""
    for token in range(llama_cpp.llama_vocab_n_tokens(vocab)):
        if llama_cpp.llama_vocab_get_attr(vocab, token) & _USER_DEFINED:
            text = _token_text(vocab, token).replace("\u2581", " ")
            if len(text.strip()) > 2:
                yield text


def _token_text(vocab: llama_cpp.llama_vocab_p, token: int) -> str:
    if token < 0:
        return ""
    return str(llama_cpp.llama_vocab_get_text(vocab, token).decode("utf-8", errors="replace"))


def _meta(model: llama_cpp.llama_model_p, key: str) -> str:
    length = llama_cpp.llama_model_meta_val_str(model, key.encode(), b"", 0)
    if length < 0:
        return ""
    buffer = ctypes.create_string_buffer(length + 1)
    llama_cpp.llama_model_meta_val_str(model, key.encode(), buffer, len(buffer))
    return buffer.value.decode("utf-8", errors="replace")
