"""`/llms.txt`: the business on one page for programs that read. https://llmstxt.org"""

from __future__ import annotations

import re
from collections.abc import Iterable

from agent.shop import Agent
from catalog.records import Passage, Product
from web.agents.goods import whole_address
from web.agents.versions import MCP, REST, WELL_KNOWN
from web.words import messages

_GOODS, _WRITTEN = 60, 40
"""So many goods and pages are listed: all others are found by searching."""
_TITLE_CHARS = 120
_SIGNS = re.compile(r"[\[\]()\\`*_<>#\s]+")


def llms_text(agent: Agent, base: str) -> str:
    """The page."""
    business = agent.business
    language = business.languages[0]
    words = messages(language)["agents"]
    shelf = agent.known().shelf
    products = agent.products(shelf.columns.ids[:_GOODS])
    lines = [
        f"# {_line(business.name)}",
        "",
        f"> {words['summary'].format(name=_line(business.name))}",
        "",
        f"{len(shelf.columns.ids)} products, {business.currency}, {', '.join(business.languages)}.",
        *(_line(part) for part in (business.address, business.phone, business.email) if part),
        "",
        "## For agents",
        "",
        f"- [Universal Commerce Protocol]({base}{WELL_KNOWN}): search, look-up, prices, stock",
        f"- [Model Context Protocol]({base}{MCP}): the same as tools, and questions in words",
        f'- [Search]({base}{REST}/catalog/search): POST {{"query": "…"}}',
        f'- [Questions]({base}/ask): POST {{"query": {{"text": "…"}}}} (NLWeb)',
        f"- [All routes]({base}/openapi.json): OpenAPI 3.1",
    ]
    written = list(_pages(shelf.passages.passages, language, business.url or base))
    if written:
        lines += ["", "## Service", "", *written[:_WRITTEN]]
    goods = list(_listed(products, language, business.url or base))
    if goods:
        lines += ["", "## Optional", "", *goods]
    return "\n".join(lines) + "\n"


def _pages(passages: Iterable[Passage], language: str, base: str) -> Iterable[str]:
    """Each page that the business wrote, once, under its first heading."""
    seen: set[str] = set()
    for passage in passages:
        address = whole_address(passage.link, base)
        if passage.language == language and address and address not in seen:
            seen.add(address)
            title = passage.heading[0] if passage.heading else address
            yield f"- [{_line(title)}]({address})"


def _listed(products: Iterable[Product], language: str, base: str) -> Iterable[str]:
    for product in products:
        address = whole_address(product.link, base)
        if address:
            text = product.text(language)
            path = f": {_line(text.category[-1])}" if text.category else ""
            yield f"- [{_line(text.title)}]({address}){path}"


def _line(text: str) -> str:
    """A text without what means something in Markdown, on one line."""
    return _SIGNS.sub(" ", text).strip()[:_TITLE_CHARS]
