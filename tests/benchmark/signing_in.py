"""What signing in costs the server, beside what comparing the password alone costs: that is meant to be dear."""

from __future__ import annotations

from dataclasses import dataclass
from time import process_time
from typing import TYPE_CHECKING

from portal.cli.demo import PASSWORD
from portal.features.accounts.passwords import hash_password, matches
from tests.benchmark.processes import seconds_of
from tests.benchmark.visits import signed_in

if TYPE_CHECKING:
    from subprocess import Popen

TIMES = 20


@dataclass(frozen=True)
class SignIn:
    """What one sign-in costs on the processor, its page included, and what argon2 costs alone; in milliseconds."""

    measured: float
    against: float


def sign_in_cost(process: Popen[bytes], port: int) -> SignIn:
    """Sign in some times at a running portal, and compare the password as often here."""
    signed_in(port)
    before = seconds_of(process.pid)
    for _ in range(TIMES):
        signed_in(port)
    measured = seconds_of(process.pid) - before
    kept = hash_password(PASSWORD)
    begun = process_time()
    for _ in range(TIMES):
        assert matches(PASSWORD, kept)
    return SignIn(measured * 1000 / TIMES, (process_time() - begun) * 1000 / TIMES)
