"""How the agent introduces itself, on a website and in a terminal alike: name, words, colours."""

from __future__ import annotations

from typing import Any

from agent.config import Settings
from agent.errors import ModelFileError
from agent.model.registry import find_model, license_line
from web.words import choose, messages, spoken


def model_credit(settings: Settings) -> str:
    """What the model's licence wants customers to see ("Built with Llama"); mostly empty."""
    model = settings.model
    if model.remote is not None:
        return license_line(model.remote.model)
    try:
        return license_line(find_model(model.name, model.path, settings.state))
    except ModelFileError:
        return ""  # whoever opens the agent is told; without a model there is nothing to credit


def appearance(settings: Settings, wanted: str, credit: str = "") -> dict[str, Any]:
    """How the widget looks and what it says, in the language nearest to `wanted` ("de-AT")."""
    business, widget = settings.business, settings.widget
    language = choose(wanted, spoken(business.languages))
    words = messages(language)
    restock = {key: said for key, said in words["restock"].items() if isinstance(said, str)}
    can_wait = settings.mail is not None and settings.mail.restock
    return {
        "name": business.name,
        "language": language,
        "accent": widget.accent,
        "position": widget.position,
        "logo": widget.logo,
        "greeting": widget.greeting.get(language) or words["widget"]["greeting"],
        "suggestions": list(widget.suggestions.get(language, ())),
        "proactive": [
            {"path": one.path, "after_s": one.after_s, "text": one.text[language]}
            for one in widget.proactive
            if language in one.text
        ],
        "credit": credit,
        "message_chars": settings.web.message_chars,
        "words": words["widget"] | ({"restock": restock} if can_wait else {}),
        "evidence": words["evidence"],
    }
