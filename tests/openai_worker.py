"""A server that speaks OpenAI's API as vLLM's does, small enough to stand behind a router in tests.

It says its own name, keeps the prompts that it has read per `cache_salt` and says how many tokens
of a prompt it had already, in whole blocks of 16 as vLLM counts them. `python -m
tests.openai_worker NAME PORT`; what it was asked stands in its answer to GET /asked.
"""

from __future__ import annotations

import json
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

BLOCK = 16
WORDS = 40


class Worker(ThreadingHTTPServer):
    """Its cache and what it was asked. A prompt that has BREAK in it is answered by half;
    one that has HOLD in it too, and the line stays open."""

    daemon_threads = True

    def __init__(self, name: str, port: int) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.name = name
        self.asked: list[dict[str, Any]] = []
        self.read: dict[str, list[list[str]]] = {}

    def cached(self, salt: str, prompt: list[str]) -> int:
        """Tokens (words, here) of `prompt` that were read before; it is kept now."""
        known = self.read.setdefault(salt, [])
        most = max((_common(prompt, one) for one in known), default=0)
        known.append(prompt)
        return most // BLOCK * BLOCK


class Handler(BaseHTTPRequestHandler):
    server: Worker
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        if self.path == "/asked":
            self._json(self.server.asked)
        elif self.path.startswith("/v1/models"):
            self._json({"object": "list", "data": [{"id": "m", "object": "model"}]})
        else:
            self._json({"status": "ok", "model_path": "m"})

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.server.asked.append({"headers": headers, "body": body})
        prompt = " ".join(m["content"] for m in body["messages"]).split()
        usage = {
            "prompt_tokens": len(prompt),
            "completion_tokens": WORDS,
            "total_tokens": len(prompt) + WORDS,
            "prompt_tokens_details": {
                "cached_tokens": self.server.cached(body.get("cache_salt", ""), prompt)
            },
        }
        if not body.get("stream"):
            whole = {"role": "assistant", "content": self.server.name}
            choice = {"index": 0, "message": whole, "finish_reason": "length"}
            self._json({**_head("chat.completion"), "choices": [choice], "usage": usage})
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        for number in range(WORDS):
            if number == WORDS // 2 and "BREAK" in prompt:
                self.close_connection = True
                return
            if number == WORDS // 2 and "HOLD" in prompt:
                time.sleep(600)
            text = {"content": f"{self.server.name} " if number % 4 == 0 else "speaks. "}
            self._event({"choices": [{"index": 0, "delta": text, "finish_reason": None}]})
            time.sleep(0.01)
        self._event({"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]})
        self._event({"choices": [], "usage": usage})
        self.wfile.write(b"data: [DONE]\n\n")
        self.close_connection = True

    def _event(self, told: dict[str, Any]) -> None:
        chunk = {**_head("chat.completion.chunk"), **told}
        self.wfile.write(f"data: {json.dumps(chunk)}\n\n".encode())
        self.wfile.flush()

    def _json(self, told: Any) -> None:
        raw = json.dumps(told).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def log_message(self, *_: object) -> None:
        pass


def _head(kind: str) -> dict[str, Any]:
    return {"id": "chatcmpl-1", "object": kind, "created": 0, "model": "m"}


def _common(one: list[str], other: list[str]) -> int:
    return next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b),
                min(len(one), len(other)))  # fmt: skip


if __name__ == "__main__":
    Worker(sys.argv[1], int(sys.argv[2])).serve_forever()
