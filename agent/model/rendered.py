"""What a chat template writes around messages, asked of a process that can be ended.

A template is given sentinels in place of contents, so what it writes depends on the roles alone: it
is asked once for each shape of a talk, for many shapes at a time, and remembered. A conversation
is rendered without any process, until it is longer than any before it.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import agent
from agent.errors import ModelFileError
from agent.model.rendering import CPU_S

_ROOT: Final = str(Path(agent.__file__).resolve().parent.parent)
_WAIT_S: Final = 30.0
"""In all: CPU_S of computing, on a machine that has much else to do."""
_LONGEST: Final = 200_000
"""Signs of a template; those of the Llama family have up to 9,000."""

Talk = tuple[tuple[tuple[str, str], ...], bool]
"""(role, content) of each entry; whether the model's reply is to begin behind them."""


class Rendered:
    """One template's texts. Safe for many threads."""

    def __init__(self, source: str, bos: str, eos: str) -> None:
        self._job = {"source": source, "bos": bos, "eos": eos}
        self._known: dict[Talk, dict[str, str]] = {}
        self._spoilt = ""
        self._asking = threading.Lock()
        if len(source) > _LONGEST:
            self._spoilt = f"cannot be read: it has {len(source):,} signs, more than {_LONGEST:,}"

    def text(self, talk: Talk, ahead: Iterable[Talk] = ()) -> str:
        """What the template writes of `talk`. Where that is not known yet, what it writes of those
        in `ahead` is found out, too. Raises ModelFileError."""
        found = self._known.get(talk)
        if found is None:
            with self._asking:
                found = self._known.get(talk) or self._ask(talk, ahead)
        if "fails" in found:
            raise ModelFileError(f"the model's chat template fails: {found['fails']}")
        return found["text"]

    def _ask(self, talk: Talk, ahead: Iterable[Talk]) -> dict[str, str]:
        if self._spoilt:
            raise ModelFileError(f"the model's chat template {self._spoilt}")
        talks = [talk, *(dict.fromkeys(t for t in ahead if t != talk and t not in self._known))]
        asked = [[[{"role": r, "content": c} for r, c in said], reply] for said, reply in talks]
        answer = self._run({**self._job, "talks": asked})
        if "unreadable" in answer:
            self._spoilt = f"cannot be read: {answer['unreadable']}"
        if self._spoilt:
            raise ModelFileError(f"the model's chat template {self._spoilt}")
        self._known.update(zip(talks, answer["texts"], strict=True))
        return self._known[talk]

    def _run(self, job: Mapping[str, Any]) -> dict[str, Any]:
        path = os.environ.get("PYTHONPATH")
        settings = {k: v for k, v in os.environ.items() if not k.startswith("TRESEN_")}
        try:
            done = subprocess.run(
                [sys.executable, "-m", "agent.model.rendering"],
                input=json.dumps(job).encode(),
                capture_output=True,
                timeout=_WAIT_S,
                env={**settings, "PYTHONPATH": f"{_ROOT}:{path}" if path else _ROOT},
            )
            if done.returncode == 0:
                answer: dict[str, Any] = json.loads(done.stdout)
                return answer
            self._spoilt = _end(done.returncode)
        except subprocess.TimeoutExpired as exc:  # it is the machine that has no time
            raise ModelFileError(
                f"the model's chat template is not rendered within {_WAIT_S:.0f} s"
            ) from exc
        except (OSError, ValueError) as exc:
            raise ModelFileError(f"the model's chat template cannot be rendered: {exc}") from exc
        return {}


@lru_cache(maxsize=16)
def rendered(source: str, bos: str, eos: str) -> Rendered:
    """One for each template that this process meets."""
    return Rendered(source, bos, eos)


def _end(status: int) -> str:
    if -status in (signal.SIGXCPU, signal.SIGKILL):
        return f"takes longer than {CPU_S} s of computing"
    return f"ends its process (status {status})"
