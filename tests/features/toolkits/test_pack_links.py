"""Links of a pack's texts: those of posts are checked too, and a broken file breaks no other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from portal.cli.content import read_all
from portal.features.toolkits.packs import read_pack
from portal.foundation.errors import FaultyContent
from tests.features.toolkits.packing import page_text, write, write_pack

if TYPE_CHECKING:
    from pathlib import Path

POST = "---\ntitle: A post\ndeck: About it.\npublished: 2026-11-01\nauthor: The committee\n---\n\n{}\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_pack(tmp_path / "pack")


def faults(folder: Path) -> list[str]:
    with pytest.raises(FaultyContent) as caught:
        read_all(folder)
    return [str(fault) for fault in caught.value.faults]


def test_a_post_may_link_to_pages_their_parts_words_and_the_web(folder: Path) -> None:
    links = "[a](page:two) [b](page:one#part) [c](term:harm) [d](https://x.example) [e](mailto:a@x.example)"
    write(folder, "posts/fine.md", POST.format(links))

    _, posts = read_all(folder)

    assert [post.id for post in posts] == ["fine"]


@pytest.mark.parametrize(
    ("link", "told"),
    [
        ("page:ones", "a link to nowhere: there is no page “ones” (did you mean “one”?)"),
        ("page:one#prt", "a link to nowhere: the page “one” has no part “prt”"),
        ("term:harrm", "there is no word “harrm” in the glossary (did you mean “harm”?)"),
        ("/toolkit/one", "“/toolkit/one” is neither page:, term: nor https://"),
    ],
)
def test_a_link_to_nowhere_in_a_post_is_a_fault_at_its_line(folder: Path, link: str, told: str) -> None:
    write(folder, "posts/news.md", POST.format(f"Words.\n\nSee [this]({link})."))

    assert faults(folder) == [f"posts/news.md:10: {told}"]


def test_links_of_posts_are_told_together_with_all_other_faults_and_each_once(folder: Path) -> None:
    write(folder, "posts/news.md", POST.format("[x](page:none)"))
    write(folder, "posts/other.md", "no facts\n")
    write(folder, "more/two.md", page_text("Two", body="[x](page:none)\n"))

    found = faults(folder)

    assert [fault.partition(": ")[0] for fault in found] == ["more/two.md:11", "posts/news.md:8", "posts/other.md:1"]


@pytest.mark.parametrize("broken", ["no facts\n", "---\ntitle: [x\n---\nWords.\n", "---\ntitle: x\n"])
def test_a_page_that_cannot_be_read_is_there_for_all_others(folder: Path, broken: str) -> None:
    write(folder, "start/one.md", broken)

    found = faults(folder)

    assert [fault.partition(":")[0] for fault in found] == ["start/one.md"]


def test_a_page_of_an_unknown_kind_has_its_parts_and_its_links_checked(folder: Path) -> None:
    write(folder, "start/one.md", page_text("One", kind="pge", body="## Part\n\n[x](page:none)\n"))

    found = faults(folder)

    assert [fault.partition(": ")[0] for fault in found] == ["start/one.md:4", "start/one.md:13"]


def test_a_glossary_that_cannot_be_read_is_one_fault(folder: Path) -> None:
    write(folder, "glossary.toml", "[[terms]\n")

    found = faults(folder)

    assert [fault.partition(": ")[0] for fault in found] == ["glossary.toml:1"]


def test_a_toolkit_that_cannot_be_read_is_one_fault(folder: Path) -> None:
    write(folder, "toolkit.toml", "[toolkit\n")

    found = faults(folder)

    assert [fault.partition(": ")[0] for fault in found] == ["toolkit.toml:1"]


def test_a_section_may_not_be_called_like_the_folder_of_posts(folder: Path) -> None:
    text = (folder / "toolkit.toml").read_text(encoding="utf-8")
    write(folder, "toolkit.toml", text + '\n[[sections]]\nslug = "posts"\nlabel = "P"\nsummary = "P."\n')
    write(folder, "posts/index.md", page_text("Posts", kind="landing"))

    with pytest.raises(FaultyContent) as caught:
        read_pack(folder)

    assert [str(fault) for fault in caught.value.faults] == [
        "toolkit.toml:17: the section “posts”: “posts” is the folder of the posts"
    ]
