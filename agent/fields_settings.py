"""What the owner says of a field of the catalog: [catalog.fields."inner diameter"]."""

from __future__ import annotations

from pydantic import Field, field_validator

from agent.section import Section
from catalog.corrections import Correction
from catalog.schema import Kind


class FieldSection(Section):
    """`tresen catalog fields` lists the fields; each is called here as it is there."""

    names: tuple[str, ...] = Field((), description="further names by which customers ask for it")
    type: Kind | None = Field(None, description="where its cells are taken for something else")
    hidden: bool = Field(False, description="neither asked for nor told")

    @field_validator("names")
    @classmethod
    def _some_words(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if any(not name.strip() for name in value):
            raise ValueError("a name is empty")
        return value

    def correction(self, field: str) -> Correction:
        return Correction(field, self.names, self.type, self.hidden)
