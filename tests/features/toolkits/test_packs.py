"""Reading a pack: all its faults at once, each with its file, its line and the reason."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from portal.cli.content import PACK
from portal.features.toolkits.packs import fingerprint_of, read_pack
from portal.foundation.errors import FaultyContent
from tests.features.toolkits.packing import TOOL_BODY, page_text, write, write_pack

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_pack(tmp_path / "pack")


def faults(folder: Path) -> list[str]:
    """Return the faults of a pack as they are told."""
    with pytest.raises(FaultyContent) as caught:
        read_pack(folder)
    return [str(fault) for fault in caught.value.faults]


def test_a_pack_without_fault_is_read_whole(folder: Path) -> None:
    pack = read_pack(folder)

    assert (pack.slug, pack.title) == ("small", "Small kit")
    assert [section.slug for section in pack.sections] == ["start", "more"]
    assert {(page.section, page.slug, page.kind) for page in pack.pages} == {
        ("start", "start", "landing"), ("start", "one", "page"), ("more", "more", "landing"), ("more", "two", "page"),
        ("more", "three", "tool"),
    }  # fmt: skip
    assert [term["key"] for term in pack.terms] == ["harm", "danger"]
    assert pack.redirects == {"/old": "one"}
    assert 'href="/toolkit/more/two"' in next(page.rendered.html for page in pack.pages if page.slug == "one")


def test_the_pack_that_ships_is_without_fault() -> None:
    pack = read_pack(PACK)

    assert len(pack.sections) == 11
    assert len(pack.pages) >= 40
    assert sum(page.kind == "tool" for page in pack.pages if page.section == "direct-practice") >= 20


def replaced(old: str, new: str, *, kind: str = "page", body: str = "Words.\n") -> str:
    text = page_text("Two", kind=kind, body=body)
    assert old in text
    return text.replace(old, new, 1)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("no facts\n", "more/two.md:1: the file must begin with a line of three hyphens and its facts"),
        ("---\ntitle: x\n", "more/two.md:1: the facts are not closed with a line of three hyphens"),
        ("---\ntitle: [x\n---\nWords.\n", "more/two.md:2: the facts cannot be read: "),
        ("---\n- a\n---\nWords.\n", "more/two.md:2: the facts must be lines of “key: value”"),
        (page_text("Two", more="credts: [x]\n"), "two.md:10: “credts” is not a key here (did you mean “credits”?)"),
        (replaced("title: Two\n", "title: Two\ntitle: Too\n"), "more/two.md:3: “title” is given twice"),
        (replaced("title: Two\n", ""), "more/two.md:1: “title” is missing"),
        (replaced("audience: [all]", "audience: []"), "more/two.md:5: “audience” is missing"),
        (replaced("kind: page", "kind: pge"), "more/two.md:4: “kind” must be landing for index.md"),
        (replaced("kind: page", "kind: landing"), "more/two.md:4: “kind” must be landing for index.md"),
        (replaced("title: Two", f"title: {'x' * 81}"), "more/two.md:2: “title” is longer than 80 characters"),
        (replaced("A line", "x" * 201), "more/two.md:3: “summary” is longer than 200 characters"),
        (replaced("[all]", "[suprvisor]"), "two.md:5: “suprvisor” is not among the keys of “audience” (did you mean"),
        (replaced("position: 10", "position: ten"), "more/two.md:9: “position” must be a number"),
        (replaced("2026-11-01", "soon"), "more/two.md:7: “last_checked” must be a date such as 2026-11-24"),
        (replaced("2026-11-01", "2026-02-30"), "more/two.md:7: “last_checked” must be a date such as 2026-11-24"),
        (replaced("2027-11-01", "2026-11-01"), "more/two.md:8: “next_check” must be later than “last_checked”"),
        (replaced("2027-11-01", "2029-11-01"), "more/two.md:8: “next_check” must be at most two years after"),
        (page_text("Two", body=""), "there is no text"),
        (page_text("Two", body="\n\nWords.\n\n# Again\n"), "more/two.md:15: headings begin with ##"),
        (page_text("Two", body="Words.\n\n![x](//x.example/a)\n"), "two.md:13: pictures from elsewhere are not shown"),
        (page_text("Two", body="Words.\n\n::: nonsense\nx\n:::\n"), "a box is not closed or has an unknown name"),
        (page_text("Two", body="One.\n\n[x](page:ne)\n"), "more/two.md:13: a link to nowhere: there is no page “ne”"),
        (page_text("Two", body="One.\n\n[x](page:one#prt)\n"), ":13: a link to nowhere: the page “one” has no part"),
        (page_text("Two", body="One.\n\n[x](term:harrm)\n"),
         "more/two.md:13: there is no word “harrm” in the glossary (did you mean “harm”?)"),
        (page_text("Two", body="One.\n\n[x](/toolkit/one)\n"), "“/toolkit/one” is neither page:, term: nor https://"),
        (page_text("Two", body="One.\n\n[x](http://x.example)\n"), "is neither page:, term: nor https://"),
        (page_text("Two", more="related: [nowhere]\n"), "more/two.md:10: there is no page “nowhere”"),
        (page_text("Two", more="related: [one, two, one, two, one, two, one]\n"), "“related” names more than 6 pages"),
        (page_text("Two", kind="tool", body=TOOL_BODY.replace("## Steps", "## Step")), "lacks “Steps”, has “Step”"),
        (page_text("Two", kind="tool", body="Words.\n"), "a tool's headings are"),
        (replaced("phases: [ongoing]\n", "", kind="tool", body=TOOL_BODY), "more/two.md:1: “phases” is missing"),
    ],
)  # fmt: skip
def test_a_fault_in_a_page_is_told_with_file_line_and_reason(folder: Path, text: str, told: str) -> None:
    write(folder, "more/two.md", text)

    found = [fault for fault in faults(folder) if fault.startswith("more/two.md")]

    assert len(found) == 1
    assert told in found[0]


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("stray/page.md", page_text("Stray"),
         ["stray/page.md: “stray” is not a section of toolkit.toml (did you mean “start”?)"]),
        ("more/one.md", page_text("One again"), ["start/one.md: the slug “one” is taken by more/one.md"]),
        ("more/Bad_Name.md", page_text("Bad"),
         ["more/Bad_Name.md: the file's name must be lower-case words joined by hyphens"]),
        ("glossary.toml", "[[terms]\n", ["glossary.toml:1: not valid TOML"]),
        ("glossary.toml", '[[terms]]\nkey = "harm"\nterm = "Harm"\ngroup = "practice"\n',
         ["glossary.toml:1: the word “harm”: “definition” is missing"]),
        ("redirects.toml", '[[redirects]]\nfrom = "old"\nto = "one"\n',
         ["redirects.toml:2: the old address “old”: it must be an address of ours"]),
        ("redirects.toml", '[[redirects]]\nfrom = "/old"\nto = "none"\n',
         ["redirects.toml:3: the old address “/old”: there is no page “none”"]),
        ("videos.toml",
         '[[videos]]\nkey = "f"\ntitle = "F"\nsummary = "S"\nvoices = "V"\nminutes = 1\nsource = "/f.mp4"\n',
         ["videos.toml:7: the film “f”: a film goes live only with captions and a transcript"]),
        ("toolkit.toml", '[toolkit]\nslug = "small"\ntitle = "T"\nsummary = "S"\n\n[[sections]]\nslug = "start"\n',
         ["more/index.md: “more” is not a section", "more/three.md: “more” is not a section",
          "more/two.md: “more” is not a section", "toolkit.toml:6: the section “start”: “label” is missing",
          "toolkit.toml:6: the section “start”: “summary” is missing"]),
    ],
)  # fmt: skip
def test_a_fault_beside_the_pages_is_told_too(folder: Path, name: str, text: str, told: Sequence[str]) -> None:
    write(folder, name, text)

    found = faults(folder)

    assert all(any(words in fault for fault in found) for words in told), found


def test_files_that_are_missing_or_no_text_are_named(folder: Path) -> None:
    (folder / "glossary.toml").unlink()
    (folder / "more" / "index.md").unlink()
    (folder / "more" / "two.md").write_bytes(b"---\n\xff\xfe\n---\n")

    found = faults(folder)

    assert "glossary.toml: the file is missing" in found
    assert "more/index.md: the section has no landing page" in found
    assert "more/two.md:2: not UTF-8 text; save the file as UTF-8" in found


def test_an_empty_folder_is_told_what_it_lacks(tmp_path: Path) -> None:
    assert faults(tmp_path) == [
        f"{name}.toml: the file is missing" for name in ("glossary", "redirects", "toolkit", "videos")
    ]


def test_all_faults_of_all_files_are_told_at_once_in_order(folder: Path) -> None:
    write(folder, "more/two.md", replaced("owner:", "owener:", body="One.\n\n[x](page:none)\n\n[y](term:none)\n"))
    write(folder, "start/one.md", page_text("", body="# One\n"))
    write(folder, "redirects.toml", '[[redirects]]\nfrom = "/old"\nto = "none"\n')

    found = faults(folder)

    places = [match[0] for fault in found if (match := re.match(r"[^:]+(:\d+)?", fault))]
    assert places == [
        "more/two.md:1", "more/two.md:6", "more/two.md:13", "more/two.md:15", "redirects.toml:3", "start/one.md:2",
        "start/one.md:11",
    ]  # fmt: skip


def test_a_fingerprint_is_that_of_the_content(folder: Path, tmp_path: Path) -> None:
    before = fingerprint_of(folder)

    same = fingerprint_of(write_pack(tmp_path / "copy"))
    write(folder, "more/two.md", page_text("Two", body="Other words.\n"))

    assert same == before
    assert fingerprint_of(folder) != before
