"""`tresen bench choices` over a small load: each choice has its figures beside those of none."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from web.bench import choices as measured
from web.commands.bench import bench


@pytest.mark.model
@pytest.mark.slow
def test_each_choice_has_its_figures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    every = measured.choices(2)
    assert {"weights not rewritten", "flash attention off", "cache in 16 bits"} <= set(every)
    two = {name: every[name] for name in (measured.AS_IT_IS, "flash attention off")}
    monkeypatch.setattr(measured, "choices", lambda cores: two)
    (tmp_path / "tresen.toml").write_text('[business]\nname = "Shop"\n')
    place = ["--config", str(tmp_path / "tresen.toml"), "--state", str(tmp_path / "state")]
    given = ["--visitors", "1", "--prefix", "64", "--reply", "4", "--rounds", "1", "--json"]
    result = CliRunner().invoke(bench, ["choices", *given, *place])
    assert result.exit_code == 0, result.output
    told = {one["choice"]: one for one in json.loads(result.stdout)["choices"]}
    assert told["as it is"]["ratios"] == {"ttft": 1.0, "tokens_per_s": 1.0}
    assert set(told) == set(two)
    assert all(one["ttft_p50_ms"] > 0 and one["tokens_per_s"] > 0 for one in told.values())
