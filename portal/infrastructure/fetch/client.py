"""Fetch one address of the web: over TLS, from a public host, at most so large, within so many seconds."""

from __future__ import annotations

import ssl
import time
import zlib
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, urljoin, urlsplit

import httpcore2

from portal.infrastructure.fetch.addresses import GuardedBackend, InnerAddress

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

MEGABYTE = 1024 * 1024
MOST_REDIRECTS = 5
REDIRECTS = {301, 302, 303, 307, 308}
OK, NOT_MODIFIED = 200, 304
GZIP = 16 + zlib.MAX_WBITS
NAME = "SOP-regional-portal"


class FetchFault(Exception):
    """An address could not be fetched; the message is a sentence for people."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What an address gave. `is_new` is false when it has not changed since the mark that was sent: the body is empty.

    `etag` and `modified` are the marks to send the next time; `kind` is the type the other side says it is.
    """

    url: str
    body: bytes
    kind: str
    etag: str
    modified: str
    is_new: bool = True

    @property
    def text(self) -> str:
        """The body as text in UTF-8; what is not is replaced."""
        return self.body.decode("utf-8-sig", errors="replace")


def fetch(
    url: str,
    *,
    hosts: Collection[str] | None = None,
    etag: str = "",
    modified: str = "",
    limit: int = 5 * MEGABYTE,
    seconds: float = 15,
    form: str | None = None,
    authorization: str = "",
    is_local_allowed: bool = False,
) -> Fetched:
    """Return what an address gives, or raise FetchFault.

    `hosts` are the only ones that may be asked, redirects included; None means any public one. With a
    `form` to send or an `authorization` no redirect is followed: neither goes to an address that was not asked for.
    `is_local_allowed` lets this machine itself be asked, without TLS.
    """
    headers = {"User-Agent": NAME, "Accept": "*/*", "Accept-Encoding": "gzip"}
    headers |= {"Authorization": authorization} if authorization else {}
    headers |= {name: mark for name, mark in (("If-None-Match", etag), ("If-Modified-Since", modified)) if mark}
    deadline = time.monotonic() + seconds
    try:
        for _ in range(1 + MOST_REDIRECTS):
            check(url, hosts, is_local_allowed=is_local_allowed)
            answer = ask(url, headers, limit, deadline, form=form, is_local_allowed=is_local_allowed)
            if isinstance(answer, Fetched):
                return answer
            if form is not None or authorization:
                raise FetchFault(f"{host_of(url)} leads on to another address, which gets nothing of this.")
            url = answer
    except InnerAddress as error:
        raise FetchFault(f"{error} leads to an inner address, which is not asked.") from None
    except httpcore2.TimeoutException:
        raise FetchFault(f"{host_of(url)} did not answer in full within {seconds:g} seconds.") from None
    except httpcore2.ConnectError as error:
        raise FetchFault(sentence_of(error, host_of(url))) from None
    except (httpcore2.NetworkError, httpcore2.ProtocolError, zlib.error, ValueError):
        raise FetchFault(f"{host_of(url)} gave an answer that breaks off or cannot be read.") from None
    raise FetchFault(f"The address leads from one to the next more than {MOST_REDIRECTS} times.")


def check(url: str, hosts: Collection[str] | None, *, is_local_allowed: bool) -> None:
    """Refuse an address that is not one of the public web over TLS, or whose host was not named."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise FetchFault("The address cannot be read.") from None
    if not host or port == 0 or not url.isprintable() or " " in url or parts.username is not None:
        raise FetchFault("The address must be one such as https://example.org/feed, without a name and password in it.")
    if parts.scheme != "https" and not (is_local_allowed and parts.scheme == "http"):
        raise FetchFault(f"The address leads to {parts.scheme or 'no'}:// — only https:// is asked.")
    if hosts is not None and host not in hosts:
        raise FetchFault(f"{host} is not among the hosts that may be asked ({', '.join(sorted(hosts)) or 'none'}).")


def ask(
    url: str,
    headers: dict[str, str],
    limit: int,
    deadline: float,
    *,
    is_local_allowed: bool,
    form: str | None = None,
) -> Fetched | str:
    """Return what one address gives: the answer itself, or the address it leads on to."""
    backend = GuardedBackend(deadline, is_local_allowed=is_local_allowed)
    parts, content = urlsplit(url), form.encode() if form is not None else None
    if content is not None:
        headers = headers | {"Content-Type": "application/x-www-form-urlencoded", "Content-Length": str(len(content))}
    method, sent = ("GET" if content is None else "POST"), [("Host", ascii_place(parts)), *headers.items()]
    with (
        httpcore2.ConnectionPool(ssl_context=trusted(), max_connections=1, network_backend=backend) as pool,
        pool.stream(method, as_sent(parts), headers=sent, content=content) as response,
    ):
        told = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers}
        if response.status in REDIRECTS and told.get("location"):
            return urljoin(url, told["location"])
        etag, modified = told.get("etag", ""), told.get("last-modified", "")
        kind = told.get("content-type", "").lower()
        if response.status == NOT_MODIFIED:
            return Fetched(url, b"", kind, etag, modified, is_new=False)
        if response.status != OK:
            raise FetchFault(f"{host_of(url)} answered with {response.status}{meaning(response.status)}.")
        if told.get("content-length", "").isdigit() and int(told["content-length"]) > limit:
            raise FetchFault(too_large(limit))
        body = read(response.iter_stream(), limit, is_packed=told.get("content-encoding", "") == "gzip")
    return Fetched(url, body, kind, etag, modified)


def read(chunks: Iterator[bytes], limit: int, *, is_packed: bool) -> bytes:
    """Return everything that comes, unpacked; never more than the limit and one byte is held."""
    unpack = zlib.decompressobj(GZIP) if is_packed else None
    body = bytearray()
    for chunk in chunks:
        body += unpack.decompress(chunk, limit + 1 - len(body)) if unpack else chunk
        if len(body) > limit:
            raise FetchFault(too_large(limit))
    if unpack and not unpack.eof:
        raise zlib.error("it ends in the middle")
    return bytes(body)


def as_sent(parts: SplitResult) -> httpcore2.URL:
    """Return an address in the letters that go over the wire."""
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return httpcore2.URL(
        scheme=parts.scheme.encode(),
        host=ascii_host(parts.hostname or "").encode(),
        port=parts.port,
        target="".join(letter if letter.isascii() else percent(letter) for letter in target).encode(),
    )


def percent(letter: str) -> str:
    """Return a letter as an address spells it."""
    return "".join(f"%{byte:02X}" for byte in letter.encode())


def ascii_host(host: str) -> str:
    """Return a host's name as the wire spells it."""
    try:
        return host.encode("idna").decode()
    except UnicodeError:
        raise FetchFault(f"{host} is not a name that can be looked up.") from None


def ascii_place(parts: SplitResult) -> str:
    """Return host and port as the Host header has them."""
    host = ascii_host(parts.hostname or "")
    host = f"[{host}]" if ":" in host else host
    return f"{host}:{parts.port}" if parts.port else host


@cache
def trusted() -> ssl.SSLContext:
    """Return whom this machine trusts."""
    return ssl.create_default_context()


def host_of(url: str) -> str:
    """Return an address's host, to name it in a sentence."""
    return urlsplit(url).hostname or "The address"


def sentence_of(error: Exception, host: str) -> str:
    """Return why no connection came about."""
    cause = error.__cause__ or error.__context__ or error
    if isinstance(cause, ssl.SSLCertVerificationError):
        return f"{host} shows a certificate that is not valid: {cause.verify_message}."
    if isinstance(cause, ssl.SSLError):
        return f"{host} does not speak TLS as it should."
    if str(error).startswith("There is no address"):
        return str(error)
    return f"{host} cannot be reached."


def meaning(status: int) -> str:
    """Return what a status means, where people should know."""
    known = {401: "sign in first", 403: "not allowed", 404: "not there", 410: "gone for good", 429: "asked too often"}
    return f" ({known[status]})" if status in known else ""


def too_large(limit: int) -> str:
    """Return the sentence for an answer beyond the limit."""
    return f"The answer is larger than {limit / MEGABYTE:g} MB."
