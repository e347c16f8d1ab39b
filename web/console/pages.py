"""How a page of the console is made: its words in the owner's language, its headers.

Everything in a template is escaped by Jinja; no template marks anything as safe (a test looks).
"""

from __future__ import annotations

from typing import Any

from flask import Response, g, render_template, request

from web.origins import CONTENT_POLICY
from web.words import FALLBACK, for_owners, messages

POLICY = CONTENT_POLICY.replace("form-action 'none'", "form-action 'self'").replace(
    "img-src 'self' https: data:", "img-src 'self' data:"
)
"""Its forms go here, and no picture comes from elsewhere: a customer's words could name one that
tells its server who reads them when."""


def page(template: str, status: int = 200, /, **values: Any) -> Response:
    """The page `console/<template>.html`, of which no cache keeps anything."""
    language = wanted()
    html = render_template(
        f"console/{template}.html",
        language=language,
        words=messages(language)["console"],
        evidence=messages(language)["evidence"],
        session=g.get("session"),
        here=template,
        **values,
    )
    headers = {
        "Content-Security-Policy": POLICY,
        "Cache-Control": "no-store",
        # "no-referrer" would make the forms' Origin "null".
        "Referrer-Policy": "same-origin",
        "Vary": "Accept-Language, Cookie",
    }
    return Response(html, status, headers, content_type="text/html; charset=utf-8")


def wanted() -> str:
    """The language that the owner's browser likes best, of those that there are."""
    return request.accept_languages.best_match(for_owners()) or FALLBACK
