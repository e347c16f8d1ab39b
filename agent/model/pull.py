"""Fetch a model's file from a hub, and check later that it is still the same.

    pull(wanted, folder, report)
      ├─ ask the hub: address, bytes and SHA-256 of each part      hub.py
      ├─ is there room on the disk?
      ├─ download, going on where a former attempt stopped         httpx2, Range
      ├─ does the hash agree?
      └─ rename, and note beside the file where it came from       <file>.origin.json

The bytes are fetched here and not by `hf_hub_download`: that one (huggingface_hub 2.4,
`_download_to_tmp_and_move`) writes to a new name for every attempt and removes it after a failure,
so that a connection cut at 40 of 42 GB would begin anew.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Final

import httpx2
from huggingface_hub import get_token

from agent.errors import ModelFileError
from agent.model.hub import PullError, Remote, Wanted, ask, hub_address, refused, unreachable
from agent.model.registry import Entry

Report = Callable[[str, int, int], None]
"""Called with what is being done, how many bytes of it are done, and of how many."""

_CHUNK: Final = 1 << 20
_ATTEMPTS: Final = 5
"""In a row without a single byte; the count begins anew with every byte that arrives."""
_PARTIAL: Final = re.compile(r"\.[0-9a-f]{12}\.partial$")
_PASSING: Final = (408, 429, 500, 502, 503, 504)
"""Answers after which it is worth asking again."""
_SPARE: Final = 200_000_000
"""Bytes that stay free on the disk, for the database and the prefix store."""


def pull(
    wanted: Wanted, folder: Path, report: Report, endpoint: str | None = None, wait_s: float = 1.0
) -> Path:
    """Fetch all files of `wanted` into `folder`; the path of the first.

    `endpoint`: the hub's address, default HF_ENDPOINT or Hugging Face's. `wait_s`: seconds before
    the first new attempt, doubled for each further one. Raises PullError; what was fetched by then
    stays, and the next call goes on from there.
    """
    hub = hub_address(endpoint)
    remotes = [ask(wanted, file, hub) for file in wanted.files]
    for remote in remotes:
        if wanted.sha256 and len(remotes) == 1 and remote.sha256 != wanted.sha256:
            raise PullError(
                f"{wanted.repository}: {remote.file} has another hash than the registry's "
                f"({remote.sha256[:12]}… instead of {wanted.sha256[:12]}…): it was uploaded anew. "
                "`--latest` takes it as it is today."
            )
    _make_room(folder, remotes)
    for remote in remotes:
        _fetch(remote, folder, wanted, hub, report, wait_s)
    return folder / Path(wanted.files[0]).name


def _make_room(folder: Path, remotes: list[Remote]) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as exc:
        raise PullError(f"{folder}: cannot be made: {exc.strerror}.") from exc
    missing = sum(
        remote.bytes - (part.stat().st_size if (part := _partial(remote, folder)).exists() else 0)
        for remote in remotes
        if not (folder / Path(remote.file).name).exists()
    )
    free = shutil.disk_usage(folder).free
    if missing + _SPARE > free:
        raise PullError(
            f"{folder}: {missing / 1e9:.1f} GB are to be fetched and {free / 1e9:.1f} GB are free. "
            "Make room, or name another folder with --state."
        )


def _partial(remote: Remote, folder: Path) -> Path:
    # The hash in the name: what was begun of another upload is never continued with this one.
    return folder / f"{Path(remote.file).name}.{remote.sha256[:12]}.partial"


def _fetch(
    remote: Remote, folder: Path, wanted: Wanted, hub: str, report: Report, wait_s: float
) -> None:
    target, partial = folder / Path(remote.file).name, _partial(remote, folder)
    if target.exists() and _hash(target, report) == remote.sha256:
        _note_origin(target, remote, wanted, hub)
        return
    _download(remote, partial, hub, report, wait_s)
    found = _hash(partial, report)
    if found != remote.sha256:
        partial.unlink()
        raise PullError(
            f"{remote.file}: what arrived has the hash {found[:12]}…, and the hub says "
            f"{remote.sha256[:12]}…. It was thrown away; pull again, and if it happens twice "
            "something between here and the hub changes files."
        )
    with partial.open("rb") as file:
        os.fsync(file.fileno())
    partial.replace(target)
    _note_origin(target, remote, wanted, hub)


def _download(remote: Remote, partial: Path, hub: str, report: Report, wait_s: float) -> None:
    """Fill `partial` to `remote.bytes`, however often the connection is cut."""
    # httpx2 leaves the token behind when a redirect leads to another host.
    token = get_token()
    headers = {"Accept-Encoding": "identity"} | (
        {"Authorization": f"Bearer {token}"} if token else {}
    )
    most, failures, last = -1, 0, ""
    with httpx2.Client(follow_redirects=True, timeout=30.0, headers=headers) as client:
        while (have := partial.stat().st_size if partial.exists() else 0) != remote.bytes:
            failures = 0 if have > most else failures + 1
            most = max(most, have)
            if failures >= _ATTEMPTS:
                raise PullError(
                    f"{remote.file}: {have / 1e6:.1f} of {remote.bytes / 1e6:.1f} MB arrived, then "
                    f"nothing more. {last} Pull again to go on from there."
                )
            if failures:
                time.sleep(wait_s * 2 ** (failures - 1))
            try:
                _stream(client, remote, partial, have, report)
            except httpx2.HTTPStatusError as exc:
                last = refused(hub, exc.response.status_code, remote.file)
                if exc.response.status_code not in _PASSING:
                    raise PullError(last) from exc
            except httpx2.TransportError as exc:
                last = unreachable(hub, exc)
            except OSError as exc:
                raise PullError(f"{partial}: cannot be written: {exc.strerror}.") from exc


def _stream(
    client: httpx2.Client, remote: Remote, partial: Path, have: int, report: Report
) -> None:
    if have > remote.bytes:
        partial.unlink()
        have = 0
    ranged = {"Range": f"bytes={have}-"} if have else {}
    with client.stream("GET", remote.url, headers=ranged) as response:
        response.raise_for_status()
        going_on = response.status_code == httpx2.codes.PARTIAL_CONTENT
        have = have if going_on else 0  # a server that ignores Range sends everything again
        with partial.open("ab" if going_on else "wb") as file:
            # As they arrive: chunks of a fixed size would lose what was read of the last one.
            for chunk in response.iter_bytes():
                file.write(chunk)
                have += len(chunk)
                report(remote.file, have, remote.bytes)


def _hash(path: Path, report: Report) -> str:
    digest, total, done = hashlib.sha256(), path.stat().st_size, 0
    name = _PARTIAL.sub("", path.name)
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
            done += len(chunk)
            report(f"checking {name}", done, total)
    return digest.hexdigest()


def _note_origin(target: Path, remote: Remote, wanted: Wanted, hub: str) -> None:
    told = asdict(remote) | {"repository": wanted.repository, "hub": hub}
    _origin(target).write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")


def _origin(path: Path) -> Path:
    return path.with_name(f"{path.name}.origin.json")


def verify(path: Path, entry: Entry | None, report: Report) -> str:
    """Compare the file's SHA-256 with the one noted when it was fetched, else the registry's.

    The hash. Raises ModelFileError where it differs or where there is nothing to compare with.
    """
    expected = entry.sha256 if entry else None
    if _origin(path).exists():
        try:
            expected = json.loads(_origin(path).read_text(encoding="utf-8"))["sha256"]
        except (OSError, ValueError, KeyError, TypeError) as exc:
            raise ModelFileError(f"{_origin(path)}: cannot be read. Pull the model again.") from exc
    found = _hash(path, report)
    if expected is None:
        raise ModelFileError(f"{path}: has the hash {found}; there is none to compare it with.")
    if found != expected:
        raise ModelFileError(
            f"{path}: has changed: its hash is {found[:12]}… instead of {expected[:12]}…. "
            "Remove it and pull it again."
        )
    return found
