"""The releases of the Universal Commerce Protocol that are spoken, and what is published of each.

https://ucp.dev/2026-08-25/specification/overview, "Profile Structure". `ask_business` is in its
draft alone; a draft must not stand in a dated profile ("Pre-release Versions"), so it has a profile
of its own, which no other one names.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from web.agents.unit_prices import Form

MCP, REST = "/api/ucp/mcp", "/api/ucp"
WELL_KNOWN = "/.well-known/ucp"


class Version(StrEnum):
    """The releases, the newest first; and the draft."""

    AUGUST = "2026-08-25"
    APRIL = "2026-04-08"
    DRAFT = "draft"


CURRENT = Version.AUGUST
DATED = (Version.AUGUST, Version.APRIL)
FORMS = {Version.AUGUST: Form.STEPS, Version.APRIL: Form.NUMBER, Version.DRAFT: Form.STEPS}
"""How each writes measures."""


class Capability(StrEnum):
    """What is offered."""

    SEARCH = "dev.ucp.shopping.catalog.search"
    LOOKUP = "dev.ucp.shopping.catalog.lookup"
    ASK = "dev.ucp.common.ask"


_SITE = "https://ucp.dev"
_SPECIFIED = {
    Version.AUGUST: {
        Capability.SEARCH: ("shopping/catalog/search", "shopping/catalog_search.json"),
        Capability.LOOKUP: ("shopping/catalog/lookup", "shopping/catalog_lookup.json"),
    },
    Version.APRIL: {
        Capability.SEARCH: ("catalog/search", "shopping/catalog_search.json"),
        Capability.LOOKUP: ("catalog/lookup", "shopping/catalog_lookup.json"),
    },
    Version.DRAFT: {Capability.ASK: ("common/ask", "common/ask.json")},
}
"""Each capability's page and schema below the release's own address."""


def version_of(text: str) -> Version | None:
    """The release that `text` names; None where it is none that is spoken."""
    return next((version for version in Version if version == text), None)


def envelope(version: Version, capability: Capability, *, failed: bool = False) -> dict[str, Any]:
    """The member `ucp` of an answer."""
    told: dict[str, Any] = {"version": version.value}
    if failed:
        told["status"] = "error"
    return {**told, "capabilities": {capability.value: [{"version": version.value}]}}


def profile(version: Version, base: str) -> dict[str, Any]:
    """What is published at WELL_KNOWN, or for an older release below it. `base` is the address of
    this server."""
    site = f"{_SITE}/{version.value}"
    kind = "common" if version is Version.DRAFT else "shopping"
    told: dict[str, Any] = {"version": version.value}
    if version is CURRENT:
        older = (v for v in DATED if v is not CURRENT)
        told["supported_versions"] = {v.value: f"{base}{WELL_KNOWN}/{v.value}" for v in older}
    told["services"] = {f"dev.ucp.{kind}": list(_bindings(version, base, f"{site}", kind))}
    told["capabilities"] = {
        capability.value: [
            {
                "version": version.value,
                "spec": f"{site}/specification/{page}",
                "schema": f"{site}/schemas/{schema}",
            }
        ]
        for capability, (page, schema) in _SPECIFIED[version].items()
    }
    told["payment_handlers"] = {}
    return {"ucp": told}


def _bindings(version: Version, base: str, site: str, kind: str) -> list[dict[str, str]]:
    """The ways in. Each release has its own, so that whoever names no profile is answered in the
    release whose address they took."""
    own = "" if version is CURRENT else f"/{version.value}"
    described = (
        ("mcp", f"{REST}{own}/mcp", "mcp.openrpc.json"),
        ("rest", f"{REST}{own}", "rest.openapi.json"),
    )
    return [
        {
            "version": version.value,
            "spec": f"{site}/specification/overview",
            "transport": transport,
            "endpoint": f"{base}{path}",
            "schema": f"{site}/services/{kind}/{schema}",
        }
        for transport, path, schema in described
    ]
