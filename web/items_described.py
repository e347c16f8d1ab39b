"""What `/openapi.json` says of `/api/catalog/items/<id>`."""

from __future__ import annotations

from typing import Any

from catalog.item_fields import PatchFields, PutFields
from web.openapi import Described, ref
from web.openapi_parts import Problem, Told, json_of, parameter, problems

_PATH = "/api/catalog/items/{item_id}"
_TAG = {"ETag": {"schema": {"type": "string"}, "description": "for If-Match"}}


class ItemShown(Told):
    """A product as it stands now; `variant` is the one that was named, if one was."""

    product: dict[str, Any]
    variant: str | None


def _answers(*fine: str, codes: tuple[int, ...]) -> dict[str, Any]:
    shown = {**json_of("The product as it stands now.", ItemShown), "headers": _TAG}
    return {
        **dict.fromkeys((code for code in fine if code != "204"), shown),
        **({"204": {"description": "It is gone."}} if "204" in fine else {}),
        **problems(401, 404, 500, *codes),
        "403": json_of("The settings have no [catalog] api_key, so nobody may.", Problem),
        "409": json_of("The id names several things; the message says which.", Problem),
    }


def _body(model: type[Any]) -> dict[str, Any]:
    return {"required": True, "content": {"application/json": {"schema": ref(model)}}}


def _changing(summary: str, *fine: str, model: type[Any] | None = None) -> dict[str, Any]:
    told = _answers(*fine, codes=(503, *((400, 413, 415, 422) if model else ())))
    told["412"] = json_of("The item was changed since the tag of If-Match.", Problem)
    tag = parameter("If-Match", "header", "the ETag that the item must have")
    body = {"requestBody": _body(model)} if model else {}
    return {
        "summary": summary,
        "security": [{"key": []}],
        "parameters": [tag],
        **body,
        "responses": told,
    }


ITEMS = Described(
    {
        _PATH: {
            "parameters": [
                parameter("item_id", "path", "a product's id, a variant's, or a SKU", minLength=1)
            ],
            "get": {
                "summary": "One product of the catalog",
                "security": [{"key": []}],
                "responses": _answers("200", codes=()),
            },
            "patch": _changing("Set the fields that are given", "200", model=PatchFields),
            "put": _changing("Make or replace a product", "200", "201", model=PutFields),
            "delete": _changing("Take a product or variant away", "204"),
        }
    },
    (PatchFields, PutFields, ItemShown),
)
