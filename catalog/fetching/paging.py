"""Shopify tells a shop's products a page at a time: all of them, or none.
https://shopify.dev/docs/api/admin-rest/usage/pagination
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from itertools import count
from pathlib import Path
from urllib.parse import urlsplit

import httpx2

from catalog.fetching.address import led_to, origin
from catalog.fetching.client import Answer, Ask, Client
from catalog.fetching.limits import FetchError, Limits

MOST = 400
"""Pages of one shop: 100,000 products."""

_LINK = re.compile(r'<([^<>]+)>\s*;\s*rel="?(next|previous)\b')


def is_paged(address: str) -> bool:
    return urlsplit(address).path.endswith("/products.json")


def whole_shop(
    address: str, client: Client, limits: Limits, file: Path, shown: Callable[[int], None]
) -> list[object] | None:
    """The products of all pages; None where it is something else of this name.

    `file` is for one page at a time, `shown` is told their number. Raises FetchError.
    """
    told: list[object] = []
    last: list[object] = []
    asked = _numbered(address, 1)
    for number in count(1):
        if number > MOST:
            reason = f"more than {MOST} pages of products; some of a shop are not taken for all"
            raise FetchError(f"{address}: {reason}")
        with file.open("w+b") as body:
            answer = client.follow(asked, Ask(body, limits.page_bytes * 4, limits.page_seconds))
            if answer.status != 200:
                raise answer.refused()
            body.seek(0)
            products = _products(body.read())
        if products is None and number == 1:
            return None
        if not products or products == last:
            break
        told += products
        last = products
        shown(number)
        if (following := _next(address, asked, answer, number)) is None:
            break
        asked = following
    return told


def _next(address: str, asked: str, answer: Answer, number: int) -> str | None:
    """The next page: by the mark in the answer's header (page_info), else by its number."""
    links = _LINK.findall(answer.headers.get("link", ""))
    if not links:
        return _numbered(address, number + 1)
    for target, kind in links:
        if kind == "next":
            following = led_to(asked, target)
            if origin(httpx2.URL(following)) != origin(httpx2.URL(address)):
                raise FetchError(f"{address}: its next page, {following}, is of another host")
            return following
    return None


def _numbered(address: str, page: int) -> str:
    asked = {"limit": "250", "page": str(page)}
    return str(httpx2.URL(address).copy_merge_params(asked))


def _products(body: bytes) -> list[object] | None:
    try:
        held = json.loads(body)
    except (ValueError, RecursionError):
        return None
    found = held.get("products") if isinstance(held, dict) else None
    return found if isinstance(found, list) else None
