"""A reply's text: whole characters, stop strings, and a checker that is never passed by."""

from __future__ import annotations

import pickle
from typing import Any

import pytest

from agent.model.backend import Checker, Sampling
from agent.model.engine.messages import Request
from agent.model.engine.writing import Writer
from tests.checkers import Only, Without


class Script:
    """Stands where the weights would: at each place it draws the likeliest that is not forbidden.

    A chain is the list of tokens that it remembers.
    """

    def __init__(self, *steps: list[bytes]) -> None:
        self.steps = steps
        self.forbidden: set[tuple[int, int]] = set()
        self.open = 0

    def sampler(self, _sampling: Sampling) -> list[int]:
        self.open += 1
        return []

    def copy_sampler(self, chain: list[int]) -> list[int]:
        self.open += 1
        return list(chain)

    def free_sampler(self, _chain: list[int]) -> None:
        self.open -= 1

    def draw(self, chain: list[int], place: int) -> int:
        for rank in range(len(self.steps[place])):
            if (place, rank) not in self.forbidden:
                chain.append(place * 100 + rank)
                return place * 100 + rank
        return place * 100  # all are impossible: the sampler still gives one

    def forbid(self, place: int, token: int) -> None:
        self.forbidden.add((place, token % 100))

    def ends(self, token: int) -> bool:
        return self.piece(token) == b"<end>"

    def piece(self, token: int) -> bytes:
        return self.steps[token // 100][token % 100]


def write(script: Script, checker: Checker | None = None, **fields: Any) -> tuple[str, Any, Writer]:
    request = Request(
        **{
            "stream": 1, "conversation": "", "tokens": (1,), "max_tokens": 99,
            "sampling": Sampling(), "checker": pickle.dumps(checker) if checker else b"",
            "stop": (), "deadline": 1e12,
        }
        | fields
    )  # fmt: skip
    writer = Writer(request, script)  # type: ignore[arg-type]
    text, reason, place = "", None, 0
    while reason is None:
        said, reason = writer.step(place)
        text += said.text if said else ""
        assert "\ufffd" not in text
        place += 1
    ended = writer.ended(reason)
    chain = writer._chain
    writer.close()
    assert script.open == 0, "a sampler is not given back"
    assert chain == [token for token in chain if token is not None]
    return text + ended.text, ended, writer


def pieces(*texts: bytes) -> Script:
    return Script(*([text] for text in (*texts, b"<end>")))


def test_characters_are_whole_however_tokens_cut_them() -> None:
    data = "Grüße, 日本語 🙂!".encode()
    text, ended, _ = write(pieces(*(data[i : i + 1] for i in range(len(data)))))
    assert text == "Grüße, 日本語 🙂!"
    assert ended.whole


def test_a_character_that_is_not_finished_is_left_out_and_said() -> None:
    text, ended, _ = write(pieces(b"a", "🙂".encode()[:2]), max_tokens=2)
    assert text == "a"
    assert (ended.reason, ended.whole) == ("length", False)


def test_the_space_before_the_first_word_is_left_out() -> None:
    assert write(pieces(b" ", b"\n Hello", b" world"))[0] == "Hello world"


@pytest.mark.parametrize("parts", [[b"one\nUser: two"], [b"one", b"\n", b"Us", b"er: ", b"two"]])
def test_a_stop_string_ends_it_and_no_part_is_shown(parts: list[bytes]) -> None:
    text, ended, _ = write(pieces(*parts), stop=("\nUser:", "###"))
    assert text == "one"
    assert (ended.reason, ended.whole) == ("stop", False)


def test_what_only_looked_like_a_stop_string_is_shown() -> None:
    text, ended, _ = write(pieces(b"a\n", b"Us", b"eful", b" #", b"#"), stop=("\nUser:", "###"))
    assert text == "a\nUseful ##"
    assert ended.whole


def test_a_refused_piece_is_drawn_again_and_forgotten_by_the_sampler() -> None:
    script = Script([b"189", b"12", b"yes"], [b"."], [b"<end>"])
    text, ended, writer = write(script, Without("0123456789"))
    assert text == "yes."
    assert ended.resampled == 2
    assert writer.tokens == 2


def test_a_character_of_several_tokens_is_refused_at_its_last() -> None:
    euro = "€".encode()
    script = Script([euro[:2]], [euro[2:], b"\x82x"], [b"<end>"])
    text, ended, _ = write(script, Without("€"))
    assert "€" not in text
    assert ended.resampled == 1


def test_where_nothing_may_stand_the_reply_ends() -> None:
    script = Script([b"a"], *([[b"b"]] * 3))
    text, ended, _ = write(script, Only("a"))
    assert text == "a"
    assert ended.reason == "stop"
