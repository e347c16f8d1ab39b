"""Other servers that speak OpenAI's API: started here, or running at an address."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2

from agent.errors import ModelError
from agent.model.backend import Message
from web.bench.load import Speak

START_S = 120.0


@contextmanager
def llama_cpp_server(model: Path, threads: int, context: int) -> Iterator[str]:
    """llama-cpp-python's own server on a free port of loopback; its base address.

    Raises ModelError where its extra is not installed or it does not come up.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        sys.executable, "-m", "llama_cpp.server", "--model", str(model), "--host", "127.0.0.1",
        "--port", str(port), "--n_ctx", str(context), "--n_threads", str(threads),
        "--n_threads_batch", str(threads), "--verbose", "false",
        "--interrupt_requests", "false",  # else each new visitor cuts the reply of the one before
    ]  # fmt: skip
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        address = f"http://127.0.0.1:{port}/v1"
        _wait_for(address, process)
        yield address
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def speaking_to(address: str, model: str = "default") -> Speak:
    """Speaks to the chat route at `address` (".../v1"); each event with words is one token.

    One client for all visitors: making one costs up to 50 ms, most of it reading certificates.
    """
    client = httpx2.Client(timeout=600, limits=httpx2.Limits(max_connections=None))

    def speak(_: str, prompt: tuple[Message, ...], most: int) -> Iterator[int]:
        body = {
            "model": model,
            "messages": [{"role": m.role, "content": m.text} for m in prompt],
            "max_tokens": most,
            "temperature": 0.3,
            "stream": True,
        }
        with client.stream("POST", f"{address}/chat/completions", json=body) as reply:
            reply.raise_for_status()
            for line in reply.iter_lines():
                if line.startswith("data: {"):
                    choices = json.loads(line[6:]).get("choices") or [{}]
                    yield 1 if choices[0].get("delta", {}).get("content") else 0

    return speak


def _wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + START_S
    while time.monotonic() < until:
        if process.poll() is not None:
            raise ModelError(
                "llama_cpp.server ended at once. Is its extra installed? "
                "pip install 'llama-cpp-python[server]'"
            )
        try:
            if httpx2.get(f"{address}/models", timeout=2).status_code == 200:
                return
        except httpx2.HTTPError:
            pass
        time.sleep(0.3)
    raise ModelError(f"llama_cpp.server did not come up within {START_S:.0f} s.")
