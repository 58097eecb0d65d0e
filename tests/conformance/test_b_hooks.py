"""Conformance cases of group B: a plugin that misbehaves while it is called takes away its own piece and no more."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from time_machine import travel

from portal.foundation.clock import now
from portal.foundation.database import db
from portal.foundation.transaction import transaction
from portal.infrastructure.audit.models import AuditEntry
from portal.plugin_host.breaking import REST
from portal.plugin_host.data.store import write_setting
from portal.plugin_host.host import PluginHost, get_host
from portal.plugin_host.standing import added_milliseconds
from tests.clients import PortalClient, text_of

if TYPE_CHECKING:
    from tests.conformance.site import Site

HOME, OTHER_HOME = "/regions/north/", "/regions/south/"
UNSHOWN = "“Trial block” cannot be shown right now."


def block(body: str, *, head: str = "", ttl: int = 0, name: str = "bad") -> str:
    """Return a plugin with one block whose function has this body."""
    return f"""
import time
from markupsafe import Markup
{head}

def render_{name}(ctx):
    {body}

@hookimpl
def portal_blocks(ctx):
    return [Block(id="{name}", slot="region.home.main", title="Trial block", render=render_{name}, ttl={ttl})]
"""


@pytest.mark.parametrize(
    ("body", "kind", "sentence"),
    [
        pytest.param("raise RuntimeError('no luck')", "error", "RuntimeError: no luck", id="c23"),
        pytest.param("raise SystemExit(3)", "error", "SystemExit: 3", id="exit"),
        pytest.param("raise GeneratorExit", "error", "GeneratorExit: ", id="generator-exit"),
        pytest.param("from werkzeug.exceptions import NotFound; raise NotFound", "error", "NotFound: 404", id="c26"),
        pytest.param("return 7", "invalid", "It must give a text or what ctx.render gave, but gave a int.", id="c28"),
        pytest.param("return ['a']", "invalid", "It must give a text or what ctx.render gave, but", id="c28-list"),
        pytest.param("return ctx.nothing", "error", "AttributeError: ", id="attribute"),
        pytest.param("return ctx.request", "error", "OutOfPhase: ctx.request cannot be had", id="phase"),
        pytest.param("ctx.store.put('a', 1)", "error", "RegionFault: Nothing can be written", id="writing"),
        pytest.param("return Markup('<script>1</script>')", "invalid", "What it drew was left out: it holds <script>",
                     id="c43-script"),
        pytest.param("return Markup('<p onclick=go()>a</p>')", "invalid", "What it drew was left out: <p> carries “on",
                     id="c43-handler"),
        pytest.param("return Markup('<p>a</div>')", "invalid", "What it drew was left out: </div> closes what it",
                     id="c43-unbalanced"),
        pytest.param("return Markup('<i id=main>a</i>')", "invalid",
                     "What it drew was left out: the id “main” is on the page already.", id="c43-id"),
    ],
)  # fmt: skip
def test_c23_c26_c28_c43_a_block_that_fails_is_left_out_with_one_incident(
    site: Site, body: str, kind: str, sentence: str
) -> None:
    site.start_with(block(body))

    read = site.worker().get(HOME)
    for_administrators = text_of(site.administrator().get(HOME))

    assert read.status_code == 200
    assert f"{UNSHOWN} It comes" not in text_of(read)
    assert f"{UNSHOWN} It comes from the plugin Trial: see what happened" in for_administrators
    [incident] = site.incidents()
    assert (incident.point, incident.region_id, incident.kind) == ("block:bad", "north", kind)
    assert incident.sentence.startswith(sentence)
    site.check_up()


def test_c23_strangers_see_nothing_of_a_block_that_fails(site: Site) -> None:
    site.start_with(block("raise RuntimeError('no luck')"))

    answer = PortalClient(site.app).get(HOME)

    assert (answer.status_code, "Trial" in text_of(answer)) == (200, False)


def test_c25_a_person_who_interrupts_is_obeyed(site: Site) -> None:
    site.start_with(block("raise KeyboardInterrupt"))
    worker = site.worker()

    with pytest.raises(KeyboardInterrupt):
        worker.get(HOME)


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ("'text'", "portal_blocks must give Block records, but gave str 'text'."),
        ("{'id': 'a'}", "portal_blocks must give Block records, but gave dict {'id': 'a'}."),
        ("7", "portal_blocks must give Block records, but gave int 7."),
        ("[None]", "portal_blocks must give Block records, but one of them is NoneType None."),
        ("[Alike(id='a', slot='region.home.main', render=str)]",
         "portal_blocks must give Block records, but one of them is Block Block(id='a'"),
        ("(Block(id='a', slot='region.home.main', render=str, order=i) for i in '1')", "portal_blocks gave a record"),
        ("None", ""),
    ],
)  # fmt: skip
def test_c28_what_a_hook_gives_is_checked_and_none_means_nothing(site: Site, given: str, reason: str) -> None:
    head = "from dataclasses import make_dataclass\nAlike = make_dataclass('Block', ['id', 'slot', 'render'])\n"
    site.start_with(f"{head}@hookimpl\ndef portal_blocks(ctx):\n    return {given}\n")

    found = site.standing()
    assert (found.state, found.reason.startswith(reason)) == ("failed" if reason else "on", True)
    assert [one.point for one in site.incidents()] == (["load"] if reason else [])
    site.check_up()


def test_c29_a_generator_that_raises_half_way_adds_nothing(site: Site) -> None:
    code = """
    @hookimpl
    def portal_tools(ctx):
        yield tool("a", title="Lost tool")
        yield tool("b", title="Lost tool")
        raise LookupError("half-way")
    """
    site.start_with(code)

    assert "Lost tool" not in text_of(site.worker().get(HOME))
    [incident] = site.incidents()
    assert (incident.point, incident.kind) == ("load", "error")
    assert incident.sentence.startswith("LookupError: half-way")
    site.check_up()


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


def test_c37_what_a_plugin_is_given_is_its_own_to_spoil(site: Site) -> None:
    spoiling = """
    @hookimpl
    def portal_settings(ctx):
        ctx.counties.clear()
        return [SettingField(id="names", label="Names", default="a,b")]

    def ill(ctx):
        values = ctx.cache.get("list") or []
        values.append(1)
        dict(ctx.settings).clear()
        return f"{len(ctx.region.counties)} {ctx.settings['names']}"

    @hookimpl
    def portal_blocks(ctx):
        return [Block(id="bad", slot="region.home.main", render=ill, ttl=0)]
    """
    counting = "@hookimpl\ndef portal_tools(ctx):\n    return [tool(title=f'{len(ctx.counties)} counties')]\n"
    site.install(spoiling, plugin_id="greedy")
    site.install(counting, plugin_id="later")

    site.start()

    said = text_of(site.worker().get(HOME))
    assert "58 counties" in said
    assert "0 a,b" in said
    site.check_up()


def test_c38_a_record_cannot_be_altered_and_another_plugins_cannot_be_reached(site: Site) -> None:
    code = """
    @hookimpl
    def portal_nav(ctx):
        item = NavItem(id="a", label="A", address="https://a.example")
        item.label = "B"
        return [item]
    """
    site.start_with(code)

    [incident] = site.incidents()
    assert incident.sentence == "FrozenInstanceError: cannot assign to field 'label'"
    with site.app.app_context():
        registry = get_host().registry
    with pytest.raises(TypeError):
        registry.nav["north"] = ()  # type: ignore[index]  # that it cannot be done is what is tested
    site.check_up()


SLY = "class Sly(str):\n    def __html__(self):\n        return '<script>1</script>'\n"


@pytest.mark.parametrize("given", ["'a <b>bold</b> word'", "Sly('a <b>bold</b> word')"])
def test_c44_plain_text_is_escaped(site: Site, given: str) -> None:
    site.start_with(block(f"return {given}", head=SLY))

    html = site.worker().get(HOME).get_data(as_text=True)

    assert "a &lt;b&gt;bold&lt;/b&gt; word" in html
    assert "<script>1" not in html


SECRET = "s3cr3t/of north+"
SECRETIVE = block(
    "word = ctx.settings['token']; ctx.log.error('the token is %s', word)\n"
    "    import logging; logging.getLogger('elsewhere').error(f'it is {word!r}')\n"
    "    raise RuntimeError(f'refused {word} at https://a.example/?token={quote(word)}')",
    head=(
        "from urllib.parse import quote\n@hookimpl\ndef portal_settings(ctx):\n"
        "    return [SettingField(id='token', label='Token', is_secret=True)]\n"
    ),
)


def test_c46_a_secret_is_masked_in_incidents_and_in_log_lines(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    site.start_with(SECRETIVE)
    with site.app.app_context(), transaction():
        write_setting(db.session(), "trial", "north", "token", SECRET)

    with caplog.at_level(logging.INFO):
        site.worker().get(HOME)

    [incident] = site.incidents()
    assert incident.sentence == "RuntimeError: refused ••• at https://a.example/?token=•••"
    assert "s3cr3t" not in incident.trace
    assert "the token is •••" in caplog.text
    assert "it is '•••'" in caplog.text
    assert "s3cr3t" not in caplog.text


def test_c47_whatever_is_broken_the_list_of_plugins_shows_it(site: Site) -> None:
    site.install("raise RuntimeError('no luck')", plugin_id="crash", name="Crashing")
    site.install("", plugin_id="future", name="Future", api="99", on=())
    site.install("", plugin_id="wrong", version="one", on=())
    site.install(block("raise RuntimeError('no luck')"))

    site.start()
    site.worker().get(HOME)
    answer = site.administrator().get("/admin/plugins")

    said = text_of(answer)
    assert answer.status_code == 200
    assert all(words in said for words in ("crash", "future", "wrong", "Trial", "no luck", "API 99", "version"))
    site.check_up()


def test_what_a_plugin_sets_of_context_variables_is_gone_after_its_call(site: Site) -> None:
    code = """
    from contextvars import ContextVar
    WORD = ContextVar("trial_word", default="clean")

    def draw(ctx):
        said = WORD.get()
        WORD.set("spoilt")
        return f"Word {said}."

    @hookimpl
    def portal_routes(ctx):
        return [Route(id="page", rule="/", view=draw)]

    @hookimpl
    def portal_blocks(ctx):
        return [Block(id=name, slot="region.home.main", render=draw, ttl=0) for name in "ab"]
    """
    site.start_with(code)
    worker = site.worker()

    views = [text_of(worker.get(url)) for url in (HOME, f"{HOME}x/trial/", f"{HOME}x/trial/", HOME)]

    assert [view.count("Word clean.") for view in views] == [2, 1, 1, 2]


def test_what_plugins_cost_is_known_by_plugin(site: Site) -> None:
    site.start_with(block("time.sleep(0.02); return 'Drawn.'"))
    site.worker().get(HOME)

    with site.app.app_context():
        slow, calm = added_milliseconds("trial"), added_milliseconds("innocent")
        points = get_host().times.by_point("trial")

    assert slow > 20
    assert slow > calm >= 0
    assert list(points) == ["block:bad"]
