"""What the owner says of programs that shop for others: [ucp]."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, field_validator

from agent.section import Section


class UcpSection(Section):
    """Agents read the catalog over the Universal Commerce Protocol and MCP."""

    unknown: Literal["serve", "refuse"] = Field(
        "serve", description="a caller without a profile, or whose profile cannot be fetched"
    )
    known: tuple[str, ...] = Field(
        (), description="profiles that are taken without being fetched, by how they begin"
    )
    url: str = Field("", description="this server's public address; empty: as it is asked for")
    allow_private: tuple[str, ...] = Field((), description="own profiles in a private network")
    requests_per_minute: int = Field(600, ge=0, description="of one address; 0: no limit")

    @field_validator("known")
    @classmethod
    def _whole_hosts(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for one in value:
            if not one.startswith("https://") or "/" not in one.removeprefix("https://"):
                raise ValueError(f"{one!r}: expected https://, a host and a path: https://a.eu/")
        return value
