"""Which pages of other origins may talk to the chat, and the headers that every answer carries."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Flask, Response, request

from agent.config import Settings

# Routes that a page of another origin reads: the widget's and the chat's.
_OPEN = (
    "/api/chat",
    "/api/conversations/",
    "/api/search",
    "/api/restock",
    "/restock.js",
    "/widget.json",
    "/v1/",
)

_METHODS = "GET, POST, OPTIONS"
_HEADERS = (
    "Content-Type, Accept-Language, Authorization, X-Tresen-Visitor, X-Tresen-Conversation, "
    "Idempotency-Key"
)

# For the pages that this server itself shows. The widget brings its styles as constructed sheets,
# which need no style-src, so the strict policy holds with it.
CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' https: data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


def register(app: Flask, settings: Settings) -> None:
    """Put the headers on every answer of `app`, and answer preflight requests."""
    allowed = allowlist(settings)

    def preflight() -> Response | None:
        asks = request.headers.get("Access-Control-Request-Method")
        if request.method != "OPTIONS" or not asks or not request.path.startswith(_OPEN):
            return None
        return Response(status=204)

    def finish(response: Response) -> Response:
        _secure(response)
        if request.path.startswith(_OPEN):
            _share(response, request.headers.get("Origin", ""), allowed)
        return response

    app.before_request(preflight)
    app.after_request(finish)


def allowlist(settings: Settings) -> frozenset[str]:
    """The origins that may: those of the settings, and the business's own website."""
    urls = (*settings.web.allowed_origins, settings.business.url)
    return frozenset(origin for url in urls if (origin := _origin(url)))


def _origin(url: str) -> str:
    parts = urlsplit(url if "://" in url else f"https://{url}") if url else None
    return f"{parts.scheme}://{parts.netloc}".lower() if parts and parts.netloc else ""


def _share(response: Response, origin: str, allowed: frozenset[str]) -> None:
    # Also where it is refused: a cache must not hand one origin's answer to another.
    response.vary.add("Origin")
    if origin.lower() not in allowed:
        return
    response.headers["Access-Control-Allow-Origin"] = origin
    response.headers["Access-Control-Expose-Headers"] = "Retry-After, X-Vercel-AI-UI-Message-Stream"
    if request.method == "OPTIONS":
        response.headers["Access-Control-Allow-Methods"] = _METHODS
        response.headers["Access-Control-Allow-Headers"] = _HEADERS
        response.headers["Access-Control-Max-Age"] = "600"


def _secure(response: Response) -> None:
    headers = response.headers
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "strict-origin-when-cross-origin")
    headers.setdefault("Content-Security-Policy", CONTENT_POLICY)
    headers.setdefault("X-Frame-Options", "DENY")
