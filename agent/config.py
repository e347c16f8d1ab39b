"""Settings: `tresen.toml`, overridden by TRESEN_<SECTION>__<KEY>, overridden by options.

A secret may also be given as `<key>_file`, the path of a file that holds it. A wrong setting is a
ConfigError that names the key, the value and what was expected.
"""

from __future__ import annotations

import re
from contextvars import ContextVar
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from agent.cart_settings import ShopSection
from agent.channels_settings import ChannelsSection
from agent.errors import ConfigError
from agent.fields_settings import FieldSection
from agent.figures_settings import FiguresSection
from agent.hours_settings import read_hours
from agent.mail_settings import MailSection
from agent.orders_settings import OrdersSection
from agent.periods import period
from agent.section import UNSAID, Section
from agent.sources_settings import FetchSection, ReadSection, SourceSection
from agent.ucp_settings import UcpSection
from catalog.corrections import Corrections
from catalog.folding import fold
from catalog.records import Business

_SECRET = re.compile(r"key|secret|token|password")


class BusinessSection(Section):
    """Who speaks. `opening_hours`: "Mo-Fr 10:00-12:00, 13:30-19:00", "Fr 18:00-02:00", with its own
    languages' days too ("Di–So 9-18 Uhr", "lun-ven 9h-18h"), and by date "24.12. closed",
    "01.08.-21.08. closed", "2026-12-31 10:00-14:00"."""

    name: str = Field("My shop", min_length=1)
    url: str = ""
    languages: tuple[str, ...] = Field(("en",), min_length=1)
    currency: str = Field("EUR", pattern=r"^[A-Z]{3}$")
    timezone: str = "UTC"
    email: str = ""
    phone: str = ""
    address: str = ""
    opening_hours: tuple[str, ...] = ()
    voice: str = ""
    kind: str = Field("", max_length=60, description="what it is, where that is no shop")

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError) as exc:
            raise ValueError("expected a time zone's name, as in Europe/Berlin") from exc
        return value

    @field_validator("opening_hours")
    @classmethod
    def _readable_hours(cls, value: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        read_hours(value, info.data.get("languages", ()))
        return value

    def record(self) -> Business:
        """The record that the agent speaks for."""
        fields = self.model_dump(exclude={"opening_hours"})
        weekly, special = read_hours(self.opening_hours, self.languages)
        return Business(**fields, opening_hours=weekly, special_hours=special)


class RemoteSection(Section):
    """A server that speaks OpenAI's API, in place of a model in this machine."""

    base_url: str
    model: str
    api_key: SecretStr = SecretStr("")
    timeout_s: float = Field(30.0, gt=0)
    session_header: str = Field(
        "X-Session-ID", description="by which a router keeps a conversation with a worker; '': none"
    )
    workers: tuple[str, ...] = Field(
        (), description="their own addresses (…/v1), to be asked for the prefix before a visitor is"
    )


class ModelSection(Section):
    """Which model, and how much of the machine it may take."""

    name: str = ""
    path: str = ""
    context: int = Field(0, ge=0, description="tokens in all slots together; 0: what fits")
    slots: int = Field(8, ge=1, le=255)
    threads: int = Field(0, ge=0, description="0: one for each physical core")
    gpu_layers: int = Field(-1, ge=-1, description="-1: all, where the build has a GPU")
    flash_attention: Literal["auto", "on", "off"] = "auto"
    kv_type: Literal["auto", "f16", "q8_0", "q4_0"] = "auto"
    weights: Literal["auto", "as_is"] = Field(
        "auto", description="auto: a small model is rewritten where the CPU then computes quicker"
    )
    lora: tuple[str, ...] = ()
    first_token_s: float = Field(10.0, gt=0, description="what the queue may cost a visitor")
    languages: tuple[str, ...] = Field(
        (), description="what the model speaks, where its file does not say so or is wrong"
    )
    patience_s: float = Field(
        20.0, gt=0, description="without a sentence of the model's, code answers"
    )
    remote: RemoteSection | None = None

    def require(self) -> None:
        """Raise ConfigError where two settings cannot stand together."""
        if self.kv_type in ("q8_0", "q4_0") and self.flash_attention == "off":
            raise ConfigError(
                f"[model] kv_type = {self.kv_type!r} needs flash_attention on or auto."
            )


class TruthSection(Section):
    voice: Literal["code", "model"] = "code"
    max_age: str = Field("", description='older prices and stock are stale: "36h", "3d"')
    stale: Literal["dated", "withheld"] = "dated"
    former_prices: bool = Field(
        False, description="true: the feed's former prices are the lowest of the last 30 days"
    )
    handoff: str = ""

    @field_validator("max_age")
    @classmethod
    def _readable_age(cls, value: str) -> str:
        period(value)
        return value


class CatalogSection(Section):
    """`mappings."prices.xlsx"` says which of a table's columns is what: `title = "Bezeichnung"`;
    `fields."inner diameter"` what is to be known of a field."""

    sources: tuple[str | SourceSection, ...] = ()
    allow_private: tuple[str, ...] = Field((), description="own hosts in a private network")
    fetch: FetchSection = Field(UNSAID, validate_default=True)
    read: ReadSection = Field(UNSAID, validate_default=True)
    mappings: dict[str, dict[str, str]] = Field(default_factory=dict)
    fields: dict[str, FieldSection] = Field(default_factory=dict)
    meaning: bool = Field(
        True, description="find by the model's word vectors too, where words find little"
    )
    api_key: SecretStr = SecretStr("")

    @field_validator("fields")
    @classmethod
    def _each_once(cls, value: dict[str, FieldSection]) -> dict[str, FieldSection]:
        names: dict[str, str] = {}
        for name in value:
            if (other := names.setdefault(fold(name.strip()), name)) != name:
                raise ValueError(f"{other!r} and {name!r} are one field")
        return value

    def corrections(self) -> Corrections:
        """What the owner says of fields."""
        return Corrections(one.correction(name) for name, one in self.fields.items())


class WebSection(Section):
    host: str = "127.0.0.1"
    port: int = Field(8080, ge=0, le=65535)
    allowed_origins: tuple[str, ...] = ()
    trusted_proxies: int = Field(0, ge=0)
    api_keys: tuple[SecretStr, ...] = Field(
        (),
        description="what /v1 asks for, and /metrics of who comes from elsewhere; "
        "api_keys_file: one a line. None: /v1 is open",
    )
    threads: int = Field(
        256, ge=4, description="each reply takes one while it is open; about 0.1 MB"
    )
    message_chars: int = Field(4000, ge=1)
    messages_per_minute: int = Field(30, ge=0, description="of one address; 0: no limit")
    keep_days: int = Field(
        90, ge=0, le=36_500, description="conversations are deleted so long after; 0: never"
    )

    @model_validator(mode="before")
    @classmethod
    def _keys_from_file(cls, given: Any) -> Any:
        """`api_keys_file` holds one key a line."""
        if not isinstance(given, dict) or "api_keys_file" not in given:
            return given
        path = given["api_keys_file"]
        try:
            keys = Path(str(path)).read_text("utf-8").split()
        except (OSError, UnicodeDecodeError) as exc:
            raise ValueError(f"api_keys_file = {str(path)!r} cannot be read: {exc}") from exc
        if not keys:
            raise ValueError(f"api_keys_file = {str(path)!r} has no key in it")
        return {k: v for k, v in given.items() if k != "api_keys_file"} | {"api_keys": keys}

    @field_validator("api_keys")
    @classmethod
    def _long_keys(cls, value: tuple[SecretStr, ...]) -> tuple[SecretStr, ...]:
        for place, key in enumerate(value, 1):
            if len(key.get_secret_value()) < 16:
                raise ValueError(f"key {place} has fewer than 16 characters and can be guessed")
        return value


class ProactiveSection(Section):
    """A line beside the button on pages of `path` ("/products/*"), `after_s` seconds after they
    are there; `text` by language."""

    path: str = Field("*", min_length=1, max_length=200)
    after_s: float = Field(20.0, ge=0, le=3600)
    text: dict[str, str] = Field(min_length=1)


class WidgetSection(Section):
    accent: str = Field("#1f5d4c", pattern=r"^#[0-9a-fA-F]{6}$")
    position: Literal["left", "right"] = "right"
    logo: str = Field("", description="the address of a picture")
    greeting: dict[str, str] = Field(default_factory=dict)
    suggestions: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    proactive: tuple[ProactiveSection, ...] = ()


class DatabaseSection(Section):
    in_files = ("url",)

    url: str = ""


class Settings(BaseSettings):
    """All of it, frozen. `load` makes one."""

    model_config = SettingsConfigDict(
        env_prefix="TRESEN_",
        env_nested_delimiter="__",
        extra="ignore",
        frozen=True,
        defer_build=True,
    )
    business: BusinessSection = UNSAID
    model: ModelSection = UNSAID
    truth: TruthSection = UNSAID
    catalog: CatalogSection = UNSAID
    web: WebSection = UNSAID
    widget: WidgetSection = UNSAID
    channels: ChannelsSection = UNSAID
    mail: MailSection | None = None
    ucp: UcpSection = UNSAID
    orders: OrdersSection = UNSAID
    figures: FiguresSection = UNSAID
    shop: ShopSection = UNSAID
    database: DatabaseSection = UNSAID
    state: Path = Path(".tresen")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        written = TomlConfigSettingsSource(settings_cls, toml_file=_file.get())
        return init_settings, env_settings, written


_file: ContextVar[Path | None] = ContextVar("_file", default=None)
"""The file that is being loaded: a class of its own for it would be built a second time."""


def load(path: Path | None = None, **overrides: Any) -> Settings:
    """Read `path` (default: ./tresen.toml where there is one) under environment and `overrides`.

    Raises ConfigError.
    """
    found = path or Path("tresen.toml")
    if path is not None and not path.is_file():
        raise ConfigError(f"{path}: no such settings file. `tresen init` writes one.")

    loading = _file.set(found if found.is_file() else None)
    try:
        return Settings(**overrides)
    except ValidationError as exc:
        raise ConfigError(_named(exc, found)) from exc
    except (ValueError, OSError) as exc:  # tomllib's error is a ValueError
        raise ConfigError(f"{found}: cannot be read as TOML: {exc}") from exc
    finally:
        _file.reset(loading)


def _named(error: ValidationError, path: Path) -> str:
    lines = []
    for entry in error.errors():
        key = ".".join(str(part) for part in entry["loc"])
        section, _, rest = key.partition(".")
        shown = "(a secret)" if _SECRET.search(key) else repr(entry.get("input"))
        lines.append(f"{path}: [{section}] {rest} = {shown[:80]}: {entry['msg']}")
    return "\n".join(lines)
