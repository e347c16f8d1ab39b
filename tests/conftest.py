"""What many tests stand on: the demo shop ingested once, an agent over it, and the real model."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from agent.config import Settings, load
from agent.shop import Agent
from catalog import connections
from catalog.ingest import ingest
from catalog.lookup import Catalog
from tests import postgres
from tests.fake_backend import ScriptedBackend
from tests.learned import Learned
from tests.ports import free_port

# Each agent would encode its shop's passages anew, 20 ms a sentence; what needs meaning sets it.
os.environ.setdefault("TRESEN_CATALOG__MEANING", "false")

DEMO = Path(__file__).parent.parent / "catalog" / "demo"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What takes long comes last: of what is broken most is seen in the first minutes."""
    if postgres.VARIABLE in os.environ:
        # A test that leaves a database open is seen by this driver alone.
        config.addinivalue_line("filterwarnings", "ignore:Exception ignored in.*BaseConnection")
        config.addinivalue_line("filterwarnings", "ignore:<psycopg.*was deleted while still open")
        other = pytest.mark.skip(reason="is about the file that SQLite keeps, or how it is locked")
        for item in items:
            if item.get_closest_marker("sqlite"):
                item.add_marker(other)
    items.sort(key=lambda item: item.get_closest_marker("slow") is not None)


def demo_sources() -> list[str]:
    return [str(path) for path in sorted([*DEMO.glob("*.csv"), *DEMO.glob("*.md")])]


@pytest.fixture(scope="session", autouse=True)
def learned_once() -> Iterator[None]:
    """The same catalog is learned once in a process. Nor is the collector asked to look at all that
    the tests of a process hold, each time that an agent is made. And a change is waited for,
    however long a busy machine learns it: that nobody waits for a large one is tested by itself."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("agent.learning.Shelf", Learned)
        patch.setattr("agent.learning._set_aside", lambda: None)
        patch.setattr("agent.learning.WAIT_S", 60.0)
        yield


@pytest.fixture(scope="session", autouse=True)
def kept_in() -> Iterator[None]:
    """Where databases are kept: files in the state folder, or PostgreSQL where it is asked for."""
    if postgres.VARIABLE not in os.environ:
        yield
        return
    with postgres.postgresql() as server, pytest.MonkeyPatch.context() as patch:
        engine = connections._engine
        patch.setattr(
            connections, "_engine",
            lambda state, url: engine(state, url or postgres.database_of(server, state)),
        )  # fmt: skip
        yield


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The address of a PostgreSQL of the tests' own."""
    with postgres.postgresql() as address:
        yield address


@pytest.fixture
def postgres_url(postgres_server: str, tmp_path: Path) -> str:
    """The address of an empty database on it."""
    return postgres.database_of(postgres_server, tmp_path)


@pytest.fixture(scope="session")
def demo_state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A state folder with the demo shop in it. Shared: tests that write take a copy of it."""
    state = tmp_path_factory.mktemp("demo") / "state"
    settings = load(DEMO / "tresen.toml", state=state)
    catalog = Catalog.open(state)
    report = ingest(
        demo_sources(), catalog.database, catalog.search, business=settings.business.record()
    )
    catalog.close()
    assert not any(source.error for source in report.sources)
    return state


@pytest.fixture
def settings(demo_state: Path, tmp_path: Path) -> Settings:
    """The demo's settings over a copy of its state."""
    shutil.copytree(demo_state, tmp_path / "state")
    return load(DEMO / "tresen.toml", state=tmp_path / "state")


@pytest.fixture
def agent_saying(settings: Settings) -> Iterator[Callable[..., Agent]]:
    """Makes an agent over the demo shop whose model says what the test gives it."""
    made: list[Agent] = []

    def make(*replies: str, **backend: object) -> Agent:
        catalog = Catalog.open(settings.state)
        made.append(Agent(settings, catalog, ScriptedBackend(*replies, **backend)))
        return made[-1]

    yield make
    for agent in made:
        agent.close()


@pytest.fixture(scope="module")
def agent(demo_state: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Agent]:
    """An agent over the demo shop whose model says nothing that holds: code answers everything."""
    state = tmp_path_factory.mktemp("agent") / "state"
    shutil.copytree(demo_state, state)
    agent = Agent(load(DEMO / "tresen.toml", state=state), Catalog.open(state), ScriptedBackend())
    yield agent
    agent.close()


@pytest.fixture
def unused_port() -> int:
    """A port of loopback that nobody listens on."""
    return free_port()


@pytest.fixture
def unused_ports() -> list[int]:
    """Four of them."""
    return [free_port() for _ in range(4)]
