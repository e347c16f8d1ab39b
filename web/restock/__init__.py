"""The page: who asks for it is told by mail when something that was sold out is there again.

    "Tell me when it is back" on a card   ─► a request, and a letter that asks   routes.py, kept.py
    the link in it, confirmed             ─► they wait                           routes.py, links.py
    an ingest, a stock update             ─► one letter in the outbox            due.py
    the letter leaves                     ─► by the row as it is then            letters.py
    a link or a mail program's button     ─► nothing of theirs waits any more    routes.py

Open where the settings have `[mail]`, unless `[mail] restock = false`. Nothing that is answered
says whether an address waits for something.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from flask import Flask

from agent.config import Settings

if TYPE_CHECKING:
    from web.desk import Desk
    from web.webhooks import Post


def register(app: Flask, desk: Desk, settings: Settings, post: Post | None) -> None:
    """Add its routes to `app`, where it can be asked for."""
    if settings.mail is not None and settings.mail.restock and post is not None:
        # What it needs is loaded only where there is mail.
        app.register_blueprint(import_module("web.restock.routes").restock_routes(desk, post))
