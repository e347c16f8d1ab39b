"""A disk that is full, or may not be written: a sentence, and nothing lost.

The kernel's limit on the size of files stands in for a full disk: SQLite is refused the same way.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from resource import RLIM_INFINITY, RLIMIT_FSIZE, prlimit, setrlimit

import httpx2
import pytest

from tests.conftest import DEMO, demo_sources
from tests.webhook_shop import until

ROOT = Path(__file__).parent.parent
QUESTION = "How much is the Fjell 2?"
SENTENCE = "the database cannot be used"
NOBODY = 65534


def tresen(*arguments: str, state: Path, limit: Callable[[], None] | None = None,
           user: int | None = None) -> subprocess.CompletedProcess[str]:  # fmt: skip
    """A command, with the demo's settings over `state`, and no model to load."""
    return subprocess.run(
        command(*arguments, state=state), capture_output=True, text=True, timeout=240, cwd="/",
        env=environment(), preexec_fn=limit, user=user,
    )  # fmt: skip


def command(*arguments: str, state: Path) -> list[str]:
    start = [sys.executable, "-c", "from web.cli import main; main()", *arguments]
    return [*start, "--config", str(DEMO / "tresen.toml"), "--state", str(state)]


def environment() -> dict[str, str]:
    nobody_there = {"base_url": "http://127.0.0.1:9/v1", "model": "none"}
    remote = {f"TRESEN_MODEL__REMOTE__{k.upper()}": v for k, v in nobody_there.items()}
    # Python itself would leave half of what it compiles on a full disk.
    return {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1", **remote}


@pytest.fixture
def state(demo_state: Path, tmp_path: Path) -> Path:
    shutil.copytree(demo_state, tmp_path / "state")
    return tmp_path / "state"


@pytest.mark.parametrize("arguments", [("chat", "--once", QUESTION), ("ingest", demo_sources()[0])])
def test_a_full_disk_is_a_sentence(state: Path, arguments: tuple[str, ...]) -> None:
    full = partial(setrlimit, RLIMIT_FSIZE, (1024, 1024))
    told = tresen(*arguments, state=state, limit=full)
    assert told.returncode == 1
    assert SENTENCE in told.stderr
    assert "Is the disk full" in told.stderr
    assert "Traceback" not in told.stderr + told.stdout
    again = tresen("chat", "--once", QUESTION, state=state)
    assert "189.90" in again.stdout, again.stderr


@pytest.mark.skipif(os.getuid() != 0, reason="only root can be somebody else")
@pytest.mark.parametrize(
    "arguments",
    [("chat", "--once", QUESTION), ("ingest", demo_sources()[0]), ("serve", "--port", "0")],
)
def test_a_folder_that_may_not_be_written_is_a_sentence(
    state: Path, arguments: tuple[str, ...]
) -> None:
    for path in (state, *state.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)
    for path in (state, *state.parents):
        path.chmod(path.stat().st_mode | 0o055)
    told = tresen(*arguments, state=state, user=NOBODY)
    assert told.returncode == 1
    assert SENTENCE in told.stderr
    assert "read-only" in told.stderr
    assert "Traceback" not in told.stderr + told.stdout


def test_a_disk_that_fills_while_it_serves(state: Path, unused_port: int) -> None:
    """Who writes then is told so; when there is room again the talk goes on where it was."""
    url = f"http://127.0.0.1:{unused_port}"
    log = state.parent / "log"
    with log.open("w") as out, subprocess.Popen(
        command("serve", "--port", str(unused_port), state=state), env=environment(),
        stdout=out, stderr=out,
    ) as serving:  # fmt: skip
        try:
            until(lambda: is_there(url), 180)
            first = said(url, QUESTION)
            assert first.status_code == 200
            talk = conversation(first)
            prlimit(serving.pid, RLIMIT_FSIZE, (1024, RLIM_INFINITY))
            refused = said(url, "And the Fjell 2 Light?", talk)
            assert refused.status_code in (500, 503)
            assert refused.json()["error"]["message"]
            prlimit(serving.pid, RLIMIT_FSIZE, (RLIM_INFINITY, RLIM_INFINITY))
            after = said(url, "And the Fjell 2 Light?", talk)
            assert after.status_code == 200
            assert "279" in after.text
        finally:
            serving.send_signal(signal.SIGTERM)
            serving.wait(60)
    assert "cannot be used" in log.read_text()


def is_there(url: str) -> bool:
    try:
        return httpx2.get(f"{url}/healthz").is_success
    except httpx2.HTTPError:
        return False


def said(url: str, message: str, talk: str = "") -> httpx2.Response:
    body = {"message": message, **({"conversation": talk} if talk else {})}
    return httpx2.post(f"{url}/api/chat", json=body, timeout=120)


def conversation(answer: httpx2.Response) -> str:
    lines = [line[6:] for line in answer.text.splitlines() if line.startswith("data: {")]
    start = next(part for part in map(json.loads, lines) if part["type"] == "start")
    return str(start["messageMetadata"]["conversation"])
