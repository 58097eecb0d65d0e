"""The test kit for plugin authors: what it makes is a real portal, and what it promises to notice, it notices."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import pytest

from portal.testing import PackBuilder, certify, faults_of_page

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from portal.testing import FrozenClock, HookLog, Merged, Portal

HEAD = '"""A plugin of a test."""\nfrom portal.plugin_api import *\n'
GREETER = """
@hookimpl
def portal_blocks(ctx):
    return [Block(id="hello", slot="region.home.main", title="Hello", render=lambda ctx: f"Hello {ctx.region.name}")]

@hookimpl
def portal_routes(ctx):
    return [Route(id="page", rule="/page", view=lambda ctx: f"It is {ctx.clock():%H:%M} in {ctx.region.id}.")]

@hookimpl
def portal_health(ctx):
    return Health(is_well=True, sentence="Fine.")
"""


@pytest.fixture
def greeter(tmp_path: Path) -> Path:
    """Give the folder of a small plugin that is well."""
    return write_plugin(tmp_path, "greeter", GREETER)


def write_plugin(folder: Path, plugin_id: str, code: str, **manifest: object) -> Path:
    package = folder / f"kit_{plugin_id}"
    package.mkdir()
    facts = {
        "id": plugin_id, "name": plugin_id.title(), "version": "1.0.0", "description": "For tests.", "kind": "code",
        "scope": "region", "api": "1", "contact": "web@kit.example", "personal_data": "none",
    } | manifest  # fmt: skip
    (package / "portal-plugin.toml").write_text("".join(f"{key} = {value!r}\n" for key, value in facts.items()))
    (package / "__init__.py").write_text("")
    (package / "plugin.py").write_text(HEAD + code)
    return package


def test_a_portal_of_a_tests_own_shows_the_plugin_in_each_of_its_regions(
    portal_app: Callable[..., Portal], greeter: Path
) -> None:
    portal = portal_app(plugins=[greeter], regions=["coast", "hills"])

    assert "Hello Coast" in portal.as_user("worker", "coast").text("/regions/coast/")
    assert "Hello Hills" in portal.as_user("regional-editor", "hills").text("/regions/hills/")
    assert portal.client.get("/regions/coast/x/greeter/page").status_code == 303


def test_a_page_in_order_passes_and_a_switch_takes_effect_at_once(
    portal_app: Callable[..., Portal], greeter: Path
) -> None:
    portal = portal_app(plugins=[greeter], regions=["coast"])
    worker = portal.as_user("worker")

    worker.assert_page_ok("/regions/coast/")
    worker.assert_page_ok("/regions/coast/x/greeter/page")
    portal.switch_off("greeter", "coast")

    assert "Hello" not in worker.text("/regions/coast/")
    with pytest.raises(AssertionError, match="answered 404"):
        worker.assert_page_ok("/regions/coast/x/greeter/page")


def test_c113_two_portals_in_one_process_know_nothing_of_each_other(
    portal_app: Callable[..., Portal], greeter: Path, tmp_path: Path
) -> None:
    other = write_plugin(tmp_path, "other", GREETER.replace("Hello", "Good day"))
    first, second = portal_app(plugins=[greeter], regions=["coast"]), portal_app(plugins=[other], regions=["coast"])

    assert "Hello Coast" in first.as_user().text("/regions/coast/")
    assert "Good day Coast" in second.as_user().text("/regions/coast/")
    assert "Hello Coast" not in second.as_user().text("/regions/coast/")
    assert first.as_user().get("/regions/coast/x/other/page").status_code == 404
    with pytest.raises(StopIteration):
        second.state_of("greeter")


@pytest.mark.parametrize(
    "case",
    [("raise", "block", "error"), ("exit", "block", "error"), ("hang", "block", "hang"), ("junk", "block", "invalid"),
     ("script", "block", "invalid"), ("raise", "route", "error")],
)  # fmt: skip
def test_a_neighbour_that_misbehaves_is_caught_and_ours_is_seen(
    portal_app: Callable[..., Portal], faults: Callable[..., Path], greeter: Path, case: tuple[str, str, str]
) -> None:
    deed, place, kind = case
    portal = portal_app(plugins=[greeter], regions=["coast"], neighbours=[faults(deed, at=place)])
    worker = portal.as_user("worker")
    plugin_id = next(plugin for plugin in portal.app.extensions["portal.plugins"].registry.plugins if "neigh" in plugin)

    page = worker.text("/regions/coast/")
    worker.get(f"/regions/coast/x/{plugin_id}/")

    assert "Hello Coast" in page
    assert [(one.plugin, one.region, one.kind) for one in portal.incidents()] == [(plugin_id, "coast", kind)]


@pytest.mark.parametrize(("deed", "place"), [("raise", "import"), ("exit", "import"), ("junk", "declare")])
def test_a_neighbour_that_does_not_load_leaves_ours_alone(
    portal_app: Callable[..., Portal], faults: Callable[..., Path], greeter: Path, deed: str, place: str
) -> None:
    neighbour = faults(deed, at=place)

    portal = portal_app(plugins=[greeter], regions=["coast"], neighbours=[neighbour])

    assert portal.state_of(neighbour.name.removeprefix("kit_")).state == "failed"
    assert "Hello Coast" in portal.as_user("worker").text("/regions/coast/")


def test_a_misdeed_that_does_not_exist_is_told_by_name(faults: Callable[..., Path]) -> None:
    with pytest.raises(LookupError, match="A neighbour does one of raise, exit"):
        faults("explode")


def test_a_word_of_the_other_region_fails_the_test_at_once(two_regions: Callable[..., Portal], tmp_path: Path) -> None:
    leaky = write_plugin(
        tmp_path,
        "leaky",
        """
@hookimpl
def portal_routes(ctx):
    return [Route(id="page", rule="/page", view=lambda ctx: "mark-of-second-only")]
""",
    )
    portal = two_regions(plugins=[leaky])
    worker = portal.as_user("worker", "first")

    assert "mark-of-first-only" in worker.text("/regions/first/tools/")
    with pytest.raises(AssertionError, match="shows another region's word: mark-of-second-only"):
        worker.get("/regions/first/x/leaky/page")
    assert portal.as_user("statewide-administrator").get("/regions/first/x/leaky/page").status_code == 200


def test_the_log_tells_which_hooks_were_called_for_which_region(
    hook_log: HookLog, portal_app: Callable[..., Portal], greeter: Path
) -> None:
    portal = portal_app(plugins=[greeter], regions=["coast"])

    answer = portal.call("greeter", "portal_health", "coast")

    assert answer.sentence == "Fine."
    assert hook_log.hooks_of("greeter") == {"portal_blocks", "portal_routes", "portal_health"}
    assert [(call.plugin, call.region, call.given) for call in hook_log.of("portal_health")] == [
        ("greeter", "coast", {})
    ]


def test_the_clock_stands_still_until_it_is_moved(
    frozen_clock: FrozenClock, portal_app: Callable[..., Portal], greeter: Path
) -> None:
    reader = portal_app(plugins=[greeter], regions=["coast"]).as_user("worker")
    before = reader.text("/regions/coast/x/greeter/page")
    frozen_clock.move(minutes=10)

    assert "It is 19:00" in before
    assert "It is 19:10" in reader.text("/regions/coast/x/greeter/page")


def test_a_test_with_a_portal_cannot_reach_the_network(portal_app: Callable[..., Portal]) -> None:
    with socket.socket() as opened, pytest.raises(AssertionError, match="may not reach the network"):
        opened.connect(("192.0.2.1", 80))


@pytest.mark.parametrize(
    ("html", "fault"),
    [
        ("<p>", "a page has one main heading; this one has 0"),
        ("<h1>A</h1><h1>B</h1>", "a page has one main heading; this one has 2"),
        ("<div></p></div>", "</p> closes what it did not open"),
        ("<section>", "<section> is not closed"),
        ('<img src="/a.png">', "an image has no alt text"),
        ('<input name="when">', "the field “when” has no label"),
        ('<p id="a"></p><p id="a"></p>', "the id “a” is there twice"),
        ('<p onclick="x()">', "<p> carries “onclick”, which the portal's content policy stops"),
        ("<html>", "<html> does not say in which language the page is"),
    ],
)
def test_what_is_not_in_order_on_a_page_is_named(html: str, fault: str) -> None:
    assert fault in faults_of_page(html)


def test_a_page_in_order_has_no_faults() -> None:
    page = (
        '<!doctype html><html lang="en"><head><title>A</title></head><body><main><h1>A</h1><p>One<p>Two'
        '<svg><title>Mark</title></svg><label for="b">B</label><input id="b" name="b"><label>C <input name="c"></label>'
        '<input type="hidden" name="d"></main></body></html>'
    )

    assert faults_of_page(page) == []


def test_a_pack_from_the_builder_is_in_order_until_it_is_spoiled(
    portal_app: Callable[..., Portal], pack: type[PackBuilder], tmp_path: Path
) -> None:
    good = pack("coast").tool("tide", title="Tide table").post("news").contact("desk").county("06091", "Sierra")
    bad = pack("hills").tool("map").file("tools/map.md", "no front matter")

    portal = portal_app(plugins=[good.write(tmp_path / "good")], neighbours=[bad.write(tmp_path / "bad")])

    assert "Tide table" in portal.as_user("worker", "coast").text("/regions/coast/tools/")
    assert portal.state_of("hills").state == "failed"


def test_the_contract_is_kept_by_a_plugin_that_is_well(
    portal_app: Callable[..., Portal], faults: Callable[..., Path], tmp_path: Path
) -> None:
    page = """
@hookimpl
def portal_blocks(ctx):
    return [Block(id="a", slot="region.home.main", render=lambda ctx: "A")]
"""
    well = certify(write_plugin(tmp_path, "well", page))

    for wanted in checks_of(well):
        well(wanted, portal_app, faults)


@pytest.mark.parametrize(
    "case",
    [
        ("from portal.foundation.clock import now", "passes_the_check", "use ctx.clock()"),
        ('@hookimpl\ndef portal_blocks(ctx):\n    return [Block(id="a", slot="region.home.main", render=len)]',
         "shows_its_region_well", "TypeError"),
        ('@hookimpl\ndef portal_routes(ctx):\n    return [Route(id="a", rule="/a", view=lambda ctx: 1 / 0)]',
         "opens_its_pages", "answered {500}"),
    ],
)  # fmt: skip
def test_the_contract_is_not_kept_by_a_plugin_that_is_ill(
    portal_app: Callable[..., Portal], faults: Callable[..., Path], tmp_path: Path, case: tuple[str, str, str]
) -> None:
    code, check, words = case
    ill = certify(write_plugin(tmp_path, "ill", code))
    [wanted] = [one for one in checks_of(ill) if one.__name__ == check]

    with pytest.raises(AssertionError) as failed:
        ill(wanted, portal_app, faults)
    assert words in str(failed.value)


def checks_of(test: Callable[..., None]) -> list[Callable[..., None]]:
    """Return what a test made by `certify` tries."""
    return list(test.pytestmark[0].args[1])


def test_an_upgrade_is_told_in_one_line(upgrade: Callable[..., dict[str, Merged]], pack: type[PackBuilder]) -> None:
    items = upgrade(
        pack("coast").tool("tide", title="Tide", summary="Old."),
        {"tools/tide": {"title": "Our tide table"}},
        pack("coast", version="1.1.0").tool("tide", title="Tide", summary="New."),
    )

    assert (items["tools/tide"].values["title"], items["tools/tide"].values["summary"]) == ("Our tide table", "New.")
