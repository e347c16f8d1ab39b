"""Which backend the settings ask for: a model in this machine, or a server."""

from __future__ import annotations

from functools import partial
from importlib import import_module
from pathlib import Path

from agent.config import ModelSection, Settings
from agent.model.backend import Backend
from agent.model.inspection import inspect_model
from agent.model.later import Later
from agent.model.library import until_built
from agent.model.registry import find_model


def open_backend(settings: Settings) -> Later:
    """The backend, which is loaded when it is first needed. Raises ConfigError or ModelFileError
    where its file is not there or is none: that is seen without loading it."""
    chosen = settings.model
    if chosen.remote is not None:
        return Later(chosen.remote.model, chosen.languages, partial(_remote, settings))
    path = find_model(chosen.name, chosen.path, settings.state)
    facts = inspect_model(path).require()
    chosen.require()
    begin = partial(_local, path, settings.state, chosen)
    return Later(facts.name, chosen.languages or facts.languages, begin, before=until_built)


def _remote(settings: Settings) -> Backend:
    chosen, business = settings.model, settings.business
    # Loaded where it is wanted: the client library costs 0.75 s and 30 MB at every start.
    remote = import_module("agent.model.remote")
    backend: Backend = remote.RemoteBackend(
        chosen.remote, chosen.context, chosen.languages, f"{business.name}\n{business.url}"
    )
    return backend


def _local(path: Path, state: Path, chosen: ModelSection) -> Backend:
    # So is llama.cpp, with 0.1 s.
    backend: Backend = import_module("agent.model.local").LocalBackend.begin(path, state, chosen)
    return backend


def chosen_model(settings: Settings) -> str:
    """What the chosen model is called: its file's name, or what a remote one's server calls it.

    Raises ModelFileError.
    """
    chosen = settings.model
    if chosen.remote is not None:
        return chosen.remote.model
    return find_model(chosen.name, chosen.path, settings.state).name
