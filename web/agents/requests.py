"""What may be asked over the Universal Commerce Protocol: the bodies, as its schemas have them.

Keys that are not known here pass: extensions add theirs. What has the wrong type is named.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

MOST_IDS = 50
"""Identifiers of one look-up; the protocol asks for ten at least."""
LIMIT, MOST_LIMIT = 10, 50
"""Goods on a page where none is asked for, and at most."""
TEXT_CHARS = 1000
_ID_CHARS = 300
_FEW = 40

Identifier = Annotated[str, Field(min_length=1, max_length=_ID_CHARS)]
Amount = Annotated[int, Field(ge=0, le=2**53 - 1)]


class Asked(BaseModel):
    """What all bodies share."""

    model_config = ConfigDict(extra="ignore", strict=True, frozen=True)


class Context(Asked):
    """Hints: the language is followed, the currency is that of price filters."""

    language: str = Field("", max_length=40)
    currency: str = Field("", max_length=10)
    intent: str = Field("", max_length=TEXT_CHARS)


class PriceFilter(Asked):
    """In minor units of the context's currency, else of the business's."""

    min: Amount | None = None
    max: Amount | None = None


class Filters(Asked):
    """All of them hold. Further filters pass, and the answer says that they were not followed."""

    model_config = ConfigDict(extra="allow", strict=True, frozen=True)

    categories: tuple[Identifier, ...] = Field((), max_length=_FEW, strict=False)
    price: PriceFilter = PriceFilter()

    @property
    def unknown(self) -> tuple[str, ...]:
        return tuple(self.model_extra or ())

    @property
    def narrows(self) -> bool:
        return bool(self.categories) or self.price.min is not None or self.price.max is not None


class Pagination(Asked):
    cursor: str = Field("", max_length=200)
    limit: int = Field(LIMIT, ge=1)


class SearchRequest(Asked):
    """`cursor` is taken beside `pagination` too: a conformance suite sends it there."""

    query: str | None = Field(None, max_length=TEXT_CHARS)
    context: Context = Context()
    filters: Filters = Filters()
    pagination: Pagination = Pagination()
    cursor: str = Field("", max_length=200)


class LookupRequest(Asked):
    ids: tuple[Identifier, ...] = Field(min_length=1, strict=False)
    context: Context = Context()
    filters: Filters = Filters()


class SelectedOption(Asked):
    name: Identifier
    label: Identifier


class ProductRequest(Asked):
    """One product in detail; `preferences` are names of options, the most wanted first."""

    id: Identifier
    selected: tuple[SelectedOption, ...] = Field((), max_length=_FEW, strict=False)
    preferences: tuple[Identifier, ...] = Field((), max_length=_FEW, strict=False)
    context: Context = Context()
    filters: Filters = Filters()


class Conversation(Asked):
    id: str = Field(min_length=1, max_length=128, pattern=r"^[\x21-\x7e]*$")


class AskRequest(Asked):
    """A question in words. `ids` name the goods that it is about."""

    query: str = Field(min_length=1)
    conversation: Conversation | None = None
    ids: tuple[Identifier, ...] = Field((), max_length=MOST_IDS, strict=False)
    context: Context = Context()
