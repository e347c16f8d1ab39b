"""What `/openapi.json` says of asking for a notice."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from web.openapi import Described, ref
from web.openapi_parts import Problem, Told, json_of, parameter, problems


class RestockRequest(BaseModel):
    """`variant` is empty where any of the product's will do."""

    model_config = ConfigDict(extra="forbid", strict=True)

    product: Annotated[str, Field(min_length=1, max_length=400)]
    variant: Annotated[str, Field(max_length=400)] = ""
    email: Annotated[str, Field(max_length=254)]


class RestockAsked(Told):
    """`available`: it can be had now."""

    status: Literal["asked", "available"]


RESTOCK = Described(
    {
        "/restock.js": {
            "get": {
                "summary": "The form that the widget shows below something that is sold out",
                "responses": {
                    "200": {
                        "description": "The script",
                        "content": {"text/javascript": {"schema": {"type": "string"}}},
                    },
                    "304": {"description": "The one that the client has is the same."},
                },
            }
        },
        "/api/restock": {
            "post": {
                "summary": "Ask for a mail when something that is sold out is there again",
                "description": "A letter asks whoever reads the mail to confirm it; until then "
                "nobody waits. The answer is the same whether or not they did already.",
                "parameters": [parameter("X-Tresen-Visitor", "header", "the visitor's secret")],
                "requestBody": {
                    "required": True,
                    "content": {"application/json": {"schema": ref(RestockRequest)}},
                },
                "responses": {
                    "200": json_of("It can be had now", RestockAsked),
                    "202": json_of("A letter asks for the confirmation", RestockAsked),
                    **problems(400, 404, 413, 415, 422, 429, 500, 503),
                },
            }
        },
    },
    (RestockRequest, RestockAsked, Problem),
)
