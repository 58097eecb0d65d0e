"""Content files beside the plain case: positions, line breaks, doubles, what spreadsheets leave behind."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from portal.plugin_host.content import Content, is_web_address
from tests.plugin_host.test_content import COUNTIES, HEADER, POST, REGION, TOOL, faults

if TYPE_CHECKING:
    from tests.plugin_host.conftest import Write

FEED = '[[feeds]]\nid = "{}"\ntitle = "Blog"\nurl = "https://a.example/f"\nformat = "atom"\n'


def test_positions_say_where_a_thing_stands(content_folder: Write) -> None:
    content = Content(
        content_folder({
            "feeds.toml": FEED.format("a") + "position = -3\n" + FEED.format("b"),
            "contacts.csv": f"{HEADER},position\na,A,O,W,,,,,,all,,no,40\nb,B,O,W,,,,,,all,,no,\n",
            "tools/a.md": TOOL.replace("position: 30", "position: -30"),
            "tools/b.md": TOOL.replace("position: 30\n", ""),
            "posts/a.md": POST.replace("everyone: no", "everyone: no\nposition: 7"),
            "posts/b.md": POST,
        })
    )  # fmt: skip

    assert [feed.order for feed in content.feeds()] == [-3, 2]
    assert [contact.order for contact in content.contacts({})] == [40, 2]
    assert [tool.order for tool in content.tools()] == [-30, 500]
    assert [post.order for post in content.posts()] == [7, 500]


def test_a_position_that_is_none_is_told_at_its_line(content_folder: Write) -> None:
    content = Content(
        content_folder({
            "feeds.toml": FEED.format("a") + 'position = "1"\n' + FEED.format("b") + "position = 1000001\n",
            "contacts.csv": f"{HEADER},position\na,A,O,W,,,,,,all,,no,first\n",
            "posts/a.md": POST.replace("everyone: no", "everyone: no\nposition: 1000001"),
        })
    )  # fmt: skip

    assert faults(content.feeds) == [
        "feeds.toml:6: “position” must be a whole number",
        "feeds.toml:12: “position” must lie within 1,000,000 of nought",
    ]
    assert faults(lambda: content.contacts({})) == ["contacts.csv:2: “position” must be a whole number, or empty"]
    assert faults(content.posts) == ["posts/a.md:8: “position” must be a number"]


def test_a_line_break_in_a_fact_on_one_line_is_a_space(content_folder: Write) -> None:
    content = Content(
        content_folder({
            "region.toml": REGION.replace('"Welcome."', '"""\n Welcome. \\r\n\n  Come in.\n"""'),
            "contacts.csv": f'{HEADER}\na," A\nB ",O,W,,,,"1 Road\r\nTown",,all,,no\nb,B,O,W,,,,,,all,,no\n',
            "tools/a.md": TOOL.replace("title: A tool", 'title: " A \\r\\n tool\\u2028too "'),
        })
    )  # fmt: skip

    assert content.regions()[0].welcome == "Welcome. Come in."
    assert [(one.name, one.address) for one in content.contacts({})] == [("A B", "1 Road Town"), ("B", "")]
    assert content.tools()[0].title == "A tool too"


def test_a_fault_below_a_cell_of_two_lines_is_told_where_its_row_begins(content_folder: Write) -> None:
    text = f'{HEADER}\n\na,"A\nB",O,W,,,,,,all,,no\nb,B,O,W,,,,,,all,,maybe\n'
    content = Content(content_folder({"contacts.csv": text}))

    assert faults(lambda: content.contacts({})) == ["contacts.csv:5: “everyone” must be yes or no"]


def test_empty_rows_and_cells_of_a_spreadsheet_are_left_out(content_folder: Write) -> None:
    text = f"{HEADER},,\n,,,,,,,,,,,,,\na,A,O,W,,,,,,all,,no,,\n ,,,\n"
    content = Content(content_folder({"contacts.csv": text}))

    assert [contact.order for contact in content.contacts({})] == [1]


def test_a_quotation_mark_left_open_is_told_where_its_row_begins(content_folder: Write) -> None:
    text = f'{HEADER}\na,A,O,W,,,,,,all,,no\nb,"B,O,W,,,,,,all,,no\nc,C,O,W,,,,,,all,,no\n'
    content = Content(content_folder({"contacts.csv": text}))

    assert faults(lambda: content.contacts({})) == [
        "contacts.csv:3: the row cannot be read; look for a quotation mark that is not closed"
    ]


def test_an_id_or_county_given_twice_is_told(content_folder: Write) -> None:
    content = Content(
        content_folder({
            "feeds.toml": FEED.format("a") + FEED.format("b") + FEED.format("a"),
            "contacts.csv": f"{HEADER}\na,A,O,W,,,,,,all,,no\na,B,O,W,,,,,,all,,no\n",
            "counties.toml": '[[counties]]\nfips = "06007"\n[[counties]]\nfips = "06007"\nmain = false\n',
        })
    )  # fmt: skip

    assert faults(content.feeds) == ["feeds.toml:12: “a” stands in this file twice; keep one row"]
    assert faults(content.counties) == ["counties.toml:4: “06007” stands in this file twice; keep one row"]
    assert faults(lambda: content.contacts({})) == [
        "contacts.csv:3: “a” stands in line 2 already; give each row its own id"
    ]


def test_every_fault_of_a_row_is_told_at_once(content_folder: Write) -> None:
    content = Content(
        content_folder({"contacts.csv": f"{HEADER}\nA 1,,O,W,nobody,,http://a.example,,,Bute; Modok,soon,maybe,more\n"})
    )

    assert faults(lambda: content.contacts(COUNTIES)) == [
        "contacts.csv:2: the row has more cells than the header; put quotation marks around a cell with a comma",
        "contacts.csv:2: “Bute” is not a county (did you mean “Butte”?)",
        "contacts.csv:2: “Modok” is not a county (did you mean “Modoc”?)",
        "contacts.csv:2: “confirmed_on” must be a date such as 2026-11-24, or empty",
        "contacts.csv:2: “everyone” must be yes or no",
        "contacts.csv:2: “http://a.example” must begin with https://",
        "contacts.csv:2: “id” must be lower-case words joined by hyphens",
        "contacts.csv:2: “name” is empty",
        "contacts.csv:2: “nobody” is not a mail address",
    ]


def test_a_cell_with_a_character_that_cannot_be_stored_is_told(content_folder: Write) -> None:
    content = Content(content_folder({"contacts.csv": f"{HEADER}\na,A\0,O,W,,,,,,all,,no\n"}))

    assert faults(lambda: content.contacts({})) == ["contacts.csv:2: a cell holds a character that cannot be stored"]


def test_empty_words_of_a_list_are_left_out_and_an_audience_may_be_missing(content_folder: Write) -> None:
    text = TOOL.replace("audience: [all]\n", "").replace("[maps]", '[maps, "", " "]').replace("[court]", "")
    content = Content(content_folder({"tools/a.md": text}))

    [tool] = content.tools()

    assert (tool.audience, tool.topics, tool.phases) == ((), ("maps",), ())


def test_files_too_large_to_be_content_are_told(content_folder: Write) -> None:
    large = "x" * 257 * 1024
    content = Content(
        content_folder({
            "region.toml": REGION + "#" * 65 * 1024, "contacts.csv": large, "tools/a.md": TOOL + large,
            "tools/b.md": TOOL.replace("topics", f"# {'x' * 16 * 1024}\ntopics"),
        })
    )  # fmt: skip

    assert faults(content.regions) == ["region.toml: the file is larger than 64 KiB; divide or shorten it"]
    assert faults(lambda: content.contacts({})) == [
        "contacts.csv: the file is larger than 256 KiB; divide or shorten it"
    ]
    assert faults(content.tools) == [
        "tools/a.md: the file is larger than 256 KiB; divide or shorten it",
        "tools/b.md:1: the facts are not closed with a line of three hyphens, or are too long",
    ]


def test_of_very_many_faults_a_hundred_are_told(content_folder: Write) -> None:
    content = Content(content_folder({"counties.toml": '[[counties]]\nfips = "x"\n' * 2_000}))

    found = faults(content.counties)

    assert len(found) == 101
    assert found[0] == "counties.toml: there are more than 100 faults; correct these first"


@pytest.mark.parametrize("address", ["https://a.example", "https://a.example:8443/x?y#z", "https://ñ.example/é"])
def test_an_address_is_https_with_a_host(address: str) -> None:
    assert is_web_address(address)


@pytest.mark.parametrize(
    "address",
    [
        "https://a.example/x y", "https://a.\nexample", "https://a.example:99999", "https://me@a.example",
        "http://a.example", "https://", "https://[", "https://a.example/\u202ex", "",
    ],
)  # fmt: skip
def test_what_is_no_plain_address_is_none(address: str) -> None:
    assert not is_web_address(address)
