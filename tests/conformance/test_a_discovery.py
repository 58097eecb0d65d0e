"""Conformance cases of group A: whatever a plugin does while it is found, tried and loaded, the site is up."""

from __future__ import annotations

import itertools
import sys
from importlib.metadata import EntryPoint
from typing import TYPE_CHECKING

import pytest

from portal.features.extensions.services.switching import allow
from portal.plugin_host import checking
from portal.plugin_host.checking import check
from portal.plugin_host.host import PluginHost
from portal.plugin_host.loading import Loaded
from portal.plugin_host.registry import build_registry
from tests.plugin_host.loading import load_all
from tests.plugins import bring_in

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from portal.plugin_host.discovery import Found
    from tests.conformance.site import Site

MARKER = "from pathlib import Path\nPath(__file__).with_name('ran').touch()\n"
SEGFAULT, LEAVING = "import ctypes\nctypes.string_at(0)", "import os\nos._exit(0)"
SILENT = {SEGFAULT, LEAVING}
ALL = {"trial", "innocent", "north", "south"}


def add_marker(package: Path) -> Path:
    """Let a package leave a file when it is imported; return the file."""
    (package / "__init__.py").write_text(MARKER)
    return package / "ran"


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        pytest.param("raise RuntimeError('no luck')", "It raised RuntimeError: no luck (<module>, line ", id="c01"),
        pytest.param("import sys\nsys.exit(3)", "It raised SystemExit: 3 (<module>, line ", id="c02"),
        pytest.param(LEAVING, "It ended the process when it was tried (exit code 0).", id="c04"),
        pytest.param(SEGFAULT, "It ended the process when it was tried (signal SIGSEGV).", id="c05"),
        pytest.param(
            "class Odd(BaseException): pass\nraise Odd", "It ended the process when it was tried (exit", id="odd"
        ),
    ],
)
def test_c01_c02_c04_c05_a_plugin_that_fails_at_import_is_failed_and_the_site_is_up(
    site: Site, code: str, reason: str
) -> None:
    site.install(f"@hookimpl\ndef portal_tools(ctx):\n    return [tool()]\n\n{code}\n")

    site.start(tried={"trial"})

    found = site.standing()
    assert (found.state, found.reason.startswith(reason), found.regions) == ("failed", True, ())
    assert ("line " in found.facts["trace"]) is (code not in SILENT)
    assert found.counts == {}
    assert [(one.point, one.kind) for one in site.incidents()] == [("load", "error")]
    site.check_up()


def test_what_a_plugin_prints_while_it_is_tried_is_no_matter(site: Site) -> None:
    noise = "import os, sys\nos.write(1, b'\\xff\\xfe' * 50_000)\nprint('{}', end='')\nsys.stderr.write('x' * 99_999)\n"
    site.install(noise)

    site.start(tried=ALL)

    assert (site.standing().state, site.standing().reason) == ("on", "")
    site.check_up()


def test_an_entry_point_may_name_an_object_within_its_module(site: Site) -> None:
    code = """
    class Hooks:
        @hookimpl
        def portal_tools(self, ctx):
            return [tool("inner", title="Inner tool")]

    class Outer:
        hooks = Hooks()
    """
    site.install(code)
    name, value, group = (getattr(site.installer.points[-1], part) for part in ("name", "value", "group"))
    site.installer.points[-1] = EntryPoint(name, f"{value}:Outer.hooks", group)

    site.start()

    assert "Inner tool" in site.worker().get("/regions/north/").get_data(as_text=True)


def test_a_plugin_that_hangs_at_import_is_given_up_and_the_site_is_up(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.install("import time\ntime.sleep(600)\n")

    def check_briefly(found: Found, counties: Mapping[str, str]) -> Found:
        return check(found, counties, seconds=3)

    monkeypatch.setattr(checking, "check", check_briefly)

    site.start(tried={"trial"})

    assert site.standing().reason == "It did not return within 3 seconds when it was tried."
    assert "portal_trial.plugin" not in sys.modules
    site.check_up()


def test_a_worker_imports_nothing_that_did_not_pass_the_check_with_the_same_files(site: Site) -> None:
    package = site.install("@hookimpl\ndef portal_tools(ctx):\n    return [tool()]\n")
    site.start()
    before = site.standing().state
    ran = add_marker(package)

    with site.app.app_context():
        outcome = PluginHost(counties=dict)._build(1)  # as a worker that starts now

    assert before == "on"
    assert not ran.exists()
    assert (list(outcome.plugins), outcome.found["trial"].state) == (["innocent", "north", "south"], "waiting")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (None, "portal-plugin.toml: the manifest is missing"),
        ('id = "trial"\nname "x"\n', "portal-plugin.toml:2: not valid TOML: "),
        (
            'id = "trial"\nhomepgae = "x"\n',
            "portal-plugin.toml:2: “homepgae” is not a key of a manifest (did you mean “h",
        ),
        ('id = "Trial!"\n', "portal-plugin.toml: “name” is missing"),
    ],
)
def test_c07_a_manifest_that_is_not_in_order_is_rejected_with_its_place_and_nothing_is_imported(
    site: Site, text: str | None, reason: str
) -> None:
    package = site.install("", on=())
    ran = add_marker(package)
    manifest = package / "portal-plugin.toml"
    if text is None:
        manifest.unlink()
    else:
        manifest.write_text(text)

    site.start(tried={"trial"})

    assert site.standing().state == "rejected"
    assert reason in site.standing().reason
    assert not ran.exists()
    site.check_up()


def test_c08_a_plugin_that_is_not_allowed_is_never_imported(site: Site) -> None:
    package = site.install("")
    site.start()
    client = site.administrator()
    with site.app.app_context():
        forbid("trial")
    ran = add_marker(package)

    site.start(tried={"trial"})
    card = client.get("/admin/plugins/trial")

    assert (card.status_code, site.standing().state) == (200, "off")
    assert not ran.exists()
    assert "trial" not in site.registry().plugins
    site.check_up()


def forbid(plugin_id: str) -> None:
    """Keep a plugin from being loaded, as a statewide administrator does."""
    allow(plugin_id, is_allowed=False, actor_id=None)


@pytest.mark.parametrize(
    ("manifest", "reason"),
    [
        ({"api": "99"}, "It was written for API 99; this portal supports 1."),
        ({"needs": ["telepathy"]}, "It needs what this portal does not have: “telepathy”."),
        ({"min_core": "99.0"}, "It needs portal 99.0 or newer; this is "),
        ({"scope": "statewide"}, "It is meant for statewide pages; this portal lets plugins into the pages of regions"),
        ({"depends": ["elsewhere >=2"]}, "It needs the plugin “elsewhere >=2”, which is not here or cannot be used."),
        ({"conflicts": ["innocent <2"]}, "It cannot be used beside “Innocent” (innocent 1.0.0)."),
    ],
)
def test_c10_c11_a_plugin_that_does_not_fit_is_incompatible_with_the_reason(
    site: Site, manifest: dict[str, object], reason: str
) -> None:
    package = site.install("", on=(), **manifest)
    ran = add_marker(package)

    site.start(tried={"trial"})

    found = site.standing()
    assert (found.state, found.reason.startswith(reason)) == ("incompatible", True)
    assert not ran.exists()
    site.check_up()


def test_what_needs_a_plugin_that_does_not_fit_does_not_fit_either(site: Site) -> None:
    site.install("", plugin_id="first", on=(), api="99")
    site.install("", plugin_id="second", on=(), depends=["first"])
    site.install("", plugin_id="third", on=(), depends=["second"])

    site.start()

    assert [site.standing(one).state for one in ("first", "second", "third")] == ["incompatible"] * 3
    site.check_up()


def test_an_id_that_two_plugins_bear_is_rejected_for_both(site: Site) -> None:
    package = site.install("", on=())
    site.installer.points.append(site.installer.points[-1])
    ran = add_marker(package)

    site.start(tried={"trial"})

    found = site.standing()
    assert (found.state, found.reason.startswith("More than one plugin is called “trial”")) == ("rejected", True)
    assert not ran.exists()
    site.check_up()


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        pytest.param(
            "@hookimpl\ndef portal_posts(ctx, weather):\n    return []",
            "Its hook portal_posts asks for “weather”, which is not passed; there is “ctx”.",
            id="c16",
        ),
        pytest.param(
            "@hookimpl\ndef portal_nav_items(ctx):\n    return []",
            "It implements the unknown hook portal_nav_items (did you mean “portal_nav”?).",
            id="c17",
        ),
        pytest.param(
            "@hookimpl\ndef portal_posts(ctx):\n    raise LookupError('second')",
            "It raised LookupError: second (portal_posts, line ",
            id="c19",
        ),
    ],
)
def test_c16_c17_c19_a_plugin_with_a_hook_that_does_not_fit_or_fails_adds_nothing_at_all(
    site: Site, code: str, reason: str
) -> None:
    good = "@hookimpl\ndef portal_tools(ctx):\n    return [tool('lost', title='Lost tool')]\n\n"
    site.install(f"{good}{code}\n")

    site.start()

    found = site.standing()
    assert (found.state, found.reason.startswith(reason)) == ("failed", True)
    assert "Lost tool" not in site.worker().get("/regions/north/").get_data(as_text=True)
    assert "trial" not in site.registry().plugins
    site.check_up()


def test_c20_the_order_in_which_plugins_are_loaded_changes_nothing(site: Site) -> None:
    code = """
    @hookimpl
    def portal_blocks(ctx):
        return [Block(id=name, slot="region.home.main", render=str) for name in "ba"]
    """
    for number in range(12):
        site.install(code, plugin_id=f"plugin_{number:02}", on=())
    loaded = {name: one for name, one in load_all({}).items() if isinstance(one, Loaded)}
    found = {name: one.found for name, one in loaded.items()}
    on = {(plugin_id, "north"): "1.0.0" for plugin_id in loaded}

    snapshots = set()
    for order in itertools.islice(itertools.permutations(loaded.items()), 0, 40_000, 4_001):
        registry = build_registry(1, found, dict(order), on, {})
        pieces = registry.blocks["north", "region.home.main"]
        snapshots.add(repr([sorted(registry.pairs), *((plugin.id, block.id) for plugin, block in pieces)]))

    [snapshot] = snapshots
    assert "('innocent', 'calm'), ('plugin_00', 'a'), ('plugin_00', 'b'), ('plugin_01', 'a')" in snapshot


def test_c22_a_process_that_is_killed_leaves_no_trace_that_would_keep_a_plugin_out(site: Site) -> None:
    site.start_with("@hookimpl\ndef portal_tools(ctx):\n    return [tool()]\n")

    hosts = []
    for number in (1, 2, 3):  # three processes, each killed without a word; the last one looks
        with site.app.app_context():
            hosts.append(PluginHost(counties=dict)._build(number))

    assert hosts[-1].found["trial"].state == "found"
    assert (hosts[-1].quarantined, hosts[-1].is_on("trial", "north")) == (frozenset(), True)


def test_what_is_tried_again_is_only_what_changed(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    package = site.install("")
    site.start()
    tried: list[str] = []
    monkeypatch.setattr(checking, "check", lambda found, _: tried.append(found.id) or found)

    with site.app.app_context():
        bring_in(tried=ALL)
    (package / "plugin.py").write_text((package / "plugin.py").read_text() + "# changed\n")
    with site.app.app_context():
        bring_in(tried=ALL)

    assert tried == ["trial"]
