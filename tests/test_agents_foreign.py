"""Agents as others have made them, against the real server: versions in tests/foreign."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask, jsonify

from agent.config import Settings
from agent.shop import Agent
from tests.conftest import DEMO
from tests.fakes import serving
from tests.foreign_clients import HERE, node_room, python_room, run, told
from tests.ports import free_port
from tests.secured import certificate, secured
from web import create_app
from web.agents.requests import MOST_IDS
from web.agents.versions import Version, profile
from web.demo_shop import demo_shop

pytestmark = pytest.mark.slow

MCP = "/api/ucp/mcp"
SCENARIOS = ["server-stateless", "tools-list", "dns-rebinding-protection", "caching"]
FURTHER = [("http-header-validation", "2026-07-28"), ("server-initialize", "2025-11-25"),
           ("ping", "2025-11-25")]  # fmt: skip


OF_CHECKOUTS = {
    "checkout.deterministic_logic",
    "checkout.idempotency_conflict",
    "checkout.protocol_error_shape",
    "payment.handler_id_validated",
    "response.capabilities_relevant",
    "response.content_type_json",
    "response.envelope_every_response",
    "signals.attribution_no_effect",
}
"""Of the older release the suite asks `POST /checkout-sessions` of everybody, declared or not."""


@dataclass(frozen=True)
class Shop:
    """A shop's server: over HTTP for what takes it, over TLS for what takes nothing else."""

    plain: str
    secure: str
    cert: Path

    @property
    def trust(self) -> dict[str, str]:
        """What makes Node and Python trust the certificate."""
        return {"NODE_EXTRA_CA_CERTS": str(self.cert), "SSL_CERT_FILE": str(self.cert)}


@pytest.fixture(scope="module")
def shop(agent: Agent, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    cert = certificate(tmp_path_factory.mktemp("tls"))
    port = free_port()
    plain = f"http://127.0.0.1:{port}"
    with secured(plain, cert) as secure:
        settings = _open_to_all(agent.settings, secure)
        with serving(_app(settings, agent), settings, threads=16, port=port):
            yield Shop(plain, secure, cert)


def _open_to_all(settings: Settings, url: str) -> Settings:
    web = settings.web.model_copy(update={"messages_per_minute": 0})
    ucp = settings.ucp.model_copy(update={"requests_per_minute": 0, "url": url})
    return settings.model_copy(update={"web": web, "ucp": ucp})


def _app(settings: Settings, agent: Agent) -> Flask:
    app = create_app(settings, agent)
    app.register_blueprint(demo_shop(agent, DEMO))

    @app.get("/april/.well-known/ucp")
    def april() -> Any:
        """A business that speaks only the older release, for a suite that reads one profile."""
        response = jsonify(profile(Version.APRIL, settings.ucp.url))
        response.headers["Cache-Control"] = "public, max-age=300"
        return response

    inner = app.wsgi_app

    def outside(environ: Any, start: Any) -> Any:
        """As a web server with a certificate before it says it."""
        if environ.get("HTTP_HOST") == urlsplit(settings.ucp.url).netloc:
            environ["wsgi.url_scheme"] = "https"
        return inner(environ, start)

    app.wsgi_app = outside  # type: ignore[method-assign]
    return app


@pytest.fixture(scope="module")
def python(request: pytest.FixtureRequest) -> Path:
    assert request.config.cache is not None
    return python_room(request.config.cache)


@pytest.fixture(scope="module")
def node(request: pytest.FixtureRequest) -> tuple[Path, Path]:
    assert request.config.cache is not None
    return node_room(request.config.cache)


# -- the commerce protocol -------------------------------------------------------------------------


@pytest.mark.parametrize(("below", "at_least"), [("", 20), ("/april", 22)])
def test_every_must_that_the_conformance_suite_checks_holds(
    shop: Shop, python: Path, agent: Agent, tmp_path: Path, below: str, at_least: int
) -> None:
    """spck-conformance, both releases: all of the catalog's checks run, none deviates."""
    (product,) = agent.products(["vandre"])
    config = {
        "product_id": "vandre",
        "catalog": {
            "variant_id": product.variants[0].id,
            "max_batch": MOST_IDS,
            "configurable_product_id": "vandre",
            "paginated_query": "*",
            "paginated_total": len(agent.known().shelf.columns.ids),
        },
    }
    (tmp_path / "merchant.json").write_text(json.dumps(config))
    given = ["--server", f"{shop.secure}{below}", "--config", tmp_path / "merchant.json", "--json"]
    report = json.loads(run([python / "spck-conformance", *given, "--insecure"]).stdout)
    held: dict[str, set[str]] = {}
    for check in report["checks"]:
        held.setdefault(check["status"].partition(" ")[0], set()).add(check["id"])
    wanting = held.get("deviation", set())
    assert held.keys() <= {"clean-pass", "not-applicable", "not-tested", "deviation"}, held
    assert wanting <= (OF_CHECKOUTS if below else set()), wanting
    assert len(held["clean-pass"]) >= at_least, sorted(held["clean-pass"])
    goods = {c["id"] for c in report["checks"] if c["id"].startswith(("catalog.", "mcp.catalog"))}
    assert goods - held["not-applicable"] <= held["clean-pass"]
    assert len(goods & held["clean-pass"]) >= 17


def test_the_protocols_own_models_read_every_answer(shop: Shop, python: Path, agent: Agent) -> None:
    client = _app(_open_to_all(agent.settings, shop.secure), agent).test_client()

    def post(path: str, body: Any) -> Any:
        return client.post(f"/api/ucp/catalog/{path}", json=body).json

    answers = {
        "profile": client.get("/.well-known/ucp").json,
        "search": post("search", {"query": "*", "pagination": {"limit": 50}}),
        "lookup": post("lookup", {"ids": ["vandre", "NO-FJELL-2-SND", "nothing"]}),
        "product": post("product", {"id": "vandre"}),
    }
    assert len(answers["search"]["products"]) > 40
    script = HERE / "ucp_models.py"
    assert told(run([python / "python", script], said=json.dumps(answers))) == {}


def test_shopifys_command_line_finds_and_reads(
    shop: Shop, node: tuple[Path, Path], tmp_path: Path
) -> None:
    """@shopify/ucp-cli: over TLS alone, over MCP without any of its headers."""
    programs, binary = node
    env = {**shop.trust, "HOME": str(tmp_path), "NO_COLOR": "1"}

    def ucp(*words: str) -> Any:
        given = [*words, "--business", shop.secure, "--format", "json"]
        return told(run([binary, programs / "ucp", *given], env))

    discovered = json.dumps(ucp("discover"))
    assert "dev.ucp.shopping.catalog.search" in discovered
    found = ucp("catalog", "search", "--set", "/query=blue boots 42")
    (product,) = found["result"]["products"]
    assert product["variants"][0]["sku"] == "NO-VANDRE-BLU-42"
    looked = ucp("catalog", "lookup", "--set", '/ids=["fjell-2","NO-FJELL-2-SND"]')
    assert looked["result"]["products"][0]["id"] == "fjell-2"
    one = ucp("catalog", "get_product", "vandre")
    assert one["result"]["product"]["selected"]


# -- the Model Context Protocol --------------------------------------------------------------------


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_the_protocols_own_suite_holds_at_the_newest_release(
    shop: Shop, node: tuple[Path, Path], scenario: str
) -> None:
    baseline = ("--expected-failures", HERE / "conformance.yml")
    _conforms(shop, node, scenario, "2026-07-28", *baseline)


@pytest.mark.parametrize(("scenario", "release"), FURTHER)
def test_further_scenarios_hold_without_exception(
    shop: Shop, node: tuple[Path, Path], scenario: str, release: str
) -> None:
    _conforms(shop, node, scenario, release)


def _conforms(
    shop: Shop, node: tuple[Path, Path], scenario: str, release: str, *more: str | Path
) -> None:
    programs, binary = node
    given = ["server", "--url", f"{shop.plain}{MCP}", "--scenario", scenario]
    command = [binary, programs / "conformance", *given, "--spec-version", release, *more]
    done = run(command, {"NO_COLOR": "1"})
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]


@pytest.mark.parametrize(
    ("mode", "version"),
    [("auto", "2026-07-28"), ("legacy", "2025-11-25"), ("2026-07-28", "2026-07-28")],
)
def test_the_python_client_lists_and_calls(
    shop: Shop, python: Path, mode: str, version: str
) -> None:
    script = HERE / "mcp_client.py"
    met = told(run([python / "python", script, f"{shop.plain}{MCP}", mode]))
    assert met["version"] == version
    assert met["tools"] == ["search_catalog", "lookup_catalog", "get_product", "ask_business"]
    assert met["found"]["products"][0]["variants"][0]["sku"] == "NO-VANDRE-BLU-42"
    assert met["product"]["product"]["id"] == "fjell-2"
    assert met["said"]["answer"]["plain"]
    assert met["wrong"][0] is True
    assert "query" in met["wrong"][1]


def test_the_inspector_lists_and_calls(shop: Shop, node: tuple[Path, Path], tmp_path: Path) -> None:
    programs, binary = node

    def inspect(*words: str) -> Any:
        given = ["--cli", f"{shop.plain}{MCP}", "--transport", "http", *words]
        command = [binary, programs / "mcp-inspector", *given]
        return told(run(command, {"HOME": str(tmp_path), "NO_COLOR": "1"}))

    assert len(inspect("--method", "tools/list")["tools"]) == 4
    asked = ("--tool-name", "lookup_catalog", "--tool-arg", 'catalog={"ids": ["fjell-2"]}')
    called = inspect("--method", "tools/call", *asked)
    assert called["structuredContent"]["products"][0]["title"] == "Fjell 2"


# -- the whole -------------------------------------------------------------------------------------


def test_the_audit_of_readiness_finds_nothing_wanting(shop: Shop, python: Path) -> None:
    """eclipse-agentready: HTTPS, profile, MCP, linked data, robots.txt, sitemap, llms.txt."""
    given = ["audit", shop.secure, "--format", "json", "--fail-under", "90"]
    report = told(run([python / "eclipse-agentready", *given], shop.trust))
    failed = [c["id"] for c in report["checks"] if c["status"] == "fail"]
    assert failed == [], report
    print(report["score"], [(c["id"], c["status"]) for c in report["checks"]])


def test_the_parser_of_llms_txt_reads_the_page(shop: Shop, python: Path, agent: Agent) -> None:
    client = _app(_open_to_all(agent.settings, shop.secure), agent).test_client()
    page = told(run([python / "python", HERE / "llms.py"], said=client.get("/llms.txt").text))
    assert page["title"] == "Nordlicht Outdoor"
    assert page["summary"]
    links = [link for section in page["sections"].values() for link in section]
    assert f"{shop.secure}/api/ucp/mcp" in {link["url"] for link in links}
    assert len(page["sections"]["Optional"]) > 40
