"""The page: the owner's console at `/console`, rendered on the server.

    door         who may enter                                          door.py, keys.py

What it shows it reads from the same tables that the agent writes.
"""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, Response, send_from_directory

from web.console.door import add_door
from web.console.keys import Keys
from web.console.pages import page
from web.desk import Desk

_FILES = Path(__file__).parent / "files"


def console(desk: Desk) -> Blueprint:
    """The routes."""
    routes = Blueprint("console", __name__, url_prefix="/console", template_folder="templates")
    add_door(routes, lambda: Keys(desk.agent.catalog.database))

    @routes.get("/files/<path:name>")
    def files(name: str) -> Response:
        return send_from_directory(_FILES, name, max_age=0)

    @routes.get("")
    def today() -> Response:
        return page("today")

    return routes
