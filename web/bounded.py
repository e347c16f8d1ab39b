"""A request waits for whoever writes the database no longer than its visitor would."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from werkzeug.wsgi import ClosingIterator

from catalog.patience import set_patience

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

PATIENCE_S = 1.5


def bounded(app: WSGIApplication) -> WSGIApplication:
    """`app`, under `PATIENCE_S` from a request's first byte to the last of its answer."""

    def serve(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        before = set_patience(PATIENCE_S)

        def put_back() -> None:
            set_patience(before)

        try:
            return ClosingIterator(app(environ, start_response), put_back)
        except BaseException:  # raised again: a thread keeps no request's patience
            put_back()
            raise

    return serve
