"""Agents as visitors: what programs that shop for somebody read of this business.

rest, mcp     the Universal Commerce Protocol over its two ways          rest.py, mcp.py
goods         rows as its products: the one mapping                      goods.py
pages         llms.txt, linked data, NLWeb's /ask                        pages.py
feed          the Agentic Commerce feed, written by `tresen feed acp`    feed.py
"""

from __future__ import annotations

from flask import Flask

from agent.config import Settings
from web.agents.mcp import mcp
from web.agents.operations import Operations
from web.agents.pages import pages
from web.agents.rest import rest
from web.desk import Desk


def register(app: Flask, desk: Desk, settings: Settings) -> None:
    """Open the doors for agents."""
    operations = Operations(desk, settings)
    app.register_blueprint(rest(operations, settings))
    app.register_blueprint(mcp(operations, settings))
    app.register_blueprint(pages(operations))
