"""`tresen bench search` on a small catalog: the figures that it promises."""

from __future__ import annotations

import json

from click.testing import CliRunner

from web.commands.bench import bench


def test_each_kind_has_its_times_and_plain_queries_a_peer() -> None:
    result = CliRunner().invoke(bench, ["search", "--rows", "300", "--json"])
    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout)
    kinds = {row["kind"] for row in told}
    assert {"plain", "typos", "filters", "cheapest", "search_catalog", "search box"} <= kinds
    for row in told:
        assert set(row) == {"rows", "kind", "p50_ms", "p95_ms", "of_plain", "fts5_p50_ms"}
        assert 0 < row["p50_ms"] <= row["p95_ms"]
        assert (row["fts5_p50_ms"] is not None) == (row["kind"] == "plain")
