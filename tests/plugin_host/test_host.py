"""Loading plugins and asking them for records; whatever one does, the others are fine."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from portal.plugin_host.contributions import Provenance
from portal.plugin_host.declarations import Declared
from portal.plugin_host.host import PluginHost
from portal.plugin_host.loading import Loaded
from portal.plugin_host.markers import hookimpl
from portal.plugin_host.parts import Block
from tests.plugin_host.loading import declared_by_all, load_all, load_into

if TYPE_CHECKING:
    from tests.plugins import Installer

GOOD = """
@hookimpl
def portal_tools(ctx):
    return [tool("fine")]
"""
COUNTIES = {"Butte": "06007"}


def reason_for(installer: Installer, code: str) -> str:
    """Install a good plugin and this one; return why this one was left out, having seen that the good one was not."""
    installer.install("good", GOOD)
    installer.install("bad", code)

    outcomes = load_all(COUNTIES)

    bad = outcomes["bad"]
    assert isinstance(outcomes["good"], Loaded)
    assert not isinstance(bad, Loaded)
    assert bad.state == "failed"
    return bad.reason


def test_what_a_plugin_gives_is_declared_with_where_it_came_from(installer: Installer) -> None:
    installer.install("trial", GOOD, version="1.2.3", regions=["east", "west"])

    [declared] = declared_by_all(COUNTIES)

    assert (declared.source, declared.regions) == (Provenance(plugin="trial", version="1.2.3"), ("east", "west"))
    assert [tool.id for tool in declared.of("portal_tools")] == ["fine"]
    assert declared.of("portal_posts") == ()


def test_a_hook_is_told_who_it_is_and_which_counties_there_are(installer: Installer) -> None:
    installer.install(
        "trial",
        """
        @hookimpl
        def portal_tools(ctx):
            return [tool(title=f"{ctx.plugin_id} {ctx.version} {ctx.api} {ctx.counties} {ctx.content.folder.name}")]
        """,
        content="words",
    )

    [declared] = declared_by_all(COUNTIES)

    assert declared.of("portal_tools")[0].title == "trial 1.0.0 1 {'Butte': '06007'} words"


def test_a_plugin_cannot_change_the_counties_another_one_is_given(installer: Installer) -> None:
    installer.install("greedy", "@hookimpl\ndef portal_tools(ctx):\n    ctx.counties.clear()\n")
    installer.install("other", "@hookimpl\ndef portal_tools(ctx):\n    return [tool(title=str(len(ctx.counties)))]\n")

    _, other = declared_by_all(COUNTIES)

    assert other.of("portal_tools")[0].title == "1"


def test_a_hook_may_ask_for_nothing_and_give_nothing(installer: Installer) -> None:
    installer.install("trial", "@hookimpl\ndef portal_tools():\n    return None\n")

    [declared] = declared_by_all(COUNTIES)

    assert declared.of("portal_tools") == ()


def test_a_hook_may_be_a_generator(installer: Installer) -> None:
    installer.install("trial", "@hookimpl\ndef portal_tools(ctx):\n    yield tool('a')\n    yield tool('b')\n")

    [declared] = declared_by_all(COUNTIES)

    assert [one.id for one in declared.of("portal_tools")] == ["a", "b"]


def test_records_stand_in_display_order(installer: Installer) -> None:
    code = "@hookimpl\ndef portal_tools(ctx):\n    return [tool('b'), tool('c', order=1), tool('a')]\n"
    installer.install("trial", code)

    [declared] = declared_by_all(COUNTIES)

    assert [one.id for one in declared.of("portal_tools")] == ["c", "a", "b"]


def test_a_record_is_for_all_its_plugins_regions_or_those_it_names(installer: Installer) -> None:
    code = "@hookimpl\ndef portal_tools(ctx):\n    return [tool('a'), tool('b', regions=frozenset({'west', 'far'}))]\n"
    installer.install("trial", code, regions=["east", "west"])

    [declared] = declared_by_all(COUNTIES)

    assert [declared.regions_of(one) for one in declared.of("portal_tools")] == [("east", "west"), ("west",)]


def test_a_plugin_with_a_broken_import_is_left_out_by_name(installer: Installer) -> None:
    reason = reason_for(installer, "import a_module_that_is_not_there\n")

    assert reason.startswith("It raised ModuleNotFoundError: No module named 'a_module_that_is_not_there'")


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("raise RuntimeError('no luck')", "It raised RuntimeError: no luck (<module>, line "),
        ("import sys\nsys.exit(3)", "It raised SystemExit: 3 ("),
        ("raise SystemExit", "It raised SystemExit:  ("),
        ("def broken(:", "It raised SyntaxError: "),
        ("def deep(): return deep()\ndeep()", "It raised RecursionError: "),
        ("raise Exception('x' * 10_000)", f"It raised Exception: {'x' * 200} ("),
    ],
)
def test_a_plugin_that_fails_at_import_is_left_out_by_name(installer: Installer, code: str, reason: str) -> None:
    assert reason_for(installer, code).startswith(reason)


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        (
            "@hookimpl\ndef portal_tool(ctx):\n    return []",
            "It implements the unknown hook portal_tool (did you mean “portal_tools”?).",
        ),
        ("@hookimpl\ndef portal_install(app):\n    pass", "It implements the unknown hook portal_install"),
        ("@hookimpl\ndef portal_synchronise(declared):\n    pass", "It implements the unknown hook portal_synchronise"),
        (
            "@hookimpl\ndef portal_tools(context):\n    return []",
            "Its hook portal_tools asks for “context”, which is not passed; there is “ctx”.",
        ),
        ("@hookimpl(tryfirst=True)\ndef portal_tools(ctx):\n    return []", "Its hook portal_tools asks to run around"),
        ("@hookimpl(trylast=True)\ndef portal_tools(ctx):\n    return []", "Its hook portal_tools asks to run around"),
        ("@hookimpl(wrapper=True)\ndef portal_tools(ctx):\n    yield", "Its hook portal_tools asks to run around"),
        ("@hookimpl(hookwrapper=True)\ndef portal_tools(ctx):\n    yield", "Its hook portal_tools asks to run around"),
        (
            "@hookimpl(specname='portal_install')\ndef portal_tools(ctx):\n    pass",
            "It implements the unknown hook portal_install",
        ),
    ],
)
def test_a_plugin_whose_hooks_do_not_fit_is_left_out_by_name(installer: Installer, code: str, reason: str) -> None:
    assert reason_for(installer, code).startswith(reason)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("raise RuntimeError('no luck')", "It raised RuntimeError: no luck (portal_tools, line "),
        ("import sys; sys.exit(3)", "It raised SystemExit: 3 (portal_tools, line "),
        ("return 'tools'", "portal_tools must give Tool records, but gave str 'tools'."),
        ("return b'tools'", "portal_tools must give Tool records, but gave bytes b'tools'."),
        ("return {'id': 1}", "portal_tools must give Tool records, but gave dict {'id': 1}."),
        ("return 7", "portal_tools must give Tool records, but gave int 7."),
        ("return tool()", "portal_tools must give Tool records, but gave Tool Tool(id='one'"),
        ("return [None]", "portal_tools must give Tool records, but one of them is NoneType None."),
        ("return [tool('a'), {}]", "portal_tools must give Tool records, but one of them is dict {}."),
        ("yield tool()\n    raise LookupError('half-way')", "It raised LookupError: half-way (portal_tools, line "),
        ("return [region('a')]", "portal_tools must give Tool records, but one of them is RegionProposal"),
        ("return [tool('a'), tool('a')]", "portal_tools gave more than one record with the id a."),
        ("return [Tool(id='a')]", "It raised TypeError: "),
    ],
)
def test_a_plugin_whose_hook_fails_is_left_out_whole_and_by_name(installer: Installer, body: str, reason: str) -> None:
    code = f"@hookimpl\ndef portal_posts(ctx):\n    return []\n\n@hookimpl\ndef portal_tools(ctx):\n    {body}\n"

    assert reason_for(installer, code).startswith(reason)


def test_a_record_that_only_looks_like_one_is_refused(installer: Installer) -> None:
    code = """
    class Tool(Tool):
        pass

    class Odd:
        id, order, regions = "odd", 1, None

    @hookimpl
    def portal_tools(ctx):
        return [Tool(id="a", title="", summary="", kind="page", body="", owner="", last_checked=None, next_check=None)]

    @hookimpl
    def portal_posts(ctx):
        return [Odd()]
    """

    assert reason_for(installer, code).startswith("portal_tools must give Tool records, but one of them is Tool ")


def test_a_value_that_cannot_be_printed_does_not_hide_the_plugins_name(installer: Installer) -> None:
    code = """
    class Silent:
        def __repr__(self):
            raise RuntimeError("not telling")

    @hookimpl
    def portal_tools(ctx):
        return [Silent()]
    """

    assert reason_for(installer, code) == "portal_tools must give Tool records, but one of them is Silent."


def test_an_error_that_cannot_be_printed_does_not_stop_the_portal(installer: Installer) -> None:
    code = """
    class Silent(Exception):
        def __str__(self):
            raise RuntimeError("not telling")

    raise Silent
    """

    assert reason_for(installer, code).startswith("It raised Silent: ")


def test_a_person_who_interrupts_is_obeyed(installer: Installer) -> None:
    installer.install("trial", "raise KeyboardInterrupt")

    with pytest.raises(KeyboardInterrupt):
        load_all(COUNTIES)


def test_a_plugin_that_failed_leaves_no_half_made_module(installer: Installer) -> None:
    installer.install("bad", "@hookimpl\ndef portal_tool(ctx):\n    return []\n")

    load_all(COUNTIES)

    assert "portal_bad.plugin" not in sys.modules


def test_a_plugin_that_failed_once_is_asked_again_and_welcome_when_it_is_well(installer: Installer) -> None:
    code = """
    @hookimpl
    def portal_tools(ctx):
        return ctx.content.tools()
    """
    package = installer.install("trial", code, content="content")
    (package / "content" / "tools").mkdir(parents=True)
    broken = package / "content" / "tools" / "a.md"
    broken.write_text("no facts")
    host = PluginHost()
    first = load_into(host, COUNTIES)["trial"]

    broken.unlink()
    second = load_into(host, COUNTIES)["trial"]

    assert not isinstance(first, Loaded)
    assert first.reason == "tools/a.md:1: the file must begin with a line of three hyphens and its facts"
    assert isinstance(second, Loaded)
    assert (second.found.state, second.found.reason) == ("found", "")


def test_the_same_files_are_imported_once_in_a_process_and_changed_ones_anew(installer: Installer) -> None:
    installer.install("trial", GOOD)
    host = PluginHost()
    first = load_into(host, COUNTIES)["trial"]

    again = load_into(host, COUNTIES)["trial"]
    installer.edit("trial", '"fine"', '"finer"')
    changed = load_into(host, COUNTIES)["trial"]

    assert again is first
    assert isinstance(changed, Loaded)
    assert [tool.id for tool in changed.declared.of("portal_tools")] == ["finer"]


def test_every_application_has_a_manager_and_plugins_of_its_own(installer: Installer) -> None:
    installer.install("trial", GOOD)
    one, other = PluginHost(), PluginHost()

    loaded = [load_into(host, COUNTIES)["trial"] for host in (one, other)]

    assert one.manager is not other.manager
    assert loaded[0] is not loaded[1]


class Blocks:
    @hookimpl
    def portal_blocks(self) -> list[Block]:
        return [
            Block(id="b", slot="home", render=str),  # type: ignore[arg-type]  # never rendered here
            Block(id="c", slot="home", render=str, order=1),  # type: ignore[arg-type]  # as above
            Block(id="a", slot="home", render=str),  # type: ignore[arg-type]  # as above
        ]


def test_blocks_stand_in_their_slot_in_display_order() -> None:
    host = PluginHost()
    host.manager.register(Blocks())

    assert ([block.id for block in host.blocks("home")], host.blocks("nowhere")) == (["c", "a", "b"], ())


def test_a_declaration_without_a_hook_gives_nothing() -> None:
    declared = Declared(source=Provenance(plugin="a", version="1"), regions=(), records={})

    assert declared.of("portal_tools") == ()
