"""`/openapi.json` is true of the routes for agents too, with good bodies and bad ones."""

from __future__ import annotations

import atexit
from pathlib import Path
from tempfile import TemporaryDirectory

import schemathesis

from agent.config import load
from agent.shop import Agent
from catalog.ingest import ingest
from catalog.lookup import Catalog
from tests.conftest import DEMO, demo_sources
from tests.fake_backend import ScriptedBackend
from tests.test_openapi import BOUNDED, CHECKS, OF_AGENTS
from web import create_app

# schemathesis makes its tests while this file is read, so the shop is there as long as it.
FOLDER = TemporaryDirectory()
atexit.register(FOLDER.cleanup)
SETTINGS = load(
    DEMO / "tresen.toml",
    state=Path(FOLDER.name) / "state",
    web={"messages_per_minute": 0},
    ucp={"requests_per_minute": 0},
)
CATALOG = Catalog.open(SETTINGS.state)
ingest(demo_sources(), CATALOG.database, CATALOG.search, business=SETTINGS.business.record())
AGENT = Agent(SETTINGS, CATALOG, ScriptedBackend())
atexit.register(AGENT.close)
schema = schemathesis.openapi.from_wsgi("/openapi.json", create_app(SETTINGS, AGENT)).include(
    path_regex=OF_AGENTS
)


@schema.parametrize()
@BOUNDED
def test_everything_that_is_described_answers_as_described(case: schemathesis.Case) -> None:
    case.call_and_validate(checks=CHECKS)
