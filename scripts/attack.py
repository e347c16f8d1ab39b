"""Attacks on a server of its own, bounded and on loopback, beside one visitor who talks.

    python scripts/attack.py                    # all of them, one after the other; 10 minutes
    python scripts/attack.py silent numbers     # some
    python scripts/attack.py --json --model     # figures for a program; with the bundled model

It prints of each attack the visitor's worst wait, how long /healthz took at most, how many of his
messages were lost or wrongly answered, whether the server ended, the tracebacks in its log, and
what the attack itself brought in. Wanted: no wait above 2 s, nothing lost or wrong, none ended, and
nothing told to somebody whom it does not concern ("told"). Exit code 1 where that is not so.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2

sys.path.insert(0, str(Path(__file__).parent.parent))

from scripts.attacked import (
    NO_MODEL,
    Attacked,
    address,
    attacked,
    channels,
    client_from,
    connect,
    prepared,
)
from tests.platform_server import (
    Platform,
    created,
    page,
    platform_server,
    said,
    signed,
    text_of,
    update,
    whatsapp,
)

BOUND_S = 2.0
_SECONDS = 15.0


@dataclass(frozen=True, slots=True)
class Found:
    """What an attack brought in. `told`: to how many somebody else's words were told; `failed`:
    how much else of it went as it must not."""

    note: str
    told: int = 0
    failed: int = 0


@dataclass(frozen=True, slots=True)
class Attack:
    run: Callable[[Attacked, Platform], Found]
    env: dict[str, str] = field(default_factory=dict)
    descriptors: int = 0
    messengers: tuple[str, ...] = ()


# -- connections and long messages -----------------------------------------------------------------


def silent(there: Attacked, _: Platform) -> Found:
    """Row 1: 960 silent connections beside 40 that ask, then 1,000 more; half are half requests."""
    with ExitStack() as stack:
        asking = [stack.enter_context(client_from(address(n), there.url)) for n in range(40)]
        codes: Counter[str] = Counter()
        end = time.monotonic() + _SECONDS
        opened = 0
        while time.monotonic() < end:
            for number in range(980 if opened < 1960 else 20):
                if (link := connect(there.url, address(number % 16))) is not None:
                    stack.callback(link.close)
                    opened += 1
                    if number % 2:
                        with suppress(OSError):
                            link.sendall(b"POST /api/chat HTTP/1.1\r\nHost: x\r\nContent-Le")
            for client in asking:
                codes[_code(lambda client=client: client.get("/healthz").status_code)] += 1
            time.sleep(0.2)
    return Found(f"{opened} silent; 40 ordinary: {dict(codes)}", failed=codes["no answer"])


def digits(there: Attacked, _: Platform) -> Found:
    """Row 3: ten messages of 4,000 digits from one address."""
    return _flood(there, ["9" * 4000] * 10, [address(1)] * 10)


def long(there: Attacked, _: Platform) -> Found:
    """Row 5: ten of 2 kB from one address; then 128 of 3.9 kB, 64 at once, from 64 addresses."""
    text = "which of the warm green tents for two people would you take to the mountains and "
    first = _flood(there, [(text * 40)[:2000]] * 10, [address(1)] * 10)
    many = [address(10 + n % 64) for n in range(128)]
    second = _flood(there, [(text * 60)[:3900]] * 128, many)
    return Found(f"2 kB: {first.note}; 3.9 kB: {second.note}", failed=first.failed + second.failed)


def short(there: Attacked, _: Platform) -> Found:
    """Quick questions, 640 of them, 64 at once, from 64 addresses within their limits."""
    return _flood(there, ["How much is the Fjell 2?"] * 640, [address(n % 64) for n in range(640)])


def emoji(there: Attacked, _: Platform) -> Found:
    """Row 10: 3,500 emoji, which are more tokens than a small model's context."""
    return _flood(there, ["🏕" * 3500] * 4, [address(n) for n in range(4)])


def _flood(there: Attacked, texts: Sequence[str], sources: Sequence[str]) -> Found:
    """All at once, at most 64; what is answered, refused with a time, or neither."""

    def one(given: tuple[str, str]) -> str:
        text, source = given
        with client_from(source, there.url) as client:
            try:
                told = client.post("/api/chat", json={"message": text})
            except httpx2.HTTPError as exc:
                return type(exc).__name__
        if told.status_code == 503 and "engine_down" in told.text:
            return "no model"
        known = told.status_code != 429 or "Retry-After" in told.headers
        return str(told.status_code) if known else "429 without a time"

    with ThreadPoolExecutor(64) as pool:
        codes = Counter(pool.map(one, zip(texts, sources, strict=True)))
    wrong = sum(
        count for code, count in codes.items() if code not in ("200", "422", "429", "no model")
    )
    return Found(str(dict(codes)), failed=wrong)


def _code(ask: Callable[[], int]) -> str:
    try:
        return str(ask())
    except httpx2.HTTPError:
        return "no answer"


# -- whose words ----------------------------------------------------------------------------------

_SECRET = "My order is 4711, my address anna@example.com."


def copies(there: Attacked, _: Platform) -> Found:
    """Rows 2 and 11: the same first words and the standard reply; another's stored name."""
    told = tried = 0
    doors = ("/v1/chat/completions", "/api/chat", "header")
    for number, first in enumerate(("hello", "hi", "Do you have tents?", "help", "hallo", "hey")):
        for at, door in enumerate(doors):
            victim = client_from(address(200 + 3 * number + at), there.url)
            thief = client_from(address(300 + 3 * number + at), there.url)
            with victim, thief:
                tried += 1
                told += _SECRET in _copied(victim, thief, f"{first}, {at}", door)
    for door in doors:
        with (
            client_from(address(400), there.url) as victim,
            client_from(address(401), there.url) as thief,
        ):
            tried += 1
            told += _SECRET in _stored(victim, thief, door)
    return Found(f"{tried} ways tried", told=told)


def _v1(client: httpx2.Client, *texts: str, name: str = "", **headers: str) -> dict[str, Any]:
    """A talk whose messages are the user's and the assistant's in turn."""
    roles = ("user", "assistant")
    talk = [{"role": roles[n % 2], "content": text} for n, text in enumerate(texts)]
    body = {"messages": talk, **({"conversation": name} if name else {})}
    found: dict[str, Any] = client.post("/v1/chat/completions", json=body, headers=headers).json()
    return found


def _say(client: httpx2.Client, door: str, text: str, name: str, **headers: str) -> str:
    if door == "/api/chat":
        body = {"message": text, "conversation": name}
        return client.post("/api/chat", json=body, headers=headers).text
    if door == "header":
        return json.dumps(_v1(client, text, **{"X-Tresen-Conversation": name, **headers}))
    return json.dumps(_v1(client, text, name=name, **headers))


def _copied(victim: httpx2.Client, thief: httpx2.Client, first: str, door: str) -> str:
    """All that the thief can read."""
    begun = _v1(victim, first)
    standard = begun["choices"][0]["message"]["content"]
    _say(victim, door, _SECRET, begun["tresen"]["conversation"])
    claimed = _v1(thief, first, standard, "What was my order?")
    name = claimed.get("tresen", {}).get("conversation", "none")
    return json.dumps(claimed) + thief.get(f"/api/conversations/{name}").text


def _stored(victim: httpx2.Client, thief: httpx2.Client, door: str) -> str:
    mine = {"X-Tresen-Visitor": "m" * 32}
    told = _v1(victim, _SECRET, name=f"order-{door.strip('/').replace('/', '-')}", **mine)
    stored = told["tresen"]["conversation"]
    read = ""
    for headers in ({}, {"X-Tresen-Visitor": "x" * 32}):
        read += _say(thief, door, "What was my order?", stored, **headers)
        read += thief.get(f"/api/conversations/{stored}", headers=headers).text
    return read


# -- numbers --------------------------------------------------------------------------------------

_NUMBERS = (
    "tents under 99999999999999999 €", "Zelte bis 18446744073709551616 €", "tents over 1e999 €",
    "boots between -5 and " + "9" * 400 + " €", "tents under -1 €", "99999999999999999999 Fjell 2",
    "sleeping bags for minus 99999999999999999 degrees", "the 99999999999999999999. one",
    "open at 99:99?", "can I return it after 99999999999999999999 days?", "1" + "0" * 60,
)  # fmt: skip


def numbers(there: Attacked, _: Platform) -> Found:
    """Row 4: numbers beyond everything, by HTTP."""
    sources = [address(500 + number) for number in range(len(_NUMBERS))]
    return _flood(there, _NUMBERS, sources)


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
        for number, text in enumerate((*_NUMBERS[:3], "How much is the Fjell 2?"), 1):
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


# -- addresses and counters -----------------------------------------------------------------------


def network(there: Attacked, _: Platform) -> Found:
    """Row 8: 60 messages, each from another address of one /64."""
    codes: Counter[int] = Counter()
    with client_from(address(600), there.url) as client:
        for number in range(60):
            headers = {"X-Forwarded-For": f"2001:db8:0:7::{number + 1:x}"}
            codes[
                client.post("/api/chat", json={"message": "hello"}, headers=headers).status_code
            ] += 1
    return Found(str(dict(codes)), failed=int(codes[200] > 20))


def metrics(there: Attacked, _: Platform) -> Found:
    """Row 11: the counters, from elsewhere and through a proxy."""
    with client_from(address(700), there.url) as client:
        via = client.get("/metrics", headers={"X-Forwarded-For": "192.0.2.1"}).status_code
        named = client.get("/metrics", headers={"Host": "shop.example"}).status_code
    return Found(
        f"through a proxy {via}, by another name {named}", failed=(via == 200) + (named == 200)
    )


_PROXY = {"TRESEN_WEB__TRUSTED_PROXIES": "1"}
ATTACKS: dict[str, Attack] = {
    "silent": Attack(silent, descriptors=1024),
    "copies": Attack(copies),
    "digits": Attack(digits),
    "numbers": Attack(numbers),
    "messenger": Attack(messenger, messengers=("whatsapp", "messenger", "telegram", "generic")),
    "long": Attack(long),
    "short": Attack(short),
    "waits": Attack(waits, messengers=("telegram",)),
    "yes": Attack(yes, messengers=("whatsapp", "messenger", "telegram")),
    "network": Attack(network, env=_PROXY),
    "emoji": Attack(emoji),
    "metrics": Attack(metrics),
    "nothing": Attack(lambda *_: Found("a control", failed=int(time.sleep(10) is not None))),
}


@contextmanager
def _platform() -> Iterator[Platform]:
    with platform_server() as platform:
        yield platform


def _env(attack: Attack, platform: Platform, with_model: bool) -> dict[str, str]:
    """The server's settings: the default ones, but for a model and the messengers."""
    env = dict(attack.env) | ({} if with_model else NO_MODEL)
    if attack.messengers:
        for name, value in platform.settings(*attack.messengers, quiet_s=0.1).items():
            inner = value if isinstance(value, dict) else {"": value}
            for key, inside in inner.items():
                whole = "__".join(filter(None, ("TRESEN_CHANNELS", name.upper(), key.upper())))
                env[whole] = str(inside)
    return env


def measured(name: str, shop: Path, with_model: bool) -> dict[str, Any]:
    """One attack, and what came of it."""
    attack = ATTACKS[name]
    with _platform() as platform:
        env = _env(attack, platform, with_model)
        with attacked(shop, env, attack.descriptors) as there:
            found = attack.run(there, platform)
    seen = there.seen
    return {
        "attack": name,
        "median_s": round(statistics.median(seen.waits or [0.0]), 2),
        "worst_s": round(seen.worst, 2),
        "health_s": round(seen.health_worst, 2),
        "asked": seen.asked,
        "refused": seen.refused,
        "lost": seen.lost,
        "wrong": seen.wrong,
        "ended": int(there.crashed),
        "tracebacks": there.tracebacks,
        "told": found.told,
        "failed": found.failed,
        "note": found.note,
    }


def holds(result: dict[str, Any]) -> bool:
    """Whether it is as it is wanted."""
    counts = ("lost", "wrong", "ended", "told", "failed")
    return result["worst_s"] <= BOUND_S and not any(result[name] for name in counts)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("attacks", nargs="*", metavar="ATTACK", help=", ".join(ATTACKS))
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--model", action="store_true", help="with the bundled model")
    given = parser.parse_args()
    if unknown := [name for name in given.attacks if name not in ATTACKS]:
        parser.error(f"no such attack: {', '.join(unknown)}. There are {', '.join(ATTACKS)}")
    results = []
    with prepared() as shop:
        for name in given.attacks or ATTACKS:
            results.append(measured(name, shop, given.model))
            if not given.json:
                print(_line(results[-1]), flush=True)
    if given.json:
        print(json.dumps(results, indent=1))
    return int(not all(map(holds, results)))


def _line(result: dict[str, Any]) -> str:
    mark = "holds" if holds(result) else "FAILS"
    figures = " ".join(f"{name} {value}" for name, value in result.items() if name != "note")
    return f"{mark}  {figures}\n       {result['note']}"


if __name__ == "__main__":
    sys.exit(main())
