"""A region's records leave as a pack, and come back as they were."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.foundation.vocabulary import AUDIENCES, FEED_FORMATS, LANGUAGES, MOTIFS, PHASES
from portal.plugin_host.archives import extract, read_archive
from portal.plugin_host.content import Content
from portal.plugin_host.content.values import one_line, plain_body
from portal.plugin_host.contributions import (
    Contact,
    CountyClaim,
    Feed,
    Post,
    RegionProposal,
    Tool,
    Worksheet,
    WorksheetPart,
)
from portal.plugin_host.manifest import Manifest, read_manifest
from portal.plugin_host.parts import SearchWord
from portal.plugin_host.validating import faults_of_pack
from portal.plugin_host.writing import write_pack, zip_pack
from tests.conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from portal.plugin_host.contributions import Contribution

with (ROOT / "portal" / "content" / "counties.csv").open(encoding="utf-8", newline="") as stream:
    FIPS = {row["name"]: row["fips"] for row in csv.DictReader(stream)}
NAMES = {fips: name for name, fips in FIPS.items()}
MANIFEST = Manifest(
    id="trial", name="Trial", version="1.0.0", description="A pack.", kind="pack", scope="region", api="1",
    contact="web@trial.example",
)  # fmt: skip
TOOL = Tool(
    id="one", title="One", summary="It helps.", kind="page", body="Words.", owner="Academy",
    last_checked=date(2026, 1, 1), next_check=date(2027, 1, 1),
)  # fmt: skip
POST = Post(id="news", title="News", deck="New.", body="Words.", published=date(2026, 1, 1), author="Academy")
DESK = Contact(id="desk", name="Desk", organisation="Academy", what_for="All")
FEED = Feed(id="blog", title="Blog", url="https://a.example/f", format="atom")
Records = dict[str, list[Any]]


def write(manifest: Manifest = MANIFEST, **records: list[Any]) -> dict[str, str]:
    """Return the texts of a pack with these records of each hook."""
    files = write_pack(manifest, {f"portal_{hook}": found for hook, found in records.items()}, NAMES)
    return {name: data.decode() for name, data in files.items()}


def export(records: Mapping[str, Sequence[Contribution]]) -> bytes:
    """Return records as a zip."""
    return zip_pack(write_pack(MANIFEST, records, NAMES))


def records_in(folder: Path) -> Records:
    """Return the records of a content folder, by hook."""
    content = Content(folder)
    return {
        "portal_regions": content.regions(),
        "portal_counties": content.counties(),
        "portal_contacts": content.contacts(FIPS),
        "portal_feeds": content.feeds(),
        "portal_tools": content.tools(),
        "portal_posts": content.posts(),
        "portal_worksheets": content.worksheets(),
        "portal_search_words": content.search_words(),
    }


def read_back(data: bytes) -> Records:
    """Return the records of a zip, read as any plugin's content is."""
    with TemporaryDirectory() as place:
        extract(read_archive(data), Path(place))
        return records_in(Path(place))


def in_order(records: Mapping[str, Sequence[Contribution]]) -> Records:
    """Return records in display order; search words have their places from the order of their file."""
    ordered = {hook: sorted(found, key=lambda one: (one.order, one.id)) for hook, found in records.items()}
    words = [replace(one, order=number) for number, one in enumerate(ordered["portal_search_words"], 1)]
    return ordered | {"portal_search_words": words}


def test_a_tool_is_written_as_a_person_would_write_it() -> None:
    tool = replace(TOOL, kind="link", target="https://a.example", audience=("all",), topics=("maps", "a: b"), order=-5)

    assert write(tools=[tool])["tools/one.md"] == (
        "---\ntitle: One\nsummary: It helps.\nkind: link\ntarget: https://a.example\naudience: [all]\n"
        'topics: [maps, "a: b"]\nowner: Academy\nlast_checked: 2026-01-01\nnext_check: 2027-01-01\neveryone: no\n'
        'position: "-5"\n---\n\nWords.\n'
    )


def test_a_post_is_written_as_a_person_would_write_it() -> None:
    post = replace(POST, title="“Ten”: a # and a \\", tags=("rural",), for_everyone=True)

    assert write(posts=[post])["posts/news.md"] == (
        '---\ntitle: "“Ten”: a # and a \\\\"\ndeck: New.\npublished: 2026-01-01\nauthor: Academy\ntags: [rural]\n'
        "everyone: yes\n---\n\nWords.\n"
    )


def test_contacts_and_feeds_in_their_rows_order_need_no_position() -> None:
    header = "id,name,organisation,what_for,email,phone,url,address,hours,counties,confirmed_on,everyone"
    contact = replace(DESK, order=1, what_for="All, really", counties=("06079", "06003"))

    files = write(contacts=[contact], feeds=[replace(FEED, order=1)])

    assert files["contacts.csv"] == (
        f'\ufeff{header}\r\ndesk,Desk,Academy,"All, really",,,,,,San Luis Obispo; Alpine,,no\r\n'
    )
    assert files["feeds.toml"] == (
        '[[feeds]]\nid = "blog"\ntitle = "Blog"\nurl = "https://a.example/f"\nformat = "atom"\neveryone = false\n'
    )


def test_a_cell_that_a_spreadsheet_would_run_is_guarded_and_comes_back() -> None:
    contacts = [
        replace(DESK, id=f"desk-{number}", order=number, name=name, phone="+1 530 555 0101")
        for number, name in enumerate(("=1+1", "@SUM(A1)", "-1", "'=1", "'quoted'", "a=b"), 1)
    ]

    written = write(contacts=contacts)["contacts.csv"]

    assert [row.split(",")[1] for row in written.split("\r\n")[1:-1]] == [
        "'=1+1", "'@SUM(A1)", "'-1", "''=1", "'quoted'", "a=b",
    ]  # fmt: skip
    assert read_back(export({"portal_contacts": contacts}))["portal_contacts"] == contacts


def test_a_manifest_is_written_and_read_as_the_same(tmp_path: Path) -> None:
    manifest = replace(
        MANIFEST, description='Words "and"\n\\ more\x07', regions=("east", "west"), needs=("tools",),
        depends=("other>=1.0.0",), conflicts=("third",), capabilities=("net:a.example",),
        homepage="https://a.example", min_core="0.1.0", personal_data="what: names; why: mail",
    )  # fmt: skip

    for _ in range(2):
        (tmp_path / "pack.toml").write_text(write(manifest)["pack.toml"], encoding="utf-8")

        assert read_manifest(tmp_path / "pack.toml") == manifest


@pytest.mark.parametrize(
    ("said", "read"),
    [("none", "none"), ("", ""), ("names", "what: names"), ("a b: c", "what: a b: c"), ("who: x: y", "who: x: y")],
)
def test_what_is_said_of_personal_data_stays_the_same_from_the_second_time_on(
    tmp_path: Path, said: str, read: str
) -> None:
    file = tmp_path / "pack.toml"

    found = []
    for _ in range(2):
        file.write_text(write(replace(MANIFEST, personal_data=said))["pack.toml"], encoding="utf-8")
        said = read_manifest(file).personal_data
        found.append(said)

    assert found == [read, read]


def test_a_pack_with_code_leaves_as_one_without(tmp_path: Path) -> None:
    (tmp_path / "pack.toml").write_text(write(replace(MANIFEST, kind="code", content="content"))["pack.toml"])

    assert read_manifest(tmp_path / "pack.toml") == MANIFEST


def test_a_pack_holds_one_region_at_most() -> None:
    region = RegionProposal(
        id="east", name="East", label="East", academy="Academy", host="Host", website="https://east.example",
        welcome="Welcome.", motif="valley", accent="#2f6b4f", accent_dark="#8fd1ad",
    )  # fmt: skip

    with pytest.raises(ValueError, match="one region"):
        write(regions=[region, replace(region, id="west")])


def test_a_zip_of_the_same_files_is_the_same_whatever_their_order(tmp_path: Path) -> None:
    files = {"pack.toml": b"a", "tools/a.md": b"b" * 9_000, "files/ñ.png": b"c"}
    file = tmp_path / "pack.zip"

    file.write_bytes(zip_pack(files))

    assert zip_pack(dict(reversed(files.items()))) == file.read_bytes()
    with ZipFile(file) as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {oct(info.external_attr >> 16) for info in archive.infolist()} == {"0o100644"}
        assert archive.namelist() == sorted(files)


def test_what_the_files_cannot_hold_is_told_when_the_pack_is_checked(tmp_path: Path) -> None:
    tool = replace(TOOL, title="x" * 121, body="One <b>two</b>.", summary="")

    extract(read_archive(export({"portal_tools": [tool]})), tmp_path)

    assert [str(fault) for fault in faults_of_pack(tmp_path, FIPS)] == [
        "tools/one.md:1: “summary” is missing",
        "tools/one.md:2: “title” is longer than 120 characters",
        "tools/one.md:11: HTML is not taken: “<b>”; write it as Markdown, or in `backticks`",
    ]


@pytest.mark.parametrize("folder", sorted(ROOT.glob("plugins/**/content")), ids=lambda folder: folder.parent.name)
def test_c98_what_is_shipped_leaves_and_comes_back_the_same(folder: Path, tmp_path: Path) -> None:
    records = records_in(folder)

    data = export(records)
    extract(read_archive(data), tmp_path)

    assert faults_of_pack(tmp_path, FIPS) == []
    assert in_order(records_in(tmp_path)) == in_order(records)
    assert export(records_in(tmp_path)) == data


LETTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
ODD = st.sampled_from([" ", "\n", "\r", '"', "'", "\\", "#", ":", ": ", "-", "---", "\t", "=", ",", ";", "[", "\ufeff"])
PIECES = st.one_of(LETTERS, ODD)
WILD = st.lists(PIECES, max_size=30).map("".join).filter(one_line)
TIDY = WILD.map(one_line)
SLUGS = st.from_regex(r"[a-z0-9]{1,9}(-[a-z0-9]{1,9}){0,2}", fullmatch=True)
ORDERS = st.integers(-1_000_000, 1_000_000)
DATES = st.dates()
LINKS = st.sampled_from(["https://a.example", "https://b.example:8443/x%20y?z=1&w=#q", "https://ñ.example/é"])


def some(values: st.SearchStrategy[str]) -> st.SearchStrategy[tuple[str, ...]]:
    """Give tuples of values."""
    return st.lists(values, max_size=3).map(tuple)


def tools(words: st.SearchStrategy[str], bodies: st.SearchStrategy[str]) -> st.SearchStrategy[Tool]:
    """Give tools."""
    kinds = st.one_of(st.tuples(st.sampled_from(["page", "checklist"]), st.just("")), st.tuples(st.just("link"), LINKS))
    return st.builds(
        lambda kind, **facts: Tool(kind=kind[0], target=kind[1], **facts),
        kind=kinds, id=SLUGS, order=ORDERS, title=words, summary=words, body=bodies, owner=words, last_checked=DATES,
        next_check=DATES, audience=some(st.sampled_from(sorted(AUDIENCES))), topics=some(words),
        phases=some(st.sampled_from(sorted(PHASES))), language=st.sampled_from(sorted(LANGUAGES)),
        for_everyone=st.booleans(),
    )  # fmt: skip


def worksheets(words: st.SearchStrategy[str]) -> st.SearchStrategy[Worksheet]:
    """Give worksheets; each has something to fill in."""
    plain = st.builds(
        WorksheetPart, kind=st.sampled_from(["heading", "note", "line", "lines", "scale"]), label=words,
        help=st.one_of(st.just(""), words), rows=st.integers(1, 12),
    )  # fmt: skip
    choosing = st.builds(
        WorksheetPart, kind=st.sampled_from(["choice", "checks", "table", "scale"]), label=words,
        choices=st.tuples(words, words), help=st.one_of(st.just(""), words),
    )  # fmt: skip
    parts = st.tuples(choosing, st.lists(st.one_of(plain, choosing), max_size=4)).map(lambda two: (two[0], *two[1]))
    return st.builds(
        Worksheet, id=SLUGS, order=ORDERS, regions=st.none(), title=words, summary=words, owner=words,
        last_checked=DATES, next_check=DATES, parts=parts, audience=some(st.sampled_from(sorted(AUDIENCES))),
        language=st.sampled_from(sorted(LANGUAGES)), for_everyone=st.booleans(),
    )  # fmt: skip


def all_records(words: st.SearchStrategy[str], bodies: st.SearchStrategy[str]) -> st.SearchStrategy[Records]:
    """Give a region's records with these words in their facts and these texts."""
    maybe = st.one_of(st.just(""), words)
    regions = st.builds(
        RegionProposal, id=SLUGS, order=st.just(500), regions=st.none(), name=words, label=words, academy=words,
        host=words, website=LINKS, welcome=words, motif=st.sampled_from(MOTIFS), accent=st.just("#2f6b4f"),
        accent_dark=st.just("#8fd1ad"),
    )  # fmt: skip
    claims = st.builds(
        lambda fips, **facts: CountyClaim(id=fips, fips=fips, **facts),
        fips=st.sampled_from(sorted(NAMES)), is_main=st.booleans(), is_confirmed=st.booleans(), note=maybe,
    )  # fmt: skip
    contacts = st.builds(
        Contact, id=SLUGS, order=ORDERS, regions=st.none(), name=words, organisation=words, what_for=words,
        email=st.sampled_from(["", "a.b+c@d-e.example"]), phone=maybe, url=st.one_of(st.just(""), LINKS),
        address=maybe, hours=maybe, counties=some(st.sampled_from(sorted(NAMES))),
        confirmed_on=st.one_of(st.none(), DATES), for_everyone=st.booleans(),
    )  # fmt: skip
    feeds = st.builds(
        Feed, id=SLUGS, order=ORDERS, regions=st.none(), title=words, url=LINKS,
        format=st.sampled_from(sorted(FEED_FORMATS)), site=st.one_of(st.just(""), LINKS), for_everyone=st.booleans(),
    )  # fmt: skip
    posts = st.builds(
        Post, id=SLUGS, order=ORDERS, regions=st.none(), title=words, deck=words, body=bodies, published=DATES,
        author=words, tags=some(words), for_everyone=st.booleans(),
    )  # fmt: skip
    search_words = st.builds(
        lambda tool, words: SearchWord(id=tool, words=words, leads_to=tool), tool=SLUGS, words=some(words).filter(len)
    )
    each = {"regions": regions, "counties": claims, "contacts": contacts, "feeds": feeds,
            "tools": tools(words, bodies), "posts": posts, "worksheets": worksheets(words),
            "search_words": search_words}  # fmt: skip
    return st.fixed_dictionaries({
        f"portal_{hook}": st.lists(one, max_size=1 if hook == "regions" else 3, unique_by=lambda record: record.id)
        for hook, one in each.items()
    })  # fmt: skip


BODIES = st.lists(PIECES, max_size=80).map("".join).filter(str.strip)


@settings(max_examples=100, deadline=None)
@given(records=all_records(TIDY, BODIES.map(plain_body).filter(str.strip)))
def test_c98_what_leaves_comes_back_the_same_and_leaves_again_as_the_same_bytes(records: Records) -> None:
    data = export(records)

    back = read_back(data)

    assert in_order(back) == in_order(records)
    assert export(back) == data


@settings(max_examples=100, deadline=None)
@given(records=all_records(WILD, BODIES))
def test_whatever_records_hold_the_second_time_they_leave_as_the_same_bytes(records: Records) -> None:
    data = export(records)

    assert export(read_back(data)) == data
