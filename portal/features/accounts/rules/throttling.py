"""How long a guesser waits, and whose tries are counted together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from ipaddress import IPv6Address, ip_address, ip_network
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

FIRST_WAIT = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Limit:
    """How many tries are free within a window, and how long the longest wait beyond them is."""

    free: int
    window: timedelta
    longest: timedelta


FROM_ONE_PLACE = Limit(free=5, window=timedelta(minutes=15), longest=timedelta(minutes=15))
ON_ONE_ACCOUNT = Limit(free=50, window=timedelta(days=1), longest=timedelta(hours=1))
PASSKEYS_BY_ONE_ADDRESS = Limit(free=60, window=timedelta(minutes=15), longest=timedelta(minutes=15))
BY_ONE_ADDRESS = Limit(free=30, window=timedelta(minutes=15), longest=timedelta(minutes=15))


def wait_after(failures: Sequence[datetime], *, at: datetime, limit: Limit) -> timedelta:
    """Return how long the next try must wait: nothing within the free tries, then doubling up to the longest wait."""
    recent = sorted(moment for moment in failures if at - moment < limit.window)
    beyond = len(recent) - limit.free
    if beyond < 0:
        return timedelta()
    wait = min(FIRST_WAIT * (1 << min(beyond, 10)), limit.longest)
    return min(max(recent[-1] + wait - at, timedelta()), wait)  # a clock set back keeps nobody out for longer


def network_of(address: str) -> str:
    """Return the network whose tries are counted together: one IPv4 address, or the 64 bits an IPv6 site is given."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if isinstance(found, IPv6Address):
        return str(found.ipv4_mapped or ip_network((int(found) >> 64 << 64, 64)))
    return str(found)
