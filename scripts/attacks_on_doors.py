"""The attacks on website, API and counters: connections, long messages, names, numbers."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from typing import Any

import httpx2

from scripts.attacked import Attacked, Found, address, client_from, connect
from tests.platform_server import Platform

SECONDS = 15.0
NUMBERS = (
    "tents under 99999999999999999 €", "Zelte bis 18446744073709551616 €", "tents over 1e999 €",
    "boots between -5 and " + "9" * 400 + " €", "tents under -1 €", "99999999999999999999 Fjell 2",
    "sleeping bags for minus 99999999999999999 degrees", "the 99999999999999999999. one",
    "open at 99:99?", "can I return it after 99999999999999999999 days?", "1" + "0" * 60,
)  # fmt: skip


# -- connections and long messages -----------------------------------------------------------------


def silent(there: Attacked, _: Platform) -> Found:
    """Row 1: 960 silent connections beside 40 that ask, then 1,000 more; half are half requests."""
    with ExitStack() as stack:
        asking = [stack.enter_context(client_from(address(n), there.url)) for n in range(40)]
        codes: Counter[str] = Counter()
        end = time.monotonic() + SECONDS
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


# -- numbers, networks, counters -------------------------------------------------------------------


def numbers(there: Attacked, _: Platform) -> Found:
    """Row 4: numbers beyond everything, by HTTP."""
    sources = [address(500 + number) for number in range(len(NUMBERS))]
    return _flood(there, NUMBERS, sources)


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
