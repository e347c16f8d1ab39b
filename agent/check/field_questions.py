"""Questions about one field of one item: yes or no, and items whose name another one's begins."""

from __future__ import annotations

from agent.check.asking import Asking, amount_of, attribute_row, one_price, rows_of
from agent.check.fields import Condition, Op, Truth
from agent.check.item_questions import value_need
from agent.check.question import Figures, Question, Verdict
from agent.check.wishes import askable, sayable, spoken, wishable
from catalog.folding import fold
from catalog.gathered import Key
from catalog.records import Attribute, Product
from catalog.schema import Kind, Role


def yes_no(a: Asking) -> Question | None:
    """Whether an item is or has something: by a yes/no field, or by a value of a list or choice;
    as often true as not, and sometimes asked the other way round ("without …")."""
    return a.one((_by_field, _by_value))(a)


def near_name(a: Asking) -> Question | None:
    """Of an item whose whole name stands in another one's ("Dune" beside "Dune Messiah")."""
    product = a.maybe(p for p in _within_others(a) if one_price(p) or p.text(a.language).attributes)
    if product is None:
        return None
    money = one_price(product)
    chosen = a.maybe(x for x in product.text(a.language).attributes if _is_plain(a, x))
    if money and (chosen is None or a.random.random() < 0.5):
        text = a.way("price", item=a.title(product))
        return a.asked("near_name", text, needs=(Figures((amount_of(money),)),),
                       rows=rows_of(product), subject=product.id)  # fmt: skip
    if chosen is None:
        return None
    text = a.way("attribute", item=a.title(product), attribute=a.common(chosen.name))
    row = attribute_row(product, chosen, a.language)
    return a.asked("near_name", text, needs=(value_need(chosen),), rows=(row,),
                   subject=product.id, field=chosen.name)  # fmt: skip


# -- yes or no -----------------------------------------------------------------------------------


def _by_field(a: Asking) -> Question | None:
    fields = a.ground.fields.fields
    key = a.maybe(k for k in wishable(a) if fields[k].kind is Kind.YES_NO)
    if key is None:
        return None
    wanted = a.one((Truth.TRUE, Truth.FALSE))
    asked = Condition(a.ground.fields.named_like(key), Op.HAS, "yes")
    product = a.product(lambda p: a.ground.fields.satisfies(p, (asked,)) is wanted)
    if product is None:
        return None
    name = a.common(spoken(fields[key]))
    text = a.way("yes_no_field", item=a.title(product), field=name)
    return _held(a, product, key, asked, text)


def _by_value(a: Asking) -> Question | None:
    fields = a.ground.fields
    kinds = (Kind.LIST, Kind.CHOICE)
    key = a.maybe(k for k in wishable(a) if fields.fields[k].kind in kinds)
    field = fields.fields[key] if key else None
    if key is None or field is None or field.role is Role.OPTION or not askable(field):
        return None
    product, other = (a.product(lambda p: fields.cells(p, key)) for _ in range(2))
    if product is None or other is None:
        return None
    source = a.one((product, other))
    value = a.maybe(v for v in fields.values(source, key) if sayable(v))
    if value is None or _alike(value, fields.values(product, key)):
        return None
    op = Op.LACKS if field.kind is Kind.LIST and a.random.random() < 0.4 else Op.HAS
    way = "yes_no_lacks" if op is Op.LACKS else f"yes_no_{field.kind.value}"
    text = a.way(way, item=a.title(product), value=value)
    return _held(a, product, key, Condition(fields.named_like(key), op, value), text)


def _alike(value: str, own: tuple[str, ...]) -> bool:
    """Whether the row has something that is and is not the value: "white wine" of "wine"."""
    asked = set(fold(value).split())
    return any(fold(v) != fold(value) and asked & set(fold(v).split()) for v in own)


def _held(a: Asking, product: Product, key: Key, asked: Condition, text: str) -> Question | None:
    truth = a.ground.fields.satisfies(product, (asked,))
    if truth is Truth.UNKNOWN or (len(product.variants) > 1 and _divided(a, product, asked)):
        return None
    field = a.ground.fields.fields[key]
    cells = [c.text for k in asked.keys for c in a.ground.fields.cells(product, k)]
    row = attribute_row(product, Attribute(field.name, ", ".join(cells[:6])), a.language)
    need = Verdict(truth is Truth.TRUE, tuple(dict.fromkeys(cells)))
    return a.asked("yes_no", text, needs=(need,), rows=(row,), subject=product.id,
                   field=field.name)  # fmt: skip


def _divided(a: Asking, product: Product, asked: Condition) -> bool:
    """Whether its variants differ in it: then neither yes nor no is the whole truth."""
    opposite = Op.HAS if asked.op is Op.LACKS else Op.LACKS
    turned = Condition(asked.keys, opposite, asked.value)
    both = (a.ground.fields.satisfies(product, (c,)) for c in (asked, turned))
    return all(truth is Truth.TRUE for truth in both)


# -- names ---------------------------------------------------------------------------------------


def _within_others(a: Asking) -> list[Product]:
    named = {p.id: fold(a.title(p)) for p in a.ground.held.values() if a.language in p.texts}
    return [
        a.ground.held[id]
        for id, name in named.items()
        if not a.ground.namesakes(id)
        and any(other.startswith(f"{name} ") for other in named.values() if other != name)
    ]


def _is_plain(a: Asking, attribute: Attribute) -> bool:
    found = (f for f in a.ground.fields.fields.values() if fold(f.name) == fold(attribute.name))
    return any(askable(f) for f in found)
