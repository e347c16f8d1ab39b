"""The Model Context Protocol at one address, in the words of three kinds of clients."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from agent.shop import Agent
from web import create_app

MCP = "/api/ucp/mcp"
META = {
    "io.modelcontextprotocol/protocolVersion": "2026-07-28",
    "io.modelcontextprotocol/clientCapabilities": {},
}
AGENT = {"ucp-agent": {"profile": "https://nobody.invalid/profile.json"}}


@pytest.fixture(scope="module")
def client(agent: Agent) -> FlaskClient:
    ucp = agent.settings.ucp.model_copy(update={"requests_per_minute": 0})
    settings = agent.settings.model_copy(update={"ucp": ucp})
    return create_app(settings, agent).test_client()


def rpc(
    client: FlaskClient, method: str, params: Any = None, status: int = 200, **headers: str
) -> Any:
    body = {"jsonrpc": "2.0", "id": 7, "method": method}
    body |= {"params": params} if params is not None else {}
    response = client.post(MCP, json=body, headers=headers)
    assert response.status_code == status, response.text
    assert response.json["id"] == 7
    return response.json


def modern(client: FlaskClient, method: str, status: int = 200, **params: Any) -> Any:
    headers = {"MCP-Protocol-Version": "2026-07-28", "Mcp-Method": method}
    if "name" in params:
        headers["Mcp-Name"] = params["name"]
    return rpc(client, method, {"_meta": META, **params}, status, **headers)


# -- three kinds of clients ------------------------------------------------------------------------


def test_a_stateless_client_discovers_and_calls(client: FlaskClient) -> None:
    result = modern(client, "server/discover")["result"]
    assert result["resultType"] == "complete"
    assert result["supportedVersions"][0] == "2026-07-28"
    assert result["_meta"]["io.modelcontextprotocol/serverInfo"]["title"] == "Nordlicht Outdoor"
    listed = modern(client, "tools/list")["result"]
    assert listed["ttlMs"] > 0
    assert listed["cacheScope"] == "public"
    arguments = {"catalog": {"query": "Fjell 2 Light"}}
    called = modern(client, "tools/call", name="search_catalog", arguments=arguments)["result"]
    assert called["structuredContent"]["products"][0]["id"] == "fjell-2-light"


def test_a_client_of_before_initializes_without_a_session(client: FlaskClient) -> None:
    body = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "x"}}
    result = rpc(client, "initialize", body)["result"]
    assert result["protocolVersion"] == "2025-06-18"
    assert "search_catalog" in result["instructions"]
    assert "resultType" not in result
    noted = client.post(MCP, json={"jsonrpc": "2.0", "method": "notifications/initialized"})
    assert (noted.status_code, noted.data) == (202, b"")
    assert rpc(client, "ping", **{"MCP-Protocol-Version": "2025-06-18"})["result"] == {}
    assert rpc(client, "initialize", {"protocolVersion": "1"})["result"]["protocolVersion"] == (
        "2025-11-25"
    )


def test_a_bare_client_calls_without_any_header(client: FlaskClient) -> None:
    arguments = {"meta": AGENT, "catalog": {"ids": ["fjell-2"]}}
    params = {"name": "lookup_catalog", "arguments": arguments}
    told = rpc(client, "tools/call", params)["result"]["structuredContent"]
    assert told["products"][0]["variants"][0]["inputs"] == [{"id": "fjell-2", "match": "featured"}]


def test_the_older_release_has_an_address_of_its_own(client: FlaskClient) -> None:
    params = {"name": "search_catalog", "arguments": {"catalog": {"query": "tent"}}}
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params}
    told = client.post("/api/ucp/2026-04-08/mcp", json=body).json["result"]["structuredContent"]
    assert told["ucp"]["version"] == "2026-04-08"


def test_tools_stand_in_one_order_and_say_that_they_only_read(client: FlaskClient) -> None:
    lists = [rpc(client, "tools/list")["result"]["tools"] for _ in range(3)]
    assert lists[0] == lists[1] == lists[2]
    names = ["search_catalog", "lookup_catalog", "get_product", "ask_business"]
    assert [tool["name"] for tool in lists[0]] == names
    assert all(tool["annotations"]["readOnlyHint"] for tool in lists[0])
    assert "draft" in lists[0][-1]["title"]


# -- what is wrong ---------------------------------------------------------------------------------


def test_whoever_claims_the_newest_release_is_held_to_its_headers(client: FlaskClient) -> None:
    params = {"_meta": META}
    for headers in (
        {},
        {"MCP-Protocol-Version": "2025-11-25", "Mcp-Method": "tools/list"},
        {"MCP-Protocol-Version": "2026-07-28"},
        {"MCP-Protocol-Version": "2026-07-28", "Mcp-Method": "tools/call"},
    ):
        told = rpc(client, "tools/list", params, 400, **headers)
        assert told["error"]["code"] == -32020
    headers = {"MCP-Protocol-Version": "2026-07-28", "Mcp-Method": "tools/call"}
    call = {"_meta": META, "name": "get_product", "arguments": {"catalog": {"id": "fjell-2"}}}
    assert rpc(client, "tools/call", call, 400, **headers)["error"]["code"] == -32020
    encoded = {**headers, "Mcp-Name": "=?base64?Z2V0X3Byb2R1Y3Q=?="}
    assert "result" in rpc(client, "tools/call", call, **encoded)
    broken = {**headers, "Mcp-Name": "=?base64?***?="}
    assert rpc(client, "tools/call", call, 400, **broken)["error"]["code"] == -32020


def test_other_releases_are_named_and_missing_fields_refused(client: FlaskClient) -> None:
    headers = {"MCP-Protocol-Version": "2030-01-01", "Mcp-Method": "tools/list"}
    meta = META | {"io.modelcontextprotocol/protocolVersion": "2030-01-01"}
    told = rpc(client, "tools/list", {"_meta": meta}, 400, **headers)["error"]
    assert told["code"] == -32022
    assert told["data"]["requested"] == "2030-01-01"
    headers = {"MCP-Protocol-Version": "2026-07-28", "Mcp-Method": "tools/list"}
    assert rpc(client, "tools/list", {}, 400, **headers)["error"]["code"] == -32602
    half = {"_meta": {"io.modelcontextprotocol/protocolVersion": "2026-07-28"}}
    assert rpc(client, "tools/list", half, 400, **headers)["error"]["code"] == -32602


def test_what_is_not_spoken_is_said_in_each_clients_way(client: FlaskClient) -> None:
    assert modern(client, "resources/list", 404)["error"]["code"] == -32601
    assert modern(client, "initialize", 404)["error"]["code"] == -32601
    assert rpc(client, "resources/list")["error"]["code"] == -32601
    assert rpc(client, "tools/call", {"name": "buy"})["error"]["code"] == -32602
    for method in (client.get, client.delete):
        assert method(MCP).status_code == 405


@pytest.mark.parametrize(
    ("data", "code", "status"),
    [
        (b"{", -32700, 400),
        (b'{"a": ' * 3000, -32700, 400),
        (b"[]", -32600, 400),
        (b'[{"jsonrpc": "2.0", "id": 1, "method": "ping"}]', -32600, 400),
        (b'{"id": 1, "method": "ping"}', -32600, 400),
        (b'{"jsonrpc": "2.0", "id": 1}', -32600, 400),
        (b'{"jsonrpc": "2.0", "id": {}, "method": "ping"}', -32600, 400),
        (b'{"jsonrpc": "2.0", "id": null, "method": "ping"}', -32600, 400),
        (b'{"jsonrpc": "2.0", "id": 1, "method": "ping", "params": [1]}', -32602, 400),
        (b'{"jsonrpc": "2.0", "id": 1, "method": "' + b"x" * 600_000 + b'"}', -32600, 413),
    ],
)
def test_a_message_that_is_none_is_refused(
    client: FlaskClient, data: bytes, code: int, status: int
) -> None:
    response = client.post(MCP, data=data, content_type="application/json")
    assert (response.status_code, response.json["error"]["code"]) == (status, code)


def test_wrong_arguments_are_an_error_to_programs_and_a_result_to_models(
    client: FlaskClient,
) -> None:
    """UCP: -32602. MCP: what a model can mend is a result that it reads."""
    for catalog in ({}, {"query": 5}, None, {"query": "tent", "pagination": {"cursor": "?"}}):
        arguments: dict[str, Any] = {"catalog": catalog}
        call = {"name": "search_catalog", "arguments": arguments}
        read = rpc(client, "tools/call", call)["result"]
        assert read["isError"] is True
        assert read["content"][0]["text"]
        named = {**call, "arguments": {**arguments, "meta": AGENT}}
        error = rpc(client, "tools/call", named)["error"]
        assert (error["code"], error["data"]["code"]) == (-32602, "invalid_request")
    ids = {"ids": [f"x{n}" for n in range(51)]}
    many = {"name": "lookup_catalog", "arguments": {"meta": AGENT, "catalog": ids}}
    assert rpc(client, "tools/call", many)["error"]["data"]["code"] == "request_too_large"
    wrong = {"name": "lookup_catalog", "arguments": {"meta": {"ucp-agent": 1}, "catalog": {}}}
    assert rpc(client, "tools/call", wrong)["error"]["code"] == -32602


def test_a_caller_is_refused_in_json_rpc_too(agent: Agent, client: FlaskClient) -> None:
    meta = {"ucp-agent": {"profile": "https://127.0.0.1/profile"}}
    call = {"name": "search_catalog", "arguments": {"meta": meta, "catalog": {"query": "tent"}}}
    error = rpc(client, "tools/call", call, 400)["error"]
    assert error["code"] == -32001
    assert error["data"]["code"] == "invalid_profile_url"
    assert error["data"]["continue_url"] == "https://nordlicht.example"
    strict = agent.settings.ucp.model_copy(update={"unknown": "refuse"})
    settings = agent.settings.model_copy(update={"ucp": strict})
    closed = create_app(settings, agent).test_client()
    call["arguments"] = {"catalog": {"query": "tent"}}
    assert rpc(closed, "tools/call", call, 400)["error"]["code"] == -32001
    tool = rpc(closed, "tools/list")["result"]["tools"][0]
    assert tool["inputSchema"]["required"] == ["meta", "catalog"]


def test_pages_of_other_origins_are_turned_away(client: FlaskClient) -> None:
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    for origin, host, status in (
        ("https://nordlicht.example", "localhost", 200),
        ("http://localhost", "localhost", 200),
        ("http://localhost:8080", "localhost:8080", 200),
        ("https://evil.example", "localhost", 403),
        ("http://evil.example", "evil.example", 403),
        ("null", "localhost", 403),
    ):
        response = client.post(MCP, json=body, headers={"Origin": origin, "Host": host})
        assert response.status_code == status, (origin, host)
        if status == 403:
            assert "id" not in response.json
