"""`tresen serve` killed with -9 around the letter that something is there again."""

from __future__ import annotations

import random
import re
import time
from contextlib import suppress
from pathlib import Path

import httpx2
import pytest

from tests.mail_servers import AGENT, CUSTOMER, OWNER, PostOffice, post_office, words
from tests.platform_server import platform_server
from tests.test_console_killed import Server, kills, serving
from tests.test_webhooks_killed import shop
from tests.webhook_shop import until

pytestmark = pytest.mark.slow

KEY = "k" * 40


@pytest.mark.parametrize("moment", ["before it is taken", "after it is taken"])
def test_killed_while_it_is_told(tmp_path: Path, unused_port: int, moment: str) -> None:
    """Once; and where its 250 was not heard, once more under its own Message-ID, by which mail
    servers and programs know it for the same."""
    with platform_server() as platform, post_office(imap=False) as office:
        name = min(shop(tmp_path, platform, random.Random(3))).lower()
        _with_mail(tmp_path / "tresen.toml", office, unused_port)
        with serving(tmp_path, unused_port) as server:
            _stock(server, name, "out_of_stock")
            _waits(server, office, name)
            until(lambda: server.states() == ["sent"], 120)
            kills(office, server, moment)
            with suppress(httpx2.HTTPError):  # it may be killed before it has answered
                _stock(server, name, "in_stock")
            until(lambda: not server.is_up(), 120)
            assert server.states() == ["sent", "sending"]
            server.start()
            until(lambda: server.states() == ["sent", "sent"], 120)
            server.kill()
            server.start()
            time.sleep(4)  # a second one would come now
            got = office.to(CUSTOMER)[1:]
            assert len(got) == (2 if moment == "after it is taken" else 1)
            assert len({str(mail["Message-ID"]) for mail in got}) == 1


def _waits(server: Server, office: PostOffice, name: str) -> None:
    with httpx2.Client(base_url=server.url, timeout=60) as http:
        body = {"product": name, "email": CUSTOMER}
        assert http.post("/api/restock", json=body).status_code == 202
        until(lambda: len(office.to(CUSTOMER)) == 1, 120)
        found = re.search(r"/restock/\S+", words(office.to(CUSTOMER)[0]))
        assert found
        assert http.post(found[0]).status_code == 200


def _stock(server: Server, name: str, state: str) -> None:
    headers = {"Authorization": f"Bearer {KEY}"}
    address = f"{server.url}/api/catalog/items/{name}"
    body = {"availability": state}
    httpx2.patch(address, json=body, headers=headers, timeout=60).raise_for_status()


def _with_mail(settings: Path, office: PostOffice, port: int) -> None:
    lines = ["", "[catalog]", f'api_key = "{KEY}"', "[mail]", f'address = "{AGENT}"']
    lines += [f'owner = ["{OWNER}"]', f'console_url = "http://127.0.0.1:{port}"', "[mail.smtp]"]
    lines += ['host = "127.0.0.1"', f"port = {office.smtp}", 'security = "none"']
    settings.write_text(settings.read_text() + "\n".join(lines) + "\n")
