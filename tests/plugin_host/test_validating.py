"""A pack is checked as a whole: everything that is wrong is told at once, with its file and line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from portal.plugin_host import validating
from portal.plugin_host.validating import faults_of_pack
from tests.plugin_host.test_content import HEADER, POST, REGION, TOOL
from tests.plugins import MANIFEST, as_toml

if TYPE_CHECKING:
    from pathlib import Path

    from tests.plugin_host.conftest import Write

COUNTIES = {"Butte": "06007", "Modoc": "06049"}
PACK = as_toml(MANIFEST | {"kind": "pack", "regions": ["east"]})
NOT_NAMED = "is not among the “regions” of the manifest; correct one of the two"
WHOLE = {
    "pack.toml": PACK,
    "region.toml": REGION,
    "counties.toml": '[[counties]]\nfips = "06007"\nname = "Butte"\n',
    "contacts.csv": f"{HEADER}\ndesk,Desk,Academy,All,,,,,,Butte,,no\n",
    "feeds.toml": '[[feeds]]\nid = "blog"\ntitle = "Blog"\nurl = "https://a.example/f"\nformat = "atom"\n',
    "tools/map-wall.md": TOOL,
    "posts/news.md": POST,
}


def told(folder: Path) -> list[str]:
    """Return the faults of a pack, as they are told."""
    return [str(fault) for fault in faults_of_pack(folder, COUNTIES)]


def test_a_pack_in_order_has_no_fault(content_folder: Write) -> None:
    assert told(content_folder(WHOLE)) == []


def test_a_pack_may_hold_nothing_but_its_manifest(content_folder: Write) -> None:
    assert told(content_folder({"pack.toml": PACK})) == []


def test_c95_all_mistakes_of_a_pack_are_told_at_once(content_folder: Write) -> None:
    folder = content_folder({
        "pack.toml": PACK.replace("1.0.0", "one") + 'colour = "green"\n',
        "region.toml": REGION.replace("#2f6b4f", "#ffff00").replace('"East"', '""'),
        "counties.toml": '[[counties]]\nfips = "06099"\n\n[[counties]]\nfips = "06007"\nname = "Bute"\n',
        "contacts.csv": f"{HEADER}\ndesk,Desk,Academy,All,,,,,,Bute,,no\ndesk,,Academy,All,nobody,,,,,all,soon,maybe\n",
        "feeds.toml": WHOLE["feeds.toml"] * 2 + 'site = "http://a.example"\n',
        "tools/map-wall.md": TOOL.replace("kind: page", "kind: film") + "\n<script>alert(1)</script>\n",
        "tools/broken.md": "---\ntitle: Broken\nWords.\n",
        "posts/news.md": POST.replace("2026-11-12", "November") + "\n[one](javascript:x()) [two](../tools/map-all)",
        "posts/Old News.md": POST,
    })  # fmt: skip

    found = told(folder)

    assert found == [
        "contacts.csv:2: “Bute” is not a county (did you mean “Butte”?)",
        "contacts.csv:3: “confirmed_on” must be a date such as 2026-11-24, or empty",
        "contacts.csv:3: “desk” stands in line 2 already; give each row its own id",
        "contacts.csv:3: “everyone” must be yes or no",
        "contacts.csv:3: “name” is empty",
        "contacts.csv:3: “nobody” is not a mail address",
        "counties.toml:2: “06099” is not the FIPS code of a county of California",
        "counties.toml:6: “06007” is the county Butte, not “Bute”; correct the one or the other",
        "feeds.toml:7: “blog” stands in this file twice; keep one row",
        "feeds.toml:11: “site” must begin with https://",
        "pack.toml:3: “version” must be three numbers such as 1.0.0",
        "pack.toml:11: “colour” is not a key of a manifest",
        "posts/Old News.md: the file's name must be lower-case words joined by hyphens",
        "posts/news.md:4: “published” must be a date such as 2026-11-24",
        "posts/news.md:12: a link to nowhere: there is no tool “map-all” (did you mean “map-wall”?)",
        "posts/news.md:12: “javascript:” cannot be linked to; use https://, mailto:, tel:, page: or term:",
        "region.toml:3: “label” is missing",
        "region.toml:9: #ffff00 cannot be read on #ffffff: its contrast is 1.1, and at least 4.5 is needed",
        "tools/broken.md:1: the facts are not closed with a line of three hyphens",
        "tools/map-wall.md:4: “kind” must be one of page, checklist, link",
        "tools/map-wall.md:17: HTML is not taken: “<script>alert(1)</script>”; write it as Markdown, or in `backticks`",
    ]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("version", "versoin", ["pack.toml: “version” is missing",
                                "pack.toml:3: “versoin” is not a key of a manifest (did you mean “version”?)"]),
        ("'pack'", "'code'", ["pack.toml:5: “kind” must be pack: a plugin with code is installed, not uploaded"]),
        ("'1'", "'9'", ["pack.toml: It was written for API 9; this portal supports 1."]),
        ("['east']", "5", ["pack.toml:10: “regions” must be a list of texts"]),
        ("['east']", "['West']", ["pack.toml:10: “West” is not a region's key",
                                  f"region.toml:1: “east” {NOT_NAMED}"]),
        ("id = 'trial'", "id = ", ["pack.toml:1: not valid TOML: Invalid value (at line 1, column 6)"]),
        ("kind", "content = '..'\nkind",
         ["pack.toml:5: “content” must be the name of a folder in the pack; or leave the key out"]),
        ("kind", "content = '/etc'\nkind",
         ["pack.toml:5: “content” must be the name of a folder in the pack; or leave the key out"]),
    ],
)  # fmt: skip
def test_a_faulty_manifest_is_told_at_its_line(content_folder: Write, old: str, new: str, expected: list[str]) -> None:
    folder = content_folder(WHOLE | {"pack.toml": PACK.replace(old, new)})

    assert told(folder) == expected


def test_a_pack_without_a_manifest_is_told(content_folder: Write) -> None:
    files = {name: text for name, text in WHOLE.items() if name != "pack.toml"}

    assert told(content_folder(files)) == ["pack.toml: the file is missing"]


def test_a_manifest_too_large_to_be_one_is_told(content_folder: Write) -> None:
    folder = content_folder(WHOLE | {"pack.toml": PACK + "#" * 66_000})

    assert told(folder) == ["pack.toml: the file is larger than 64 KiB; divide or shorten it"]


def test_faults_in_a_folder_of_its_own_are_named_as_they_lie_in_the_pack(content_folder: Write) -> None:
    folder = content_folder({"pack.toml": PACK + "content = 'content'\n", "content/posts/news.md": "words"})

    [fault] = told(folder)

    assert fault.startswith("content/posts/news.md:1: the file must begin with a line of three hyphens")


def test_what_every_record_is_asked_is_asked_here_too(content_folder: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = content_folder(WHOLE)

    monkeypatch.setattr(validating, "find_fault", lambda _: "something is wrong")

    assert told(folder) == [
        f"{file}: of “{record_id}”, something is wrong"
        for file, record_id in (
            ("contacts.csv", "desk"), ("counties.toml", "06007"), ("feeds.toml", "blog"), ("posts/news.md", "news"),
            ("region.toml", "east"), ("tools/map-wall.md", "map-wall"),
        )
    ]  # fmt: skip


def body_faults(content_folder: Write, body: str) -> list[str]:
    """Return the faults of a tool with a text that begins on line 15, without their file."""
    facts = TOOL.removesuffix("Words.\n")
    folder = content_folder(WHOLE | {"tools/map-wall.md": facts + body, "files/plan.pdf": "%PDF-", "tools/b.md": TOOL})
    return [fault.removeprefix("tools/map-wall.md:") for fault in told(folder)]


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ("One <b>two</b> three.", "15: HTML is not taken: “<b>”; write it as Markdown, or in `backticks`"),
        ("One\ntwo\n<img src=x onerror=y>",
         "17: HTML is not taken: “<img src=x onerror=y>”; write it as Markdown, or in `backticks`"),
        ("One\n\n<!-- two -->", "17: HTML is not taken: “<!-- two -->”; write it as Markdown, or in `backticks`"),
        ("One\n\n![two](https://a.example/x.png)", "17: pictures from elsewhere are not shown"),
        ("# One", "15: headings begin with ##; the title stands in the facts"),
        ("::: note\nOne", "15: a box is not closed or has an unknown name"),
        ("[one]\n\n[one]: vbscript:x",
         "17: “vbscript:” cannot be linked to; use https://, mailto:, tel:, page: or term:"),
        ("[one](java&#115;cript:x)",
         "15: “javascript:” cannot be linked to; use https://, mailto:, tel:, page: or term:"),
        ("[one](data:image/png;base64,x)",
         "15: “data:image/png;base64,x” cannot be linked to; use https://, mailto:, tel:, page: or term:"),
        ("One\n[two](http://a.example)",
         "16: “http://a.example” cannot be linked to; use https://, mailto:, tel:, page: or term:"),
        ("[one](https://me:secret@a.example)",
         "15: “https://me:secret@a.example” cannot be linked to; use https://, mailto:, tel:, page: or term:"),
        ("[one](c)", "15: a link to nowhere: there is no tool “c”"),
        ("[one](b.md)", "15: a link to nowhere: there is no tool “b.md” (did you mean “b”?)"),
        ("[one](../posts/newz)", "15: a link to nowhere: there is no post “newz” (did you mean “news”?)"),
        ("[one](../files/plan.doc)", "15: a link to nowhere: there is no file “plan.doc” (did you mean “plan.pdf”?)"),
        ("[one](/regions/east/tools/c)", "15: a link to nowhere: there is no tool “c”"),
        ("[one](/toolkit/x)",
         "15: “/toolkit/x” leads nowhere; name a tool as ../tools/<id>, a page of the toolkit as page:<id>"),
        ("[one](/regions/west/tools/b)",
         "15: “/regions/west/tools/b” leads nowhere; name a tool as ../tools/<id>, a page of the toolkit as page:<id>"),
    ],
)  # fmt: skip
def test_what_a_text_may_not_hold_is_told_at_its_line(content_folder: Write, body: str, fault: str) -> None:
    assert body_faults(content_folder, body) == [fault]


def test_what_a_text_may_hold_is_not_told(content_folder: Write) -> None:
    body = (
        "## One\n\n::: example Two\n[a](page:three-houses#steps) [b](term:harm) [c](#one) [d](https://a.example/?x=1)\n"
        "[e](mailto:web@a.example) [f](tel:+15305550101) [g](//a.example)\n:::\n\n`<b>` 1 < 2 & 3 <https://a.example>\n\n"
        "    <script>\n\n[g](b) [h](../posts/news) [i](/regions/east/tools/b#x) [j](../files/plan.pdf) [k](../tools/)\n"
    )

    assert body_faults(content_folder, body) == []
