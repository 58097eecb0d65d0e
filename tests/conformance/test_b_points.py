"""Conformance cases of group B on what else than a block goes on failing: it is left alone, and tried again later."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select
from time_machine import travel

from portal.features.extensions.services.calling import keep_noted
from portal.features.extensions.services.events import deliver_next
from portal.features.extensions.services.health import LEFT_ALONE, ask
from portal.foundation.clock import now
from portal.foundation.database import db
from portal.foundation.transaction import transaction
from portal.plugin_host.breaking import REST
from portal.plugin_host.events import announce
from portal.plugin_host.host import registry_here
from portal.plugin_host.models import OutboxEvent
from tests.clients import PortalClient, text_of
from tests.features.extensions.test_items import save

if TYPE_CHECKING:
    from pathlib import Path

    from portal.plugin_host.parts import Health
    from tests.conformance.site import Site

PAGE, ITEM = "/regions/north/x/trial/", "/admin/plugins/items/north/tools/own"
RESTS = "“Trial” rests here after repeated faults."
LATER = REST + timedelta(minutes=1)
FLAKY = """
from pathlib import Path

calls = []

def work(ctx, *given, **named):
    calls.append(ctx.region.id)
    if Path(__file__).parents[1].joinpath("ill").exists():
        raise RuntimeError("ill")

def page(ctx):
    work(ctx)
    return "The page is well."

@hookimpl
def portal_routes(ctx):
    return [Route(id="page", rule="/", view=page), Route(id="other", rule="/other", view=lambda ctx: "Another.")]

@hookimpl
def portal_tools(ctx):
    return [tool("own", title="Trial tool")]

@hookimpl
def portal_validators(ctx):
    return [Validator(id="words", label="Kind words", check=work, is_required=IS_REQUIRED)]

@hookimpl
def portal_health(ctx):
    work(ctx)
    return Health(True, "All is well.")

@hookimpl
def portal_events(ctx):
    return [Subscription(id="items", event="portal.item-changed")]

@hookimpl
def portal_on_event(ctx, event):
    work(ctx)
"""


def start(site: Site, *, is_required: bool = True) -> Path:
    """Install a plugin that is ill as long as a file is there; return the file."""
    package = site.install(FLAKY.replace("IS_REQUIRED", str(is_required)))
    ill = package.parent / "ill"  # beside its files, which stay the same
    ill.touch()
    site.start()
    return ill


def calls(site: Site) -> int:
    """Return how often the plugin was called."""
    view = site.registry().plugins["trial"].declared.of("portal_routes")[0].view
    return len(view.__globals__["calls"])


def ask_here(site: Site) -> Health:
    """Ask the plugin how it is in the north, as the job does."""
    with site.app.app_context():
        answer = ask(registry_here().plugins["trial"], "north")
        keep_noted()
        return answer


def deliver(site: Site) -> bool | None:
    """Tell the plugin of the event that is due; None when none is."""
    with site.app.app_context():
        done = deliver_next()
        return done.is_well if done else None


def test_c34_a_page_that_fails_for_two_readers_rests_and_is_tried_again(site: Site) -> None:
    ill = start(site)
    first, second = site.worker(), site.worker()
    failed = [client.get(PAGE).status_code for client in (first, second, first)]
    resting, other = first.get(PAGE), first.get(f"{PAGE}other")
    called = calls(site)
    ill.unlink()

    with travel(now() + LATER):
        probed = site.worker().get(PAGE)

    assert failed == [500, 500, 500]
    assert (resting.status_code, RESTS in text_of(resting), called) == (503, True, 3)
    assert (other.status_code, "Another." in text_of(other)) == (200, True)
    assert (probed.status_code, "The page is well." in text_of(probed)) == (200, True)
    assert site.open_points() == []
    site.check_up()


def test_c35_one_reader_alone_does_not_close_a_page(site: Site) -> None:
    start(site)
    worker = site.worker()

    answers = [worker.get(PAGE).status_code for _ in range(5)]

    assert (answers, site.open_points()) == ([500] * 5, [])


@pytest.mark.parametrize("is_required", [True, False])
def test_c34_a_validator_that_goes_on_failing_is_left_alone(site: Site, is_required: bool) -> None:  # noqa: FBT001 - a parameter of the test
    ill = start(site, is_required=is_required)
    editors = [PortalClient(site.app).sign_in_as("regional-editor", region="north") for _ in range(2)]
    for number in range(3):
        save(editors[number % 2], ITEM, title=f"Title {number}")
    called, opened = calls(site), site.open_points()

    answer = save(editors[0], ITEM, title="One more")

    said = text_of(answer if is_required else editors[0].get(ITEM))
    sentence = (
        "must look at it first, and could not." if is_required else "could not look at it. It was saved all the same."
    )
    assert (opened, called, calls(site)) == ([("north", "validator:words")], 3, 3)
    assert (answer.status_code, f"“Kind words” of Trial {sentence}" in said) == (422 if is_required else 303, True)
    ill.unlink()
    with travel(now() + LATER):
        editor = PortalClient(site.app).sign_in_as("regional-editor", region="north")
        assert save(editor, ITEM, title="In the end").status_code == 303
    assert (site.open_points(), calls(site)) == ([], 4)


def test_c34_a_plugin_that_cannot_say_how_it_is_is_not_asked_for_a_while(site: Site) -> None:
    ill = start(site)
    for _ in range(3):
        ask_here(site)
    opened, left_alone = site.open_points(), ask_here(site)
    called = calls(site)
    ill.unlink()

    with travel(now() + LATER):
        probed = ask_here(site)

    assert (opened, left_alone, called) == ([("north", "portal_health")], LEFT_ALONE, 3)
    assert (probed.is_well, probed.sentence, site.open_points()) == (True, "All is well.", [])


def test_c34_events_wait_while_the_plugin_that_is_told_goes_on_failing(site: Site) -> None:
    ill = start(site)
    with site.app.app_context(), transaction():
        announce("north", "portal.item-changed", {"item": 1})
    moment, told = now(), []
    for minutes in (0, 1, 3, 6):
        with travel(moment + timedelta(minutes=minutes)):
            told.append(deliver(site))
    opened = site.open_points()
    ill.unlink()

    with travel(moment + timedelta(minutes=7) + LATER):
        probed = deliver(site)

    assert (told, opened) == ([False, False, False, None], [("north", "portal_on_event")])
    assert (probed, site.open_points(), calls(site)) == (True, [], 4)
    with site.app.app_context():
        assert db.session.scalar(select(func.count(OutboxEvent.id)).where(OutboxEvent.state == "done")) == 1
