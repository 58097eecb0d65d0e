"""Conformance cases of group C: a plugin's pages, lines, templates and files stay within its own address."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from portal.plugin_host.loading import digest_of
from portal.web.guards import access_of
from tests.clients import PortalClient, text_of

if TYPE_CHECKING:
    from pathlib import Path

    from werkzeug.test import TestResponse

    from tests.conformance.site import Site

MOUNT, OTHER_MOUNT = "/regions/north/x/trial", "/regions/south/x/trial"
PAGES = """
from flask import Response, abort, redirect
from markupsafe import Markup

def echo(ctx, **given):
    return f"{ctx.request.method} {ctx.region.id} {sorted(given.items())}"

def keep(ctx):
    ctx.store.put("word", ctx.request.form["word"])
    return "kept"

@hookimpl
def portal_permissions(ctx):
    return [Permission(id="keep", label="Keep", roles=("statewide-administrator",))]

@hookimpl
def portal_routes(ctx):
    return [
        Route(id="open", rule="/open", view=echo, is_public=True),
        Route(id="own", rule="/own", view=echo, methods=("GET", "POST")),
        Route(id="one", rule="/one/<int:number>", view=echo),
        Route(id="list", rule="/list/", view=echo),
        Route(id="all", rule="/all/", view=echo, is_public=True),
        Route(id="right", rule="/right", view=echo, permission="keep"),
        Route(id="keep", rule="/keep", view=keep, methods=("POST",)),
        Route(id="ill", rule="/ill", view={ill}),
    ]
"""


def pages(ill: str = "echo") -> str:
    """Return a plugin with pages; `ill` is the view of one of them."""
    return PAGES.replace("{ill}", ill)


def plain(answer: TestResponse) -> str:
    """Return a page without the proofs and references in it."""
    return re.sub(r'value="[^"]{40,}"', "", answer.get_data(as_text=True))


@pytest.mark.parametrize(
    ("rule", "reason"),
    [
        ("/../../login", "must begin with one / and lead nowhere else."),
        ("login", "must begin with one / and lead nowhere else."),
        ("//elsewhere.example/", "must begin with one / and lead nowhere else."),
        ("/<wrong:x>", "cannot be read: "),
    ],
)
def test_c49_c50_a_route_outside_the_plugins_own_address_cannot_be_said(site: Site, rule: str, reason: str) -> None:
    code = f"@hookimpl\ndef portal_routes(ctx):\n    return [Route(id='a', rule={rule!r}, view=lambda ctx: 'Mine.')]\n"
    site.start_with(code)

    found = site.standing()
    assert found.state == "failed"
    assert reason in found.reason
    site.check_up()


def test_c49_c50_a_rule_like_one_of_the_portals_lies_behind_the_plugins_address(site: Site) -> None:
    code = """
    @hookimpl
    def portal_routes(ctx):
        return [Route(id="tools", rule="/regions/north/tools/", view=lambda ctx: "Hijacked.", is_public=True)]
    """
    site.start_with(code)
    worker = site.worker()

    assert "Hijacked." not in text_of(worker.get("/regions/north/tools/"))
    assert "Hijacked." in text_of(worker.get(f"{MOUNT}/regions/north/tools/"))


def test_c50_c52_no_address_of_a_plugin_comes_into_the_map_of_the_portal(site: Site) -> None:
    before = sorted(rule.rule for rule in site.app.url_map.iter_rules())

    site.start_with(pages())
    site.worker().get(f"{MOUNT}/own")

    assert sorted(rule.rule for rule in site.app.url_map.iter_rules()) == before


def test_c53_a_page_is_there_only_where_its_plugin_is_on(site: Site) -> None:
    site.start_with(pages())
    worker = site.worker()

    there = worker.get(f"{MOUNT}/open")
    absent = [worker.get(f"{place}/open") for place in (OTHER_MOUNT, "/regions/south/x/nobody")]
    nowhere = [worker.get(url).status_code for url in ("/regions/atlantis/x/trial/open", f"{MOUNT}/nowhere")]

    assert (there.status_code, "GET north []" in text_of(there)) == (200, True)
    assert [answer.status_code for answer in absent] == [404, 404]
    assert plain(absent[0]).replace("/trial/", "/nobody/") == plain(absent[1])
    assert nowhere == [404, 404]


def test_c53_strangers_do_not_learn_which_plugins_are_on(site: Site) -> None:
    site.start_with(pages())
    stranger, elsewhere = PortalClient(site.app), PortalClient(site.app).sign_in_as("regional-editor", region="south")
    places = (MOUNT, "/regions/north/x/nobody")
    asked = ("own", "nowhere", "list", "keep")

    strangers = [[stranger.get(f"{place}/{page}").status_code for page in asked] for place in places]
    others = [[elsewhere.get(f"{place}/{page}").status_code for page in asked] for place in places]
    sent = [[client.post(f"{place}/one/1").status_code for place in places] for client in (stranger, elsewhere)]

    assert strangers == [[303] * 4] * 2
    assert others == [[404] * 4] * 2
    assert sent == [[303, 303], [404, 404]]
    worker = site.worker()
    assert [worker.get(f"{MOUNT}/{page}").status_code for page in asked] == [200, 404, 308, 405]
    assert stranger.get(f"{MOUNT}/all").location == f"{MOUNT}/all/"


def test_c55_strangers_and_forms_without_proof_are_refused(site: Site) -> None:
    site.start_with(pages())
    stranger, worker = PortalClient(site.app), site.worker()

    asked = [stranger.get(f"{MOUNT}/{page}") for page in ("own", "right", "one/1")]
    unproved = [client.http.post(f"{MOUNT}/own", data={"word": "a"}) for client in (stranger, worker)]
    proved = worker.post(f"{MOUNT}/own", {"word": "a"})

    assert [answer.status_code for answer in asked] == [303] * 3
    assert asked[0].location == f"/sign-in?next={MOUNT}/own"
    assert [answer.status_code for answer in unproved] == [400, 400]
    assert (proved.status_code, "POST north" in text_of(proved)) == (200, True)
    assert "GET north" in text_of(stranger.get(f"{MOUNT}/open"))


def test_c55_people_of_other_regions_and_without_the_right_are_refused(site: Site) -> None:
    site.start_with(pages())
    elsewhere = PortalClient(site.app).sign_in_as("regional-editor", region="south")
    here = PortalClient(site.app).sign_in_as("regional-editor", region="north")
    administrator = site.administrator()

    assert [client.get(f"{MOUNT}/own").status_code for client in (elsewhere, here)] == [404, 200]
    assert [client.get(f"{MOUNT}/right").status_code for client in (elsewhere, here, administrator)] == [404, 403, 200]


def test_addresses_are_matched_as_the_portals_own_are(site: Site) -> None:
    site.start_with(pages())
    worker = site.worker()

    found = {url: worker.get(f"{MOUNT}/{url}") for url in ("one/7", "one/x", "list", "list/", "keep", "own/")}

    assert {url: answer.status_code for url, answer in found.items()} == {
        "one/7": 200, "one/x": 404, "list": 308, "list/": 200, "keep": 405, "own/": 404,
    }  # fmt: skip
    assert found["list"].location.endswith(f"{MOUNT}/list/")
    assert "[(&#39;number&#39;, 7)]" in found["one/7"].get_data(as_text=True)


@pytest.mark.parametrize(
    ("ill", "kind", "sentence"),
    [
        ("lambda ctx: 1 / 0", "error", "ZeroDivisionError: division by zero"),
        ("lambda ctx: exit()", "error", "SystemExit: "),
        ("lambda ctx: 7", "error", "TypeError: "),
        ("lambda ctx: None", "error", "TypeError: "),
        ("lambda ctx: abort(500)", "error", "InternalServerError: 500"),
        ("lambda ctx: (str(1 // (2 - n)) for n in range(9))", "error", "ZeroDivisionError: "),
        ("lambda ctx: Markup('<script>1</script>')", "invalid", "The page was not shown: it holds <script>"),
        ("lambda ctx: Page(7, 'a')", "invalid", "The page was not shown: its title and what it holds must be texts."),
        ("lambda ctx: ctx.render('none.html')", "error", "TemplateNotFound: "),
        ("lambda ctx: ctx.urls.to('nowhere')", "error", "LookupError: "),
    ],
)
def test_a_page_that_fails_is_an_error_page_within_the_region_with_one_incident(
    site: Site, ill: str, kind: str, sentence: str
) -> None:
    site.start_with(pages(ill))

    answer = site.worker().get(f"{MOUNT}/ill")

    said = text_of(answer)
    assert answer.status_code == 500
    assert "“Trial” could not show this page. Everything else works." in said
    assert re.search(r"[0-9a-f]{8}", said)
    [incident] = site.incidents()
    assert (incident.point, incident.region_id, incident.kind) == ("route:ill", "north", kind)
    assert incident.sentence.startswith(sentence)
    assert incident.page == f"{MOUNT}/ill"
    site.check_up()


@pytest.mark.parametrize(
    ("ill", "status"),
    [("lambda ctx: abort(404)", 404), ("lambda ctx: redirect('/', 303)", 303), ("lambda ctx: ('made', 201)", 201),
     ("lambda ctx: {'a': 1}", 200), ("lambda ctx: Response('x', 202)", 202)],
)  # fmt: skip
def test_what_a_page_may_answer_is_no_incident(site: Site, ill: str, status: int) -> None:
    site.start_with(pages(ill))

    assert site.worker().get(f"{MOUNT}/ill").status_code == status
    assert site.incidents() == []


def test_what_a_page_wrote_before_it_failed_is_undone(site: Site) -> None:
    code = """
    def write(ctx):
        ctx.store.put("word", "half")
        raise RuntimeError("no luck")

    @hookimpl
    def portal_routes(ctx):
        return [
            Route(id="write", rule="/write", view=write, methods=("POST",)),
            Route(id="read", rule="/read", view=lambda ctx: f"word {ctx.store.get('word')}"),
        ]
    """
    site.start_with(code)
    worker = site.worker()

    written = worker.post(f"{MOUNT}/write")

    assert written.status_code == 500
    assert "word None" in text_of(worker.get(f"{MOUNT}/read"))


@pytest.mark.parametrize(
    ("item", "reason"),
    [
        ("route='nowhere'", "there is no route “nowhere”."),
        ("route='one'", "the route “one” needs more than a region to be opened."),
        ("route='keep'", "the route “keep” cannot be opened by a link."),
        ("address='javascript:alert(1)'", "its address must begin with https://."),
        ("address='http://plain.example'", "its address must begin with https://."),
        ("route='innocent.start'", "there is no route “innocent.start”."),
        ("route='own', address='https://a.example'", "it must name either a route or an address."),
    ],
)
def test_c56_a_line_that_leads_nowhere_is_left_out_with_the_reason(site: Site, item: str, reason: str) -> None:
    line = f"@hookimpl\ndef portal_nav(ctx):\n    return [NavItem(id='a', label='Lost line', {item})]\n"
    site.start_with(f"{pages()}\n{line}")

    home = site.worker().get("/regions/north/")

    assert (home.status_code, "Lost line" in text_of(home)) == (200, False)
    assert (site.standing().state, site.standing().reason) == ("on", f"Its line “Lost line” was left out: {reason}")


def with_files(package: Path, word: str) -> None:
    """Give a plugin a template and a style sheet, named as everybody's are."""
    (package / "templates").mkdir()
    (package / "templates" / "index.html").write_text(f"<p class=word>{word} for {{{{ name }}}}</p>")
    (package / "static").mkdir()
    (package / "static" / "style.css").write_text(f".word::after {{ content: '{word}' }}\np {{ color: red }}\n")


FILES = """
@hookimpl
def portal_assets(ctx):
    return [Asset(id="style", path="style.css")]

@hookimpl
def portal_routes(ctx):
    return [Route(id="page", rule="/", view=lambda ctx: ctx.page("Files", "index.html", name="<you>"))]
"""


def test_c58_templates_and_styles_of_the_same_name_are_each_plugins_own(site: Site) -> None:
    for plugin_id in ("trial", "rival"):
        with_files(site.install(FILES, plugin_id=plugin_id), f"word-of-{plugin_id}")
    site.start()
    worker = site.worker()

    shown = {name: worker.get(f"/regions/north/x/{name}/").get_data(as_text=True) for name in ("trial", "rival")}
    styles = {name: re.findall(rf'href="(/x/{name}/static/[^"]+)"', html)[0] for name, html in shown.items()}
    sent = {name: worker.get(url) for name, url in styles.items()}

    for name, other in (("trial", "rival"), ("rival", "trial")):
        assert f"word-of-{name} for &lt;you&gt;" in shown[name]
        assert f"word-of-{other}" not in shown[name]
        text = sent[name].get_data(as_text=True)
        assert text.startswith(f"@scope (.x-{name}) {{\n")
        assert (f"word-of-{name}" in text, f"word-of-{other}" in text) == (True, False)


@pytest.mark.parametrize(
    "path",
    ["../secret.css", "..%2fsecret.css", "%2e%2e/secret.css", "a/../../secret.css", "/etc/passwd", "../plugin.py",
     "..\\secret.css", "none.css", "", "style.css%00.png", "link.css", "a" * 300 + ".css"],
)  # fmt: skip
def test_c62_no_file_outside_the_static_folder_is_sent(site: Site, path: str) -> None:
    package = site.install(FILES)
    with_files(package, "word")
    (package / "secret.css").write_text(".secret {}")
    (package / "static" / "link.css").symlink_to(package / "secret.css")
    site.start()
    with site.app.app_context():
        mark = digest_of(site.registry().plugins["trial"].found)[:12]
    client = site.worker()

    assert client.get(f"/x/trial/static/{mark}/style.css").status_code == 200
    answer = client.get(f"/x/trial/static/{mark}/{path}", follow_redirects=True)  # two slashes become one
    assert answer.status_code == (400 if "%00" in path else 404)
    assert client.get("/x/trial/static/none/style.css").status_code == 404


def test_the_files_of_a_plugin_that_is_on_nowhere_are_not_sent(site: Site) -> None:
    with_files(site.install(FILES, on=()), "word")
    site.start()
    mark = site.registry().plugins["trial"].digest[:12]

    assert site.worker().get(f"/x/trial/static/{mark}/style.css").status_code == 404


def test_the_portals_own_addresses_say_who_may_use_them_with_plugins_too(site: Site) -> None:
    site.start_with(pages())

    assert all(access_of(site.app.view_functions[rule.endpoint]) for rule in site.app.url_map.iter_rules())
