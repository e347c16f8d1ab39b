"""What a message asks: its language, kind, items, options, field, amounts.

Kind and language are learned from examples (kinds.py); items come from the catalog's own names,
options from its rows, and what is left open from what was spoken of before. What it is not sure of
it says (`close`, `unknown`), so that the reply can ask back. A message that asks several things is
read clause by clause, each as if it came behind the one before.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from agent.truth.asked import Asked, Spoken
from agent.truth.kinds import ABOUT_ITEMS
from agent.truth.lexicon import grouped, lexicon
from agent.truth.masking import Vocabulary
from agent.truth.meant import ProductsById
from agent.truth.phrases import covered, spans
from agent.truth.reading import read
from agent.truth.settling import FRAGMENT, POLICIES
from agent.truth.words import fold, tokens
from catalog.records import Product

__all__ = ["POLICIES", "Asked", "ProductsById", "Spoken", "understand"]

_UNASKED = frozenset({"other", "small_talk", "list", "person", "order_status"})
"""Kinds of clauses that are no question beside another one."""

ReadOne = Callable[[str, Spoken], Asked]
"""Reads a stretch as one question, behind what was spoken of."""

_MOST = 3
"""So many questions are answered in one reply."""


def understand(
    text: str,
    spoken: Spoken,
    vocabulary: Vocabulary,
    products: ProductsById,
    offered: Sequence[str],
) -> Asked:
    """Read one message. `offered` are the business's languages, the first its own."""
    once = _read_once(products)

    def one(said: str, before: Spoken) -> Asked:
        return read(said, before, vocabulary, once, offered)

    return _with_sending(_read(text, spoken, clauses(text, offered), one))


def _with_sending(asked: Asked) -> Asked:
    """A sum "with shipping to Austria" asks for the sum and for what shipping costs there."""
    if asked.kind != "amount" or asked.parts or not asked.items:
        return asked
    book = lexicon(asked.language)
    sending = [p for p in book.kinds["shipping"] if p.weight >= 1]
    said = [at for pattern in sending for span in spans(asked.words, pattern) for at in span]
    at = min(said, default=-1)
    if at < 0 or asked.words[at] in asked.limits.without:
        return asked
    text = f"{book.sentences['suggest_shipping'][0]} {' '.join(asked.words[at:])}"
    content = tuple(word for word in asked.words[at:] if word in asked.content)
    part = Asked(text, tokens(text), asked.language, "shipping", content=content)
    return replace(asked, parts=(asked, part))


def _read(text: str, spoken: Spoken, said: Sequence[str], one: ReadOne) -> Asked:
    """`text`, whose clauses are `said`."""
    whole = one(text, spoken)
    if len(said) < 2 or whole.unknown or whole.kind in ("person", "order_status"):
        return whole
    parts = _parts(said, whole, spoken, one)
    if len({part.kind for part in parts}) > 1 and not _belong_together(whole, parts):
        items = tuple(item for part in parts for item in part.items)
        return replace(whole, kind=parts[0].kind, items=items, parts=parts[:_MOST])
    counted = whole.kind == "amount" or whole.quantity > 1
    if (
        len(parts) == 1
        and parts[0].carried
        and len(whole.items) == 1
        and not (counted or _is_question(whole))
    ):
        return replace(parts[0], text=text, carried=whole.carried)
    return _last_alone(said, whole, spoken, one) or whole


def _read_once(products: ProductsById) -> ProductsById:
    """`products`, each of them read once for a message: several steps look at the same."""
    known: dict[str, Product | None] = {}

    def by_id(ids: Sequence[str]) -> list[Product]:
        if missing := [id for id in ids if id not in known]:
            known.update(dict.fromkeys(missing))
            known.update((product.id, product) for product in products(missing))
        return [found for id in ids if (found := known[id]) is not None]

    return by_id


def clauses(text: str, offered: Sequence[str]) -> list[str]:
    """The stretches of `text` between its marks and its "and"s."""
    joints = grouped("and", offered)
    found: list[list[str]] = [[]]
    for word in text.split():
        if fold(word) in joints:
            found.append([])
            continue
        found[-1].append(word)
        if word[-1] in "?!.;,:":
            found.append([])
    return [" ".join(words) for words in found if words]


def _parts(said: Sequence[str], whole: Asked, spoken: Spoken, one: ReadOne) -> tuple[Asked, ...]:
    """Each question by itself. A clause that is none belongs to the one before it, or at the
    beginning to the one behind it."""
    spoken = replace(spoken, language=whole.language)
    parts: list[Asked] = []
    opening = ""
    for clause in said:
        part = one(clause, spoken)
        if opening and not (part.carried and _is_question(part)):
            part = one(f"{opening} {clause}", spoken)
        if _is_question(part) or (not parts and _is_of_an_item(part)):
            parts.append(part)
            opening = ""
        elif parts:
            parts[-1] = one(f"{parts[-1].text} {clause}", spoken)
        else:
            opening = part.text
        spoken = _going_on(spoken, part)
    if parts and not _is_question(parts[0]) and all(p.kind in ABOUT_ITEMS for p in parts):
        return ()
    return tuple(parts)


def _going_on(spoken: Spoken, part: Asked) -> Spoken:
    """What was spoken of behind `part`."""
    if not part.items:
        return spoken
    named = tuple(item.product for item in part.items)
    return replace(spoken, products=named, kind=part.kind, messages=(part.text,))


def _is_question(part: Asked) -> bool:
    """Whether its words say what it asks, and its products are known where it asks of any."""
    if part.kind in _UNASKED or part.unknown or part.close:
        return False
    says_so = covered(part.words, lexicon(part.language).kinds[part.kind]) >= 1
    asks = says_so or bool(part.field and part.kind == "attribute")
    return asks and (bool(part.items) or part.kind not in ABOUT_ITEMS)


def _is_of_an_item(part: Asked) -> bool:
    """Whether it is a name and hardly more, or asks for goods: "whats the fjell 2 and when do you
    close?", "I need a tent, do you ship to Austria?"."""
    if part.kind == "list":
        said = [p for p in lexicon(part.language).kinds["list"] if p.weight >= 1]
        return bool(part.content) and covered(part.words, said) >= 1
    few = len(part.words) - len(part.items) * 2 <= FRAGMENT
    few = few or any(item.options for item in part.items)  # "the blue vandre in 42"
    return few and part.kind in ABOUT_ITEMS and bool(part.items) and not part.carried


def _belong_together(whole: Asked, parts: Sequence[Asked]) -> bool:
    """Whether they compare or add up: "is it lighter and cheaper than …?" is one question."""
    one = whole.kind in ("comparison", "amount")
    return one and all(part.kind in ABOUT_ITEMS for part in parts)


def _last_alone(said: Sequence[str], whole: Asked, spoken: Spoken, one: ReadOne) -> Asked | None:
    """The last clause, where only it says what is meant: "sorry for my English, is it green?"."""
    if whole.items or whole.close or not spoken.products:
        return None
    last = one(said[-1], spoken)
    return replace(last, text=whole.text) if last.carried and _is_question(last) else None
