"""The attacks by messengers: numbers that break an answer, and what platforms say of themselves."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import httpx2

from scripts.attacked import Attacked, Found, channels
from scripts.attacks_on_doors import NUMBERS
from tests.platform_server import (
    Platform,
    created,
    page,
    said,
    signed,
    text_of,
    update,
    whatsapp,
)


def messenger(there: Attacked, platform: Platform) -> Found:
    """Row 4: the same by four messengers; then a question, which must be answered."""
    bodies: dict[str, Callable[[str, int], Any]] = {
        "whatsapp": lambda text, n: whatsapp(said(text, f"w{n}")),
        "messenger": lambda text, n: page({"message": {"mid": f"m{n}", "text": text}}),
        "telegram": lambda text, n: update(n, text),
        "generic": lambda text, n: created(text),
    }
    lines, failed = [], 0
    for channel, body in bodies.items():
        before = len(platform.messages())
        for number, text in enumerate((*NUMBERS[:3], "How much is the Fjell 2?"), 1):
            _post(there, channel, body(text, number), id=f"msg-{number}")
            _until(lambda n=before + number: len(platform.messages()) >= n, 30)
        got = [text_of(call) for call in platform.messages()[before:]]
        answered = bool(got) and "189" in got[-1]
        lines.append(f"{channel} {len(got)}/4")
        failed += 4 - len(got) + (not answered)
    return Found(", ".join(lines), failed=failed)


def _post(there: Attacked, channel: str, body: Any, **signing: Any) -> int:
    raw, headers = signed(channel, body, **signing)
    return httpx2.post(f"{there.url}/webhooks/{channel}", content=raw, headers=headers).status_code


def _until(true: Callable[[], bool], seconds: float) -> bool:
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


def waits(there: Attacked, platform: Platform) -> Found:
    """Row 6: retry_after as infinite and as -5: neither held for ever, nor sent without a break."""
    sent = {}
    for number, after in enumerate((float("inf"), -5), 1):
        platform.script.extend([(429, {"ok": False, "parameters": {"retry_after": after}}, {})] * 9)
        _post(there, "telegram", update(number, "How much is the Fjell 2?", person=number))
        time.sleep(3)
        own = [call for call in platform.attempts() if call.body["chat_id"] == number]
        sent[str(after)] = len(own)
        platform.script.clear()
        _until(lambda n=number: len(platform.messages()) == n, 30)
    done = _until(lambda: len(platform.messages()) >= 2, 40)
    states = {entry["channel"]: entry["to_send"] for entry in channels(there)["channels"]}
    note = f"sent in 3 s: {sent}; delivered in the end: {done}; waiting: {states}"
    return Found(note, failed=(not done) + sum(count > 4 for count in sent.values()))


def yes(there: Attacked, platform: Platform) -> Found:
    """Row 7: 200 with an error in it, and without an id: neither is sent."""
    platform.script.extend(
        [(200, {"error": {"code": 131026}}, {}), (200, {"error": {"code": 551}}, {})]
    )
    _post(there, "whatsapp", whatsapp(said("hello", "w1")))
    _until(lambda: len(platform.attempts()) >= 1, 20)
    _post(there, "messenger", page({"message": {"mid": "m1", "text": "hello"}}))
    _until(lambda: len(platform.attempts()) >= 2, 20)
    platform.script.append((200, {}, {}))
    _post(there, "telegram", update(1, "hello"))
    _until(lambda: len(platform.attempts()) >= 3, 20)
    time.sleep(0.5)
    told = {
        entry["channel"]: (entry["sent"], entry["dead"]) for entry in channels(there)["channels"]
    }
    wrong = sum(told[channel] != (0, 1) for channel in ("whatsapp", "messenger"))
    return Found(f"(sent, given up): {told}", failed=wrong)
