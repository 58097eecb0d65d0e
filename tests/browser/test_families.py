"""What a parent does with a sheet's family page, and what a viewer's browser asks of other sites."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.browser.conftest import LONGEST_WAIT_MS, sign_in
from tests.browser.running import host_of
from tests.browser.test_accessibility import faults_of

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

    from tests.browser.conftest import Visits

FAY, PIA = "fay@statewide.example", "pia@statewide.example"
SHEET = "/family/what-to-expect"
EXIT, PLAYER = "https://www.weather.gov/", "https://www.youtube-nocookie.com/"
CAPTIONS = """WEBVTT

00:00:01.000 --> 00:00:20.000
I was afraid when you knocked.

00:00:21.000 --> 00:01:50.000
And I was afraid to knock.
"""
TRANSCRIPT = "A parent and a worker sit at a table. I was afraid when you knocked. And I was afraid to knock."
VOICE = """
window.said = [];
class Spoken { constructor(words) { this.words = words; } }
window.SpeechSynthesisUtterance = Spoken;
Object.defineProperty(window, "speechSynthesis", { value: {
  getVoices: () => [{ lang: "es-ES", localService: false }, { lang: "es-MX", localService: true }],
  speak: (spoken) => { window.said.push(spoken); if (window.said.length < 3) setTimeout(spoken.onend, 0); },
  cancel: () => { window.stopped = true; },
} });
"""


def context_of(browser: Browser, address: str, **options: object) -> tuple[BrowserContext, list[str]]:
    """Return a browser context in which other sites answer with a page of ours, and the list of what is asked."""
    context = browser.new_context(base_url=address, **options)  # type: ignore[arg-type]
    context.set_default_timeout(LONGEST_WAIT_MS)
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    for site in (EXIT, PLAYER):
        context.route(f"{site}**", lambda route: route.fulfill(body="<h1>Elsewhere</h1>", content_type="text/html"))
    return context, asked


def test_a_parent_changes_the_language_and_leaves_without_a_way_back(browser: Browser, address: str) -> None:
    context, asked = context_of(browser, address)
    page = context.new_page()
    page.goto("/family/")
    page.get_by_role("link", name="What to expect from us").click()
    page.get_by_role("link", name="Español").click()
    page.get_by_role("heading", name="Qué puede esperar de nosotros", level=1).wait_for()
    read = list(asked)

    page.get_by_role("link", name="Salir de esta página").click()
    page.wait_for_url(EXIT)
    page.go_back()

    assert page.url == f"{address}{SHEET}"
    assert {host_of(url) for url in read} == {host_of(address)}
    assert context.cookies() == []


def test_escape_twice_leaves_and_once_does_not(browser: Browser, address: str) -> None:
    context, _ = context_of(browser, address)
    page = context.new_page()
    page.goto(SHEET)
    page.locator("[data-aloud]").wait_for()
    page.keyboard.press("Escape")
    assert page.url == f"{address}{SHEET}"

    page.keyboard.press("Escape")

    page.wait_for_url(EXIT)


def test_leaving_works_without_script(browser: Browser, address: str) -> None:
    context, _ = context_of(browser, address, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{SHEET}/es")
    assert page.get_by_role("button").count() == 0

    page.get_by_role("link", name="Salir de esta página").click()

    page.wait_for_url(EXIT)


def test_a_sheet_is_read_aloud_part_by_part_in_its_language_until_it_is_stopped(visits: Visits) -> None:
    page = visits.blank()
    page.add_init_script(VOICE)
    page.goto(f"{SHEET}/es")

    page.get_by_role("button", name="Leer en voz alta").click()
    page.wait_for_function("window.said.length === 3")
    said = page.evaluate("window.said.map((spoken) => [spoken.words, spoken.lang, spoken.voice.lang])")
    page.get_by_role("button", name="Dejar de leer").click()

    assert said[0] == ["Qué puede esperar de nosotros", "es", "es-MX"]
    assert said[1][0].startswith("Una persona del condado")
    assert page.evaluate("window.stopped") is True
    page.get_by_role("button", name="Leer en voz alta").wait_for()


def keep_film(page: Page) -> None:
    """Bring in a film as an editor does: first without captions, which cannot be published."""
    page.goto("/admin/films/")
    page.get_by_role("link", name="Bring in a film").click()
    page.get_by_label("Title").fill("The knock on the door")
    page.get_by_label("What it shows").fill("A parent and a worker remember a first visit.")
    page.get_by_label("Length in minutes").fill("2")
    page.get_by_label("Address of the film").fill("https://www.youtube.com/watch?v=abcdefghijk")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Captions: Captions are missing.").wait_for()
    assert page.get_by_role("button", name="Publish").count() == 0
    captions = {"name": "film.vtt", "mimeType": "text/vtt", "buffer": CAPTIONS.encode()}
    page.get_by_label("Captions as a file").set_input_files([captions])  # type: ignore[list-item]
    page.get_by_label("The host's player shows the same captions").check()
    page.get_by_label("Transcript").fill(TRANSCRIPT)
    page.get_by_role("button", name="Save").click()
    page.get_by_role("button", name="Publish").click()
    page.get_by_text("It waits for somebody else's yes").wait_for()


def approve_film(page: Page) -> None:
    """Say yes to a film as the second person, who finds it among all that waits."""
    page.goto("/admin/toolkit/changes/")
    page.get_by_role("link", name="The knock on the door").click()
    page.get_by_role("button", name="Approve").click()
    page.get_by_text("can be watched now").wait_for()


def test_a_film_asks_nothing_of_another_site_until_play_is_pressed(browser: Browser, address: str) -> None:
    staff, _ = context_of(browser, address)
    editor = staff.new_page()
    sign_in(editor, FAY)
    editor.wait_for_url(lambda url: "/sign-in" not in url)
    keep_film(editor)
    other, _ = context_of(browser, address)
    reviewer = other.new_page()
    sign_in(reviewer, PIA)
    reviewer.wait_for_url(lambda url: "/sign-in" not in url)
    approve_film(reviewer)
    context, asked = context_of(browser, address)
    page = context.new_page()
    faults: list[str] = []
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)

    page.goto("/toolkit/videos")
    page.get_by_role("heading", name="The knock on the door").get_by_role("link").click()
    page.get_by_role("heading", name="Transcript").wait_for()
    page.wait_for_load_state("networkidle")
    assert faults_of(page) == {}
    before = list(asked)
    page.get_by_role("link", name="Play the film").click()
    page.frame_locator("iframe").get_by_role("heading", name="Elsewhere").wait_for()
    elsewhere = [url for url in asked if host_of(url) != host_of(address)]

    assert {host_of(url) for url in before} == {host_of(address)}
    assert elsewhere == [f"{PLAYER}embed/abcdefghijk?autoplay=1&cc_load_policy=1&rel=0"]
    assert page.url == f"{address}/films/the-knock-on-the-door"
    assert faults == []
    bare, asked_bare = context_of(browser, address, java_script_enabled=False)
    plain = bare.new_page()
    plain.goto("/films/the-knock-on-the-door")
    assert {host_of(url) for url in asked_bare} == {host_of(address)}
    plain.get_by_role("link", name="Play the film").click()
    plain.frame_locator("iframe").get_by_role("heading", name="Elsewhere").wait_for()
