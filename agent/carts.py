"""Links that put goods into the shop's own cart. Opening one orders nothing.

    shopify       {shop}/cart/ID:QTY,ID:QTY              the variant's number, of row or link
    woocommerce   {shop}/checkout-link/?products=ID:QTY  since WooCommerce 10.0 (June 2025)
    ucp           {endpoint}/ID:QTY,ID:QTY                where its /.well-known/ucp names one
    a template    of the owner's, with {id}, {quantity}, {origin}

Each says where the visitor came from. A row that has no such id has no link: none is guessed.
"""

from __future__ import annotations

import base64
import logging
import re
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote, urlsplit

from agent.cart_settings import ShopSection
from agent.errors import OrdersDown
from catalog.records import Business, Product, Variant

log = logging.getLogger("tresen.agent")

_SHOPIFY = re.compile(r"(?:shopify_[A-Za-z]{2,5}_\d+_|gid://shopify/ProductVariant/|^)(\d{3,20})$")
_VARIANT = re.compile(r"[?&]variant=(\d{3,20})(?:&|#|$)")
_PLAIN = re.compile(r"[A-Za-z0-9._-]+")
_UNIT = "{id}:{quantity}"
"""In a template it stands for several goods, with a comma between."""
_FRESH_S, _AGAIN_S = 6 * 3600.0, 600.0
"""How long what a shop says of itself counts; when one that did not answer is asked again."""
_PERMALINK = "dev.ucp.shopping.permalink"
MOST = 20
"""Goods in one link."""


@dataclass(frozen=True, slots=True)
class Good:
    """So many of one variant."""

    product: Product
    variant: Variant
    quantity: int = 1


Ask = Callable[[str], object]
"""An address to the JSON there. Raises OrdersDown."""


@dataclass(eq=False, slots=True)
class Carts:
    """Makes the links of one shop. Safe from many threads."""

    settings: ShopSection
    business: Business
    ask: Ask = field(default=lambda url: _asked(url))
    _endpoint: str = ""
    _until: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def link(self, goods: Sequence[Good]) -> str:
        """The link for all of `goods`; empty where one of them cannot be had, or has no id that
        the shop's cart knows, or the shop's links take one good only."""
        kind = self.settings.cart
        if not kind or not goods or len(goods) > MOST:
            return ""
        if any(not _can_be_had(good.variant) for good in goods):
            return ""
        match kind:
            case "shopify":
                return self._shopify(goods)
            case "woocommerce":
                return self._woocommerce(goods)
            case "ucp":
                return self._permalink(goods)
            case template:
                return self._filled(template, goods)

    def _shopify(self, goods: Sequence[Good]) -> str:
        ids = [_shopify_id(good) for good in goods]
        base = self._base(goods)
        if not base or not all(ids):
            return ""
        items = ",".join(f"{id}:{g.quantity}" for id, g in zip(ids, goods, strict=True))
        return f"{base}/cart/{items}{self._from('?utm_source=')}"

    def _woocommerce(self, goods: Sequence[Good]) -> str:
        ids = [own_id(good) for good in goods]
        base = self.business.url.rstrip("/")
        if not base or not all(id.isdecimal() for id in ids):
            return ""
        items = ",".join(f"{id}:{g.quantity}" for id, g in zip(ids, goods, strict=True))
        return f"{base}/checkout-link/?products={items}{self._from('&utm_source=')}"

    def _permalink(self, goods: Sequence[Good]) -> str:
        """docs/specification/permalink.md of UCP: other ids than plain ones as ~base64url."""
        endpoint = self._discovered()
        ids = [own_id(good) for good in goods]
        if not endpoint or not all(ids):
            return ""
        items = ",".join(f"{_packed(id)}:{g.quantity}" for id, g in zip(ids, goods, strict=True))
        return f"{endpoint}/{items}{self._from('?attribution/utm_source=')}"

    def _filled(self, template: str, goods: Sequence[Good]) -> str:
        ids = [own_id(good) for good in goods]
        if not all(ids):
            return ""
        filled = template.replace("{origin}", self.settings.origin)
        if _UNIT in filled:
            pairs = zip(ids, goods, strict=True)
            items = ",".join(f"{quote(id, safe='')}:{good.quantity}" for id, good in pairs)
            return filled.replace(_UNIT, items)
        if len(goods) > 1:
            return ""
        filled = filled.replace("{id}", quote(ids[0], safe=""))
        return filled.replace("{quantity}", str(goods[0].quantity))

    def _from(self, parameter: str) -> str:
        return parameter + self.settings.origin if self.settings.origin else ""

    def _base(self, goods: Sequence[Good]) -> str:
        """The shop's address; without one in the settings that of the goods' own pages."""
        if self.business.url:
            return self.business.url.rstrip("/")
        parts = {urlsplit(good.variant.link or good.product.link)[:2] for good in goods}
        scheme, host = parts.pop()
        return f"{scheme}://{host}" if not parts and host else ""

    # -- what the shop says of itself --------------------------------------------------------

    def _discovered(self) -> str:
        """The endpoint as it was last told; looked up aside, so that no reply waits for it."""
        with self._lock:
            if time.monotonic() >= self._until and self.business.url:
                self._until = time.monotonic() + _AGAIN_S
                threading.Thread(target=self.discover, name="permalink", daemon=True).start()
            return self._endpoint

    def discover(self) -> None:
        """Ask the shop where its permalinks begin."""
        try:
            told = self.ask(f"{self.business.url.rstrip('/')}/.well-known/ucp")
        except OrdersDown as exc:
            log.warning("no permalink", extra={"reason": str(exc)})
            return
        found = endpoint_in(told)
        with self._lock:
            self._endpoint = found
            self._until = time.monotonic() + _FRESH_S
        if not found:
            log.warning("no permalink", extra={"reason": f"/.well-known/ucp has no {_PERMALINK}"})


def endpoint_in(profile: object) -> str:
    """The endpoint of the permalinks in a shop's profile; empty where it has none."""
    told = profile
    for step in ("ucp", "capabilities", _PERMALINK):
        told = told.get(step) if isinstance(told, dict) else None
    for entry in told if isinstance(told, list) else [told]:
        config = entry.get("config") if isinstance(entry, dict) else None
        endpoint = config.get("endpoint") if isinstance(config, dict) else None
        if isinstance(endpoint, str) and urlsplit(endpoint).scheme in ("http", "https"):
            return endpoint.rstrip("/")
    return ""


def own_id(good: Good) -> str:
    """What the shop itself calls the variant; empty where its row does not say so."""
    product, variant = good.product, good.variant
    if variant.shop_id:
        return variant.shop_id
    own = variant.id.removeprefix(f"{product.id}:")
    alone = len(product.variants) == 1 and own in ("1", product.id)
    return variant.sku or (product.id if alone else own)


def _shopify_id(good: Good) -> str:
    for told in (good.variant.shop_id, good.variant.id.rpartition(":")[2]):
        if len(told) > 5 and (found := _SHOPIFY.search(told)):
            return found[1]
    link = _VARIANT.search(good.variant.link)
    return link[1] if link else ""


def _can_be_had(variant: Variant) -> bool:
    return not variant.availability.is_gone


def _packed(id: str) -> str:
    if _PLAIN.fullmatch(id):
        return id
    return "~" + base64.urlsafe_b64encode(id.encode()).decode().rstrip("=")


def _asked(url: str) -> object:
    from agent.orders.wire import as_json, asked, client

    with client(5.0) as http:
        raw, _ = asked(http, "GET", url, 5.0, {"Accept": "application/json"})
    return as_json(raw)
