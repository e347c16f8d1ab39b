"""`create_app` wires the parts of the web together and does nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial

from flask import Flask, Response, request
from werkzeug.middleware.proxy_fix import ProxyFix

from agent.answer import answer
from agent.config import Settings
from agent.events import Event
from agent.model.later import stats_of
from agent.shop import Agent
from web import agents, console, mail, origins, problems, restock, webhooks
from web.agents.described import AGENTS
from web.bounded import bounded
from web.chat import chat
from web.desk import Answer, Desk
from web.embed import embed
from web.engine_metrics import EngineMetrics
from web.health import health
from web.items import items
from web.items_described import ITEMS
from web.limits import Places, rate_of
from web.mail import talks
from web.metrics import Metrics
from web.openai_api import openai_api
from web.openapi import openapi
from web.openapi_paths import TALK, V1
from web.openapi_rest import REST
from web.openapi_webhooks import WEBHOOKS
from web.preview import preview
from web.restock.described import RESTOCK
from web.search_box import search_box
from web.shop_events import References, linked, shop_events
from web.source_metrics import SourceMetrics

# Threads that no reply may take, so that pages, health and refusals are answered at any time.
_RESERVED_THREADS = 3


def create_app(settings: Settings, agent: Agent | None = None, reply: Answer = answer) -> Flask:
    """The application for `settings`. Without `agent` it opens one; see `app.extensions["tresen"]`.

    `reply` is the function that answers. Raises TresenError where the agent cannot be opened.
    """
    app = Flask("web", static_folder=None)
    if agent is None:
        agent = Agent.open(settings)
        agent.prepare()
    shown = _shown(agent)
    desk = Desk(
        agent=agent,
        answer=reply if shown is iter else lambda agent, incoming: shown(reply(agent, incoming)),
        shown=shown,
        metrics=Metrics(),
        rate=rate_of(agent.catalog.database, "messages", settings.web.messages_per_minute),
        places=Places(max(1, settings.web.threads - _RESERVED_THREADS)),
    )
    app.extensions["tresen"] = desk
    desk.metrics.registry.register(EngineMetrics(partial(stats_of, desk.agent.backend)))
    desk.metrics.registry.register(SourceMetrics(settings.state))
    problems.register(app)
    origins.register(app, settings)
    app.register_blueprint(chat(desk))
    app.register_blueprint(openai_api(desk, settings))
    app.register_blueprint(embed(settings, desk.agent))
    app.register_blueprint(search_box(desk))
    app.register_blueprint(preview(settings))
    if settings.figures.secret is not None:
        app.register_blueprint(shop_events(agent.catalog.database, settings.figures, _words(agent)))
    app.register_blueprint(items(desk.agent, settings.catalog))
    app.register_blueprint(health(desk.agent, desk.metrics, settings.web))
    agents.register(app, desk, settings)
    post = webhooks.register(app, desk, settings, mail.sender(desk.agent))
    console.register(app, desk, post)
    restock.register(app, desk, settings, post)
    mail.register(app, desk.agent, app.extensions[console.HANDS])
    app.register_blueprint(openapi(settings, TALK, V1, AGENTS, REST, ITEMS, WEBHOOKS, RESTOCK))

    @app.after_request
    def count(response: Response) -> Response:
        route = request.url_rule.rule if request.url_rule else "none"
        desk.metrics.requests.labels(route, str(response.status_code)).inc()
        return response

    app.wsgi_app = bounded(app.wsgi_app)  # type: ignore[method-assign,assignment]
    if settings.web.trusted_proxies:
        hops = settings.web.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    return app


def _words(agent: Agent) -> References:
    return References(talks.secret(agent.catalog.database).encode())


def _shown(agent: Agent) -> Callable[[Iterable[Event]], Iterator[Event]]:
    """Events as customers get them."""
    parameter = agent.settings.figures.parameter
    if not parameter:
        return iter
    return partial(linked, references=_words(agent), parameter=parameter)
