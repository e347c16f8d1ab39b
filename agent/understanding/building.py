"""One segment of a message to one ask: what is named, wished, bounded, ordered and asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from agent.understanding.amounts import Amount, fields_for
from agent.understanding.mentions import Index, Mention, What
from agent.understanding.query import (
    About,
    Act,
    Ask,
    Condition,
    Op,
    Order,
    Reference,
    Target,
)
from agent.understanding.scales import Degree, Measured, fields_of, orderable
from agent.understanding.segment import Segment, asks, begins_with, follows
from catalog.columns import Columns, Mask
from catalog.measures import Dimension, first_number, measures
from catalog.schema import Field, Kind, Role
from catalog.text import Token, fold

_ABOUT = (
    (About.ORDER, "order"),
    (About.HOURS, "hours"),
    (About.PHONE, "phone"),
    (About.EMAIL, "email"),
    (About.ADDRESS, "address"),
    (About.CONTACT, "contact"),
)
_NIGHTS = frozenset({"night", "nacht", "nachte", "noche", "notte", "nuit", "gece", "noc"})
"""What rooms are counted by."""

_SAFE = 3
"""Words before a mention that a "not" or "without" may stand at."""


class Building:
    """Makes the ask of one segment."""

    def __init__(self, index: Index, columns: Columns, seg: Segment) -> None:
        self.index = index
        self.columns = columns
        self.seg = seg
        self.taken: set[int] = set()
        """Words that rows explain."""
        self.used: set[int] = set()
        """Words that anything explains."""
        self.negated = self._negations()
        self.strange: dict[Mention, str] = {}
        self.titles = [m for m in seg.mentions if m.what is What.TITLE]
        self.near_fields = {m.start: m.fields for m in seg.mentions if m.what is What.FIELD}

    def ask(self, content: list[int]) -> Ask:
        seg = self.seg
        targets = self._targets()
        conditions = self._from_amounts(targets)
        conditions += self._from_values(targets)
        fields, wished = self._from_fields(bool(targets))
        conditions += wished
        targets, conditions = self._narrowed(targets, conditions)
        if targets and (fields or asked_options(conditions, self.columns) or seg.says("price")):
            conditions = [c for c in conditions if not _only_tags(c, self.columns)]
        order, relative = self._order(bool(targets))
        scaled = self._asked_scales(bool(targets))
        kind = self._kinds()
        conditions += kind
        asks_price, asks_stock = seg.says("price"), seg.says("stock")
        if asks_price:
            self._use("price")
        named = targets or (seg.says("it") and not conditions)
        if not asks_stock and named and not fields and seg.says("having"):
            asks_stock = True
        if asks_stock:
            self._use("stock")
        conditions += self._reduced()
        quantity = self._quantity(targets)
        unused = self._unused(content, conditions, bool(targets))
        about = self._about_business()
        asked = [*fields, *scaled]
        act = self._act(targets, conditions, asked, order or relative, asks_price)
        if (
            act is Act.FIND
            and asks_stock
            and Role.STOCK.value in self.columns.columns
            and conditions
        ):
            conditions.append(Condition((Role.STOCK.value,), Op.IS, ("in_stock", "limited")))
        if act is Act.FIND and order is None and relative is None and seg.says("cheap"):
            order = self._cheapest()
        refers, place = self._reference(targets)
        explained = self._explained(content)
        return Ask(
            act=act,
            targets=tuple(targets),
            conditions=tuple(conditions),
            fields=tuple(dict.fromkeys(fields)),
            scaled=tuple(dict.fromkeys(scaled)),
            which=begins_with(seg, "tell"),
            yes_no=begins_with(seg, "yes_no"),
            advice=seg.says("advice"),
            order=order,
            relative=relative,
            about=about,
            claims=self._claims(targets),
            unused=unused,
            explained=explained,
            text=seg.text,
            more=seg.says("other"),
            refers=refers,
            place=place,
            follows=follows(seg),
            classed=bool(kind) or self._says_kind(),
            quantity=quantity,
            adds=seg.says("total"),
            asks_price=asks_price,
            asks_stock=asks_stock,
            statement=seg.says("statement") and "?" not in seg.text and not asks(seg),
        )

    def _narrowed(
        self, targets: list[Target], conditions: list[Condition]
    ) -> tuple[list[Target], list[Condition]]:
        """Values beside a name ask nothing: they tell which of several is meant ("dr keller in
        bellford"), or what it is ("hotel Speicherhof")."""
        if len(targets) != 1:
            return targets, conditions
        target, left = targets[0], []
        for condition in conditions:
            roles = {
                self.columns.schema.field(f).role
                for f in condition.fields
                if f in self.columns.columns
            }
            if condition.op is not Op.IS or Role.OPTION in roles or condition.values == ("yes",):
                left.append(condition)
                continue
            rows = self._holding(condition)
            having = tuple(
                p
                for p in target.products
                if rows[list(self.columns.variants(self.columns.number[p]))].any()
            )
            if having and len(having) < len(target.products):
                target = replace(target, products=having)
            elif not (having and roles <= {Role.CATEGORY, Role.TAG}):
                left.append(condition)
        return [target], left

    def _may_ask(self, condition: Condition, targets: list[Target]) -> bool:
        """A tag or category that an item does not have was hardly asked of it."""
        if not _only_tags(condition, self.columns):
            return True
        own = self.columns.of_products(self.columns.number[p] for t in targets for p in t.products)
        return bool((self._holding(condition) & own).any())

    def _holding(self, condition: Condition) -> Mask:
        mask = self.columns.of_products(())
        for id in condition.fields:
            if id in self.columns.columns:
                mask |= self.columns.columns[id].holds(condition.values)
        return mask

    # -- parts ---------------------------------------------------------------------------------

    def _targets(self) -> list[Target]:
        found = []
        for mention in [*self.titles, *self._numbered_kinds()]:
            if self._is_negated(mention):
                continue
            if self.taken.issuperset(mention.at):
                continue
            self._take(mention.at)
            missing = self._missing(mention)
            words = self._words(mention.at)
            if missing and missing not in words:
                words = f"{words} {missing}"
            found.append(
                Target(
                    tuple(self.columns.ids[p] for p in mention.products[:12]),
                    words,
                    count=self._count(mention),
                    exact=mention.exact,
                    missing=missing,
                )
            )
        return found

    def _numbered_kinds(self) -> list[Mention]:
        """Kinds that are told apart by numbers, named with one that none of them has: "Fjell 3"."""
        kinds = [m for m in self.seg.mentions if m.what is What.KIND and len(m.products) <= 8]
        return [m for m in kinds if any(c.isdigit() for c in self._missing(m))]

    def _missing(self, mention: Mention) -> str:
        """What belongs to a name and no title has; looked for once."""
        if mention not in self.strange:
            self.strange[mention] = self._not_of_titles(mention)
        return self.strange[mention]

    def _not_of_titles(self, mention: Mention) -> str:
        """A number, a code or a strange word that belongs to the name and that no title has: "Fjell
        3", "Fjell 2 Pro Max", "humidifier 4.0 l" of which there are two litres."""
        titles = [t for p in mention.products for t in self.columns.title_tokens[p]]
        for amount in self.seg.amounts:
            beside = 0 <= amount.at[0] - mention.end <= 1 and amount.op is None
            if beside and amount.measure.unit and self._of_another_size(mention, amount):
                self._take(amount.at)
                return self._words(amount.at)
        spoken = self.seg.spoken
        for place in range(mention.start, mention.end):
            if place not in mention.at and self._is_put_in(place, titles):
                self._take((place,))
                return spoken[place].text
        for place in (mention.end,):
            if place >= len(spoken) or place in self.taken or not self._is_strange(place, titles):
                continue
            self._take((place,))
            return spoken[place].text
        return ""

    def _is_put_in(self, place: int, titles: Sequence[Sequence[Token]]) -> bool:
        """A word among a title's words that is neither small nor a value: "Klar Pro filter"; or
        another number than the titles have there."""
        token = self.seg.spoken[place]
        if token.is_number:
            numbers = [t.folded for title in titles for t in title if t.is_number]
            return bool(numbers) and token.folded not in numbers
        small = self.seg.book.is_small(self.seg.words[place])
        return not small and not any(place in m.at for m in self.seg.mentions)

    def _of_another_size(self, mention: Mention, amount: Amount) -> bool:
        """Whether the titles write an amount of that dimension, and none this one."""
        own = [
            m
            for p in mention.products
            for m in measures(self.columns.titles[p])
            if m.dimension is amount.measure.dimension
        ]
        return bool(own) and all(abs(m.low - amount.measure.low) > 1e-6 for m in own)

    def _is_strange(self, place: int, titles: Sequence[Sequence[Token]]) -> bool:
        """A number where the titles have another, or a word that nobody here knows."""
        token = self.seg.spoken[place]
        if any(c.isdigit() for c in token.folded):
            if any(place in a.at and (a.measure.unit or a.op) for a in self.seg.amounts):
                return False
            if any(place in m.at and not self._only_number(m) for m in self.seg.mentions):
                return False
            numbered = [t for title in titles for t in title if any(c.isdigit() for c in t.folded)]
            return bool(numbered) and all(t.folded != token.folded for t in numbered)
        known = self.columns.knows(token) or self.seg.book.is_small(token.folded)
        if known or token.folded in self.index.known or any(k.startswith("c:") for k in token.keys):
            return False
        return (
            token.text[:1].isupper() and self.seg.text[:1] != token.text[:1]
        ) or token.text.isupper()

    def _count(self, mention: Mention) -> int:
        """How many of a named product are wanted: "3 x", "two", "500" before it."""
        named = {p for m in self.titles for p in m.at}
        for amount in self.seg.amounts:
            if named.intersection(amount.at):
                continue
            last = amount.at[-1]
            gap = mention.start - last
            plain = amount.measure.dimension in (Dimension.NUMBER, Dimension.PIECES)
            if plain and 0 < gap <= 3 and amount.op is None and amount.measure.single:
                between = self.seg.words[last + 1 : mention.start]
                if all(self.seg.book.is_small(w) or w in ("x", "times", "mal") for w in between):
                    self.used.update(amount.at)
                    return max(1, int(amount.measure.value))
        return 1

    def _quantity(self, targets: list[Target]) -> int:
        """A count of pieces that stands alone: "three of them", "a pair then"."""
        if targets:
            return 0
        for amount in self.seg.amounts:
            plain = amount.measure.dimension in (Dimension.NUMBER, Dimension.PIECES)
            plain = plain or fold(amount.measure.unit) in _NIGHTS
            if (
                plain
                and amount.op is None
                and amount.measure.single
                and not self.taken.intersection(amount.at)
            ):
                self.used.update(amount.at)
                value = amount.measure.value
                return int(value) if value == int(value) and 1 < value < 10_000 else 0
        return 0

    def _from_amounts(self, targets: list[Target]) -> list[Condition]:
        found = []
        for amount in self.seg.amounts:
            if self.used.intersection(amount.at) or self.taken.intersection(amount.at):
                continue
            near = self._near(amount)
            fields = fields_for(amount, self.columns, near, self.seg.spoken)
            if not fields and (option := self._option(amount, targets)) is not None:
                self._take(amount.at)
                found.append(option)
                continue
            if not fields:
                fields = self._bare(amount, targets)
            if not fields:
                continue
            if amount.measure.dimension is Dimension.MONEY and targets and amount.op is None:
                continue  # "is it 10 euros?" claims, and limits nothing
            self._take(amount.at)
            found.append(self._bounded(amount, fields))
        return found

    def _bounded(self, amount: Amount, fields: tuple[str, ...]) -> Condition:
        op, measure = amount.op, amount.measure
        mention = self._words(amount.at)
        low, high = measure.low, measure.high
        first = self.columns.schema.field(fields[0])
        if op is None and measure.dimension is Dimension.MONEY and measure.single:
            op = Op.AT_MOST
        if op is None and measure.single and measure.dimension is Dimension.PERSONS:
            op = Op.AT_LEAST
        if op is None and high == float("inf"):
            op = Op.AT_LEAST
        if any(n in self.negated for n in amount.at[:1]) and op in (Op.AT_LEAST, Op.AT_MOST):
            op = Op.AT_MOST if op is Op.AT_LEAST else Op.AT_LEAST
        if not measure.single and high != float("inf"):
            op = Op.WITHIN  # "from 100 to 200"
        if amount.strict and op is Op.AT_MOST:
            high -= 1e-6 * max(1.0, abs(high))
        if amount.strict and op is Op.AT_LEAST:
            low += 1e-6 * max(1.0, abs(low))
        if op is Op.WITHIN and measure.single and first.kind in (Kind.QUANTITY, Kind.MONEY):
            low, high = low * 0.85, high * 1.15
        return Condition(
            fields,
            op or Op.WITHIN,
            low=None if op is Op.AT_MOST else low,
            high=None if op is Op.AT_LEAST else high,
            mention=mention,
        )

    def _option(self, amount: Amount, targets: list[Target]) -> Condition | None:
        """A bare number that is an option of what is named: "margherita 32" of "32 cm"."""
        dimension = amount.measure.dimension
        plain = dimension in (Dimension.NUMBER, Dimension.PIECES, Dimension.MONEY)
        if amount.op is not None or not amount.measure.single or not plain:
            return None
        own = self.columns.of_products(self.columns.number[p] for t in targets for p in t.products)
        for field in self._all():
            if field.role is not Role.OPTION:
                continue
            column = self.columns.columns[field.id]
            texts = tuple(
                v.text
                for v in column.values.values()
                if own[v.rows].any()
                and first_number(v.text) == amount.measure.value
                and (dimension is not Dimension.MONEY or _is_money(v.text))
            )
            if texts:
                return Condition((field.id,), Op.IS, texts, mention=self._words(amount.at))
        return None

    def _bare(self, amount: Amount, targets: list[Target]) -> tuple[str, ...]:
        """The field of a number without a unit: a year's, or the price where it is bounded."""
        measure = amount.measure
        if measure.dimension is not Dimension.NUMBER:
            return ()
        if 1000 <= measure.low <= 2100 and measure.low == int(measure.low):
            years = [
                f.id for f in self._all() if f.kind is Kind.QUANTITY and _year_like(f, self.columns)
            ]
            if years:
                return tuple(years)
        if amount.op in (Op.AT_MOST, Op.AT_LEAST) and not targets:
            return tuple(f.id for f in self._all() if f.role is Role.PRICE)
        return ()

    def _near(self, amount: Amount) -> tuple[str, ...]:
        """The fields that are named within two words of an amount."""
        start, end = amount.at[0], amount.at[-1] + 1
        found: list[str] = []
        for mention in self.seg.mentions:
            if mention.what is not What.FIELD or not self._is_measured(mention):
                continue
            behind, before = mention.start - end, start - mention.end
            others = {n for a in self.seg.amounts if a is not amount for n in a.at}
            if others.intersection(mention.at):
                continue  # the unit of another amount
            between = self.seg.words[mention.end : start] if 0 <= before <= 3 else ["-"]
            beside = all(self.seg.book.is_small(w) for w in between)
            if 0 <= behind <= 1 or beside or set(mention.at) & set(amount.at):
                found += mention.fields
                if behind == 0:
                    found = list(mention.fields)
                    self._take(mention.at)
                    break
                self._take(mention.at)
        return tuple(found)

    def _is_measured(self, mention: Mention) -> bool:
        fields = [self.columns.schema.field(f) for f in mention.fields]
        return any(f.kind in (Kind.QUANTITY, Kind.MONEY) or f.role is Role.OPTION for f in fields)

    def _from_values(self, targets: list[Target]) -> list[Condition]:
        found: list[Condition] = []
        own = {p for t in targets for p in t.products}
        for mention in self.seg.mentions:
            if mention.what is not What.VALUE or self.used.intersection(mention.at):
                continue
            if self.taken.issuperset(mention.at) or self._is_amount(mention):
                continue
            if self._only_number(mention) and not self._number_is_meant(mention, bool(own)):
                continue
            self._take(mention.at)
            fields = tuple(dict.fromkeys(f for f, _ in mention.values))
            values = tuple(dict.fromkeys(v for _, v in mention.values))
            op = Op.LACKS if self._is_negated(mention) else Op.IS
            found.append(Condition(fields, op, values, mention=self._words(mention.at)))
        return _alternatives(found, self.seg, self.columns)

    def _is_amount(self, mention: Mention) -> bool:
        """The number of an amount with a unit is no value of its own: "10 €" are no 10 litres."""
        return self._only_number(mention) and any(
            set(mention.at) <= set(a.at) and a.measure.unit for a in self.seg.amounts
        )

    def _only_number(self, mention: Mention) -> bool:
        return all(self.seg.spoken[p].is_number for p in mention.at)

    def _number_is_meant(self, mention: Mention, named: bool) -> bool:
        """Whether a number is a value: its field is beside it, or it follows "in" or "size"."""
        before = self.seg.words[max(0, mention.start - 2) : mention.start]
        near = {
            f
            for m in self.seg.mentions
            if m.what is What.FIELD
            and (0 <= mention.start - m.end <= 2 or 0 <= m.start - mention.end <= 1)
            for f in m.fields
        }
        fields = {f for f, _ in mention.values}
        if near & fields:
            return True
        roles = {self.columns.schema.field(f).role for f in fields}
        return Role.OPTION in roles and (
            bool({"in", "size", "gr", "grosse", "nummer"} & set(before)) or named
        )

    def _from_fields(self, named: bool) -> tuple[list[str], list[Condition]]:
        """Fields that are asked for, and those wished for by their name: "with parking"."""
        asked: list[str] = []
        wished: list[Condition] = []
        for mention in self.seg.mentions:
            if mention.what is not What.FIELD or self.taken.issuperset(mention.at):
                continue
            affirmable = tuple(f for f in mention.fields if self.columns.columns[f].affirmable)
            self._take(mention.at)
            if set(mention.fields) & self._valued_beside(mention):
                continue  # "free parking": the value says what is wished of the field
            if affirmable and not self._asks_value(mention):
                op = Op.LACKS if self._is_negated(mention) else Op.IS
                wished.append(Condition(affirmable, op, ("yes",), mention=self._words(mention.at)))
            else:
                asked += mention.fields
        return asked, wished

    def _valued_beside(self, mention: Mention) -> set[str]:
        """The fields of values that stand beside a field's name."""
        return {
            f
            for m in self.seg.mentions
            if m.what is What.VALUE
            and (0 <= mention.start - m.end <= 1 or 0 <= m.start - mention.end <= 2)
            for f, _ in m.values
        }

    def _asks_value(self, mention: Mention) -> bool:
        """ "what parking is there" asks for a value, "what has parking" for rows that have it."""
        before = self.seg.words[mention.start - 1 : mention.start]
        return mention.start == 1 and (before[0],) in self.seg.book.groups["tell"]

    def _asked_scales(self, named: bool) -> list[str]:
        """ "how heavy", "wie lange", "who", "where": by the scale's fields."""
        found: list[str] = []
        words = self.seg.words
        for scale in self.seg.book.scales:
            for place, word in enumerate(words):
                if word not in scale.ask or place in self.taken:
                    continue
                plain = scale.name in ("person", "place", "time")
                how = (
                    (place and words[place - 1] in ("how", "wie"))
                    or plain
                    or word.startswith(("weigh", "wieg", "dauer"))
                )
                if how and (fields := fields_of(scale, self.columns)):
                    self.used.add(place)
                    if not plain:
                        self.taken.add(place)
                    found += [f.id for f in fields]
        return found

    def _order(self, named: bool) -> tuple[Order | None, Order | None]:
        """A superlative, and a comparative against what was spoken of."""
        relative: Order | None = None
        for group, most in (("most", True), ("least", False)):
            for found in self.seg.book.find(group, self.seg.words):
                for mention in self.seg.mentions:
                    if mention.what is What.FIELD and 0 <= mention.start - found.end <= 1:
                        fields = orderable([self.columns.schema.field(f) for f in mention.fields])
                        if fields:
                            self._take((*range(found.start, found.end), *mention.at))
                            return Order(fields[0].id, most, self._words(mention.at)), None
        priced = [f for f in self._all() if f.role is Role.PRICE]
        for group, most in (("most", True), ("least", False)):
            for found in self.seg.book.find(group, self.seg.words):
                near = self.seg.words[max(0, found.start - 3) : found.end + 2]
                if priced and self.seg.book.says("price", near):
                    self._take(range(found.start, found.end))
                    return Order(priced[0].id, most, self._words((found.start,))), None
        for measured in self.seg.adjectives:
            if measured.degree is Degree.POSITIVE or any(
                n in self.taken for n in range(measured.start, measured.end)
            ):
                continue
            fields = orderable(self._scaled(measured))
            if not fields:
                continue
            at = tuple(range(measured.start, measured.end))
            order = Order(fields[0].id, measured.more, self._words(at))
            self._take(at)
            if measured.degree is Degree.SUPERLATIVE:
                return order, None
            if not any(n in a.at for a in self.seg.amounts for n in at):
                relative = order
                self.taken.update(at)
        return None, relative

    def _cheapest(self) -> Order | None:
        """ "cheap": from the low end, all of them."""
        prices = [f for f in self._all() if f.role is Role.PRICE]
        return Order(prices[0].id, most=False, all=True) if prices else None

    def _scaled(self, measured: Measured) -> tuple[Field, ...]:
        """The fields of an adjective: those named in the message first, then by its scale."""
        fields = fields_of(measured.scale, self.columns)
        named = {f for m in self.seg.mentions if m.what is What.FIELD for f in m.fields}
        return tuple(sorted(fields, key=lambda f: (f.id not in named, -f.stated)))

    def _kinds(self) -> list[Condition]:
        """What sort of thing is wanted, by words of titles."""
        found = []
        ordinals = {
            n
            for group in ("first", "second", "third", "last", "former", "follow")
            for run in self.seg.book.find(group, self.seg.words)
            for n in range(run.start, run.end)
        }
        for mention in self.seg.mentions:
            if ordinals.issuperset(mention.at):
                continue
            if mention.what not in (What.KIND, What.TITLE) or self.taken.issuperset(mention.at):
                continue
            at = tuple(p for p in mention.at if p not in self.taken)
            if all(self.seg.book.is_small(self.seg.words[p]) for p in at):
                continue
            self._take(at)
            op = Op.LACKS if self._is_negated(mention) else Op.SAYS
            for place in at:
                found.append(
                    Condition(
                        ("title",),
                        op,
                        (self.seg.spoken[place].text,),
                        mention=self._words((place,)),
                    )
                )
        return found

    def _reduced(self) -> list[Condition]:
        if Role.LIST_PRICE.value not in self.columns.columns or not self.seg.says("reduced"):
            return []
        self._use("reduced", taken=True)
        return [Condition((Role.LIST_PRICE.value,), Op.AT_LEAST, low=0.0, mention="")]

    def _unused(
        self, content: list[int], conditions: list[Condition], named: bool
    ) -> tuple[str, ...]:
        for group in (
            "count",
            "total",
            "compare",
            "other",
            "cheap",
            "dear",
            "best",
            "hours",
            "phone",
            "email",
            "address",
            "contact",
            "order",
            "person",
            "greeting",
            "thanks",
            "follow",
            "correct",
            "first",
            "second",
            "third",
            "last",
            "former",
            "both",
            "negate",
            "except",
            "free",
        ):
            self._use(group)
        if self._about_business() is About.HOURS:
            self._use("days")
        left = [n for n in content if n not in self.taken and n not in self.used]
        runs: list[list[int]] = []
        for n in left:
            if any(self.seg.spoken[n].is_number and n in a.at for a in self.seg.amounts):
                continue
            if runs and n - runs[-1][-1] == 1:
                runs[-1].append(n)
            else:
                runs.append([n])
        return tuple(self._words(run) for run in runs)

    def _act(
        self,
        targets: list[Target],
        conditions: list[Condition],
        fields: list[str],
        order: Order | None,
        asks_price: bool,
    ) -> Act:
        seg = self.seg
        if seg.says("compare") and (len(targets) > 1 or seg.says("both")):
            return Act.COMPARE
        conditions = [c for c in conditions if not targets or self._may_ask(c, targets)]
        if targets and (
            any(t.count > 1 for t in targets) or (len(targets) > 1 and seg.says("total"))
        ):
            return Act.SUM
        if not targets and seg.says("total") and seg.says("both"):
            return Act.SUM
        if seg.says("count") and not targets:
            return Act.COUNT
        if order is not None:
            return Act.FIND
        if targets:
            options = {f.id for f in self._all() if f.role is Role.OPTION}
            checked = [c for c in conditions if not set(c.fields) & options]
            return Act.CHECK if checked and not fields else Act.TELL
        if conditions:
            return Act.FIND
        return Act.TELL if fields or asks_price else Act.FIND

    def _about_business(self) -> About | None:
        """What of the business is asked, in words that name no goods."""
        named = [m for m in self.seg.mentions if self._is_of_goods(m)]
        for about, group in _ABOUT:
            for run in self.seg.book.find(group, self.seg.words):
                words = set(range(run.start, run.end))
                # "E-Mail-Adresse" is more than the value "E-Mail" in it.
                more = [m for m in named if m.what is What.VALUE and set(m.at) < words]
                if all(m in more or words.isdisjoint(m.at) for m in named):
                    return about
        return None

    def _is_of_goods(self, mention: Mention) -> bool:
        if mention.what is What.FIELD:
            return False
        roles = {self.columns.schema.field(f).role for f, _ in mention.values}
        return mention.what is not What.VALUE or roles != {Role.TAG}

    def _reference(self, targets: list[Target]) -> tuple[Reference, int]:
        for group, place in (
            ("first", 1),
            ("second", 2),
            ("third", 3),
            ("last", -1),
            ("former", 1),
        ):
            if self.seg.says(group) and not targets:
                return Reference.PLACE, place
        if self.seg.says("both"):
            return Reference.THEM, 0
        if not targets and self.seg.says("it"):
            return Reference.IT, 0
        return Reference.NONE, 0

    def _claims(self, targets: list[Target]) -> tuple[float, ...]:
        if not targets and not self.seg.says("it"):
            return ()
        return tuple(
            a.measure.low
            for a in self.seg.amounts
            if a.measure.dimension is Dimension.MONEY
            and a.op is None
            and not self.taken.issuperset(a.at)
        )

    # -- negation ------------------------------------------------------------------------------

    def _negations(self) -> set[int]:
        found: set[int] = set()
        for group in ("negate", "except"):
            for run in self.seg.book.find(group, self.seg.words):
                found.update(range(run.start, run.end))
        return found

    def _is_negated(self, mention: Mention) -> bool:
        """ "without nuts", "nut-free", "allergic to nuts", "no nuts or milk"."""
        words, spoken = self.seg.words, self.seg.spoken
        if mention.end < len(words) and (words[mention.end],) in self.seg.book.groups["free"]:
            self.used.add(mention.end)
            return True
        after = words[mention.end : mention.end + 2]
        if any(
            w
            in ("allergy", "allergie", "intolerance", "intoleranz", "unvertraglichkeit", "allergic")
            for w in after
        ):
            return True
        place = mention.start - 1
        steps = 0
        while place >= 0 and steps < _SAFE:
            comma = "," in self.seg.text[spoken[place].end : spoken[place + 1].start]
            if place in self.negated:
                return not comma and not _double(words, place)
            if "," in self.seg.text[spoken[place].end : spoken[place + 1].start] and steps:
                break
            other = next((m for m in self.seg.mentions if place in m.at), None)
            if other is not None and other.what in (What.VALUE, What.FIELD):
                linked = {"or", "and", "oder", "und", "nor"} & set(words[other.end : mention.start])
                comma = (
                    "," in self.seg.text[spoken[other.end - 1].end : spoken[mention.start].start]
                )
                return (bool(linked) or comma) and self._is_negated(other)
            place -= 1
            steps += 1
        return False

    # -- bookkeeping ---------------------------------------------------------------------------

    def _take(self, at: Sequence[int]) -> None:
        self.taken.update(at)

    def _use(self, group: str, taken: bool = False) -> None:
        for found in self.seg.book.find(group, self.seg.words):
            (self.taken if taken else self.used).update(range(found.start, found.end))

    def _words(self, at: Sequence[int]) -> str:
        first, last = self.seg.spoken[at[0]], self.seg.spoken[at[-1]]
        return self.seg.text[first.start : last.end]

    def _explained(self, content: list[int]) -> float:
        total = sum(self.columns.weight(self.seg.spoken[n]) for n in content)
        held = sum(self.columns.weight(self.seg.spoken[n]) for n in content if n in self.taken)
        return held / total if total else (1.0 if self.taken else 0.0)

    def _all(self) -> tuple[Field, ...]:
        return self.columns.schema.fields

    def _says_kind(self) -> bool:
        categories = {Role.CATEGORY, Role.TAG}
        return any(
            self.columns.schema.field(f).role in categories
            for m in self.seg.mentions
            if m.what is What.VALUE
            for f, _ in m.values
        )


def _is_money(text: str) -> bool:
    return any(m.dimension is Dimension.MONEY for m in measures(text))


def asked_options(conditions: Sequence[Condition], columns: Columns) -> bool:
    """Whether a variant is asked for."""
    options = {f.id for f in columns.schema.of(Role.OPTION)}
    return any(set(c.fields) <= options for c in conditions)


def _only_tags(condition: Condition, columns: Columns) -> bool:
    tags = {f.id for f in columns.schema.of(Role.TAG, Role.CATEGORY)}
    return set(condition.fields) <= tags


def _double(words: Sequence[str], place: int) -> bool:
    return (
        place > 0 and words[place - 1] in ("not", "nicht") and words[place] in ("without", "ohne")
    )


def _alternatives(found: list[Condition], seg: Segment, columns: Columns) -> list[Condition]:
    """Of one field with one value a row, several that are said are alternatives: "red or blue"."""
    merged: list[Condition] = []
    for condition in found:
        last = merged[-1] if merged else None
        single = all(columns.schema.field(f).kind is not Kind.LIST for f in condition.fields)
        roles = {columns.schema.field(f).role for f in condition.fields}
        if (
            last is not None
            and last.op is condition.op is Op.IS
            and set(last.fields) & set(condition.fields)
            and (single or {"or", "oder"} & set(seg.words))
            and Role.TAG not in roles
        ):
            shared = tuple(f for f in last.fields if f in condition.fields)
            merged[-1] = Condition(
                shared,
                Op.IS,
                (*last.values, *condition.values),
                mention=f"{last.mention}, {condition.mention}",
            )
        else:
            merged.append(condition)
    return merged


def _year_like(field: Field, columns: Columns) -> bool:
    import numpy as np

    low = columns.columns[field.id].low
    held = low[~np.isnan(low)]
    return len(held) > 0 and bool((held > 1000).mean() > 0.8 and (held < 2200).mean() > 0.8)
