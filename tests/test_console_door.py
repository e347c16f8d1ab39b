"""The console's door: closed, opened by its password, and shut to what pretends to be inside."""

from __future__ import annotations

import re
from collections.abc import Iterator
from http.cookies import SimpleCookie
from importlib.resources import files
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from catalog.database import Database
from catalog.tables import console_password, console_sessions
from tests.webhook_shop import Shop
from web.commands.console import console
from web.console.keys import Keys

PASSWORD = "fjord-lantern-27"
AWAY = {"REMOTE_ADDR": "203.0.113.9"}
"""As somebody from elsewhere comes."""


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    shop = Shop(tmp_path / "state", {})
    yield shop
    shop.database.close()


@pytest.fixture
def open_shop(shop: Shop) -> Shop:
    Keys(shop.database).change(PASSWORD)
    return shop


def enter(client: FlaskClient, password: str = PASSWORD, **more: object) -> TestResponse:
    form = {"name": "Anna", "password": password}
    return client.post("/console/door", data=form, environ_overrides=AWAY, **more)  # type: ignore[arg-type]


def proof(client: FlaskClient, path: str = "/console") -> str:
    found = re.search(r'name="proof" value="([0-9a-f]{64})"', away(client, path).text)
    assert found
    return found[1]


def away(client: FlaskClient, path: str = "/console", **more: object) -> TestResponse:
    return client.get(path, environ_overrides=AWAY, **more)  # type: ignore[arg-type]


# -- closed and open -------------------------------------------------------------------------------


def test_without_a_password_it_opens_on_this_machine_only(shop: Shop) -> None:
    assert away(shop.client, "/console/door").status_code == 403
    assert enter(shop.client, "").status_code == 403
    here = shop.client.post("/console/door", data={"name": "Anna"})
    assert here.status_code == 303
    assert shop.client.get("/console").status_code == 200
    # The session is good here, and nowhere else: there still is no password.
    assert away(shop.client).status_code == 303


@pytest.mark.parametrize("headers", [{"X-Forwarded-For": "127.0.0.1"}, {"Host": "evil.example"}])
def test_a_proxy_is_not_this_machine(shop: Shop, headers: dict[str, str]) -> None:
    assert shop.client.get("/console/door", headers=headers).status_code == 403
    answer = shop.client.post("/console/door", data={"name": "Anna"}, headers=headers)
    assert answer.status_code == 403


def test_the_password_opens_it_from_everywhere(open_shop: Shop) -> None:
    client = open_shop.client
    assert away(client).headers["Location"] == "/console/door"
    assert enter(client, "not the password").status_code == 403
    assert away(client).status_code == 303
    answer = enter(client)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/console")
    page = away(client)
    assert page.status_code == 200
    assert "Anna" in page.text


def test_what_is_kept_opens_nothing(open_shop: Shop) -> None:
    enter(open_shop.client)
    with open_shop.database.reading() as connection:
        (hashed,) = connection.execute(console_password.select()).all()
        (session,) = connection.execute(console_sessions.select()).all()
    assert hashed.hash.startswith("$argon2id$v=19$m=65536,t=3,")
    cookie = open_shop.client.get_cookie("tresen_console", path="/console")
    assert cookie is not None
    assert cookie.value not in (session.token, "")
    stolen = open_shop.app.test_client()
    stolen.set_cookie("tresen_console", session.token, path="/console")
    assert away(stolen).status_code == 303


def test_the_cookie_is_for_the_console_alone(open_shop: Shop) -> None:
    answer = enter(open_shop.client, base_url="https://agent.shop.example")
    cookie = SimpleCookie(answer.headers["Set-Cookie"])["tresen_console"]
    assert (cookie["path"], cookie["httponly"], cookie["secure"]) == ("/console", True, True)
    assert cookie["samesite"] == "Lax"


# -- attacks ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("token", ["", "x", "a" * 3000, "' OR 1=1 --", "%00", "é"])
def test_a_forged_session_opens_nothing(open_shop: Shop, token: str) -> None:
    client = open_shop.app.test_client()
    client.set_cookie("tresen_console", token, path="/console")
    assert away(client).status_code == 303
    script = away(client, headers={"Sec-Fetch-Mode": "cors"})
    assert (script.status_code, script.data) == (401, b"")


def test_a_planted_session_is_not_taken_over(open_shop: Shop) -> None:
    """Fixation: whoever plants a cookie before the login must not be logged in by it."""
    enter(open_shop.client)
    planted = open_shop.client.get_cookie("tresen_console", path="/console")
    assert planted is not None
    victim = open_shop.app.test_client()
    victim.set_cookie("tresen_console", planted.value, path="/console")
    enter(victim)
    own = victim.get_cookie("tresen_console", path="/console")
    assert own is not None
    assert own.value != planted.value
    assert away(open_shop.client).status_code == 303, "the planted one ended with the login"
    assert away(victim).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
    ],
)
def test_another_sites_form_changes_nothing(open_shop: Shop, headers: dict[str, str]) -> None:
    client = open_shop.client
    assert enter(client, headers=headers).status_code == 403
    enter(client)
    for form in ({}, {"proof": ""}, {"proof": "0" * 64}, {"proof": proof(client)}):
        told = client.post(
            "/console/leave", data=form, headers=headers, environ_overrides=AWAY
        ).status_code
        assert told == 403
    assert away(client).status_code == 200


def test_a_form_without_its_proof_changes_nothing(open_shop: Shop) -> None:
    other = open_shop.app.test_client()
    enter(other)
    enter(open_shop.client)
    for form in ({}, {"proof": "é"}, {"proof": proof(other)}):
        answer = open_shop.client.post("/console/leave", data=form, environ_overrides=AWAY)
        assert answer.status_code == 403
    assert away(open_shop.client).status_code == 200


def test_tries_are_limited_by_line(open_shop: Shop) -> None:
    told = [enter(open_shop.client, "wrong-password").status_code for _ in range(4)]
    assert told == [403, 403, 403, 429]
    last = enter(open_shop.client)
    assert (last.status_code, int(last.headers["Retry-After"]) > 0) == (429, True)
    other = {"REMOTE_ADDR": "198.51.100.7"}
    form = {"name": "Anna", "password": PASSWORD}
    at_home = open_shop.client.post("/console/door", data=form, environ_overrides=other)
    assert at_home.status_code == 303


@pytest.mark.parametrize("name", ["", "   ", "\u202e"])
def test_nobody_enters_without_a_name(open_shop: Shop, name: str) -> None:
    form = {"name": name, "password": PASSWORD}
    answer = open_shop.client.post("/console/door", data=form, environ_overrides=AWAY)
    assert answer.status_code == 422


def test_a_name_is_text(open_shop: Shop) -> None:
    form = {"name": "<b>Anna</b>\n\u202eX", "password": PASSWORD}
    open_shop.client.post("/console/door", data=form, environ_overrides=AWAY)
    page = away(open_shop.client).text
    assert "<b>Anna" not in page
    assert "&lt;b&gt;Anna&lt;/b&gt; X" in page


def test_no_template_takes_a_text_for_markup() -> None:
    folder = files("web").joinpath("console", "templates", "console")
    for template in folder.iterdir():
        text = template.read_text(encoding="utf-8")
        assert not re.search(r"\|\s*safe|autoescape|Markup", text), template.name
        assert not re.search(r"<script(?![^>]*\ssrc=)|\son\w+=|\sstyle=|<style", text)


def test_its_pages_are_strict(open_shop: Shop) -> None:
    enter(open_shop.client)
    for path in ("/console", "/console/door"):
        headers = away(open_shop.client, path).headers
    headers = away(open_shop.client).headers
    assert "form-action 'self'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert (headers["Cache-Control"], headers["X-Frame-Options"]) == ("no-store", "DENY")
    assert "Access-Control-Allow-Origin" not in headers


# -- leaving ---------------------------------------------------------------------------------------


def leave(client: FlaskClient, **form: str) -> TestResponse:
    form["proof"] = proof(client)
    return client.post("/console/leave", data=form, environ_overrides=AWAY)


def test_who_leaves_is_out_and_the_others_are_not(open_shop: Shop) -> None:
    other = open_shop.app.test_client()
    enter(other)
    enter(open_shop.client)
    kept = open_shop.client.get_cookie("tresen_console", path="/console")
    assert kept is not None
    assert leave(open_shop.client).status_code == 303
    open_shop.client.set_cookie("tresen_console", kept.value, path="/console")
    assert away(open_shop.client).status_code == 303
    assert away(other).status_code == 200
    assert leave(other, everywhere="1").status_code == 303


@pytest.mark.parametrize("how", ["everywhere", "a new password", "no password"])
def test_everybody_is_logged_out(open_shop: Shop, how: str) -> None:
    other = open_shop.app.test_client()
    enter(other)
    enter(open_shop.client)
    if how == "everywhere":
        leave(open_shop.client, everywhere="1")
    else:
        Keys(open_shop.database).change("" if how == "no password" else "another-lantern-3")
    for client in (other, open_shop.client):
        assert away(client).status_code == 303


# -- the command -----------------------------------------------------------------------------------


def test_the_command_sets_and_removes_the_password(tmp_path: Path) -> None:
    state = ["--state", str(tmp_path / "state")]
    run = CliRunner().invoke
    told = run(console, ["password", *state], input=f"{PASSWORD}\n{PASSWORD}\n")
    assert told.exit_code == 0
    assert PASSWORD not in told.output
    assert _fits(tmp_path, PASSWORD)
    assert run(console, ["password", "--stdin", *state], input="other-lantern-9\n").exit_code == 0
    assert _fits(tmp_path, "other-lantern-9")
    assert not _fits(tmp_path, PASSWORD)
    removed = run(console, ["password", "--remove", *state])
    assert "this machine only" in removed.output
    assert not _fits(tmp_path, "other-lantern-9")


@pytest.mark.parametrize("weak", ["", "short", "a" * 300, "aaaaaaaaaaaaaa"])
def test_a_weak_password_is_refused_in_words(tmp_path: Path, weak: str) -> None:
    state = ["--state", str(tmp_path / "state")]
    told = CliRunner().invoke(console, ["password", "--stdin", *state], input=f"{weak}\n")
    assert told.exit_code != 0
    assert "password" in str(told.exception)
    assert not weak or weak not in str(told.exception)


def _fits(tmp_path: Path, password: str) -> bool:
    database = Database.open(tmp_path / "state")
    try:
        return Keys(database).fits(password)
    finally:
        database.close()
