"""From what is to be answered, and the agent's reply, to the letter that a channel writes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from agent.config import Settings
from agent.events import CardShown
from agent.grounding.render import Voice
from catalog.records import Product
from web.reply import Reply
from web.webhooks.seam import CartButton, Letter
from web.words import handoff_line

_CARDS = 5
"""In words: what is listed further down nobody reads in a messenger."""


def letter_of(
    reply: Reply,
    kinds: Iterable[str],
    *,
    settings: Settings,
    words: Mapping[str, Any],
    greeting: str,
    address: str,
    person: str,
    language: str,
    answers: tuple[str, ...],
    products: Sequence[Product],
) -> Letter:
    """The letter: who writes (`greeting`, at the first time), the reply, and a word to the rest."""
    own: Mapping[str, str] = words["messages"]
    parts = [greeting, reply.text.strip()]
    handoff = reply.handoff
    if handoff:
        parts.append(handoff_line(handoff, words["widget"], reply.text))
    for kind in dict.fromkeys(kinds):
        if kind == "start":
            parts.append(settings.widget.greeting.get(language) or words["widget"]["greeting"])
        elif kind != "text":
            parts.append(own[kind])
    cards = tuple(_placed(card, settings.business.url) for card in reply.cards)
    found = {product.id: product for product in products}
    return Letter(
        address=address,
        person=person,
        text="\n\n".join(part for part in parts if part),
        language=language,
        words=own,
        cards=cards,
        retailer_ids=tuple(
            _retailer_id(card, found.get(card.id), language) for card in reply.cards
        ),
        suggestions=reply.suggestions,
        handoff=handoff,
        answers=answers,
        cart=_cart(reply, own),
    )


def _cart(reply: Reply, words: Mapping[str, str]) -> CartButton | None:
    """The one link of a reply into the shop's cart: of all that was added up, or of one card."""
    if reply.cart is not None:
        told = words["cart_all"].format(n=reply.cart.pieces)
        return CartButton(told, reply.cart.url)
    links = [card.cart for card in reply.cards if card.cart]
    return CartButton(words["cart"], links[0]) if len(links) == 1 else None


def full_text(letter: Letter, *, button: bool = False) -> str:
    """All of it in plain words: after the text each product with price, stock and links. With
    `button` the link into the cart stands in one, and not here."""
    one = letter.cart.url if letter.cart else ""
    told = {card.id: card.cart for card in letter.cards if card.cart and card.cart != one}
    lines = [
        line
        for card in letter.cards[:_CARDS]
        if (line := _line(card, letter.text, told.get(card.id, ""), letter.words["cart"]))
    ]
    if letter.cart and not button:
        lines.append(f"{letter.cart.title}: {letter.cart.url}")
    return "\n\n".join([letter.text, *lines])


def _line(card: CardShown, said: str, cart: str, put: str) -> str:
    """Empty where the text says all of it already."""
    last = f"\n{put}: {cart}" if cart else ""
    if not card.link or card.link in said:
        return f"{card.title}{last}" if cart else ""
    name = f"{card.title} ({card.options})" if card.options else card.title
    price = f"{card.price} ({card.list_price})" if card.list_price and card.price else card.price
    return f"{', '.join(filter(None, (name, price, card.stock_text)))}\n{card.link}{last}"


def _placed(card: CardShown, url: str) -> CardShown:
    """With whole addresses: a messenger knows no page that "/boots" could be of."""

    def whole(link: str) -> str:
        if link.startswith("/") and not link.startswith("//"):
            return f"{url.rstrip('/')}{link}" if url else ""
        return link

    return CardShown(
        id=card.id, title=card.title, price=card.price, list_price=card.list_price,
        availability=card.availability, stock_text=card.stock_text, image=whole(card.image),
        link=whole(card.link), options=card.options, cart=card.cart,
    )  # fmt: skip


def _retailer_id(card: CardShown, product: Product | None, language: str) -> str:
    """The id under which the platform's catalog has it: feeds give each variant its own."""
    if product is None:
        return card.id
    voice = Voice(language)
    named = (
        v
        for v in product.variants
        if card.options
        and ", ".join(voice.option(product, option) for option in v.options) == card.options
    )
    orderable = (v for v in product.variants if v.availability.can_be_ordered)
    variant = next(named, None) or next(orderable, None) or product.variants[0]
    return variant.id
