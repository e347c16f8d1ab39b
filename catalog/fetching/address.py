"""Addresses: one spelling for each, and which of them are a site's own."""

from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import dataclass
from urllib.parse import urljoin

import httpx2

from catalog.fetching.limits import FetchError

LONGEST = 2000
"""Characters of an address. Longer ones are made by programs that lost count."""

_SCHEME = re.compile(r"^[a-zA-Z][a-zA-Z0-9+.-]*://")

# What is added to an address to follow visitors, and never changes what the page says.
_TRACKING = re.compile(
    r"^(utm_\w+|gclid|fbclid|msclkid|mc_[ce]id|_ga|_gl|ref|sid|session_?id|phpsessid|jsessionid|"
    r"osCsid|sort|order|dir|add-to-cart)$",
    re.IGNORECASE,
)
_SESSION = re.compile(r";jsessionid=[^/?#]*", re.IGNORECASE)


def is_address(source: str) -> bool:
    """Whether a source is an address, and not a file's name: it has a scheme, of whatever kind."""
    return _SCHEME.match(source) is not None


def normalized(address: str, base: str = "") -> str:
    """One spelling: host in small letters, no fragment, no default port, no name and password.

    `base` is the page that the address stands in. Raises FetchError where it is none of the web's.
    """
    text = address.strip()
    if len(text) > LONGEST:
        raise FetchError(f"{text[:80]}…: an address of {len(text)} characters; at most {LONGEST}")
    try:
        url = httpx2.URL(base).join(text) if base else httpx2.URL(text)
    except (httpx2.InvalidURL, ValueError, UnicodeError) as exc:
        raise FetchError(f"{text[:200]}: no address ({exc})") from exc
    if url.scheme not in ("http", "https") or not url.host:
        raise FetchError(f"{text[:200]}: expected an address that begins with http:// or https://")
    host = f"[{url.host}]" if ":" in url.host else url.raw_host.decode("ascii")
    port = f":{url.port}" if url.port is not None else ""
    target = url.raw_path.decode("ascii").removesuffix("?")
    return f"{url.scheme}://{host.lower()}{port}{target or '/'}"


def joined(link: str, base: str) -> str:
    """A page's link as a whole address, without tracking; empty where nothing is to be fetched."""
    if not link or link.startswith(("#", "mailto:", "tel:", "javascript:", "data:")):
        return ""
    try:
        found = _SESSION.sub("", normalized(link, base))
    except FetchError:
        return ""
    path, mark, query = found.partition("?")
    kept = [part for part in query.split("&") if not _TRACKING.match(part.partition("=")[0])]
    return path + (mark + "&".join(kept) if any(kept) else "")


def led_to(base: str, link: str) -> str:
    """Where `link` leads from `base`, in the one spelling. Raises FetchError where nowhere."""
    try:
        return normalized(urljoin(base, link.strip()))
    except ValueError as exc:  # "http://[" is no address to urllib
        raise FetchError(f"{link[:200]}: no address ({exc})") from exc


@dataclass(frozen=True, slots=True)
class Secret:
    """The name and password of an address, for its own server alone."""

    origin: tuple[str, str, int | None]
    header: str


def secret_of(address: str) -> Secret | None:
    """What "https://name:password@shop.example/feed.xml" says before its host."""
    try:
        url = httpx2.URL(address.strip())
    except (httpx2.InvalidURL, ValueError):
        return None
    if not url.userinfo:
        return None
    told = b64encode(f"{url.username}:{url.password}".encode()).decode("ascii")
    return Secret(origin(url), f"Basic {told}")


def origin(url: httpx2.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host.lower(), url.port


def called(address: str) -> str:
    """An address as people say it: without scheme and closing slash."""
    return address.partition("://")[2].rstrip("/")


@dataclass(frozen=True, slots=True)
class Site:
    """What belongs to a site: its host (with and without "www."), below the folder it began in."""

    host: str
    port: int | None
    folder: str

    @classmethod
    def of(cls, start: str) -> Site:
        """`start` is normalized."""
        url = httpx2.URL(start)
        return cls(_bare(url.host), url.port, url.path.rpartition("/")[0] + "/")

    def lacks(self, address: str) -> str:
        """Why the normalized address is not of this site; empty where it is."""
        url = httpx2.URL(address)
        if _bare(url.host) != self.host or url.port != self.port:
            return f"leads to another host ({url.netloc.decode('ascii', 'replace')})"
        if not f"{url.path}/".startswith(self.folder):
            return f"is not below {self.folder}"
        return ""


def _bare(host: str) -> str:
    return host.lower().removeprefix("www.")
