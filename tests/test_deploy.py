"""The files of deploy/ do what they say: the real nginx and Caddy stream, and end what is left."""

from __future__ import annotations

import re
import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import yaml

from agent.answer import Incoming
from agent.config import load
from agent.events import Event, TextDelta
from tests.fakes import FINISHED, FakeAgent, reply, serving, shop
from tests.webhook_shop import until
from web import create_app

DEPLOY = Path(__file__).parent.parent / "deploy"
CURL = ["curl", "--silent", "--show-error", "--no-buffer", "--insecure", "--http2"]
ASK = ["--json", '{"message": "hi"}']

pytestmark = pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("tls")
    key, chain = folder / "key.pem", folder / "chain.pem"
    make = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1"]
    names = ["-subj", "/CN=agent.example", "-keyout", str(key), "-out", str(chain)]
    subprocess.run([*make, *names], check=True, capture_output=True)
    return key, chain


@contextmanager
def running(command: list[str], curl: list[str], url: str) -> Iterator[None]:
    """`command` until the block is left; the block begins when `url` is answered."""
    with subprocess.Popen(command) as proxy:
        try:
            asking = [*curl, "-o", "/dev/null", url]

            def answers() -> bool:
                assert proxy.poll() is None
                return subprocess.run(asking, capture_output=True).returncode == 0

            until(answers, 120)
            yield
        finally:
            proxy.terminate()


def nginx(
    server: str,
    port: int,
    certificate: tuple[Path, Path],
    folder: Path,
    site_file: str = "nginx.conf",
) -> list[str]:
    """nginx with the site as it is written, on a port of this machine's own."""
    if shutil.which("nginx") is None:
        pytest.skip("nginx is not installed")
    site = (DEPLOY / site_file).read_text()
    site = re.sub(r"listen \[::\].*\n", "", site)
    site = re.sub(r"\b443\b", f"127.0.0.1:{port}", site)  # before another port comes in
    site = site.replace("http://127.0.0.1:8080", server)
    site = re.sub(r"/etc/\S*privkey.pem", str(certificate[0]), site)
    site = re.sub(r"/etc/\S*fullchain.pem", str(certificate[1]), site)
    paths = "".join(
        f"{name}_temp_path {folder}/{name};"
        for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "nginx.conf").write_text(
        f"pid {folder}/pid; worker_processes 1; error_log stderr;\n"
        f"events {{}} http {{ access_log off; {paths}\n{site} }}"
    )
    return ["nginx", "-p", str(folder), "-c", str(folder / "nginx.conf"), "-g", "daemon off;"]


def caddy(server: str, port: int, certificate: tuple[Path, Path], folder: Path) -> list[str]:
    if shutil.which("caddy") is None:
        pytest.skip("Caddy is not installed")
    site = (DEPLOY / "Caddyfile").read_text()
    site = site.replace("127.0.0.1:8080", server.removeprefix("http://"))
    tls = f"\ttls {certificate[1]} {certificate[0]}\n\tbind 127.0.0.1\n"
    site = site.replace("agent.example {\n", f"https://agent.example:{port} {{\n{tls}", 1)
    (folder / "Caddyfile").write_text(f"{{\n\tadmin off\n\tauto_https off\n}}\n{site}")
    return ["caddy", "run", "--config", str(folder / "Caddyfile"), "--adapter", "caddyfile"]


@pytest.mark.parametrize("proxy", [nginx, caddy])
def test_words_come_one_by_one_and_a_gone_reader_ends_his_reply(  # type: ignore[no-untyped-def]
    proxy, certificate: tuple[Path, Path], tmp_path: Path, unused_port: int
) -> None:
    """Over TLS and HTTP/2; the visitor's own address is counted, and his cookie is `Secure`."""
    go_on, ended, agent = threading.Event(), threading.Event(), FakeAgent(shop())
    behind = agent.settings.web.model_copy(update={"trusted_proxies": 1})
    settings = agent.settings.model_copy(update={"web": behind})

    def script(incoming: Incoming) -> Iterator[Event]:
        try:
            yield TextDelta("first ")
            while not go_on.wait(0.02):
                yield TextDelta("")
            yield TextDelta("second")
            yield FINISHED
        finally:
            ended.set()

    agent.script = script
    app = create_app(settings, agent, reply)
    url = f"https://agent.example:{unused_port}"
    curl = [*CURL, "--resolve", f"agent.example:{unused_port}:127.0.0.1"]
    with (
        serving(app, settings) as server,
        running(proxy(server, unused_port, certificate, tmp_path), curl, f"{url}/healthz"),
    ):
        seen = subprocess.run([*curl, "-I", f"{url}/healthz"], capture_output=True, text=True)
        assert seen.stdout.startswith("HTTP/2 200")
        ask = [*curl, *ASK, f"{url}/api/chat"]
        with subprocess.Popen(ask, stdout=subprocess.PIPE, text=True) as gone:
            assert gone.stdout is not None
            assert any('"delta": "first "' in line for line in gone.stdout)
            assert not ended.is_set(), "the word came while the reply is written"
            gone.kill()
        assert ended.wait(60), "nobody reads it any more"
        go_on.set()
        whole = subprocess.run([*ask, "-i"], capture_output=True, text=True, check=True).stdout
        assert "second" in whole
        assert "[DONE]" in whole
        assert "; Secure" in whole or "set-cookie" not in whole.lower()


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed")
def test_the_unit_is_one_and_little_is_left_open(tmp_path: Path) -> None:
    unit = tmp_path / "tresen.service"
    written = (DEPLOY / "tresen.service").read_text()
    unit.write_text(written.replace("/opt/tresen/bin/tresen serve", "/bin/true"))
    verify = ["systemd-analyze", "verify", str(unit)]
    told = subprocess.run(verify, capture_output=True, text=True)
    assert told.returncode == 0, told.stderr
    weigh = ["systemd-analyze", "security", "--offline=true", str(unit)]
    told = subprocess.run(weigh, capture_output=True, text=True)
    exposure = re.search(r"exposure level for \S+: ([\d.]+)", told.stdout)
    assert exposure is not None, told.stderr
    assert float(exposure[1]) <= 2.0


def test_the_compose_file_says_what_the_settings_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    for service in told["services"].values():
        assert set(service["secrets"]) <= set(told["secrets"])
        assert set(service.get("depends_on", ())) <= set(told["services"])
    given = told["services"]["tresen"]["environment"]
    assert list(given) == ["TRESEN_DATABASE__URL_FILE"]
    (tmp_path / "url").write_text("postgresql://tresen:x@database/tresen\n")
    monkeypatch.setenv("TRESEN_DATABASE__URL_FILE", str(tmp_path / "url"))
    (tmp_path / "tresen.toml").write_text('[business]\nname = "Shop"\n')
    settings = load(tmp_path / "tresen.toml")
    assert settings.database.url == "postgresql://tresen:x@database/tresen"
