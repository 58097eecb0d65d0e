"""A plugin's content files: what they become, and every fault at its line."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from portal.foundation.errors import FaultyContent
from portal.plugin_host.content import CONTACT_KEYS, Content
from portal.plugin_host.contributions import Contact, CountyClaim, Feed, Post, RegionProposal, Tool

if TYPE_CHECKING:
    from tests.plugin_host.conftest import Write

COUNTIES = {"Butte": "06007", "Modoc": "06049"}
REGION = """\
id = "east"
name = "East Region"
label = "East"
academy = "East Academy"
host = "East College"
website = "https://east.example"
welcome = "Welcome."
motif = "valley"
accent = "#2f6b4f"
accent_dark = "#8fd1ad"
"""
UNREADABLE = "cannot be read on {}: its contrast is 1.1, and at least 4.5 is needed"
HEADER = ",".join(CONTACT_KEYS)
TOOL = """\
---
title: A tool
summary: It helps.
kind: page
audience: [all]
topics: [maps]
phases: [court]
owner: Academy
last_checked: 2026-01-01
next_check: 2027-01-01
everyone: yes
position: 30
---

Words.
"""
POST = """\
---
title: News
deck: What is new.
published: 2026-11-12
author: Academy
tags: [maps, rural]
everyone: no
---

Words.
"""


def faults(read: Callable[[], Any]) -> list[str]:
    """Return the faults found in reading, as they are told."""
    with pytest.raises(FaultyContent) as raised:
        read()
    return [str(fault) for fault in raised.value.faults]


def test_a_folder_without_files_gives_nothing(tmp_path: Path) -> None:
    content = Content(tmp_path)

    found = [
        content.regions(),
        content.counties(),
        content.contacts({}),
        content.feeds(),
        content.tools(),
        content.posts(),
    ]

    assert found == [[], [], [], [], [], []]


def test_a_region_is_read(content_folder: Write) -> None:
    content = Content(content_folder({"region.toml": REGION}))

    assert content.regions() == [
        RegionProposal(
            id="east",
            name="East Region",
            label="East",
            academy="East Academy",
            host="East College",
            website="https://east.example",
            welcome="Welcome.",
            motif="valley",
            accent="#2f6b4f",
            accent_dark="#8fd1ad",
        )
    ]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('id = "east"', 'id = "East"', ["region.toml:1: “id” must be lower-case words joined by hyphens"]),
        ("label", "lable", ["region.toml: “label” is missing",
                            "region.toml:3: “lable” is not a key here (did you mean “label”?)"]),
        ("https:", "http:", ["region.toml:6: “website” must begin with https://"]),
        ("valley", "moon", ["region.toml:8: “motif” must be one of mountains, bay, valley, coast, city"]),
        ("#2f6b4f", "green", ["region.toml:9: “green” is not a colour such as #2f6b4f"]),
        ("#2f6b4f", "#ffff00", [f"region.toml:9: #ffff00 {UNREADABLE.format('#ffffff')}"]),
        ("#8fd1ad", "#202020", [f"region.toml:10: #202020 {UNREADABLE.format('#14181c')}"]),
        ('"Welcome."', "5", ["region.toml:7: “welcome” must be a text"]),
    ],
)  # fmt: skip
def test_a_faulty_region_is_refused_at_its_line(content_folder: Write, old: str, new: str, expected: list[str]) -> None:
    content = Content(content_folder({"region.toml": REGION.replace(old, new)}))

    assert faults(content.regions) == expected


def test_a_file_that_is_no_toml_is_refused_at_its_line(content_folder: Write) -> None:
    content = Content(content_folder({"region.toml": 'id = "a"\nname "b"\n'}))

    [fault] = faults(content.regions)

    assert fault.startswith("region.toml:2: not valid TOML: ")


def test_counties_are_read(content_folder: Write) -> None:
    content = Content(
        content_folder(
            {"counties.toml": '[[counties]]\nfips = "06007"\nname = "Butte"\nmain = false\nconfirmed = true\n'
                              'note = "N"\n[[counties]]\nfips = "06049"\n'}
        )
    )  # fmt: skip

    assert content.counties() == [
        CountyClaim(id="06007", fips="06007", is_main=False, is_confirmed=True, note="N"),
        CountyClaim(id="06049", fips="06049", is_main=True, is_confirmed=False),
    ]


def test_every_faulty_county_is_refused_at_its_line(content_folder: Write) -> None:
    rows = (
        '[[counties]]\nfips = "06007"\n\n[[counties]]\nname = "X"\nfips = "41001"\n\n[[counties]]\nfips = "06049"\n'
        'mian = true\nmain = "no"\n\n[[counties]]\nname = "None"\n'
    )
    content = Content(content_folder({"counties.toml": rows}))

    assert faults(content.counties) == [
        "counties.toml:6: “41001” is not the FIPS code of a county of California",
        "counties.toml:10: “mian” is not a key here (did you mean “main”?)",
        "counties.toml:11: “main” must be true or false",
        "counties.toml:13: “” is not the FIPS code of a county of California",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('[[county]]\nfips = "06007"\n', "counties.toml:1: “county” is not a key here (did you mean “counties”?)"),
        ('[counties]\nfips = "06007"\n', "counties.toml:1: every row must begin with [[counties]]"),
        ('counties = ["06007"]\n', "counties.toml:1: every row must begin with [[counties]]"),
    ],
)
def test_counties_written_in_another_form_are_refused(content_folder: Write, text: str, expected: str) -> None:
    assert faults(Content(content_folder({"counties.toml": text})).counties) == [expected]


def test_feeds_are_read_in_their_order(content_folder: Write) -> None:
    content = Content(
        content_folder(
            {"feeds.toml": '[[feeds]]\nid = "blog"\ntitle = "Blog"\nurl = "https://a.example/f"\nformat = "atom"\n'
                           'site = "https://a.example"\neveryone = true\n'
                           '[[feeds]]\nid = "days"\ntitle = "Days"\nurl = "https://a.example/d"\nformat = "ical"\n'}
        )
    )  # fmt: skip

    assert content.feeds() == [
        Feed(
            id="blog",
            order=1,
            title="Blog",
            url="https://a.example/f",
            format="atom",
            site="https://a.example",
            for_everyone=True,
        ),
        Feed(id="days", order=2, title="Days", url="https://a.example/d", format="ical"),
    ]


def test_every_faulty_feed_is_refused_at_its_line(content_folder: Write) -> None:
    rows = (
        '[[feeds]]\nid = "blog"\ntitle = "Blog"\nurl = "https://a.example/f"\nformat = "atom"\n'
        '[[feeds]]\nid = "The blog"\nurl = "http://a.example"\nformat = "telex"\neveryone = "no"\nsite = 5\n'
    )
    content = Content(content_folder({"feeds.toml": rows}))

    assert faults(content.feeds) == [
        "feeds.toml:6: “title” is missing",
        "feeds.toml:7: “id” must be lower-case words joined by hyphens",
        "feeds.toml:8: “url” must begin with https://",
        "feeds.toml:9: “format” must be one of atom, rss, ical, page",
        "feeds.toml:10: “everyone” must be true or false",
        "feeds.toml:11: “site” must be a text",
        "feeds.toml:11: “site” must begin with https://",
    ]


def test_contacts_are_read_with_their_counties_as_codes(content_folder: Write) -> None:
    text = (
        f"\ufeff{HEADER}\r\n"
        'desk,Desk,Academy,"All, really",a@b.example,(530) 555-0101,https://a.example,1 Road,9 to 4,all,'
        "2026-01-02,yes\r\n"
        "far,Liaison,Academy,Far,,,,,,Butte; Modoc,,no\r\n"
    )
    content = Content(content_folder({"contacts.csv": text}))

    assert content.contacts(COUNTIES) == [
        Contact(
            id="desk",
            order=1,
            name="Desk",
            organisation="Academy",
            what_for="All, really",
            email="a@b.example",
            phone="(530) 555-0101",
            url="https://a.example",
            address="1 Road",
            hours="9 to 4",
            confirmed_on=date(2026, 1, 2),
            for_everyone=True,
        ),
        Contact(id="far", order=2, name="Liaison", organisation="Academy", what_for="Far", counties=("06007", "06049")),
    ]


def test_every_faulty_contact_is_refused_at_its_line(content_folder: Write) -> None:
    rows = [
        HEADER,
        "ok,Desk,Academy,All,,,,,,all,,no",
        ",Desk,Academy,All,,,,,,all,,no",
        "Desk 1,Desk,Academy,All,,,,,,all,,no",
        "a,Desk,Academy,All,nobody,,,,,all,,no",
        "b,Desk,Academy,All,,,http://a.example,,,all,,no",
        "c,Desk,Academy,All,,,,,,Bute,,no",
        "d,Desk,Academy,All,,,,,,all,soon,no",
        "e,Desk,Academy,All,,,,,,all,,maybe",
        "f,Desk,Academy,All,,,,,,all,,no,more",
        "g,Desk",
    ]
    content = Content(content_folder({"contacts.csv": "\n".join(rows)}))

    assert faults(lambda: content.contacts(COUNTIES)) == [
        "contacts.csv:3: “id” is empty",
        "contacts.csv:4: “id” must be lower-case words joined by hyphens",
        "contacts.csv:5: “nobody” is not a mail address",
        "contacts.csv:6: “http://a.example” must begin with https://",
        "contacts.csv:7: “Bute” is not a county (did you mean “Butte”?)",
        "contacts.csv:8: “confirmed_on” must be a date such as 2026-11-24, or empty",
        "contacts.csv:9: “everyone” must be yes or no",
        "contacts.csv:10: the row has more cells than the header; put quotation marks around a cell with a comma",
        "contacts.csv:11: “everyone” must be yes or no",
        "contacts.csv:11: “organisation” is empty",
        "contacts.csv:11: “what_for” is empty",
    ]


@pytest.mark.parametrize("header", ["", "id,name", HEADER + ",more", HEADER.replace("phone", "fax")])
def test_contacts_without_the_header_row_are_refused(content_folder: Write, header: str) -> None:
    content = Content(content_folder({"contacts.csv": header}))

    assert faults(lambda: content.contacts(COUNTIES)) == [f"contacts.csv:1: the header row must be {HEADER}"]


def test_tools_are_read_in_order_of_their_files(content_folder: Write) -> None:
    link = TOOL.replace("kind: page", "kind: link\ntarget: https://a.example").replace("everyone: yes\n", "")
    content = Content(content_folder({"tools/zoo.md": TOOL, "tools/ant.md": link, "tools/notes.txt": "not a tool"}))

    ant, zoo = content.tools()

    assert (ant.id, ant.kind, ant.target, ant.for_everyone) == ("ant", "link", "https://a.example", False)
    assert zoo == Tool(
        id="zoo",
        order=30,
        title="A tool",
        summary="It helps.",
        kind="page",
        body="Words.",
        audience=("all",),
        topics=("maps",),
        phases=("court",),
        owner="Academy",
        last_checked=date(2026, 1, 1),
        next_check=date(2027, 1, 1),
        for_everyone=True,
    )


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("title: A tool", "titel: A tool", "tools/a.md:2: “titel” is not a key here (did you mean “title”?)"),
        ("title: A tool\n", "", "tools/a.md:1: “title” is missing"),
        ("title: A tool", "title: " + "x" * 121, "tools/a.md:2: “title” is longer than 120 characters"),
        ("It helps.", "x" * 201, "tools/a.md:3: “summary” is longer than 200 characters"),
        ("kind: page", "kind: video", "tools/a.md:4: “kind” must be one of page, checklist, link"),
        ("kind: page", "kind: link", "tools/a.md:1: “target” belongs to a link, and a link needs it"),
        (
            "topics: [maps]",
            "target: https://a.example",
            "tools/a.md:6: “target” belongs to a link, and a link needs it",
        ),
        ("[all]", "[worker]", "tools/a.md:5: “worker” is not among the audience (did you mean “social-worker”?)"),
        ("[court]", "[court, lunch]", "tools/a.md:7: “lunch” is not among the phases"),
        ("2026-01-01", "soon", "tools/a.md:9: “last_checked” must be a date such as 2026-11-24"),
        ("2027-01-01", "2027-13-01", "tools/a.md:10: “next_check” must be a date such as 2026-11-24"),
        ("everyone: yes", "everyone: true", "tools/a.md:11: “everyone” must be yes or no"),
        ("position: 30", "position: ³", "tools/a.md:12: “position” must be a number"),
        ("Words.", "", "tools/a.md:14: there is no text"),
        ("title: A tool", "title: {a: b}", "tools/a.md:2: “title” must be a text or a list of texts"),
    ],
)
def test_a_faulty_tool_is_refused_at_its_line(content_folder: Write, old: str, new: str, fault: str) -> None:
    content = Content(content_folder({"tools/a.md": TOOL.replace(old, new)}))

    assert fault in faults(content.tools)


def test_the_faults_of_all_tools_are_told_at_once(content_folder: Write) -> None:
    content = Content(content_folder({"tools/Two Words.md": TOOL, "tools/b.md": "words", "tools/c.md": TOOL}))

    assert faults(content.tools) == [
        "tools/Two Words.md: the file's name must be lower-case words joined by hyphens",
        "tools/b.md:1: the file must begin with a line of three hyphens and its facts",
    ]


def test_posts_are_read(content_folder: Write) -> None:
    content = Content(content_folder({"posts/news.md": POST}))

    assert content.posts() == [
        Post(
            id="news",
            title="News",
            deck="What is new.",
            body="Words.",
            published=date(2026, 11, 12),
            author="Academy",
            tags=("maps", "rural"),
        )
    ]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("author: Academy\n", "", "posts/a.md:1: “author” is missing"),
        ("2026-11-12", "November", "posts/a.md:4: “published” must be a date such as 2026-11-24"),
        ("tags:", "tag:", "posts/a.md:6: “tag” is not a key here (did you mean “tags”?)"),
        ("What is new.", "x" * 201, "posts/a.md:3: “deck” is longer than 200 characters"),
    ],
)
def test_a_faulty_post_is_refused_at_its_line(content_folder: Write, old: str, new: str, fault: str) -> None:
    content = Content(content_folder({"posts/a.md": POST.replace(old, new)}))

    assert faults(content.posts) == [fault]


@pytest.mark.parametrize(
    ("name", "read"),
    [
        ("region.toml", Content.regions),
        ("feeds.toml", Content.feeds),
        ("contacts.csv", lambda content: content.contacts(COUNTIES)),
        ("tools/a.md", Content.tools),
        ("posts/a.md", Content.posts),
    ],
)
def test_a_file_that_is_not_utf_8_is_refused_at_its_line(
    content_folder: Write, name: str, read: Callable[[Content], Any]
) -> None:
    folder = content_folder({name: ""})
    (folder / name).write_bytes(b"one\ntwo \x96 three\n")

    assert faults(lambda: read(Content(folder))) == [f"{name}:2: not UTF-8 text; save the file as UTF-8"]
