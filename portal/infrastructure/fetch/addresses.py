"""Where a request may go: the address is checked, and the connection is made to the very address that was checked."""

from __future__ import annotations

import socket
import time
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import TYPE_CHECKING, Any

from httpcore2 import ConnectError, ConnectTimeout, NetworkBackend, NetworkStream, ReadTimeout, SyncBackend

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterable

    from httpcore2 import SOCKET_OPTION

Address = IPv4Address | IPv6Address
TRANSLATED = IPv6Network("64:ff9b::/96")  # an IPv4 address in the clothes of an IPv6 one, as some networks hand out


class InnerAddress(Exception):
    """A name leads to an address that is not on the public internet."""


def is_public(address: Address) -> bool:
    """Say whether an address is on the public internet, whatever form it is written in."""
    if isinstance(address, IPv6Address):
        inner = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
        if address in TRANSLATED:
            inner.append(IPv4Address(int(address) & 0xFFFFFFFF))
        if any(one is not None and not is_public(one) for one in inner):
            return False
        if address.ipv4_mapped is not None:
            return True
    return address.is_global and not address.is_multicast


def addresses_of(host: str, port: int, *, is_local_allowed: bool) -> list[str]:
    """Return the addresses a name leads to, or raise InnerAddress if any of them may not be asked."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise ConnectError(f"There is no address called {host}.") from error
    addresses = list(dict.fromkeys(str(entry[4][0]).partition("%")[0] for entry in found))
    for text in addresses:
        address = ip_address(text)
        if not is_public(address) and not (is_local_allowed and address.is_loopback):
            raise InnerAddress(host)
    return addresses


class GuardedBackend(NetworkBackend):
    """Opens connections for one fetch: to checked addresses only, and never beyond its deadline."""

    def __init__(self, deadline: float, *, is_local_allowed: bool) -> None:
        self._deadline, self._is_local_allowed = deadline, is_local_allowed
        self._plain = SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[SOCKET_OPTION] | None = None,
    ) -> NetworkStream:
        """Connect to the first of the host's addresses that answers, once all of them were found to be public."""
        trouble: Exception = ConnectError(f"{host} does not answer.")
        for address in addresses_of(host, port, is_local_allowed=self._is_local_allowed):
            try:
                stream = self._plain.connect_tcp(address, port, remaining(self._deadline))
            except ConnectError as error:
                trouble = error
                continue
            return TimedStream(stream, self._deadline)
        raise trouble


class TimedStream(NetworkStream):
    """A connection of which nothing is read or written after the deadline, however slowly the other side drips."""

    def __init__(self, stream: NetworkStream, deadline: float) -> None:
        self._stream, self._deadline = stream, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read what has come."""
        return self._stream.read(max_bytes, remaining(self._deadline))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send."""
        self._stream.write(buffer, remaining(self._deadline))

    def close(self) -> None:
        """Hang up."""
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> NetworkStream:
        """Go on in secret; the certificate must be that of the name, not of the address."""
        inner = self._stream.start_tls(ssl_context, server_hostname, remaining(self._deadline, ConnectTimeout))
        return TimedStream(inner, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        """Return what the connection tells of itself."""
        return self._stream.get_extra_info(info)


def remaining(deadline: float, error: type[Exception] = ReadTimeout) -> float:
    """Return the seconds that are left, or raise when there are none."""
    left = deadline - time.monotonic()
    if left <= 0:
        raise error("The time is over.")
    return left
