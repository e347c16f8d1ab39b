"""The commands `tresen models ...`, as they are typed, and the weighing behind `fit`."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from agent.config import load
from agent.model import bench
from agent.model.bench import Measurement, keep, kept
from agent.model.fit import Wish, choose, fits
from agent.model.machine import Gpu, Machine, look
from agent.model.registry import bundled_model, known_models
from tests.test_registry import Made
from web.commands.models import models

SETTINGS = """\
# My shop's settings.
[business]
name = "Kontor"   # as on the sign

[model]           # what writes the words
path = "old.gguf" # the one before
slots = 4

[web]
port = 9000
"""


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def run(*words: str) -> Result:
    return CliRunner().invoke(models, words, env={"COLUMNS": "100"})


def test_list_names_every_model_and_marks_those_that_are_here() -> None:
    Made().write(Path(".tresen/models/Llama-3.2-3B-Instruct-Q4_K_M.gguf"))
    ran = run("list")
    assert ran.exit_code == 0
    assert all(name in ran.output for name in known_models().models)
    told = {entry["name"]: entry for entry in json.loads(run("list", "--json").output)}
    assert told["llama-3.2-3b"]["here"] is True
    assert told["llama-3.1-8b"]["here"] is False
    assert told["llama-3.2-3b"]["kv_bytes_per_token"] == 112 * 1024


def test_fit_weighs_this_machine_with_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    here = Machine("a cpu", 4, 16_000_000_000, 12_000_000_000, None, 60e9)
    monkeypatch.setattr("web.commands.models.look", lambda measure: here)
    Path("tresen.toml").write_text('[business]\nlanguages = ["de"]\n[model]\nslots = 3\n')
    told = json.loads(run("fit", "--json").output)
    assert told["wish"]["visitors"] == 3
    assert told["wish"]["tokens"] == 2000 + 3 * 1500
    assert told["choice"] == "llama-3.1-8b"
    by_name = {one["name"]: one for one in told["fits"]}
    assert by_name["smollm2-1.7b"]["against"] == ["does not speak de"]
    text = run("fit", "--visitors", "1").output
    assert "→  llama-3.1-8b" in text
    assert "llama-3.3-70b: needs" in text
    assert "tresen models pull llama-3.1-8b && tresen models use llama-3.1-8b" in text
    nothing = run("fit", "--language", "pl").output
    assert "None of them fits" in nothing


def test_use_keeps_everything_else_in_the_settings() -> None:
    Path("tresen.toml").write_text(SETTINGS)
    Made().write(Path(".tresen/models/mine.gguf"))
    ran = run("use", "mine")
    assert ran.exit_code == 0, ran.output
    after = Path("tresen.toml").read_text()
    kept_lines = [line for line in SETTINGS.splitlines() if "old.gguf" not in line]
    assert all(line in after.splitlines() for line in kept_lines)
    assert "old.gguf" not in after
    loaded = load(Path("tresen.toml"))
    assert (loaded.model.name, loaded.model.path, loaded.model.slots) == ("mine", "", 4)
    assert (loaded.business.name, loaded.web.port) == ("Kontor", 9000)


def test_use_takes_a_path_and_tells_the_licence_and_a_remote_model() -> None:
    Path("tresen.toml").write_text('[model.remote]\nbase_url = "http://x/v1"\nmodel = "m"\n')
    own = Made().write(Path("shop/Llama-3.2-1B-Instruct-Q4_K_M.gguf"))
    ran = run("use", str(own))
    assert ran.exit_code == 0, ran.output
    assert load(Path("tresen.toml")).model.path == str(own.resolve())
    assert "Llama 3.2 Community License" in ran.output
    assert "Built with Llama" in ran.output
    assert "has a [model.remote]" in ran.output
    assert "is not the Llama 3.2 1B Instruct" in ran.output


def test_use_makes_the_settings_file_and_refuses_what_cannot_be_used() -> None:
    Made().write(Path(".tresen/models/mine.gguf"))
    assert run("use", "mine").exit_code == 0
    assert load(Path("tresen.toml")).model.name == "mine"
    before = Path("tresen.toml").read_text()
    Made(arch="bert", extra={"bert.pooling_type": 1}).write(Path(".tresen/models/embed.gguf"))
    for words, said in (
        (("use", "embed"), "is an embedding model"),
        (("use", "nothing"), "'nothing' is not known"),
        (("use", "llama-3.1-8b"), "tresen models pull llama-3.1-8b"),
    ):
        ran = run(*words)
        assert ran.exit_code == 1
        assert said in ran.output
        assert Path("tresen.toml").read_text() == before


@pytest.mark.parametrize("text", ["[model\n", "model = 3\n"])
def test_use_leaves_a_broken_settings_file_alone(text: str) -> None:
    Made().write(Path(".tresen/models/mine.gguf"))
    Path("other.toml").write_text(text)
    ran = run("use", "mine", "--config", "other.toml")
    assert ran.exit_code == 1
    assert "other.toml" in ran.output
    assert Path("other.toml").read_text() == text


def test_wrong_use_is_exit_code_2() -> None:
    assert run("use").exit_code == 2
    assert run("fit", "--visitors", "0").exit_code == 2
    assert run("sell").exit_code == 2


def test_verify_without_a_hash_says_so() -> None:
    Made().write(Path(".tresen/models/mine.gguf"))
    ran = run("verify", "mine")
    assert ran.exit_code == 1
    assert "there is none to compare it with" in ran.output


@pytest.mark.model
def test_verify_of_the_bundled_model_and_of_a_changed_copy() -> None:
    bundled = bundled_model()
    assert bundled is not None
    ran = run("verify")
    assert ran.exit_code == 0, ran.output
    assert known_models().entry("smollm2-135m").sha256 in ran.output
    copy = Path(".tresen/models") / bundled.name
    copy.parent.mkdir(parents=True)
    shutil.copyfile(bundled, copy)
    with copy.open("r+b") as file:
        file.seek(50_000_000)
        file.write(b"x")
    ran = run("verify", "smollm2-135m")
    assert ran.exit_code == 1
    assert "has changed" in ran.output


@pytest.mark.model
def test_bench_measures_and_keeps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench, "PROMPT_TOKENS", 256)  # the real model, for a second or two
    monkeypatch.setattr(bench, "DECODE_TOKENS", 8)
    ran = run("bench", "smollm2-135m", "--json")
    assert ran.exit_code == 0, ran.output
    told = json.loads(ran.output)
    entry = known_models().entry("smollm2-135m")
    assert told["prefill_tps"] > told["decode_tps"] / 2 > 0
    assert told["kv_bytes_per_token"] == pytest.approx(entry.kv_bytes(), rel=0.01)
    assert told["first_word_s"] < told["reply_s"]
    assert told["memory_bytes"] > entry.bytes * 0.9
    (measured,) = kept(Path(".tresen"))
    assert measured.prefill_tps == told["prefill_tps"]
    assert kept(Path(".tresen"), "another.gguf") == []


MEASURED = Measurement(
    model="SmolLM2-135M-Instruct.Q4_1.gguf",
    file_bytes=98_362_432,
    parameters=134_515_008,
    machine=str(Machine("cpu", 2, 25_000_000_000, None, None)),
    versions="llama-cpp-python",
    threads=2,
    gpu_layers=-1,
    measured_at="2026-01-01T00:00:00+00:00",
    load_s=0.2,
    prefill_tps=400.0,
    decode_tps=200.0,
    decode_behind_tps=100.0,
    kv_bytes_per_token=23_040.0,
    memory_bytes=160_000_000,
    disturbed=False,
)


def judged(name: str, *measured: Measurement) -> tuple[float | None, float | None, str]:
    machine = Machine("cpu", 2, 25_000_000_000, 9, None, 40e9)
    all_of_them = fits(known_models(), machine, Wish(), measured)
    fit = next(one for one in all_of_them if one.entry.name == name)
    return fit.tokens_per_s, fit.first_word_s, fit.speed


def test_a_measurement_speaks_for_its_own_model_and_less_for_others() -> None:
    assert judged("smollm2-135m", MEASURED) == (100.0, 0.5, "measured")
    rate, first, speed = judged("smollm2-360m", MEASURED)
    assert (rate, speed) == (pytest.approx(100 * 98_362_432 / 290e6), "scaled")
    assert first == pytest.approx(200 / (400 * 134_515_008 / 360e6))
    rate, first, speed = judged("llama-3.1-8b", MEASURED)
    assert (rate, speed) == (pytest.approx(40e9 / 4.92e9), "formula")
    assert first is not None
    assert first > 20


def test_measurements_of_another_machine_or_in_disturbance_do_not_count() -> None:
    for field, value in (("machine", "another"), ("disturbed", True)):
        other = Measurement(**{**_fields(MEASURED), field: value})
        assert judged("smollm2-135m", other)[2] == "formula"


def test_a_kept_measurement_that_cannot_be_read_is_passed_over(tmp_path: Path) -> None:
    keep(MEASURED, tmp_path)
    (tmp_path / "measured" / "broken.json").write_text('{"model": 3')
    (tmp_path / "measured" / "older.json").write_text('{"model": "x"}')
    assert kept(tmp_path) == [MEASURED]


def _fields(measured: Measurement) -> dict[str, object]:
    return {name: getattr(measured, name) for name in Measurement.__slots__}


def test_this_machine_can_be_looked_at() -> None:
    machine = look(measure=True)
    assert machine.cores >= 1
    assert machine.bandwidth is not None
    assert machine.bandwidth > 1e8
    assert "cores" in str(machine)


def test_a_file_that_cannot_be_used_is_not_measured() -> None:
    Made(tokenizer="").write(Path(".tresen/models/mine.gguf"))
    ran = run("bench", "mine")
    assert ran.exit_code == 1
    assert "has no tokenizer" in ran.output


GIGA = 1_000_000_000


def machine(memory: int, gpu: int = 0, bandwidth: float | None = 40e9) -> Machine:
    card = Gpu("card", gpu * GIGA, True) if gpu else None
    return Machine("cpu", 4, memory * GIGA, memory * GIGA, card, bandwidth)


@pytest.mark.parametrize(
    ("here", "wish", "choice"),
    [
        (machine(4), Wish(), "llama-3.2-1b"),
        (machine(4), Wish(languages=("de",)), "llama-3.2-1b"),
        (machine(8), Wish(languages=("de", "en")), "llama-3.2-3b"),
        (machine(16), Wish(), "llama-3.2-3b"),
        (machine(16, bandwidth=80e9), Wish(), "llama-3.1-8b"),
        (machine(16, gpu=8), Wish(), "llama-3.1-8b"),
        (machine(16), Wish(languages=("pl",)), None),
        (machine(64, gpu=80), Wish(), "llama-3.3-70b"),
        (machine(64, gpu=80), Wish(outside_eu=True), "llama-4-scout"),
        (machine(1), Wish(), None),
        (machine(16, bandwidth=4e9), Wish(), "smollm2-360m"),
    ],
)
def test_what_we_would_take(here: Machine, wish: Wish, choice: str | None) -> None:
    chosen = choose(fits(known_models(), here, wish))
    assert (chosen.entry.name if chosen else None) == choice


def test_more_visitors_need_more_memory_and_say_how_much() -> None:
    few, many = (
        next(
            fit
            for fit in fits(known_models(), machine(8), Wish(visitors=visitors, kv_type="f16"))
            if fit.entry.name == "llama-3.2-3b"
        )
        for visitors in (2, 100)
    )
    assert few.fits
    assert few.needs is not None
    assert many.needs is not None
    assert many.needs - few.needs == 98 * 1500 * 112 * 1024
    assert "GB more" in many.against[0]
    assert few.tokens_per_s == pytest.approx(40e9 / 2.02e9)


def test_a_machine_that_does_not_tell_its_memory_is_promised_nothing() -> None:
    unknown = Machine("cpu", 4, None, None, None)
    judged = fits(known_models(), unknown, Wish())
    assert all(fit.room is None for fit in judged)
    assert choose(judged) is None
