"""What the owner says of a field ([catalog.fields] of the settings): further names by which it is
asked for, another type than its cells have, or that it is nobody's business."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from catalog.folding import fold
from catalog.records import Attribute, Product, ProductText
from catalog.schema import Kind, Role

HIDEABLE = frozenset({Role.ATTRIBUTE, Role.BRAND, Role.TAG})
"""All else tells variants apart, or is what a customer buys by."""

TYPEABLE = frozenset({Role.ATTRIBUTE, Role.OPTION})
"""The other fields are of one type in every catalog."""


@dataclass(frozen=True, slots=True)
class Correction:
    """What is said of the field that its rows, or `tresen catalog fields`, call `field`."""

    field: str
    names: tuple[str, ...] = ()
    kind: Kind | None = None
    hidden: bool = False


class Corrections:
    """All of them, found by a field's name or id. Safe from many threads."""

    def __init__(self, given: Iterable[Correction] = ()) -> None:
        self.given = tuple(given)
        self._any_hidden = any(one.hidden for one in self.given)
        self._by_name = {fold(one.field.strip()): one for one in self.given}

    def of(self, id: str, name: str) -> Correction | None:
        if not self._by_name:
            return None
        return self._by_name.get(fold(name)) or self._by_name.get(fold(id))

    def shown(self, product: Product) -> Product:
        """`product` without what is hidden: as customers, and the model, may read it."""
        if not self._any_hidden:
            return product
        texts = {code: self._text(code, text) for code, text in product.texts.items()}
        brand = "" if self.hides(Role.BRAND, "", "brand") else product.brand
        return replace(product, texts=texts, brand=brand)

    def _text(self, language: str, text: ProductText) -> ProductText:
        def told(attribute: Attribute) -> bool:
            return not self.hides(Role.ATTRIBUTE, language, attribute.name)

        tags = () if self.hides(Role.TAG, language, "tag") else text.tags
        return replace(text, attributes=tuple(filter(told, text.attributes)), tags=tags)

    def hides(self, role: Role, language: str, name: str) -> bool:
        found = self.of(id_of(role, language, name), name.strip())
        return found is not None and found.hidden and role in HIDEABLE


def id_of(role: Role, language: str, name: str) -> str:
    """A field's id: its role alone where its values are of no language."""
    return role.value if not language else f"{role.value}:{language}:{fold(name.strip())}"
