"""Conformance cases of group B on a plugin that goes on failing: it is left alone, and tried again later."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from time_machine import travel

from portal.foundation.clock import now
from portal.foundation.database import db
from portal.infrastructure.audit.models import AuditEntry
from portal.plugin_host.breaking import REST
from portal.plugin_host.host import PluginHost, get_host
from tests.clients import text_of
from tests.conformance.site import HOME, OTHER_HOME, UNSHOWN, block

if TYPE_CHECKING:
    import pytest

    from tests.conformance.site import Site

SLOW = block("time.sleep(0 if QUICK else 0.4); QUICK.clear(); return 'Drawn.'", head="QUICK = [1]")


def test_c31_a_block_that_is_slow_three_times_is_served_as_it_last_was(site: Site) -> None:
    site.start_with(SLOW)
    worker = site.worker()

    views = [text_of(worker.get(HOME)) for _ in range(4)]
    before = site.incidents()[0].count
    later = text_of(worker.get(HOME))

    assert all("Drawn." in view for view in [*views, later])
    assert site.open_points() == [("north", "block:bad")]
    assert [(one.kind, one.count) for one in site.incidents()] == [("slow", before)]
    assert before == 3
    site.check_up()


def test_a_block_that_hangs_is_left_behind_and_not_called_again(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    site.start_with(block("time.sleep(3); return 'Drawn.'"))
    worker = site.worker()

    answers = [worker.get(HOME) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert [(one.kind, one.count) for one in site.incidents()] == [("hang", 1)]
    assert site.open_points() == [("north", "block:bad")]


FLAKY = block(
    "if Path(__file__).parents[1].joinpath('ill').exists(): raise RuntimeError('ill')\n    return 'Drawn.'",
    head="from pathlib import Path",
)


def test_c34_what_one_worker_finds_out_all_workers_know_and_a_probe_closes_it_for_all(site: Site) -> None:
    package = site.install(FLAKY)
    ill = package.parent / "ill"
    ill.touch()
    site.start()
    first, second, asking = site.worker(), site.worker(), site.worker()
    for client in (first, second, first):
        client.get(HOME)
    opened = site.open_points()
    other = another_worker_of(site)
    with site.app.app_context():
        left_alone = other.registry_at(get_host().registry.number).open_points
    ill.unlink()
    at_rest = text_of(asking.get(HOME))

    with travel(now() + REST + timedelta(minutes=1)):
        probed = text_of(site.worker().get(HOME))

    assert opened == [("north", "block:bad")]
    assert list(left_alone) == [("trial", "north", "block:bad")]
    assert (UNSHOWN in at_rest, "Drawn." in probed) == (True, True)
    assert site.open_points() == []
    assert site.registry().open_points == {}
    assert deeds(site) == ["plugin point left alone", "plugin point called again"]


def another_worker_of(site: Site) -> PluginHost:
    """Return the host of a second process with the same plugins."""
    with site.app.app_context():
        here = get_host()
        return PluginHost(pack_folders=here.pack_folders, counties=here.counties)


def deeds(site: Site) -> list[str]:
    """Return what the audit says of the trial plugin's points."""
    with site.app.app_context():
        asked = db.select(AuditEntry.deed).where(
            AuditEntry.subject == "plugin trial", AuditEntry.deed.contains("point")
        )
        return list(db.session.scalars(asked.order_by(AuditEntry.id)))


def test_c35_one_client_however_often_switches_nothing_off_and_is_counted_in_one_incident(site: Site) -> None:
    site.start_with(block("raise RuntimeError(f'no luck {id(object())}')"))
    worker = site.worker()

    for number in range(50):
        worker.get(f"{HOME}?q={number}")

    assert [(one.kind, one.count, len(one.clients)) for one in site.incidents()] == [("error", 50, 1)]
    assert site.open_points() == []


def test_three_points_left_alone_keep_the_plugin_out_of_that_region_only(site: Site) -> None:
    code = """
    calls = {"north": 0, "south": 0}

    def well(ctx):
        calls[ctx.region.id] += 1
        return f"Well {calls[ctx.region.id]}."

    def ill(ctx):
        if ctx.region.id == "north":
            raise RuntimeError("no luck")
        return "Drawn."

    @hookimpl
    def portal_tools(ctx):
        return [tool("own", title="Trial tool")]

    @hookimpl
    def portal_routes(ctx):
        return [Route(id="page", rule="/", view=lambda ctx: "A page.")]

    @hookimpl
    def portal_blocks(ctx):
        blocks = [Block(id=f"b{n}", slot="region.home.main", render=ill, ttl=0) for n in range(3)]
        return [*blocks, Block(id="well", slot="region.home.main", render=well, ttl=0)]
    """
    site.start_with(code, on=("north", "south"))
    first, second = site.worker(), site.worker()
    for client in (first, second, first):
        client.get(HOME)

    north, south = text_of(first.get(HOME)), text_of(first.get(OTHER_HOME))
    pages = [first.get(f"{home}x/trial/").status_code for home in (HOME, OTHER_HOME)]

    assert site.standing().quarantined == ("north",)
    assert ("Well 3." in north, "Trial tool" in north) == (True, True)  # as it was when it was last called
    assert ("Well 1." in south, south.count("Drawn.")) == (True, 3)
    assert pages == [503, 200]
    site.check_up()


def test_other_files_of_a_plugin_are_given_a_new_chance(site: Site) -> None:
    package = site.install(block("raise RuntimeError('no luck')"))
    site.start()
    for client in (site.worker(), site.worker(), site.worker()):
        client.get(HOME)
    before = site.open_points()

    source = (package / "plugin.py").read_text()
    (package / "plugin.py").write_text(source.replace("raise RuntimeError('no luck')", "return 'Mended.'"))
    site.start()

    assert (before, site.open_points()) == ([("north", "block:bad")], [])
    assert "Mended." in text_of(site.worker().get(HOME))
