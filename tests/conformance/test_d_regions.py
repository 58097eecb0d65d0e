"""Conformance cases of group D: whatever a plugin does in one region, nothing of another one is read or changed.

How its own tables are kept apart is tried in tests/plugin_host/data; here it is tried through pages.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import delete

from portal.features.regions.models import Membership
from portal.features.regions.queries import find_county, get_region
from portal.foundation.database import db
from portal.foundation.transaction import transaction
from tests.clients import text_of

if TYPE_CHECKING:
    from tests.conformance.site import Site

REACHING = """
from sqlalchemy import Column, String, select, text
from sqlalchemy.orm import Mapped

class Note(PluginModel, plugin="trial", table="note"):
    words: Mapped[str]

def make(steps):
    steps.create_table("plg_trial__note", Column("words", String, nullable=False))

@hookimpl
def portal_models(ctx):
    return [Note]

@hookimpl
def portal_migrations(ctx):
    return [Migration("0001_notes", make)]

@hookimpl
def portal_settings(ctx):
    return [SettingField(id="word", label="Word", default="none")]

def reach(ctx):
    return f"found {{list({way})}}"

def write(ctx):
    {body}
    return "written"

def keep(ctx):
    ctx.store.put("word", f"word of {{ctx.region.id}}")
    ctx.cache.put("word", f"word of {{ctx.region.id}}")
    return "kept"

@hookimpl
def portal_routes(ctx):
    return [
        Route(id="reach", rule="/reach", view=reach),
        Route(id="write", rule="/write", view=write, methods=("POST",)),
        Route(id="keep", rule="/keep", view=keep, methods=("POST",)),
    ]
"""


def reaching(way: str = "[]", body: str = "pass") -> str:
    """Return a plugin that tries one way to read, and one to write."""
    return REACHING.replace("{way}", way).replace("{body}", body).replace("{{", "{").replace("}}", "}")


@pytest.mark.parametrize(
    "way",
    [
        "ctx.db.execute(text('SELECT * FROM plg_trial__note'))",
        "ctx.db.execute(text('SELECT * FROM account'))",
        "ctx.db.execute(select(text('1')))",
        "ctx.db.execute(select(Note.__table__).select_from(text('account')))",
        "ctx.db.connection().execute(select(Note))",
        "ctx.db.get_bind().connect()",
    ],
)
def test_c64_what_goes_past_the_plugins_own_models_is_refused_with_an_incident(site: Site, way: str) -> None:
    site.start_with(reaching(way))

    answer = site.worker().get("/regions/north/x/trial/reach")

    assert answer.status_code == 500
    [incident] = site.incidents()
    assert (incident.point, incident.kind) == ("route:reach", "error")
    assert incident.sentence.startswith("RegionFault: ")
    site.check_up()


@pytest.mark.parametrize(
    "body",
    [
        "ctx.db.add(Note(words='a', region_id='south'))",
        "row = Note(words='a'); ctx.db.add(row); ctx.db.flush(); row.region_id = 'south'",
        "ctx.db.add(Note(words='a')); ctx.db.flush(); ctx.db.add(Note(words='b', region_id='south'))",
    ],
)
def test_c65_a_row_for_another_region_is_refused_and_nothing_is_written(site: Site, body: str) -> None:
    site.start_with(reaching("[one.words for one in ctx.db.scalars(select(Note))]", body), on=("north", "south"))
    worker = site.worker()

    written = worker.post("/regions/north/x/trial/write")
    read = [text_of(worker.get(f"/regions/{region}/x/trial/reach")) for region in ("north", "south")]

    assert written.status_code in {500, 503}
    assert ["found []" in said for said in read] == [True, True]
    assert [(one.point, one.kind) for one in site.incidents()] == [("route:write", "error")]
    site.check_up()


def test_c67_what_a_plugin_keeps_in_one_region_or_another_plugin_keeps_is_out_of_its_reach(site: Site) -> None:
    way = "[ctx.region.id, ctx.store.get('word'), ctx.cache.get('word'), *ctx.store.keys()]"
    site.install(reaching(way), on=("north", "south"))
    site.install(reaching(way).replace("trial", "rival"), plugin_id="rival", on=("north", "south"))
    site.start()
    worker = site.worker()

    worker.post("/regions/north/x/trial/keep")
    found = {
        (name, region): text_of(worker.get(f"/regions/{region}/x/{name}/reach"))
        for name in ("trial", "rival") for region in ("north", "south")
    }  # fmt: skip

    own = "found ['north', 'word of north', 'word of north', 'word']"
    assert own in found["trial", "north"]
    assert {place: "word of north" in said for place, said in found.items()} == {
        ("trial", "north"): True, ("trial", "south"): False, ("rival", "north"): False, ("rival", "south"): False,
    }  # fmt: skip


CLAIMING = """
@hookimpl
def portal_regions(ctx):
    return [region(ctx.plugin_id)]

@hookimpl
def portal_counties(ctx):
    return [{claims}]
"""
HELD = "is held, because another region claims that county too."


def claiming(*claims: str) -> str:
    """Return a plugin that brings a region and claims counties for it."""
    return CLAIMING.replace("{claims}", ", ".join(claims))


def claim(fips: str) -> str:
    """Return a claim, as a plugin writes it."""
    return f"CountyClaim(id='{fips}', fips='{fips}')"


def free_counties(site: Site) -> None:
    """Take every county from the regions that have it: it is nobody's."""
    with site.app.app_context(), transaction():
        db.session.execute(delete(Membership))


@pytest.mark.parametrize("names", [("alpha", "omega"), ("omega", "alpha")])
def test_c68_two_claims_that_arrive_together_are_both_held_whatever_the_order(
    site: Site, names: tuple[str, str]
) -> None:
    free_counties(site)
    for name in names:
        site.install(claiming(claim("06007"), claim(f"0600{1 + 2 * names.index(name)}")), plugin_id=name, on=(),
                     regions=[name])  # fmt: skip

    site.start()

    with site.app.app_context():
        county = find_county("06007")
        served = [[one.fips for one in get_region(name).counties] for name in names]
    assert county is not None
    assert (county.main, county.regions) == (None, ())
    assert served == [["06001"], ["06003"]]
    assert [HELD in site.standing(name).reason for name in names] == [True, True]
    assert [site.standing(name).state for name in names] == ["on", "on"]


@pytest.mark.parametrize("later", ["alpha", "omega"])
def test_c68_a_claim_on_a_county_that_has_an_owner_is_held_and_the_owner_keeps_it(site: Site, later: str) -> None:
    free_counties(site)
    site.install(claiming(claim("06007")), plugin_id="middle", on=(), regions=["middle"])
    site.start()
    site.install(claiming(claim("06007")), plugin_id=later, on=(), regions=[later])

    site.start()

    with site.app.app_context():
        county = find_county("06007")
    assert county is not None
    assert [one.id for one in county.regions] == ["middle"]
    assert (HELD in site.standing(later).reason, site.standing(later).state) == (True, "on")


def test_c70_a_claim_on_no_county_is_named_and_the_same_claim_twice_is_one(site: Site) -> None:
    free_counties(site)
    code = claiming(claim("99999"), claim("06007"), "CountyClaim(id='again', fips='06007')")
    site.install(code, plugin_id="alpha", on=(), regions=["alpha"])

    site.start()

    with site.app.app_context():
        served = [one.fips for one in get_region("alpha").counties]
    assert served == ["06007"]
    assert "There is no county with the FIPS code 99999." in site.standing("alpha").reason
    site.check_up()


@pytest.mark.parametrize("later", ["alpha", "zulu"])
def test_c71_a_region_that_is_there_stays_its_plugins_and_the_second_one_works_otherwise(
    site: Site, later: str
) -> None:
    site.start()
    code = """
    @hookimpl
    def portal_regions(ctx):
        return [region("north", name="Usurped")]

    @hookimpl
    def portal_tools(ctx):
        return [tool("own", title="Second tool")]
    """
    site.install(code, plugin_id=later)

    site.start()

    home = text_of(site.worker().get("/regions/north/"))
    assert ("Usurped" in home, "Second tool" in home) == (False, True)
    assert site.standing(later).state == "on"
    assert "The region “north” already belongs to the plugin north." in site.standing(later).reason
    site.check_up()
