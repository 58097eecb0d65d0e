"""A regional administrator sees and changes the own region only; everything else answers as if it were not there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from portal.foundation.clock import now
from portal.foundation.database import db
from portal.foundation.transaction import transaction
from portal.infrastructure.audit.log import record
from portal.infrastructure.audit.models import AuditEntry
from portal.plugin_host.data.store import write_setting
from portal.plugin_host.models import STATEWIDE, Breaker, Incident, JobState, OutboxEvent, PluginActivation
from tests.clients import PortalClient, text_of
from tests.plugins import switch_on

if TYPE_CHECKING:
    from flask import Flask

REGIONS = ("north", "south")
MARKED = ["incident", "trace", "page", "setting", "job", "event", "breaker", "deed"]


def mark(region_id: str, what: str) -> str:
    """Return a word that stands in what belongs to one region, and nowhere else."""
    return f"mark-{region_id}-{what}"


@pytest.fixture
def marked(two_regions: Flask) -> Flask:
    """Give the portal with coaching on in both regions, and a marked word in everything that is a region's own."""
    with two_regions.app_context():
        switch_on("coaching", *REGIONS)
        with transaction():
            for region_id in REGIONS:
                write_marks(region_id)
            write_setting(db.session(), "coaching", STATEWIDE, "office", "mark-state-setting")
    return two_regions


def write_marks(region_id: str) -> None:
    """Write a marked row of every kind for a region."""
    moment = now()
    db.session.add(
        Incident(
            plugin_id="coaching", region_id=region_id, point="block:bad", fingerprint=region_id, kind="error",
            sentence=mark(region_id, "incident"), trace=mark(region_id, "trace"), page=f"/{mark(region_id, 'page')}",
            version="1.0.0", count=1, clients=[], first_at=moment, last_at=moment,
        )
    )  # fmt: skip
    db.session.add(
        Breaker(
            plugin_id="coaching", region_id=region_id, point=mark(region_id, "breaker"), failures={}, opened_at=moment
        )
    )
    db.session.merge(
        JobState(
            plugin_id="coaching", region_id=region_id, job="fetch", next_at=moment, error=mark(region_id, "job"),
            failures=1, ran_at=moment,
        )
    )  # fmt: skip
    db.session.add(
        OutboxEvent(
            plugin_id="coaching", region_id=region_id, name="portal.switched-on", payload={}, state="dead", attempts=5,
            error=mark(region_id, "event"), emitted_at=moment, next_at=moment,
        )
    )  # fmt: skip
    write_setting(db.session(), "coaching", region_id, "office", mark(region_id, "setting"))
    record(mark(region_id, "deed"), subject="plugin coaching", actor_id=None, region=region_id)


@pytest.mark.parametrize(("own", "other"), [("north", "south"), ("south", "north")])
def test_each_sees_everything_of_the_own_region_and_nothing_of_the_other(
    marked: Flask, client: PortalClient, own: str, other: str
) -> None:
    client.sign_in_as("regional-administrator", region=own)
    on = f"/admin/plugins/coaching/in/{own}/on"
    urls = ["/admin/plugins", "/admin/plugins/coaching", f"/admin/plugins/coaching/in/{own}/settings",
            on, "/admin/plugins/held-counties", f"/admin/plugins/{own}"]  # fmt: skip

    answers = {url: client.get(url) for url in urls}

    pages = {url: answer.get_data(as_text=True) for url, answer in answers.items()}
    assert {answer.status_code for answer in answers.values()} == {200}
    assert [
        what for what in MARKED if mark(own, what) not in pages["/admin/plugins/coaching"].replace("Mark-", "mark-")
    ] == []
    for page in pages.values():
        assert f"mark-{other}" not in page.lower()
        assert f"The {other}" not in page
        assert other not in page.lower()
        assert "Keep from loading" not in page
        assert "Look for plugins" not in page


def test_a_statewide_administrator_sees_both(marked: Flask, client: PortalClient) -> None:
    client.sign_in_as("statewide-administrator")

    page = client.get("/admin/plugins/coaching").get_data(as_text=True).replace("Mark-", "mark-")

    assert [
        mark(region_id, what) for region_id in REGIONS for what in MARKED if mark(region_id, what) not in page
    ] == []


@pytest.mark.parametrize(
    ("method", "known", "unknown"),
    [
        ("GET", "/admin/plugins/{other}", "/admin/plugins/nothing"),
        ("GET", "/admin/plugins/coaching/in/{other}/on", "/admin/plugins/coaching/in/atlantis/on"),
        ("POST", "/admin/plugins/coaching/in/{other}/on", "/admin/plugins/coaching/in/atlantis/on"),
        ("POST", "/admin/plugins/coaching/in/{other}/off", "/admin/plugins/coaching/in/atlantis/off"),
        ("POST", "/admin/plugins/{other}/in/{other}/off", "/admin/plugins/nothing/in/atlantis/off"),
        ("GET", "/admin/plugins/coaching/in/{other}/settings", "/admin/plugins/coaching/in/atlantis/settings"),
        ("POST", "/admin/plugins/coaching/in/{other}/settings", "/admin/plugins/coaching/in/atlantis/settings"),
        ("POST", "/admin/plugins/coaching/in/{other}/try-again", "/admin/plugins/coaching/in/atlantis/try-again"),
        ("POST", "/admin/plugins/coaching/in/{other}/health", "/admin/plugins/coaching/in/atlantis/health"),
        ("POST", "/admin/plugins/coaching/in/{other}/jobs/fetch/run-soon",
         "/admin/plugins/coaching/in/atlantis/jobs/fetch/run-soon"),
        ("POST", "/admin/plugins/coaching/events/{event}/try-again", "/admin/plugins/coaching/events/987654/try-again"),
    ],
)  # fmt: skip
def test_what_belongs_to_the_other_region_answers_exactly_like_what_is_not_there(
    marked: Flask, method: str, known: str, unknown: str
) -> None:
    other, client = "south", PortalClient(marked).sign_in_as("regional-administrator", region="north")
    with marked.app_context():
        event = db.session.scalars(select(OutboxEvent.id).where(OutboxEvent.region_id == other)).first()
    known = known.format(other=other, event=event)

    answers = [client.get(url) if method == "GET" else client.post(url, {}, on="/profile") for url in (known, unknown)]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert text_of(answers[0]) == text_of(answers[1])
    with marked.app_context():
        assert db.session.get_one(PluginActivation, ("coaching", other)).is_on
        assert db.session.scalars(select(OutboxEvent.state)).all() == ["dead", "dead"]


@pytest.mark.parametrize(
    "url",
    ["/admin/plugins/coaching/allow", "/admin/plugins/coaching/keep-out", "/admin/plugins/look-for-plugins",
     "/admin/plugins/coaching/settings", "/admin/plugins/held-counties/06007"],
)  # fmt: skip
def test_what_is_the_whole_states_is_refused(marked: Flask, client: PortalClient, url: str) -> None:
    client.sign_in_as("regional-administrator", region="north")

    assert client.post(url, {}, on="/profile").status_code == 403


def test_what_is_the_own_regions_can_be_done_and_is_written_down(marked: Flask, client: PortalClient) -> None:
    client.sign_in_as("regional-administrator", region="north")
    with marked.app_context():
        event = db.session.scalars(select(OutboxEvent.id).where(OutboxEvent.region_id == "north")).one()
    before = "/admin/plugins/coaching"

    statuses = [
        client.post(f"{before}/in/north/try-again", {"point": mark("north", "breaker")}, on="/profile").status_code,
        client.post(f"{before}/events/{event}/try-again", {}, on="/profile").status_code,
        client.post(f"{before}/in/north/jobs/fetch/run-soon", {}, on="/profile").status_code,
        client.post(f"{before}/in/north/health", {}, on="/profile").status_code,
        client.post(f"{before}/in/north/off", {}, on="/profile").status_code,
        client.post(f"{before}/in/north/on", {}, on="/profile").status_code,
    ]

    assert statuses == [303] * 6
    with marked.app_context():
        lines = db.session.scalars(
            select(AuditEntry).where(AuditEntry.actor_id.is_not(None)).order_by(AuditEntry.number)
        )
        deeds = [(line.deed, line.region_id) for line in lines if line.subject.startswith("plugin")]
        assert deeds == [
            ("plugin point tried again", "north"), ("event sent again", "north"), ("job asked for", "north"),
            ("plugin switched off", "north"), ("plugin switched on", "north"),
        ]  # fmt: skip
        assert db.session.get(Breaker, ("coaching", "south", mark("south", "breaker"))) is not None
        assert db.session.get(Breaker, ("coaching", "north", mark("north", "breaker"))) is None
