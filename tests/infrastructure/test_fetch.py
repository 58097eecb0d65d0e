"""Outgoing requests: only where they may go, and no more than is wanted."""

from __future__ import annotations

import gzip
import socket
import ssl
import time
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any

import pytest
import trustme

from portal.infrastructure.fetch import client
from portal.infrastructure.fetch.addresses import is_public
from portal.infrastructure.fetch.client import Fetched, FetchFault, fetch
from tests.webserver import WebServer, web_server

if TYPE_CHECKING:
    from collections.abc import Iterator
    from http.server import BaseHTTPRequestHandler


@pytest.fixture
def server() -> Iterator[WebServer]:
    """Give a web server on this machine."""
    with web_server() as running:
        yield running


def fetch_here(url: str, **given: Any) -> Fetched:
    return fetch(url, is_local_allowed=True, **given)


def fault_of(url: str, **given: Any) -> str:
    """Return why an address could not be fetched, where this machine itself may be asked."""
    with pytest.raises(FetchFault) as caught:
        fetch_here(url, **given)
    return str(caught.value)


def test_an_answer_comes_with_its_marks_for_the_next_time(server: WebServer) -> None:
    url = server.give("/feed", "Grüße", ETag='"1"', Last_Modified="Mon, 02 Nov 2026 08:00:00 GMT", Content_Type="A/B")

    got = fetch_here(url)

    assert got == Fetched(url, "Grüße".encode(), "a/b", '"1"', "Mon, 02 Nov 2026 08:00:00 GMT")
    assert got.text == "Grüße"


def test_marks_are_sent_and_what_has_not_changed_is_not_sent_again(server: WebServer) -> None:
    url = server.give("/feed", status=304, ETag='"1"')

    got = fetch_here(url, etag='"1"', modified="Mon, 02 Nov 2026 08:00:00 GMT")

    [(_, headers)] = server.asked
    assert (got.is_new, got.body, got.etag) == (False, b"", '"1"')
    assert (headers["If-None-Match"], headers["If-Modified-Since"]) == ('"1"', "Mon, 02 Nov 2026 08:00:00 GMT")


@pytest.mark.parametrize(
    "text",
    [
        "127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.1", "224.0.0.1",
        "255.255.255.255", "::", "::1", "fe80::1", "fc00::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
        "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "2002:7f00:1::", "2001:db8::1", "192.0.2.1",
    ],
)  # fmt: skip
def test_an_inner_address_is_not_public(text: str) -> None:
    assert not is_public(ip_address(text))


@pytest.mark.parametrize("text", ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_an_address_of_the_internet_is_public(text: str) -> None:
    assert is_public(ip_address(text))


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "[::1]", "[::ffff:127.0.0.1]", "169.254.169.254", "10.1.2.3"],
)
def test_c103_an_inner_address_is_refused_however_it_is_written(host: str) -> None:
    with pytest.raises(FetchFault, match="leads to an inner address, which is not asked"):
        fetch(f"https://{host}/latest/meta-data")


def test_c103_a_redirect_to_an_inner_address_is_refused(server: WebServer) -> None:
    url = server.give("/away", status=302, Location="https://169.254.169.254/latest/meta-data")

    assert fault_of(url) == "169.254.169.254 leads to an inner address, which is not asked."


def test_a_name_with_one_inner_address_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    entries = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 443)) for address in ("8.8.8.8", "10.0.0.1")]
    monkeypatch.setattr("portal.infrastructure.fetch.addresses.socket.getaddrinfo", lambda *_, **__: entries)

    with pytest.raises(FetchFault, match=r"^feeds\.example leads to an inner address"):
        fetch("https://feeds.example/feed")


def test_the_connection_goes_to_the_address_that_was_checked(
    server: WebServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name server that gives another address at a second question is not asked a second time."""
    asked = []

    def answer(host: str, port: int, **_: object) -> list[Any]:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1" if len(asked) == 1 else "10.0.0.1", port))]

    server.give("/feed", "Words")
    real = socket.getaddrinfo
    monkeypatch.setattr(
        "portal.infrastructure.fetch.addresses.socket.getaddrinfo",
        lambda host, *rest, **given: (
            answer(host, *rest, **given) if host == "feeds.example" else real(host, *rest, **given)
        ),
    )

    got = fetch_here(server.url("/feed", host="feeds.example"))

    assert (got.body, asked) == (b"Words", ["feeds.example"])
    assert server.asked[0][1]["Host"] == f"feeds.example:{server.port}"


def test_a_redirect_is_followed_and_too_many_are_not(server: WebServer) -> None:
    url = server.give("/old", status=301, Location="/new")
    server.give("/new", "Here")
    loop = server.give("/loop", status=302, Location="/loop")

    assert (fetch_here(url).url, fetch_here(url).body) == (server.url("/new"), b"Here")
    assert fault_of(loop) == "The address leads from one to the next more than 5 times."


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("http://8.8.8.8/feed", "The address leads to http:// — only https:// is asked."),
        ("file:///etc/passwd", "The address must be one such as"),
        ("ftp://example.org/a", "The address leads to ftp:// — only https:// is asked."),
        ("https://me:secret@example.org/", "without a name and password in it"),
        ("https://example.org/a\nb", "The address must be one such as"),
        ("https://[::1/", "The address cannot be read."),
        ("https://example.org:99999/", "The address cannot be read."),
        ("", "The address must be one such as"),
    ],
)
def test_what_is_no_address_of_the_web_is_refused(url: str, words: str) -> None:
    with pytest.raises(FetchFault) as caught:
        fetch(url)

    assert words in str(caught.value)


def test_only_named_hosts_are_asked_also_after_a_redirect(server: WebServer) -> None:
    url = server.give("/away", status=302, Location="https://example.org/")

    assert fault_of(url, hosts={"feeds.example"}) == (
        "127.0.0.1 is not among the hosts that may be asked (feeds.example)."
    )
    assert fault_of(url, hosts={"127.0.0.1"}) == "example.org is not among the hosts that may be asked (127.0.0.1)."


def test_c103_a_large_body_is_refused_before_it_is_read_whether_announced_or_not(server: WebServer) -> None:
    announced = server.give("/announced", b"", Content_Length=str(50 * 1024 * 1024))
    sent = []

    def endless(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.end_headers()
        for _ in range(800):
            request.wfile.write(b"x" * 65536)
            sent.append(65536)

    server.answers["/endless"] = endless

    assert fault_of(announced, limit=1024 * 1024) == "The answer is larger than 1 MB."
    assert fault_of(server.url("/endless"), limit=1024 * 1024) == "The answer is larger than 1 MB."
    assert sum(sent) < 20 * 1024 * 1024


def test_a_packed_body_is_unpacked_within_the_limit(server: WebServer) -> None:
    good = server.give("/good", gzip.compress(b"Words"), Content_Encoding="gzip")
    bomb = server.give("/bomb", gzip.compress(b"0" * 50_000_000), Content_Encoding="gzip")
    cut = server.give("/cut", gzip.compress(b"Words" * 100)[:-10], Content_Encoding="gzip")
    wrong = server.give("/wrong", b"Words", Content_Encoding="gzip")

    assert fetch_here(good).body == b"Words"
    assert fault_of(bomb, limit=1024 * 1024) == "The answer is larger than 1 MB."
    assert fault_of(cut) == "127.0.0.1 gave an answer that breaks off or cannot be read."
    assert fault_of(wrong) == "127.0.0.1 gave an answer that breaks off or cannot be read."


def test_who_drips_is_left_when_the_time_is_over(server: WebServer) -> None:
    def drip(request: BaseHTTPRequestHandler) -> None:
        for _ in range(100):
            request.wfile.write(b"HTTP/1.1 200 OK\r\n"[:1])
            request.wfile.flush()
            time.sleep(0.05)

    server.answers["/slow"] = drip
    began = time.monotonic()

    fault = fault_of(server.url("/slow"), seconds=0.4)

    assert fault == "127.0.0.1 did not answer in full within 0.4 seconds."
    assert time.monotonic() - began < 2


def test_a_refusal_and_silence_are_named(server: WebServer) -> None:
    gone = server.give("/gone", status=404)
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]

    assert fault_of(gone) == "127.0.0.1 answered with 404 (not there)."
    assert fault_of(f"http://127.0.0.1:{port}/") == "127.0.0.1 cannot be reached."
    assert fault_of(server.url("/feed").replace("http://", "https://")) == "127.0.0.1 does not speak TLS as it should."


def test_a_certificate_must_be_that_of_the_name(monkeypatch: pytest.MonkeyPatch) -> None:
    authority = trustme.CA()
    ours, theirs = (ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER) for _ in range(2))
    authority.issue_cert("localhost").configure_cert(ours)
    authority.issue_cert("other.example").configure_cert(theirs)
    trusting = ssl.create_default_context()
    authority.configure_trust(trusting)
    monkeypatch.setattr(client, "trusted", lambda: trusting)

    with web_server(ours) as good, web_server(theirs) as bad:
        good.give("/feed", "Words")
        got = fetch_here(good.url("/feed", host="localhost"))
        fault = fault_of(bad.url("/feed", host="localhost"))

    assert got.body == b"Words"
    assert fault.startswith("localhost shows a certificate that is not valid: Hostname mismatch")
