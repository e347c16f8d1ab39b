"""A look of the widget that an owner is trying: what a visitor would see, what to know of it, and
the lines of `tresen.toml` that make it so. Nothing is written anywhere."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import urlsplit

import tomlkit
from pydantic import BaseModel, ConfigDict, Field

from agent.config import Settings, WidgetSection
from web.contrast import SHAPE, contrast, letters_on
from web.look import appearance
from web.words import available

Language = Annotated[str, Field(pattern=r"^[a-z]{2,3}$")]

_PAGE = "#ffffff"


class Draft(BaseModel):
    """The form. `languages`: those of the business, the default first."""

    model_config = ConfigDict(extra="forbid")

    languages: Annotated[list[Language], Field(min_length=1, max_length=20)]
    widget: WidgetSection


def tried(settings: Settings, draft: Draft) -> Settings:
    """`settings` with the draft in them."""
    business = settings.business.model_copy(update={"languages": tuple(draft.languages)})
    return settings.model_copy(update={"business": business, "widget": draft.widget})


def looks(settings: Settings, draft: Draft, credit: str) -> dict[str, dict[str, Any]]:
    """What `/widget.json` would say in each language."""
    trial = tried(settings, draft)
    return {language: appearance(trial, language, credit) for language in draft.languages}


def lines(settings: Settings, draft: Draft) -> str:
    """The draft as it stands in `tresen.toml`; what is the default is left out."""
    document = tomlkit.document()
    if tuple(draft.languages) != settings.business.languages:
        business = tomlkit.table()
        business["languages"] = draft.languages
        document["business"] = business
    plain = WidgetSection().model_dump(mode="json")
    widget = tomlkit.table()
    for key, value in draft.widget.model_dump(mode="json").items():
        if value == plain[key]:
            continue
        if isinstance(value, dict):
            widget[key] = tomlkit.table()
            for language, text in value.items():
                widget[key][language] = text
        else:
            widget[key] = value
    document["widget"] = widget
    return tomlkit.dumps(document)


def notes(draft: Draft, words: dict[str, str]) -> list[dict[str, Any]]:
    """What is to be known of the draft, in the owner's language; warnings are marked as such."""
    accent, logo = draft.widget.accent.lower(), draft.widget.logo
    text = words["contrast_text"].format(ratio=_said(contrast(accent, letters_on(accent)), words))
    found = [{"text": text, "is_warning": False}]
    if (ratio := contrast(accent, _PAGE)) < SHAPE:
        text = words["contrast_pale"].format(ratio=_said(ratio, words))
        found.append({"text": text, "is_warning": True})
    if logo and urlsplit(logo).scheme not in ("https", "http", ""):
        found.append({"text": words["logo_scheme"], "is_warning": True})
    elif logo and urlsplit(logo).scheme == "http":
        found.append({"text": words["logo_http"], "is_warning": True})
    return found


def offered(settings: Settings) -> list[str]:
    """The languages to choose from: the business's, then what else there are messages in."""
    return list(dict.fromkeys((*settings.business.languages, *available())))


def _said(ratio: float, words: dict[str, str]) -> str:
    """One digit, cut and not rounded, so that 2.97 is not told as 3.0."""
    return f"{int(ratio * 10) / 10:.1f}".replace(".", words["decimal"])
