"""Conformance cases of group B: a plugin that misbehaves while it is called takes away its own piece and no more."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import pytest

from portal.foundation.database import db
from portal.foundation.transaction import transaction
from portal.plugin_host.data.store import write_setting
from portal.plugin_host.host import get_host
from portal.plugin_host.standing import added_milliseconds
from tests.clients import PortalClient, text_of
from tests.conformance.site import HOME, UNSHOWN, block

if TYPE_CHECKING:
    from tests.conformance.site import Site


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
    assert calm >= 0
    assert list(points) == ["block:bad"]
