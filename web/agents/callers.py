"""Who calls: the profile that a caller names, fetched through the guard, and what follows of it.

https://ucp.dev/2026-08-25/specification/overview, "Fetching" and "Negotiation Protocol": over HTTPS
alone, no redirect, no address of a private network, a bounded body in a bounded time, kept at least
a minute, and no more than so many fetches a minute in all. What may not be fetched, or is fetched
and wrong, is refused; a caller who names none, or whose profile cannot be reached, is served or
refused as [ucp] unknown says.
"""

from __future__ import annotations

import json
import re
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from urllib.parse import urlsplit

from agent.ucp_settings import UcpSection
from catalog.fetching.client import Ask, Client
from catalog.fetching.limits import FetchError, Limits, PrivateAddress, TooLong
from web.agents.errors import Fault, UcpError
from web.agents.versions import DATED, Capability, Version, version_of
from web.errors import TooMany
from web.limits import Rate

MOST_BYTES = 256 * 1024
"""Of a profile; those of the documentation have 5 kB, and less than 128 kB may not be refused."""
SECONDS = 4.0
"""For a profile as a whole. The caller waits for it once a minute at most."""
_KEPT = 500
_LEAST_S, _MOST_S = 60.0, 86_400.0
_AT_ONCE = 4
_PER_MINUTE = 60
_LONGEST = 2000
_MAX_AGE = re.compile(r"max-age\s*=\s*(\d{1,9})")
_NAMED = re.compile(r'(?:^|,)\s*profile\s*=\s*"([^"\\]{0,2100})"')

Fetch = Callable[[str], tuple[bytes, float]]
"""An address to a profile's bytes and how long they hold, in seconds. Raises UcpError."""


@dataclass(frozen=True, slots=True)
class Caller:
    """What a caller speaks. `offers` is None where nothing is known of them: anything may be."""

    version: Version | None = None
    offers: frozenset[tuple[str, str]] | None = None

    def shares(self, capability: Capability, version: Version) -> bool:
        """Whether they have `capability` in `version`."""
        return self.offers is None or (capability.value, version.value) in self.offers


UNKNOWN = Caller()


@dataclass(frozen=True, slots=True)
class _Entry:
    until: float
    caller: Caller | UcpError


def named_in(header: str) -> str:
    """The profile in a UCP-Agent header (a dictionary of RFC 8941); empty where there is none."""
    found = _NAMED.search(header[:4000])
    return found[1] if found else ""


class Callers:
    """The callers that were met. Safe from many threads."""

    def __init__(self, settings: UcpSection, fetch: Fetch | None = None) -> None:
        self._settings = settings
        self._fetch = fetch or Fetched(settings)
        self._met: OrderedDict[str, _Entry] = OrderedDict()
        self._lock = threading.Lock()
        self._free = threading.BoundedSemaphore(_AT_ONCE)
        self._rate = Rate(_PER_MINUTE)

    def caller(self, address: str) -> Caller:
        """Whoever names the profile at `address`, empty where none is named. Raises UcpError."""
        if not address:
            return self._stranger(
                UcpError(Fault.INVALID_PROFILE_URL, "The request names no profile of its caller.")
            )
        check(address)
        if address.startswith(self._settings.known) and self._settings.known:
            return UNKNOWN
        found = self._kept(address) or self._asked(address)
        if isinstance(found, UcpError):
            return self._stranger(found)
        return found

    def _stranger(self, error: UcpError) -> Caller:
        unheard = error.fault in (Fault.PROFILE_UNREACHABLE, Fault.UNAVAILABLE)
        unnamed = error.fault is Fault.INVALID_PROFILE_URL and not isinstance(error, _Forbidden)
        if self._settings.unknown == "serve" and (unheard or unnamed):
            return UNKNOWN
        # Raised anew: one error object is kept, and each raise would lengthen its traceback.
        raise UcpError(error.fault, str(error), error.retry_after)

    def _kept(self, address: str) -> Caller | UcpError | None:
        with self._lock:
            entry = self._met.get(address)
            if entry is None or entry.until < time.monotonic():
                return None
            self._met.move_to_end(address)
            return entry.caller

    def _asked(self, address: str) -> Caller | UcpError:
        """The profile, fetched; an error too is kept for a minute."""
        if not self._free.acquire(blocking=False):
            return UcpError(Fault.UNAVAILABLE, "Other profiles are being fetched.", 2)
        try:
            self._rate.take("all")
            try:
                body, seconds = self._fetch(address)
                found: Caller | UcpError = read(body)
            except UcpError as exc:
                found, seconds = exc, _LEAST_S
        except TooMany as exc:
            return UcpError(Fault.UNAVAILABLE, "Too many new profiles.", exc.retry_after)
        finally:
            self._free.release()
        until = time.monotonic() + min(_MOST_S, max(_LEAST_S, seconds))
        with self._lock:
            self._met[address] = _Entry(until, found)
            self._met.move_to_end(address)
            while len(self._met) > _KEPT:
                self._met.popitem(last=False)
        return found


class _Forbidden(UcpError):
    """An address that is not fetched, whoever asks."""

    def __init__(self, text: str) -> None:
        super().__init__(Fault.INVALID_PROFILE_URL, text)


def check(address: str) -> None:
    """Raises UcpError where `address` is none that a profile may have."""
    try:
        parts = urlsplit(address)
        odd = parts.username or parts.password or not parts.hostname or parts.port == 0
    except ValueError as exc:
        raise _Forbidden(f"{ascii(address)[:120]} is no address.") from exc
    if parts.scheme != "https" or odd or len(address) > _LONGEST or not address.isprintable():
        raise _Forbidden(f"{ascii(address)[:120]}: expected https:// and a host.")


class Fetched:
    """Fetches profiles. One connection for each, so that none waits for another's host."""

    def __init__(self, settings: UcpSection) -> None:
        self._limits = Limits(allow_private=frozenset(settings.allow_private), delay=0.0)

    def __call__(self, address: str) -> tuple[bytes, float]:
        sink = BytesIO()
        try:
            with Client(self._limits) as client:
                answer = client.get(address, Ask(sink, MOST_BYTES, SECONDS))
        except PrivateAddress as exc:
            host = urlsplit(address).hostname
            raise _Forbidden(f"{host} is no address of the internet at large.") from exc
        except TooLong as exc:
            text = f"The profile is longer than {MOST_BYTES} bytes."
            raise UcpError(Fault.PROFILE_MALFORMED, text) from exc
        except FetchError as exc:
            text = "The profile cannot be fetched within its time."
            raise UcpError(Fault.PROFILE_UNREACHABLE, text) from exc
        if answer.status != 200:
            text = f"The profile's server answers {answer.status}; redirects are not followed."
            raise UcpError(Fault.PROFILE_UNREACHABLE, text)
        told = _MAX_AGE.search(answer.headers.get("cache-control", ""))
        return sink.getvalue(), float(told[1]) if told else _LEAST_S


def read(body: bytes) -> Caller:
    """What the profile `body` says. Raises UcpError."""
    try:
        ucp = json.loads(body)["ucp"]
        if not isinstance(ucp["services"], dict) or not isinstance(ucp["version"], str):
            raise TypeError("services")
        version, offered = _spoken(ucp["version"]), ucp.get("capabilities") or {}
        offers = frozenset(
            (name, entry["version"]) for name, entries in offered.items() for entry in entries
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as exc:
        text = "The profile is no UCP profile: expected ucp.version, ucp.services, capabilities."
        raise UcpError(Fault.PROFILE_MALFORMED, text) from exc
    return Caller(version, offers)


def _spoken(version: str) -> Version:
    named = version_of(version)
    if named is None:
        dates = " and ".join(DATED)
        text = f"Version {version[:20]!r} is not supported here; {dates} are."
        raise UcpError(Fault.VERSION_UNSUPPORTED, text)
    return named


def negotiated(caller: Caller, capability: Capability, asked: Version) -> tuple[Version, bool]:
    """The release that a request is answered in, and whether the caller has the capability in it.

    `asked` is that of the address that was taken, for whoever names no profile. Raises UcpError.
    """
    if capability is Capability.ASK:
        versions = [v for v in Version if caller.shares(capability, v)]
        return Version.DRAFT, bool(versions)
    version = caller.version or asked
    if version not in DATED:
        raise UcpError(
            Fault.VERSION_UNSUPPORTED,
            f"{version.value!r} has no catalog; {' and '.join(DATED)} have.",
        )
    return version, caller.shares(capability, version)
