"""Who calls: profiles over real TLS on the loopback, and every way in which one can be wrong."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient

from agent.config import Settings, load
from agent.errors import ConfigError
from agent.shop import Agent
from agent.ucp_settings import UcpSection
from tests.secured import certificate, secured
from tests.website import Website, website
from web import create_app
from web.agents.callers import MOST_BYTES, Callers, named_in
from web.agents.errors import Fault, UcpError

SEARCH = "dev.ucp.shopping.catalog.search"


def profile(version: str = "2026-08-25", *capabilities: str) -> str:
    names = capabilities or (SEARCH,)
    ucp = {
        "version": version,
        "services": {},
        "capabilities": {name: [{"version": version}] for name in names},
        "payment_handlers": {},
    }
    return json.dumps({"ucp": ucp})


@pytest.fixture(scope="module")
def cert(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def platform(cert: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Website, str]]:
    """A platform's website behind TLS; what it says, and its address."""
    monkeypatch.setenv("SSL_CERT_FILE", str(cert))
    with website() as site, secured(site.address, cert) as address:
        yield site, address


Ask = Callable[..., Any]


@pytest.fixture
def ask(agent: Agent, platform: tuple[Website, str]) -> Ask:
    """Searches as whoever names `profile`, with [ucp] as it is given."""
    netloc = urlsplit(platform[1]).netloc

    def search(named: str | None, **ucp: Any) -> Any:
        allowed = {"allow_private": (netloc,), "requests_per_minute": 0} | ucp
        client = _client(agent, **allowed)
        headers = {"UCP-Agent": f'profile="{named}"'} if named is not None else {}
        return client.post("/api/ucp/catalog/search", json={"query": "tent"}, headers=headers)

    return search


def _client(agent: Agent, **ucp: Any) -> FlaskClient:
    settings: Settings = agent.settings.model_copy(update={"ucp": UcpSection(**ucp)})
    return create_app(settings, agent).test_client()


def test_a_fetched_profile_settles_the_release(ask: Ask, platform: tuple[Website, str]) -> None:
    site, address = platform
    site.pages["/new"] = profile()
    site.pages["/old"] = profile("2026-04-08")
    for path, version in (("/new", "2026-08-25"), ("/old", "2026-04-08")):
        answer = ask(address + path, unknown="refuse")
        assert answer.status_code == 200, answer.text
        assert answer.json["ucp"]["version"] == version
        assert answer.json["products"]


def test_a_profile_is_kept_and_not_asked_for_each_time(
    platform: tuple[Website, str], agent: Agent
) -> None:
    site, address = platform
    site.pages["/p"] = profile()
    callers = Callers(UcpSection(allow_private=(urlsplit(address).netloc,)))
    first = callers.caller(f"{address}/p")
    assert callers.caller(f"{address}/p") == first
    assert site.asked == ["/p"]
    gone = f"{address}/gone"
    for _ in range(3):
        callers.caller(gone)
    assert site.asked == ["/p", "/gone"], "a failure is kept for a minute too"


def test_what_a_caller_does_not_offer_is_an_answer(ask: Ask, platform: tuple[Website, str]) -> None:
    """A failed negotiation is a business outcome: HTTP 200."""
    site, address = platform
    site.pages["/p"] = profile("2026-08-25", "dev.ucp.shopping.checkout")
    answer = ask(f"{address}/p")
    assert answer.status_code == 200
    assert answer.json["ucp"] == {
        "version": "2026-08-25", "status": "error", "capabilities": {},
    }  # fmt: skip
    assert answer.json["messages"][0]["code"] == "capabilities_incompatible"


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (profile("2026-01-11"), 422, "version_unsupported"),
        ("no json", 422, "profile_malformed"),
        ("[]", 422, "profile_malformed"),
        ('{"ucp": {"version": 5, "services": {}}}', 422, "profile_malformed"),
        ('{"ucp": {"version": "2026-08-25"}}', 422, "profile_malformed"),
        ("[" * 100_000, 422, "profile_malformed"),
        ("x" * (MOST_BYTES + 1), 422, "profile_malformed"),
    ],
)
@pytest.mark.parametrize("unknown", ["serve", "refuse"])
def test_a_profile_that_is_wrong_is_refused_whoever_may_come(
    ask: Ask, platform: tuple[Website, str], body: str, status: int, code: str, unknown: str
) -> None:
    site, address = platform
    site.pages["/p"] = body
    answer = ask(f"{address}/p", unknown=unknown)
    assert (answer.status_code, answer.json["code"]) == (status, code)
    assert len(answer.json["content"]) < 300


def test_a_gigabyte_of_profile_is_not_read(ask: Ask, platform: tuple[Website, str]) -> None:
    """Said in its header or not: what is more than the bound is not waited for."""
    site, address = platform
    site.pages["/p"] = (200, {"Content-Encoding": "gzip"}, _bomb())
    answer = ask(f"{address}/p")
    assert (answer.status_code, answer.json["code"]) == (422, "profile_malformed")


def _bomb() -> bytes:
    """A gigabyte of zeros, packed: a megabyte of them, said a thousand times."""
    packer = zlib.compressobj(1, zlib.DEFLATED, -zlib.MAX_WBITS)
    piece = packer.compress(bytes(1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)
    return gzip.compress(b"")[:10] + piece * 1024


def test_redirects_are_not_followed(ask: Ask, platform: tuple[Website, str]) -> None:
    site, address = platform
    site.pages["/p"] = profile()
    site.pages["/led"] = (302, {"Location": f"{address}/p"}, b"")
    answer = ask(f"{address}/led", unknown="refuse")
    assert (answer.status_code, answer.json["code"]) == (424, "profile_unreachable")
    assert site.asked == ["/led"]


def test_strangers_are_served_or_refused(ask: Ask, platform: tuple[Website, str]) -> None:
    _, address = platform
    for named, status, code in (
        (None, 400, "invalid_profile_url"),
        (f"{address}/gone", 424, "profile_unreachable"),
        ("https://nobody.invalid/p", 424, "profile_unreachable"),
    ):
        assert ask(named).status_code == 200
        refused = ask(named, unknown="refuse")
        assert (refused.status_code, refused.json["code"]) == (status, code)


def test_known_profiles_are_taken_without_being_fetched(
    ask: Ask, platform: tuple[Website, str]
) -> None:
    site, address = platform
    ucp = {"unknown": "refuse", "known": (f"{address}/known/",)}
    assert ask(f"{address}/known/any", **ucp).status_code == 200
    assert ask(f"{address}/other", **ucp).status_code == 424
    assert site.asked == ["/other"]


@pytest.mark.parametrize(
    "address",
    [
        "https://127.0.0.1:9/p",
        "https://localhost/p",
        "https://10.0.0.1/p",
        "https://169.254.169.254/latest/meta-data",
        "https://[::1]/p",
        "https://2130706433/p",
        "http://shop.example/p",
        "ftp://shop.example/p",
        "https://name:secret@shop.example/p",
        "https://",
        "https://[",
        "nothing",
        "https://shop.example/" + "x" * 2000,
    ],
)
def test_an_address_that_no_profile_may_have_is_refused_in_any_case(
    agent: Agent, address: str
) -> None:
    client = _client(agent, unknown="serve")
    headers = {"UCP-Agent": f'profile="{address}"'}
    answer = client.post("/api/ucp/catalog/search", json={"query": "tent"}, headers=headers)
    assert (answer.status_code, answer.json["code"]) == (400, "invalid_profile_url")


def test_so_many_new_profiles_a_minute_are_asked_for() -> None:
    asked: list[str] = []

    def fetch(address: str) -> tuple[bytes, float]:
        asked.append(address)
        return profile().encode(), 60.0

    callers = Callers(UcpSection(unknown="refuse"), fetch)
    for number in range(20):
        callers.caller(f"https://shop.example/{number}")
    with pytest.raises(UcpError) as caught:
        callers.caller("https://shop.example/one/more")
    assert caught.value.fault is Fault.UNAVAILABLE
    assert caught.value.retry_after
    assert len(asked) == 20


@pytest.mark.parametrize(
    ("header", "named"),
    [
        ('profile="https://a.example/p"', "https://a.example/p"),
        ('x=1, profile = "https://a.example/p";v=2', "https://a.example/p"),
        ("profile=https://a.example/p", ""),
        ('notprofile="https://a.example/p"', ""),
        ("", ""),
        (", " * 10_000, ""),
    ],
)
def test_the_header_names_the_profile(header: str, named: str) -> None:
    assert named_in(header) == named


def test_a_known_profile_needs_a_whole_host(tmp_path: Path) -> None:
    """ "https://a.eu" would also be the beginning of https://a.eu.evil.example."""
    file = tmp_path / "tresen.toml"
    file.write_text('[ucp]\nknown = ["https://a.eu"]\n')
    with pytest.raises(ConfigError, match=r"\[ucp\] known"):
        load(file)
