"""Pages for programs: /llms.txt, goods as linked data, NLWeb's /ask."""

from __future__ import annotations

from flask import Blueprint, Response, json, jsonify, request

from catalog.errors import TresenError
from catalog.identified import identified
from web.agents.catalog import writing
from web.agents.errors import STATUS, as_ucp
from web.agents.linked import linked
from web.agents.llms import llms_text
from web.agents.nlweb import NLWebRequest, failure, told
from web.agents.operations import Operations
from web.agents.versions import CURRENT
from web.bodies import json_body, json_object, validated
from web.problems import problem
from web.words import choose

LINKED = "/api/linked-data/<path:item>"
_HELD_S = 300
_DESCRIBED = 5000


def pages(operations: Operations) -> Blueprint:
    """The routes."""
    routes = Blueprint("pages_for_agents", __name__)
    desk = operations.desk
    agent = desk.agent

    @routes.get("/llms.txt")
    def llms() -> Response:
        operations.admit()
        text = llms_text(agent, operations.base)
        return _kept(Response(text, content_type="text/markdown; charset=utf-8"))

    @routes.get(LINKED)
    def linked_data(item: str) -> Response:
        """A product by its id, a variant's, or an article number."""
        operations.admit()
        named = identified(agent.catalog.database, [item]).get(item, ())
        found = agent.products([product for product, _ in named[:1]])
        if not found:
            return problem(404, "unknown_item", f"There is no product {item[:80]!r}.", field="item")
        wanted = request.args.get("language", "") or request.headers.get("Accept-Language", "")
        language = choose(wanted[:100], agent.business.languages)
        how = writing(agent, language, operations.base, CURRENT, _DESCRIBED)
        text = json.dumps(linked(found[0], how), ensure_ascii=False)
        response = _kept(Response(text, content_type="application/ld+json"))
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Vary"] = "Accept-Language"
        return response

    @routes.post("/ask")
    def ask() -> Response:
        asked = validated(NLWebRequest, json_object(json_body()))
        line = desk.rate.take(request.remote_addr or "")
        liked = request.headers.get("Accept-Language", "")[:100]
        answer = told(desk, asked, operations.base, liked, line)
        response = jsonify(answer)
        response.headers["Cache-Control"] = "no-store"
        return response

    @routes.errorhandler(TresenError)
    def refused(exc: TresenError) -> Response:
        error = as_ucp(exc)
        response = jsonify(failure(error.fault.value, str(error)))
        response.status_code = STATUS[error.fault]
        if error.retry_after is not None:
            response.headers["Retry-After"] = str(max(1, round(error.retry_after)))
        return response

    return routes


def _kept(response: Response) -> Response:
    response.headers["Cache-Control"] = f"public, max-age={_HELD_S}"
    response.add_etag()
    response.make_conditional(request)
    return response
