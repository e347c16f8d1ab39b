"""The protocol's own Python models (ucp-sdk) read answers: {"name": body} on the standard input."""

import json
import sys

from pydantic import ValidationError
from ucp_sdk.models.schemas.profile import BusinessSchema
from ucp_sdk.models.schemas.shopping.catalog_lookup import GetProductResponse, LookupResponse
from ucp_sdk.models.schemas.shopping.catalog_search import SearchResponse

MODELS = {
    "profile": BusinessSchema,
    "search": SearchResponse,
    "lookup": LookupResponse,
    "product": GetProductResponse,
}
wrong = {}
for name, body in json.load(sys.stdin).items():
    try:
        MODELS[name].model_validate(body)
    except ValidationError as error:
        wrong[name] = error.errors(include_url=False, include_input=False)[:3]
print(json.dumps(wrong, default=str))
