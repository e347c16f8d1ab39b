"""The remote backend against a real server: llama-cpp-python's own, with the bundled model."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from agent.config import RemoteSection
from agent.errors import EngineDown, EngineOverloaded, GenerationFailed
from agent.grounding.pieces import PieceGuard
from agent.model.backend import Done, Generation, Message, Piece, Sampling
from agent.model.registry import find_model
from agent.model.remote import TRIES, RemoteBackend
from web.bench.peers import llama_cpp_server

PROMPT = (
    Message("system", "You are the assistant of a shop that sells tents."),
    Message("user", "Tell me about tents in two sentences."),
)


def remote(address: str, timeout_s: float = 60.0) -> RemoteBackend:
    settings = RemoteSection(base_url=address, model="default", timeout_s=timeout_s)
    return RemoteBackend(settings, sleep=lambda _: None)


def asking(**changes: Any) -> Generation:
    greedy = Sampling(temperature=0.0)
    return Generation("c", PROMPT, max_tokens=24, sampling=greedy, **changes)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    model = find_model("", "", Path(tmp_path_factory.mktemp("state")))
    with llama_cpp_server(model, threads=2, context=2048) as address:
        yield address


@pytest.mark.model
def test_a_reply_from_a_real_server(server: str) -> None:
    backend = remote(server)
    pieces = list(backend.generate(asking()))
    backend.close()
    text = "".join(p.text for p in pieces if isinstance(p, Piece))
    assert len(text) > 20
    assert sum(isinstance(p, Piece) and bool(p.text) for p in pieces) > 3, "it streams"
    done = pieces[-1]
    assert isinstance(done, Done)
    assert done.reason == "length"
    assert done.completion_tokens > 3


@pytest.mark.model
def test_the_checker_breaks_the_reply_off(server: str) -> None:
    backend = remote(server)
    question = Message("user", "Count from 1 to 9: 1, 2, 3,")
    request = Generation(
        "c", (PROMPT[0], question), 40, Sampling(temperature=0.0), PieceGuard.of([], (), [])
    )
    pieces = list(backend.generate(request))
    backend.close()
    text = "".join(p.text for p in pieces if isinstance(p, Piece))
    assert not any(c.isdigit() for c in text)
    assert pieces[-1].resampled == 1


@pytest.mark.model
def test_closing_ends_the_request(server: str) -> None:
    backend = remote(server)
    running = backend.generate(asking())
    next(running)
    running.close()
    assert backend.ready()
    backend.close()


def test_nobody_there(unused_port: int) -> None:
    backend = remote(f"http://127.0.0.1:{unused_port}/v1", timeout_s=2)
    assert not backend.ready()
    with pytest.raises(EngineDown, match="does not answer"):
        next(backend.generate(asking()))
    backend.close()


class _Answers(BaseHTTPRequestHandler):
    """Answers each request with the next of the server's statuses."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        server: Any = self.server
        server.asked += 1
        status = server.statuses.pop(0) if server.statuses else 500
        if status == 200:
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.end_headers()
            self.wfile.write(b'data: {"choices": [{"index": 0, "delta": {"content": "Hi"}}]}\n\n')
            return  # the connection is closed without an end: a server that died
        self.send_response(status)
        self.send_header("Retry-After", "3")
        self.end_headers()
        self.wfile.write(b'{"error": {"message": "no"}}')

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def answering() -> Iterator[Any]:
    server: Any = HTTPServer(("127.0.0.1", 0), _Answers)
    server.asked, server.statuses = 0, []
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.mark.parametrize(
    ("statuses", "error", "asked"),
    [
        ([503] * TRIES, EngineDown, TRIES),
        ([429] * TRIES, EngineOverloaded, TRIES),
        ([401], GenerationFailed, 1),
    ],
)
def test_it_is_begun_again_where_that_can_help(
    answering: Any, statuses: list[int], error: type[Exception], asked: int
) -> None:
    answering.statuses = list(statuses)
    backend = remote(f"http://127.0.0.1:{answering.server_port}/v1", timeout_s=60)
    with pytest.raises(error):
        next(backend.generate(asking()))
    assert answering.asked == asked
    backend.close()


def test_after_the_first_token_it_is_not_begun_again(answering: Any) -> None:
    answering.statuses = [503, 200]
    backend = remote(f"http://127.0.0.1:{answering.server_port}/v1", timeout_s=60)
    pieces = backend.generate(asking())
    assert next(pieces) == Piece("Hi")
    with pytest.raises(GenerationFailed, match="broke off in the middle of a reply"):
        list(pieces)
    assert answering.asked == 2
    backend.close()


def test_the_key_is_in_no_error(answering: Any) -> None:
    answering.statuses = [401]
    settings = RemoteSection(
        base_url=f"http://127.0.0.1:{answering.server_port}/v1",
        model="m",
        api_key=SecretStr("sk-very-secret"),
    )
    backend = RemoteBackend(settings)
    with pytest.raises(GenerationFailed) as error:
        next(backend.generate(asking()))
    assert "secret" not in str(error.value)
    backend.close()
