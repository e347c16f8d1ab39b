"""`tresen bench ingest` gives the figures that its contract names."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from web.cli import main


@pytest.mark.alone
def test_the_figures_of_a_small_catalog() -> None:
    arguments = ["bench", "ingest", "--rows", "2000", "--language", "en", "--language", "de"]
    result = CliRunner().invoke(main, [*arguments, "--json"])
    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout)
    assert told["rows"] == 2000
    # So few rows are read again in the time that the reading process takes to start.
    assert told["unchanged_ratio"] > 0.6
    assert 0 < told["patch_visible_ms"] < 5000
    assert told["rss_mb"] > 10
    assert {"machine", "model", "versions", "rows_per_s"} <= set(told)
