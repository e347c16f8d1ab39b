"""deploy/compose.yaml, each service begun by hand as the file has it: the same files, variables
and commands, at addresses of this machine; and the Containerfile that it builds.

No container is run: what is shown is that the parts fit each other.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest
import yaml

from agent.config import Settings
from tests import postgres
from tests.webhook_shop import until

ROOT = Path(__file__).parent.parent
DEPLOY = ROOT / "deploy"
TOLD = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"]
FILE = (DEPLOY / "Containerfile").read_text().replace("\\\n", "")


def said(word: str) -> Any:
    """What the Containerfile says last behind `word`; a command as its list."""
    (*_, last) = re.findall(rf"^{word} (.*)$", FILE, re.MULTILINE)
    return json.loads(last) if last.startswith("[") else last.strip()


def test_paths_and_ports_are_the_settings_own() -> None:
    home, port = Path(said("WORKDIR")), Settings().web.port
    service = TOLD["tresen"]
    at = {target.split(":")[1] for target in service["volumes"]}
    assert at == {str(home / Settings().state), str(home / "tresen.toml")}
    assert said("VOLUME") == str(home)
    assert said("EXPOSE") == str(port)
    assert service["ports"] == [f"127.0.0.1:{port}:{port}"]
    assert f":{port}/healthz" in _health()[-1]
    for before in ("nginx.conf", "Caddyfile"):
        assert f"127.0.0.1:{port}" in (DEPLOY / before).read_text()
    assert service["build"]["dockerfile"] == "deploy/Containerfile"
    assert (DEPLOY / service["build"]["context"]).resolve() == ROOT
    for line in re.findall(r"^COPY (?!--from)(.*) \S+$", FILE, re.MULTILINE):
        assert all((ROOT / name).exists() for name in line.split())


def test_what_makes_the_container_small_is_said() -> None:
    service = TOLD["tresen"]
    assert service["read_only"]
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]
    assert said("USER").isdigit()
    secret = [*TOLD["database"]["secrets"], *service["secrets"]]
    given = [*TOLD["database"]["environment"].values(), *service["environment"].values()]
    assert {f"/run/secrets/{name}" for name in secret} <= set(given)


@pytest.mark.skipif(shutil.which("hadolint") is None, reason="hadolint is not installed")
def test_the_containerfile_is_linted() -> None:
    told = subprocess.run(["hadolint", DEPLOY / "Containerfile"], capture_output=True, text=True)
    assert told.returncode == 0, told.stdout


@postgres.needed
@pytest.mark.slow
def test_the_services_begin_in_their_order_and_answer(
    tmp_path: Path, unused_ports: list[int]
) -> None:
    secrets, port, database = tmp_path / "secrets", unused_ports[0], unused_ports[1]
    secrets.mkdir()
    password = os.urandom(24).hex()
    (secrets / "password").write_text(f"{password}\n")
    url = re.findall(r"postgresql://\S+", (DEPLOY / "compose.yaml").read_text())[0]
    url = url.replace("PASSWORD", password).replace("@database/", f"@127.0.0.1:{database}/")
    (secrets / "database_url").write_text(f"{url}\n")
    home = tmp_path / "home"
    home.mkdir()
    (home / "products.csv").write_text("sku,title,price\nL1,Lamp,19.90\n")
    (home / "tresen.toml").write_text(
        '[business]\nname = "Kontor"\nurl = "https://kontor.example"\nlanguages = ["en"]\n'
        'currency = "EUR"\nemail = "a@kontor.example"\n'
    )
    outside = {name: value for name, value in os.environ.items() if "TRESEN" not in name}
    environment = outside | {
        name: value.replace("/run/secrets", str(secrets))
        for name, value in TOLD["tresen"]["environment"].items()
    }
    environment |= {"PYTHONPATH": str(ROOT), "TRESEN_WEB__PORT": str(port)}
    program = [sys.executable, "-c", "from web.cli import main; main()"]
    assert said("ENTRYPOINT")[0].endswith("/bin/tresen")
    serve = [*program, *(word.replace("0.0.0.0", "127.0.0.1") for word in said("CMD"))]
    health = [sys.executable, *(part.replace("8080", str(port)) for part in _health()[1:])]
    with _database(secrets, database):
        read = [*program, "ingest", "products.csv"]
        done = subprocess.run(read, cwd=home, env=environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        with subprocess.Popen(serve, cwd=home, env=environment) as server:
            try:
                until(lambda: subprocess.run(health, capture_output=True).returncode == 0, 180)
                told = httpx2.post(
                    f"http://127.0.0.1:{port}/api/chat",
                    json={"message": "How much is the lamp?"},
                    timeout=120,
                ).text
                assert "19.90" in told
            finally:
                server.send_signal(signal.SIGTERM)
                assert server.wait(60) == 0
    # What it wrote lies in the one volume, and the catalog in the database.
    assert {path.name for path in home.iterdir()} == {".tresen", "tresen.toml", "products.csv"}
    assert not list((home / ".tresen").glob("*.db"))


def _health() -> list[str]:
    """The Containerfile's own question whether it is well."""
    (command,) = re.findall(r"^HEALTHCHECK .*?CMD (\[.*\])", FILE, re.MULTILINE)
    healthy: list[str] = json.loads(command)
    return healthy


@contextmanager
def _database(secrets: Path, port: int) -> Iterator[None]:
    """The service `database`, as its image makes it of the variables; there until the block ends.

    It is healthy, by the file's own command, before the block begins.
    """
    service = TOLD["database"]
    given = service["environment"]
    password = Path(given["POSTGRES_PASSWORD_FILE"].replace("/run/secrets", str(secrets)))
    with postgres.listening(
        given["POSTGRES_USER"], password.read_text().strip(), given["POSTGRES_DB"], port
    ) as binaries:
        kind, *command = service["healthcheck"]["test"]
        assert kind == "CMD"
        where = {**os.environ, "PGHOST": "127.0.0.1", "PGPORT": str(port)}
        asked = [str(binaries / command[0]), *command[1:]]
        until(lambda: subprocess.run(asked, env=where, capture_output=True).returncode == 0, 120)
        yield
