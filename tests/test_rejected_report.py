"""`tresen ingest --report`: all rejected rows, in cells that are no formulas; reasons counted."""

from __future__ import annotations

import csv
import json
from pathlib import Path

from click.testing import CliRunner

from web.cli import main


def test_all_rejected_rows_and_no_formula(tmp_path: Path) -> None:
    source, report = tmp_path / "=list.csv", tmp_path / "report.csv"
    rows = [f'a{n},Cup {n},"=cmd|calc!A{n}"' for n in range(1500)] + ["b,Pot,-3", "c,Cap,1.00"]
    source.write_text("id,title,price\n" + "\n".join(rows) + "\n")
    arguments = ["ingest", str(source), "--report", str(report), "--state", str(tmp_path / "state")]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 0, result.output
    with report.open(encoding="utf-8-sig", newline="") as file:
        header, *told = list(csv.reader(file))
    assert header == ["source", "row", "field", "value", "reason"]
    assert len(told) == 1501
    assert told[0][:4] == ["'=list.csv", "2", "price", "'=cmd|calc!A0"]
    assert told[-1][3] == "'-3"
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in told for cell in row)
    assert "1500 × price: not a price" in result.stderr
    assert result.stderr.count("  row ") == 10
    as_json = json.loads(CliRunner().invoke(main, [*arguments, "--json"]).stdout)
    assert sum(as_json["sources"][0]["reasons"].values()) == 1501


def test_a_report_that_cannot_be_written(tmp_path: Path) -> None:
    source = tmp_path / "a.csv"
    source.write_text("id,title,price\na,Cup,1.00\n")
    place = str(tmp_path / "nowhere" / "report.csv")
    result = CliRunner().invoke(
        main, ["ingest", str(source), "--report", place, "--state", str(tmp_path / "s")]
    )
    assert result.exit_code == 1
    assert place in result.stderr
