"""Our engine behind HTTP as bare as a peer's: OpenAI's streaming chat route and nothing else.

For measuring only: no conversation is kept, no fact is checked.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask, Response, request
from waitress.server import create_server  # type: ignore[import-untyped]

from agent.model.backend import Backend, Done, Generation, Message, Piece, Sampling


def door(backend: Backend) -> Flask:
    """The application: `POST /v1/chat/completions`, streamed."""
    app = Flask(__name__)

    @app.post("/v1/chat/completions")
    def say() -> Response:
        body = request.get_json()
        messages = tuple(Message(m["role"], m["content"]) for m in body["messages"])
        wanted = Generation(
            conversation=messages[-1].text,
            messages=messages,
            max_tokens=body["max_tokens"],
            sampling=Sampling(temperature=body["temperature"]),
        )
        return Response(_lines(backend, wanted), mimetype="text/event-stream")

    return app


def _lines(backend: Backend, wanted: Generation) -> Iterator[str]:
    for piece in backend.generate(wanted):
        if isinstance(piece, Piece) and piece.text:
            chunk = {"choices": [{"index": 0, "delta": {"content": piece.text}}]}
            yield f"data: {json.dumps(chunk)}\n\n"
        elif isinstance(piece, Done):
            yield "data: [DONE]\n\n"


@contextmanager
def opened(backend: Backend, threads: int = 24) -> Iterator[str]:
    """The door on a free port of loopback; its base address."""
    server = create_server(door(backend), host="127.0.0.1", port=0, threads=threads)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.effective_port}/v1"
    finally:
        server.close()
        thread.join(5)
