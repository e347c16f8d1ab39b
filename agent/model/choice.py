"""Which backend the settings ask for: a model in this machine, or a server."""

from __future__ import annotations

from agent.config import Settings
from agent.model.backend import Backend
from agent.model.local import LocalBackend
from agent.model.registry import find_model
from agent.model.remote import RemoteBackend


def open_backend(settings: Settings) -> Backend:
    """The backend, opened. Raises ModelFileError."""
    chosen = settings.model
    if chosen.remote is not None:
        return RemoteBackend(chosen.remote, chosen.context)
    path = find_model(chosen.name, chosen.path, settings.state)
    return LocalBackend.open(path, settings.state, chosen)
