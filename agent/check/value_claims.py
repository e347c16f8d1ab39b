"""What is false in one sentence about a field in words: another item's value told as this one's."""

from __future__ import annotations

from collections.abc import Iterator

from agent.check.ground import Ground, prose_of
from agent.check.question import Finding, Question
from agent.check.statements import Statement, plain
from catalog.folding import fold
from catalog.gathered import Key
from catalog.records import Product
from catalog.schema import Kind

_LETTERS = 4
"""Of a value in words: shorter ones ("no", "M") stand in sentences for other reasons."""


def values(statement: Statement, question: Question, ground: Ground) -> Iterator[Finding]:
    """Values of the field asked for that the item has not, where the sentence names the field."""
    product = ground.product(statement.subject_at(len(statement.text)))
    if product is None or product.id != question.subject or statement.asks or statement.denies:
        return
    told = f" {plain(statement.text)} "
    at = told.find(f" {plain(question.field)} ")
    if at < 0:
        return
    behind, own = told[at:], f" {plain(prose_of(product))} "
    for key in _keys(question.field, ground):
        for other in ground.held.values():
            for value in ground.fields.values(other, key):
                word = f" {plain(value)} "
                if len(word) - 2 >= _LETTERS and word in behind and word not in own:
                    asked = plain(" ".join((question.text, *question.before)))
                    if word not in f" {asked} ":
                        yield _finding(value, product, statement)


def _keys(name: str, ground: Ground) -> list[Key]:
    """The fields of that name whose values are words of a few."""
    return [
        key
        for key, field in ground.fields.fields.items()
        if fold(field.name) == fold(name) and field.kind in (Kind.CHOICE, Kind.LIST, Kind.NAME)
    ]


def _finding(value: str, product: Product, statement: Statement) -> Finding:
    return Finding("wrong_binding", f"{value} is not of {product.text('').title}: {statement.text}")
