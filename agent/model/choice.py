"""Which backend the settings ask for: a model in this machine, or a server."""

from __future__ import annotations

import logging
from importlib import import_module

from agent.config import Settings
from agent.errors import ModelFileError
from agent.model.backend import Backend
from agent.model.local import LocalBackend
from agent.model.meaning import WordVectors
from agent.model.registry import find_model

log = logging.getLogger("tresen.model")


def word_vectors(settings: Settings, backend: Backend) -> WordVectors | None:
    """What finds by meaning; None where it is switched off or a server runs the model."""
    if not settings.catalog.meaning or not isinstance(backend, LocalBackend):
        return None
    try:
        return WordVectors(backend.vocabulary.path, backend.vocabulary)
    except ModelFileError as exc:
        log.warning("no search by meaning", extra={"error": str(exc)})
        return None


def open_backend(settings: Settings) -> Backend:
    """The backend, opened. Raises ModelFileError."""
    chosen = settings.model
    if chosen.remote is not None:
        # Loaded where it is wanted: the client library costs 0.75 s and 30 MB at every start.
        remote = import_module("agent.model.remote")
        backend: Backend = remote.RemoteBackend(chosen.remote, chosen.context, chosen.languages)
        return backend
    path = find_model(chosen.name, chosen.path, settings.state)
    return LocalBackend.open(path, settings.state, chosen)


def chosen_model(settings: Settings) -> str:
    """What the chosen model is called: its file's name, or what a remote one's server calls it.

    Raises ModelFileError.
    """
    chosen = settings.model
    if chosen.remote is not None:
        return chosen.remote.model
    return find_model(chosen.name, chosen.path, settings.state).name
