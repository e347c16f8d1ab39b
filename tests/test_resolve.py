"""resolve: what is shown satisfies every condition by its row, and nothing that satisfies is left
out. Over catalogs that are drawn; each property is held to the cells as they were drawn."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from agent.answering.resolve import find
from agent.answering.result import Result
from agent.understanding.query import Act, Ask, Condition, Op, Order, Target
from catalog.columns import Columns
from catalog.records import Availability
from catalog.schema import Role
from tests.drawn import SHADES, SIZES, STUFFS, Names, Thing, things

PLAIN = Names()
Row = tuple[str, str]
"""A product's id and the size of one of its variants."""
Holds = Callable[[Thing, tuple[str, int | None, object]], bool | None]
"""Whether a condition is true of a variant; None where the row does not state it."""


@dataclass(frozen=True)
class Wish:
    """A condition, by the field's plain name, with the test's own reading of it."""

    field: str
    op: Op
    values: tuple[str, ...]
    low: float | None
    high: float | None
    holds: Holds

    def condition(self, columns: Columns, names: Names) -> Condition:
        id = field_of(columns, self.field, names)
        return Condition((id,), self.op, self.values, self.low, self.high, mention=self.field)


def field_of(columns: Columns, name: str, names: Names) -> str:
    if name == "price":
        return Role.PRICE.value
    role = Role.OPTION if name == "size" else Role.ATTRIBUTE
    return f"{role.value}:en:{getattr(names, name)}"


def within(low: float | None, high: float | None, value: float | None) -> bool | None:
    if value is None:
        return None
    return (low is None or value >= low) and (high is None or value <= high)


def bounds(field: str, top: int, value: Callable[..., float | None]) -> st.SearchStrategy[Wish]:
    def made(op: Op, one: int, other: int) -> Wish:
        low = None if op is Op.AT_MOST else float(min(one, other))
        high = None if op is Op.AT_LEAST else float(max(one, other))
        return Wish(field, op, (), low, high, lambda t, v: within(low, high, value(t, v)))

    ops = st.sampled_from((Op.AT_LEAST, Op.AT_MOST, Op.WITHIN))
    return st.builds(made, ops, st.integers(0, top), st.integers(0, top))


def chosen(
    field: str, among: Sequence[str], cell: Callable[..., tuple[str, ...] | None]
) -> st.SearchStrategy[Wish]:
    def made(op: Op, values: tuple[str, ...]) -> Wish:
        def holds(thing: Thing, variant: tuple[str, int | None, object]) -> bool | None:
            held = cell(thing, variant)
            if held is None:
                return None
            return bool(set(values) & set(held)) is (op is Op.IS)

        return Wish(field, op, values, None, None, holds)

    values = st.lists(st.sampled_from(among), min_size=1, max_size=2, unique=True).map(tuple)
    return st.builds(made, st.sampled_from((Op.IS, Op.LACKS)), values)


def plain(op: Op) -> Wish:
    def holds(thing: Thing, _: object) -> bool | None:
        return None if thing.plain is None else thing.plain is (op is Op.IS)

    return Wish("plain", op, ("yes",), None, None, holds)


WISHES = st.one_of(
    bounds("weight", 9_000, lambda t, v: t.grams),
    bounds("price", 500, lambda t, v: v[1]),
    chosen("shade", SHADES, lambda t, v: None if t.shade is None else (t.shade,)),
    chosen("stuffs", STUFFS, lambda t, v: t.stuffs),
    chosen("size", SIZES, lambda t, v: (v[0],)),
    st.builds(plain, st.sampled_from((Op.IS, Op.LACKS))),
)
SEVERAL = st.lists(WISHES, min_size=1, max_size=3)


def columns_of(drawn: Sequence[Thing], names: Names = PLAIN) -> Columns:
    return Columns([thing.product(names) for thing in drawn], ("en",))


def asked(wishes: Sequence[Wish], columns: Columns, names: Names = PLAIN, **more: object) -> Ask:
    return Ask(Act.FIND, conditions=tuple(w.condition(columns, names) for w in wishes), **more)  # type: ignore[arg-type]


def shown(result: Result, columns: Columns, drawn: Sequence[Thing]) -> set[Row]:
    return {
        (drawn[m.product].id, drawn[m.product].variants[row - columns.starts[m.product]][0])
        for m in result.matches
        for row in m.rows
    }


def sure(result: Result, columns: Columns, drawn: Sequence[Thing]) -> set[Row]:
    """What is shown as fitting: of what does not state a thing that may not be given up nobody
    knows."""
    return set() if result.unstated else shown(result, columns, drawn)


def satisfying(drawn: Sequence[Thing], wishes: Sequence[Wish]) -> set[Row]:
    return {
        (thing.id, variant[0])
        for thing in drawn
        for variant in thing.variants
        if all(wish.holds(thing, variant) for wish in wishes)
    }


def all_stated(drawn: Sequence[Thing], wishes: Sequence[Wish]) -> bool:
    """Whether each condition is of a field that some row states: others cannot be checked."""
    rows = [(thing, variant) for thing in drawn for variant in thing.variants]
    return all(any(w.holds(t, v) is not None for t, v in rows) for w in wishes)


@given(things(), SEVERAL)
def test_exactly_what_satisfies_is_shown(drawn: list[Thing], wishes: list[Wish]) -> None:
    assume(all_stated(drawn, wishes))
    columns = columns_of(drawn)
    result = find(asked(wishes, columns), columns, ("en",))
    assert sure(result, columns, drawn) == satisfying(drawn, wishes)


@given(things(), SEVERAL)
def test_what_may_be_without_and_does_not_say_so_is_shown_as_not_known(
    drawn: list[Thing], wishes: list[Wish]
) -> None:
    assume(all_stated(drawn, wishes))
    columns = columns_of(drawn)
    result = find(asked(wishes, columns), columns, ("en",))
    if not result.unstated:
        return
    assert not satisfying(drawn, wishes)
    conditions = [w.condition(columns, PLAIN) for w in wishes]
    unsure = [w for w, c in zip(wishes, conditions, strict=True) if c in result.unstated]
    others = [w for w in wishes if w not in unsure]
    for thing in drawn:
        for variant in thing.variants:
            if (thing.id, variant[0]) in shown(result, columns, drawn):
                assert all(w.holds(thing, variant) is None for w in unsure)
                assert all(w.holds(thing, variant) for w in others)


@given(things(), SEVERAL)
def test_what_comes_near_lacks_one_condition_and_no_other(
    drawn: list[Thing], wishes: list[Wish]
) -> None:
    assume(all_stated(drawn, wishes) and not satisfying(drawn, wishes))
    columns = columns_of(drawn)
    result = find(asked(wishes, columns), columns, ("en",))
    assert not result.matches or result.unstated
    if not result.near:
        return
    assert result.given_up is not None
    assert result.given_up.op is not Op.LACKS, "what must not be in it is never given up"
    assert "washable" not in result.given_up.fields[0], "nor is a yes or no"
    conditions = [w.condition(columns, PLAIN) for w in wishes]
    kept = [w for w, c in zip(wishes, conditions, strict=True) if c != result.given_up]
    near = Result(result.near)
    assert shown(near, columns, drawn) <= satisfying(drawn, kept)


@given(things(), SEVERAL, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(
    drawn: list[Thing], wishes: list[Wish], draw: st.DataObject
) -> None:
    columns = columns_of(drawn)
    other = list(drawn)
    draw.shuffle(other)  # type: ignore[attr-defined]
    turned = columns_of(other)
    first = find(asked(wishes, columns), columns, ("en",))
    second = find(asked(wishes, turned), turned, ("en",))
    assert shown(first, columns, drawn) == shown(second, turned, other)


@given(things(), SEVERAL)
def test_what_fields_are_called_changes_nothing(drawn: list[Thing], wishes: list[Wish]) -> None:
    called = Names("tarnish", "burden", "soakable", "makings", "girth")
    columns, renamed = columns_of(drawn), columns_of(drawn, called)
    first = find(asked(wishes, columns), columns, ("en",))
    second = find(asked(wishes, renamed, called), renamed, ("en",))
    assert shown(first, columns, drawn) == shown(second, renamed, drawn)


@given(things(), st.lists(WISHES, max_size=2), st.booleans())
def test_an_order_is_by_the_rows(drawn: list[Thing], wishes: list[Wish], most: bool) -> None:
    rows = satisfying(drawn, wishes)
    known = {t.id for t in drawn if t.grams is not None} & {id for id, _ in rows}
    assume(all_stated(drawn, wishes) and known)
    columns = columns_of(drawn)
    by = Order(field_of(columns, "weight", PLAIN), most)
    result = find(asked(wishes, columns, order=by), columns, ("en",))
    grams = [drawn[m.product].grams for m in result.matches]
    assert None not in grams, "what states no amount has no place in an order of it"
    assert grams == sorted(grams, reverse=most)  # type: ignore[type-var]
    rows = {row for row in rows if row[0] in known}
    gone = {(t.id, v[0]) for t in drawn for v in t.variants if v[2] is Availability.OUT_OF_STOCK}
    here = {id for id, _ in rows - gone}
    right = here or {id for id, _ in rows}  # what nobody can have is not the lightest
    assert {drawn[m.product].id for m in result.matches} == right


@given(things(), st.lists(WISHES, max_size=2), st.booleans())
def test_an_order_that_no_row_states_denies_none(
    drawn: list[Thing], wishes: list[Wish], most: bool
) -> None:
    unweighed = [replace(thing, grams=None) for thing in drawn[1:]]
    scale = replace(drawn[0], grams=1)
    columns = columns_of([scale, *unweighed])
    assume(all_stated(unweighed, wishes) and not satisfying([scale], wishes))
    by = Order(field_of(columns, "weight", PLAIN), most)
    result = find(asked(wishes, columns, order=by), columns, ("en",))
    found = bool(result.matches) and not result.unstated
    assert found is bool(satisfying(unweighed, wishes))


@given(things(), st.lists(WISHES, max_size=2), st.booleans(), st.data())
def test_lighter_is_lighter_than_what_was_spoken_of(
    drawn: list[Thing], wishes: list[Wish], most: bool, data: st.DataObject
) -> None:
    assume(all_stated(drawn, wishes))
    spoken = data.draw(st.lists(st.sampled_from(drawn), min_size=1, unique=True))
    against = [t.grams for t in spoken if t.grams is not None]
    assume(against)
    columns = columns_of(drawn)
    order = Order(field_of(columns, "weight", PLAIN), most, all=True)
    ask = asked(wishes, columns, order=order, relative=order, beyond=[f"z{t.id}" for t in spoken])
    result = find(ask, columns, ("en",))
    further = {
        t.id
        for t in drawn
        if t.grams is not None and (t.grams > max(against) if most else t.grams < min(against))
    }
    right = {row for row in satisfying(drawn, wishes) if row[0] in further}
    gone = {(t.id, v[0]) for t in drawn for v in t.variants if v[2] is Availability.OUT_OF_STOCK}
    shown_here = set() if result.unstated else {drawn[m.product].id for m in result.matches}
    assert shown_here == ({id for id, _ in right - gone} or {id for id, _ in right})


@given(things(), WISHES)
def test_what_no_row_states_is_said_and_not_taken_for_true(drawn: list[Thing], wish: Wish) -> None:
    assume(all_stated(drawn, [wish]) and satisfying(drawn, [wish]))
    columns = columns_of(drawn)
    strange = Condition(("attribute:en:nobody",), Op.IS, ("yes",), mention="nobody")
    ask = asked([wish], columns)
    both = Ask(Act.FIND, conditions=(*ask.conditions, strange))
    result = find(both, columns, ("en",))
    assert result.unstated == (strange,)
    assert shown(result, columns, drawn) == satisfying(drawn, [wish])


@given(things(), st.lists(WISHES, max_size=2), st.data())
def test_others_are_others(drawn: list[Thing], wishes: list[Wish], data: st.DataObject) -> None:
    assume(all_stated(drawn, wishes))
    columns = columns_of(drawn)
    before = data.draw(st.lists(st.sampled_from([f"z{t.id}" for t in drawn]), unique=True))
    result = find(asked(wishes, columns, more=True), columns, ("en",), before)
    right = {row for row in satisfying(drawn, wishes) if f"z{row[0]}" not in before}
    assert sure(result, columns, drawn) == right


@given(things(), st.lists(WISHES, max_size=2), st.data())
def test_of_those_that_are_named_alone(
    drawn: list[Thing], wishes: list[Wish], data: st.DataObject
) -> None:
    assume(all_stated(drawn, wishes))
    columns = columns_of(drawn)
    ids = [f"z{t.id}" for t in drawn]
    named = data.draw(st.lists(st.sampled_from(ids), unique=True, min_size=1))
    ask = asked(wishes, columns, targets=(Target(tuple(named), ""),))
    result = find(ask, columns, ("en",))
    right = {row for row in satisfying(drawn, wishes) if f"z{row[0]}" in named}
    assert sure(result, columns, drawn) == right


@given(
    things(),
    st.lists(st.sampled_from(("wool", "crimson", "zorb", "qwxy", "7")), min_size=1, unique=True),
)
def test_every_word_that_nothing_took_is_accounted_for(
    drawn: list[Thing], words: list[str]
) -> None:
    columns = columns_of(drawn)
    result = find(Ask(Act.FIND, unused=tuple(words)), columns, ("en",))
    told = [*result.said, *result.unheard, *result.unknown]
    assert sorted(told) == sorted(w for w in words if not w.isdigit())
    if "qwxy" in words:
        assert "qwxy" in result.unknown


@pytest.mark.parametrize("size", SIZES)
def test_an_offer_that_changed_is_found_by_its_new_price(size: str) -> None:
    states = ((size, 100, Availability.IN_STOCK),)
    drawn = [Thing(str(n), "azure", 10, True, ("oak", "wool"), states) for n in range(9)]
    columns = columns_of(drawn)
    now = ((size, 20, Availability.OUT_OF_STOCK),)
    changed = Thing("4", "azure", 10, True, ("oak", "wool"), now)
    assert columns.set_offers(changed.product())
    cheap = Condition((Role.PRICE.value,), Op.AT_MOST, high=50.0)
    result = find(Ask(Act.FIND, conditions=(cheap,)), columns, ("en",))
    assert [columns.ids[m.product] for m in result.matches] == ["z4"]
    here = Condition((Role.STOCK.value,), Op.IS, (Availability.IN_STOCK.value,))
    result = find(Ask(Act.FIND, conditions=(here,)), columns, ("en",))
    assert "z4" not in {columns.ids[m.product] for m in result.matches}
