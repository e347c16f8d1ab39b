"""The commands: exit codes, errors that name what was wrong, ingest, and a served demo shop."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import httpx2
import pytest
from click.testing import CliRunner, Result

from agent.shop import Agent
from tests.conftest import DEMO
from tests.ports import free_port
from web import create_app
from web.cli import COMMANDS, main
from web.demo_shop import demo_shop

ROOT = Path(__file__).parent.parent
ROWS = (
    "Handle,Title,Vendor,Type,Published,Option1 Name,Option1 Value,Variant SKU,"
    "Variant Inventory Qty,Variant Price\n"
)


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    (tmp_path / "tresen.toml").write_text('[business]\nname = "Shop"\ncurrency = "EUR"\n')
    (tmp_path / "products.csv").write_text(
        ROWS
        + "lamp,Lamp,Nord,Lamps,true,Colour,Red,L1,3,19.90\n"
        + "tent,Tent,Nord,Tents,true,Colour,Green,T1,1,abc\n"
    )
    (tmp_path / "faq.md").write_text("## How long does delivery take?\n\nTwo days.\n")
    return tmp_path


def run(shop: Path, *arguments: str) -> Result:
    command, *rest = arguments
    placed = ["--config", str(shop / "tresen.toml"), "--state", str(shop / "state")]
    return CliRunner().invoke(main, [command, *placed, *rest])


@pytest.mark.parametrize("name", COMMANDS)
def test_the_list_of_commands_says_what_each_command_says_of_itself(name: str) -> None:
    command = main.get_command(click.Context(main), name)
    assert command is not None
    assert command.get_short_help_str(200) == COMMANDS[name]


def test_the_list_of_commands_loads_none_of_them() -> None:
    told = "import sys; from web.cli import main; main(['--help'], standalone_mode=False); "
    told += "print(sorted({'flask', 'sqlalchemy', 'pydantic', 'numpy', 'rich'} & set(sys.modules)))"
    shown = subprocess.run([sys.executable, "-c", told], cwd=ROOT, capture_output=True, text=True)
    assert "handoffs" in shown.stdout, shown.stderr
    assert shown.stdout.splitlines()[-1] == "[]"


def test_ingest_reports_what_it_took_and_what_not(shop: Path) -> None:
    result = run(shop, "ingest", str(shop / "products.csv"), str(shop / "faq.md"))
    assert result.exit_code == 0, result.output
    assert "The catalog holds" in result.stdout
    assert "not taken" in result.stdout
    assert "row 3" in result.stderr
    assert '"abc"' in result.stderr


def in_folder(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """`tresen` as a shell in `folder` begins it."""
    command = [sys.executable, "-c", "from web.cli import main; main()", *arguments]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)


def test_it_says_which_settings_it_uses(shop: Path) -> None:
    here = in_folder(shop, "ingest", "--state", "state", "faq.md", "products.csv")
    assert f"Settings: {shop / 'tresen.toml'}" in here.stderr.splitlines(), here.stderr
    told = in_folder(shop, "chat", "--state", "state", "--json", "--once", "How much is the lamp?")
    assert f"Settings: {shop / 'tresen.toml'}" in told.stderr.splitlines(), told.stderr
    assert json.loads(told.stdout)["language"] == "en"


def test_settings_may_lie_in_the_state_folder(shop: Path, tmp_path: Path) -> None:
    state = shop / "state"
    state.mkdir()
    (shop / "tresen.toml").rename(state / "tresen.toml")
    text = '[business]\nname = "Kontor"\nlanguages = ["de"]\n[catalog]\nsources = ["../faq.md"]\n'
    (state / "tresen.toml").write_text(text)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    result = in_folder(elsewhere, "ingest", "--state", str(state))
    assert result.returncode == 0, result.stderr
    assert f"Settings: {state / 'tresen.toml'}" in result.stderr
    assert "1 passages" in result.stdout
    (elsewhere / "tresen.toml").write_text('[business]\nname = "Nearer"\n')
    nearer = in_folder(elsewhere, "ingest", "--state", str(state), str(shop / "faq.md"))
    assert f"Settings: {elsewhere / 'tresen.toml'}" in nearer.stderr


def test_no_settings_file_is_said_in_one_sentence(shop: Path) -> None:
    (shop / "tresen.toml").unlink()
    result = in_folder(shop, "ingest", "--state", "state", "faq.md")
    assert result.returncode == 0, result.stderr
    said = [line for line in result.stderr.splitlines() if "no settings file" in line]
    assert len(said) == 1
    assert "en and EUR" in said[0]
    assert "tresen init" in said[0]


def test_ingest_as_json_is_nothing_but_json(shop: Path) -> None:
    first = run(shop, "ingest", "--json", str(shop / "faq.md"))
    told = json.loads(first.stdout)
    assert (told["new"], told["passages"], told["failed"]) == (1, 1, [])
    again = json.loads(run(shop, "ingest", "--json", str(shop / "faq.md")).stdout)
    assert (again["new"], again["unchanged"]) == (0, 1)


def test_a_dry_run_changes_nothing(shop: Path) -> None:
    result = run(shop, "ingest", "--dry-run", str(shop / "faq.md"))
    assert "would hold" in result.stdout
    assert json.loads(run(shop, "ingest", "--json", str(shop / "faq.md")).stdout)["new"] == 1


def test_a_missing_source_fails_and_the_others_are_read(shop: Path) -> None:
    result = run(shop, "ingest", str(shop / "gone.csv"), str(shop / "faq.md"))
    assert result.exit_code == 1
    assert "gone.csv" in result.stderr
    assert "1 passages" in result.stdout


def test_ingest_reads_the_sources_of_the_settings(shop: Path) -> None:
    with (shop / "tresen.toml").open("a") as file:
        file.write('[catalog]\nsources = ["faq.md"]\n')
    assert json.loads(run(shop, "ingest", "--json").stdout)["passages"] == 1


def test_ingest_without_any_source_is_wrong_use(shop: Path) -> None:
    result = run(shop, "ingest")
    assert result.exit_code == 2
    assert "[catalog] sources" in result.stderr


@pytest.mark.parametrize("arguments", [["--nonsense"], ["serve", "--port", "many"], ["dance"]])
def test_wrong_use_is_exit_code_2(arguments: list[str]) -> None:
    assert CliRunner().invoke(main, arguments).exit_code == 2


def test_a_wrong_setting_names_key_and_value(shop: Path) -> None:
    (shop / "tresen.toml").write_text('[web]\nport = "eighty"\n')
    result = run(shop, "serve")
    assert result.exit_code == 1
    for named in ("[web]", "port", "eighty"):
        assert named in result.stderr


def test_a_missing_settings_file_is_said(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["serve", "--config", str(tmp_path / "no.toml")])
    assert result.exit_code == 1
    assert "no.toml" in result.stderr
    assert "tresen init" in result.stderr


def test_the_demo_shops_pages(agent_saying: Callable[..., Agent]) -> None:
    agent = agent_saying()
    app = create_app(agent.settings, agent)
    app.register_blueprint(demo_shop(agent, DEMO))
    client = app.test_client()
    with client.get("/") as home:
        assert "/widget.js" in home.text
    for path in ("/demo/demo.css", "/demo/product.css", "/demo/pictures/vandre-blue.svg"):
        with client.get(path) as response:
            assert response.status_code == 200, path
    listed = client.get("/demo/products.json?language=de").get_json()
    assert len(listed) > 30
    lamp = next(p for p in listed if p["id"] == "fjell-2")
    assert set(lamp) == {"id", "title", "price", "list_price", "image", "link", "availability"}
    assert lamp["price"] == "189,90\xa0€"
    page = client.get("/products/vandre", headers={"Accept-Language": "de"})
    assert page.status_code == 200
    for text in ('lang="de"', "149,95", "Größe 42", "ausverkauft"):
        assert text in page.text
    assert client.get("/products/nothing").status_code == 404
    for path in ("/demo/../cli.py", "/demo/pictures/../tresen.toml", "/demo/%2e%2e/cli.py"):
        assert client.get(path).status_code == 404


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def demo(tmp_path: Path, port: int) -> Iterator[subprocess.Popen[str]]:
    """`tresen demo`, the whole program with the real model, as an owner starts it."""
    command = [sys.executable, "-c", "from web.cli import main; main()", "demo"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        [*command, "--port", str(port), "--state", str(tmp_path / "state")],
        cwd=tmp_path,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        yield process
        if process.poll() is None:
            process.kill()


@pytest.mark.model
@pytest.mark.slow
def test_the_demo_from_nothing_to_a_true_price(demo: subprocess.Popen[str], port: int) -> None:
    assert demo.stdout is not None
    url = f"http://127.0.0.1:{port}"
    told = ""
    for line in demo.stdout:
        told += line
        if url in line:
            break
    assert "46 products" in told, told
    with httpx2.Client(base_url=url, timeout=120) as client:
        reply = client.post("/api/chat", json={"message": "How much is the Fjell 2?"}).text
        assert "€189.90" in reply.replace(
            '"}\n\ndata: {"type": "text-delta", "id": "text-1", "delta": "', ""
        )
        assert f"{url}/products/fjell-2" in reply
        assert client.get("/products/fjell-2").status_code == 200
    demo.send_signal(signal.SIGTERM)
    assert demo.wait(60) == 0
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) != 0:
                return
        time.sleep(0.1)
    pytest.fail("the port is still listened on")
