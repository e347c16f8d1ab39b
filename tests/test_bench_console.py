"""`tresen bench console` on a few conversations: every page is opened, customers are answered."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from agent.config import Settings
from tests.conftest import DEMO
from web.commands.bench import bench

pytestmark = pytest.mark.slow


def test_each_page_has_its_times(settings: Settings) -> None:
    given = ["--conversations", "30", "--turns", "3", "--talking", "2", "--rounds", "3", "--json"]
    place = ["--state", str(settings.state), "--config", str(DEMO / "tresen.toml")]
    result = CliRunner().invoke(bench, ["console", *given, *place])
    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout)
    assert (told["conversations"], told["turns"], told["talking"]) == (30, 90, 2)
    names = ["today", "talk", "questions", "goods", "figures", "figures list", "privacy"]
    assert [page["page"] for page in told["pages"]] == names
    assert all(0 < page["p50_ms"] <= page["p95_ms"] for page in told["pages"])
    assert told["replies_meanwhile"] > 0
