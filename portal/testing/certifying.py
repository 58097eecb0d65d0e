"""What every plugin must do, tried on any plugin's folder without a line of its author's.

In a test module: `test_contract = certify(FOLDER)`. From the command line, for a plugin that has no tests:
`python -m pytest -p portal.testing --certify FOLDER --pyargs portal.testing.certifying`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from portal.features.regions.services import read_counties
from portal.foundation.database import db
from portal.plugin_host.checking import check
from portal.plugin_host.data.steps import apply_steps, erase, pending
from portal.plugin_host.host import registry_here
from portal.testing.finding import find_plugin

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from types import ModuleType

    from portal.plugin_host.loading import Loaded
    from portal.testing.portals import Portal

FINE, FORBIDDEN, ABSENT, BROKEN = 200, 403, 404, 500


def has_a_manifest_in_order(source: Path, make: Callable[..., Portal]) -> None:
    """Its manifest can be read, suits this portal, and says whom to ask."""
    found = find_plugin(source)
    assert found.manifest is not None, f"{found.reason} {found.remedy}"
    assert found.manifest.contact, "The manifest names nobody to ask."


def passes_the_check(source: Path, make: Callable[..., Portal]) -> None:
    """It can be imported in a process of its own, declares what it should, and keeps out of the portal's inside."""
    found = find_plugin(source)
    if not found.module:  # a pack has nothing to run; what it holds is read here
        portal = make(plugins=[source])
        assert portal.state_of(found.id).state == "on", portal.state_of(found.id).reason
        return
    counties = {str(facts["name"]): fips for fips, facts in read_counties().items()}
    tried = check(found, counties, places=(str(found.folder.parent),))
    assert tried.state != "failed", f"{tried.reason} {tried.remedy}\n{tried.trace}"


def shows_its_region_well(source: Path, make: Callable[..., Portal]) -> None:
    """With it, the home of its region is a page in order, and nothing went wrong with it."""
    portal = make(plugins=[source])
    for region in portal.regions:
        portal.as_user("worker", region).assert_page_ok(f"/regions/{region}/")
    assert portal.incidents() == []


def opens_its_pages(source: Path, make: Callable[..., Portal]) -> None:
    """Each of its pages that a link can lead to is a page in order, or asks for a right."""
    portal = make(plugins=[source])
    reader, administrator = portal.as_user("worker"), portal.as_user("statewide-administrator")
    for url in pages_of(portal):
        statuses = {reader.get(url).status_code, administrator.get(url).status_code}
        assert not {status for status in statuses if status >= BROKEN or status == ABSENT}, f"{url} answered {statuses}"
        for browser in (reader, administrator):
            answer = browser.get(url)
            if answer.status_code == FINE and answer.mimetype == "text/html":
                browser.assert_page_ok(url)
    assert portal.incidents() == []


def goes_and_comes_back(source: Path, make: Callable[..., Portal]) -> None:
    """Switched off, its pages are closed and nothing else is; switched on again, it works as before."""
    portal = make(plugins=[source])
    plugin_id, region = portal.plugins[0], portal.regions[0]
    pages, reader = pages_of(portal), portal.as_user("statewide-administrator", region)
    portal.switch_off(plugin_id, region)
    assert {reader.get(url).status_code for url in pages} <= {ABSENT}, "a page answers although the plugin is off"
    assert reader.get("/").status_code < BROKEN
    portal.switch_on(plugin_id, region)
    reader.assert_page_ok(f"/regions/{region}/")
    assert portal.incidents() == []


def bears_bad_company(source: Path, make: Callable[..., Portal], faults: Callable[..., Path]) -> None:
    """Beside plugins that raise, leave or give nonsense it works as it does alone."""
    neighbours = [faults("raise", at="block"), faults("exit", at="block"), faults("junk", at="declare")]
    portal = make(plugins=[source], neighbours=neighbours)
    portal.as_user("worker").assert_page_ok(f"/regions/{portal.regions[0]}/")
    assert [one for one in portal.incidents() if one.plugin == portal.plugins[0]] == []


def begins_anew(source: Path, make: Callable[..., Portal]) -> None:
    """Its tables can be erased and made again from nothing."""
    portal = make(plugins=[source])
    with portal.app.app_context():
        plugin = registry_here().plugins[portal.plugins[0]]
        erase(db.engine, plugin.id)
        assert len(pending(db.engine, plugin.id, plugin.migrations)) == len(plugin.migrations)
        apply_steps(db.engine, plugin.id, plugin.migrations)
    assert portal.state_of(portal.plugins[0]).state == "on"


CHECKS = (
    has_a_manifest_in_order, passes_the_check, shows_its_region_well, opens_its_pages, goes_and_comes_back,
    bears_bad_company, begins_anew,
)  # fmt: skip


def pages_of(portal: Portal) -> list[str]:
    """Return the addresses of the first plugin's pages that need nothing but the region."""
    with portal.app.app_context():
        plugin: Loaded = registry_here().plugins[portal.plugins[0]]
        routes: list[Any] = [route for route in plugin.declared.of("portal_routes") if "<" not in route.rule]
    region = portal.regions[0]
    return [f"/regions/{region}/x/{plugin.id}{route.rule}" for route in routes if "GET" in route.methods]


def certify(source: Path | str | ModuleType) -> Callable[..., None]:
    """Return a test that tries everything every plugin must do on the plugin of a folder or module."""

    @pytest.mark.parametrize("wanted", CHECKS, ids=lambda wanted: wanted.__name__.replace("_", "-"))
    def test_it_keeps_the_contract(
        wanted: Callable[..., None], portal_app: Callable[..., Portal], faults: Callable[..., Path]
    ) -> None:
        given = {"faults": faults} if wanted is bears_bad_company else {}
        wanted(source, portal_app, **given)

    made: Callable[..., None] = test_it_keeps_the_contract
    return made


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Try each plugin that the command line names with --certify."""
    if "certified" in metafunc.fixturenames:
        metafunc.parametrize("certified", metafunc.config.getoption("--certify") or [])


@pytest.mark.parametrize("wanted", CHECKS, ids=lambda wanted: wanted.__name__.replace("_", "-"))
def test_a_plugin(
    certified: str, wanted: Callable[..., None], portal_app: Callable[..., Portal], faults: Callable[..., Path]
) -> None:
    """Try one thing on one plugin that the command line names."""
    certify(certified)(wanted, portal_app, faults)
