"""`tresen bench growth` over a few talks: each tenth has its figures, and a picture is drawn."""

from __future__ import annotations

import json
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner

from agent.config import Settings
from tests.conftest import DEMO
from web.commands.bench import bench


@pytest.mark.sqlite
def test_each_tenth_has_its_figures(settings: Settings) -> None:
    picture = settings.state.parent / "growth.svg"
    place = ["--state", str(settings.state), "--config", str(DEMO / "tresen.toml")]
    given = ["--conversations", "20", "--turns", "20", "--plot", str(picture), "--json"]
    result = CliRunner().invoke(bench, ["growth", *given, *place])
    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout)
    assert [point["replies"] for point in told["many"]] == list(range(4, 41, 4))
    assert [point["replies"] for point in told["one"]] == list(range(2, 21, 2))
    for point in (*told["many"], *told["one"]):
        assert 0 < point["p50_ms"] <= point["p95_ms"]
        assert point["rss_mb"] > 10
    assert sum(point["bytes_per_turn"] for point in told["many"]) > 0
    assert set(told["ratios"]["one"]) == {"p50", "rss", "bytes_per_turn"}
    assert ElementTree.parse(picture).getroot().tag.endswith("svg")
