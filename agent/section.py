"""What every section of the settings shares: frozen, no unknown keys, secrets from files."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, SecretStr, model_validator

UNSAID: Any = {}
"""A section that nothing is said of: read as an empty one, with the schema of the whole. A default
`Section()` would build a schema of its own at every start: all of them took 40 ms."""


class Section(BaseModel):
    model_config = ConfigDict(
        extra="forbid", frozen=True, str_strip_whitespace=True, defer_build=True
    )
    in_files: ClassVar[tuple[str, ...]] = ()
    """What else may stand in a file: what has a secret in it."""

    @model_validator(mode="before")
    @classmethod
    def _secrets_from_files(cls, given: Any) -> Any:
        """`api_key_file = "/run/secrets/key"` is read as `api_key`."""
        if not isinstance(given, dict):
            return given
        read = dict(given)
        for name, field in cls.model_fields.items():
            secret = field.annotation is SecretStr or name in cls.in_files
            path = read.pop(f"{name}_file", None) if secret else None
            if path is not None:
                try:
                    read[name] = Path(str(path)).read_text("utf-8").strip()
                except (OSError, UnicodeDecodeError) as exc:
                    raise ValueError(f"{name}_file = {str(path)!r} cannot be read: {exc}") from exc
        return read
