"""What can be asked of the product that a page shows, in one tap: what its own row can answer."""

from __future__ import annotations

from collections.abc import Iterator

from agent.grounding.render import Voice
from agent.shop import Agent
from catalog.identified import identified
from catalog.records import Product

_MOST = 3
_LONGEST = 30
"""Characters of a property's name that a question may have."""


def named(agent: Agent, name: str) -> tuple[str, ...]:
    """The id of the product that `name` (an id, a variant's, an article number) is of."""
    found = identified(agent.catalog.database, [name]).get(name, ()) if name else ()
    return (found[0][0],) if len({product for product, _ in found}) == 1 else ()


def questions(agent: Agent, name: str, language: str) -> list[str]:
    """Up to three; none of what nobody sells."""
    spoken = language if language in agent.offered else agent.offered[0]
    products = agent.products(named(agent, name))
    return list(_of(products[0], Voice(spoken)))[:_MOST] if products else []


def _of(product: Product, voice: Voice) -> Iterator[str]:
    text, item = product.text(voice.language), voice.title(product)
    axes = dict.fromkeys(o.name for v in product.variants for o in v.options)
    for name in axes:
        if len({o.value for v in product.variants for o in v.options if o.name == name}) > 1:
            yield voice.say("suggest_options", item=item, name=voice.option_name(product, name))
    yield voice.say("suggest_stock", item=item)
    for one in text.attributes:
        if len(one.name) <= _LONGEST and one.name not in axes:
            yield voice.say("suggest_attribute", item=item, name=one.name)
