"""What the test kit does in the worker's place: jobs, events, the web, and what has to be the same each time."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from portal.plugin_api import FetchFault
from tests.conftest import ROOT
from tests.testing.test_kit import write_plugin

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from portal.testing import FakeHttp, Portal

READER = """
@hookimpl
def portal_jobs(ctx):
    return [Job(id="read", label="Read", run=read)]

def read(ctx):
    answer = ctx.http.get("https://news.example/today", etag=ctx.store.get("etag", ""))
    if answer.is_new:
        ctx.store.put("etag", answer.etag)
        ctx.store.put("text", answer.text)

@hookimpl
def portal_events(ctx):
    return [Subscription(id="on", event="portal.switched-on")]

@hookimpl
def portal_on_event(ctx, event):
    ctx.store.put("told", event.payload["plugin"])
"""


@pytest.fixture
def reader(tmp_path: Path) -> Path:
    """Give a plugin that reads the news."""
    return write_plugin(tmp_path, "reader", READER, capabilities=["jobs", "net:news.example"])


def kept(portal: Portal, key: str) -> object:
    return portal.within("reader", "coast", lambda ctx: ctx.store.get(key))


def test_a_job_reads_what_the_test_says_the_web_holds(
    fake_http: FakeHttp, portal_app: Callable[..., Portal], reader: Path
) -> None:
    portal = portal_app(plugins=[reader], regions=["coast"])
    fake_http.answer("https://news.example/today", "The pass is open.", etag="one")

    portal.run_job("reader", "read")
    fake_http.answer("https://news.example/today", "The same mark.", etag="one")
    portal.run_job("reader", "read")

    assert kept(portal, "text") == "The pass is open."
    assert fake_http.asked == ["https://news.example/today"] * 2


@pytest.mark.parametrize("is_answered", [True, False])
def test_an_address_that_fails_or_has_no_answer_raises_as_the_real_web_does(
    fake_http: FakeHttp, portal_app: Callable[..., Portal], reader: Path, *, is_answered: bool
) -> None:
    portal = portal_app(plugins=[reader], regions=["coast"])
    if is_answered:
        fake_http.fail("https://news.example/today", "It is asleep.")

    with pytest.raises(FetchFault, match="asleep" if is_answered else "no answer for this address"):
        portal.run_job("reader", "read")


def test_the_worker_does_what_waits(fake_http: FakeHttp, portal_app: Callable[..., Portal], reader: Path) -> None:
    portal = portal_app(plugins=[reader], regions=["coast"])
    fake_http.answer("https://news.example/today", "Fog.")

    portal.work()

    assert kept(portal, "text") == "Fog."
    portal.tell("reader", "portal.switched-on", region="coast", plugin="another")
    assert kept(portal, "told") == "another"


def test_the_kit_needs_nothing_of_the_portals_own_tests() -> None:
    others = ("hypothesis", "justhtml", "time_machine", "pytest_socket", "xdist", "playwright", "tests")
    code = f"import sys; sys.modules.update(dict.fromkeys({others!r})); import portal.testing"

    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603 - ours

    assert (ran.returncode, ran.stderr) == (0, "")
