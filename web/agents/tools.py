"""The operations as tools of the Model Context Protocol: name, description, schemas."""

from __future__ import annotations

from typing import Any

from agent.ucp_settings import UcpSection
from web.agents.operations import OPERATIONS, Operation


def tools(settings: UcpSection) -> list[dict[str, Any]]:
    """All of them, in their order, which never changes."""
    return [_tool(operation, settings.unknown == "refuse") for operation in OPERATIONS]


def _tool(operation: Operation, named: bool) -> dict[str, Any]:
    """`named`: callers must name their profile."""
    schema = operation.arguments.model_json_schema(by_alias=True)
    if named:
        schema["required"] = ["meta", *schema.get("required", [])]
    return {
        "name": operation.name,
        "title": operation.title,
        "description": operation.description,
        "inputSchema": _plain(schema),
        "outputSchema": {
            "type": "object",
            "properties": {
                "ucp": {"type": "object"},
                "messages": {"type": "array", "items": {"type": "object"}},
                **{key: {"type": _KINDS[key]} for key in operation.answers},
            },
            "required": ["ucp"],
        },
        "annotations": {"readOnlyHint": True, "openWorldHint": False},
    }


_KINDS = {
    "products": "array",
    "pagination": "object",
    "product": "object",
    "answer": "object",
    "conversation": "object",
    "links": "array",
}


def _plain(schema: Any) -> Any:
    """Without the titles that pydantic makes up of names, and without defaults."""
    if isinstance(schema, dict):
        return {
            key: _plain(value)
            for key, value in schema.items()
            if key != "default" and not (key == "title" and isinstance(value, str))
        }
    return [_plain(one) for one in schema] if isinstance(schema, list) else schema
