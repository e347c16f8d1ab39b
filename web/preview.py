"""`GET /preview`: the owner tries colours and words, and sees the real widget change at once.

Only for whoever sits at the machine that serves: a visitor who comes from elsewhere, or by a proxy,
is refused. The page has no secret in it and writes no file; it shows the lines to copy.
"""

from __future__ import annotations

from pathlib import Path

from babel import Locale, UnknownLocaleError
from flask import Blueprint, Response, jsonify, render_template, request, send_from_directory

from agent.config import Settings
from web.bodies import json_body, json_object, validated
from web.drafts import Draft, lines, looks, notes, offered
from web.here import is_here
from web.look import model_credit
from web.origins import CONTENT_POLICY
from web.problems import problem
from web.words import FALLBACK, for_owners, messages

_FILES = Path(__file__).parent / "preview_page"
_OWN_FRAMES = f"{CONTENT_POLICY}; frame-src 'self'"
_FRAMED = CONTENT_POLICY.replace("frame-ancestors 'none'", "frame-ancestors 'self'")


def preview(settings: Settings) -> Blueprint:
    """The routes."""
    routes = Blueprint("preview", __name__, url_prefix="/preview", template_folder="templates")
    credit = model_credit(settings)

    @routes.before_request
    def only_here() -> Response | None:
        if is_here():
            return None
        message = "The preview is shown on the machine that serves only, at its own address."
        return problem(403, "only_here", message)

    @routes.get("")
    def form() -> Response:
        language = _language()
        page = render_template(
            "preview.html",
            language=language,
            words=messages(language)["preview"],
            business=settings.business,
            widget=settings.widget,
            languages={code: _name(code, language) for code in offered(settings)},
        )
        return _page(page, _OWN_FRAMES)

    @routes.get("/page")
    def embedding_page() -> Response:
        response = _page(render_template("preview_frame.html"), _FRAMED)
        response.headers["X-Frame-Options"] = "SAMEORIGIN"
        return response

    @routes.post("/look")
    def look() -> Response:
        draft = validated(Draft, json_object(json_body()))
        words = messages(_language())["preview"]
        return jsonify(
            looks=looks(settings, draft, credit),
            toml=lines(settings, draft),
            notes=notes(draft, words),
        )

    @routes.get("/files/<path:name>")
    def static_file(name: str) -> Response:
        return send_from_directory(_FILES, name, max_age=0)

    return routes


def _page(html: str, policy: str) -> Response:
    headers = {"Content-Security-Policy": policy, "Cache-Control": "no-store"}
    return Response(html, content_type="text/html; charset=utf-8", headers=headers)


def _language() -> str:
    asked = request.args.get("language", "")
    liked = request.accept_languages.best_match(for_owners())
    return asked if asked in for_owners() else liked or FALLBACK


def _name(code: str, language: str) -> str:
    """A language's name in another: "German"."""
    try:
        return Locale(code).get_display_name(language) or code
    except UnknownLocaleError:
        return code
