"""The page: the owner's console at `/console`, rendered on the server.

    door         who may enter                                          door.py, keys.py
    today        who waits for a person, what runs, what has no answer  talks.py
    talk         one talk, and what is done in it                       talk.py, hands.py, reach.py
    questions    what had no answer, answered for good                   questions.py
    goods        sources, what was not taken, the row as the agent has it  goods.py
    figures      what happened how often                 figures.py, plots.py
    privacy      what lies where, one person's data     privacy.py
    live         an open page is told that there is something new       live.py

What it shows it reads from the tables that the agent and the messengers write.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Blueprint, Flask, Response, send_from_directory

from web.console.door import add_door
from web.console.figure_routes import add_figures
from web.console.goods import add_goods
from web.console.hands import Hands, giving_back
from web.console.keys import Keys
from web.console.live import add_live
from web.console.privacy import add_privacy
from web.console.question_routes import add_questions
from web.console.reach import Reach
from web.console.talk_routes import add_talk
from web.console.talks import Talks
from web.desk import Desk
from web.webhooks import Post

_FILES = Path(__file__).parent / "files"
HANDS = "tresen.hands"
"""Under which an application has the owners' hands."""


def register(app: Flask, desk: Desk, post: Post | None) -> None:
    """The routes. `post` are the messengers that are open."""
    agent = desk.agent
    routes = Blueprint("console", __name__, url_prefix="/console", template_folder="templates")

    def keys() -> Keys:
        return Keys(agent.catalog.database)

    def talks() -> Talks:
        return Talks(agent.catalog.database, agent.settings.channels.person_s)

    def hands() -> Hands:
        return Hands(agent, Reach(agent.catalog.database, post, agent.business.languages))

    add_door(routes, keys, agent.catalog.database)
    add_talk(routes, talks, hands)
    add_questions(routes, agent)
    add_goods(routes, agent)
    add_figures(routes, agent)
    add_privacy(routes, agent)
    add_live(routes, talks, keys)

    @routes.get("/files/<path:name>")
    def files(name: str) -> Response:
        return send_from_directory(_FILES, name, max_age=0)

    app.register_blueprint(routes)
    app.extensions[HANDS] = hands


@contextmanager
def returning(app: Flask) -> Iterator[None]:
    """What a person has left alone goes back to the agent, until the end of the block."""
    with giving_back(app.extensions[HANDS]()):
        yield
