"""The shape of a pack's facts and tables: whatever stands there is a fault with its line, never a traceback."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from portal.features.toolkits.packs import read_pack
from portal.foundation.errors import FaultyContent
from tests.features.toolkits.packing import page_text, write, write_pack

if TYPE_CHECKING:
    from pathlib import Path

SECTIONS = (
    '[[sections]]\nslug = "start"\nlabel = "Start"\nsummary = "Begin."\n\n'
    '[[sections]]\nslug = "more"\nlabel = "More"\nsummary = "Go on."\n'
)
WORDS = (
    '[[terms]]\nkey = "harm"\nterm = "Harm"\ndefinition = "What was done."\ngroup = "practice"\n\n'
    '[[terms]]\nkey = "danger"\nterm = "Danger"\ndefinition = "What may be."\ngroup = "practice"\n'
)
FILM = '[[videos]]\nkey = "film"\ntitle = "Film"\nsummary = "A film."\nvoices = "Two"\nminutes = 3\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_pack(tmp_path / "pack")


def faults(folder: Path) -> list[str]:
    with pytest.raises(FaultyContent) as caught:
        read_pack(folder)
    return [str(fault) for fault in caught.value.faults]


def toolkit(facts: str) -> str:
    return f"[toolkit]\n{facts}\n{SECTIONS}"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (SECTIONS, [f"toolkit.toml: the toolkit “”: “{key}” is missing" for key in ("slug", "summary", "title")]),
        (toolkit('title = "T"\nsummary = "S"'), ["toolkit.toml:1: the toolkit “”: “slug” is missing"]),
        (toolkit('slug = "small"\nsummary = "S"'), ["toolkit.toml:1: the toolkit “small”: “title” is missing"]),
        (toolkit('title = "T"\nsummary = "S"\nslug = "No slug"'),
         ["toolkit.toml:4: the toolkit “No slug”: “slug” must be lower-case words joined by hyphens"]),
        (toolkit('slug = 5\ntitle = "T"\nsummary = "S"'), ["toolkit.toml:2: the toolkit “”: “slug” must be a text"]),
        (toolkit('slug = "small"\ntitle = "T"\nsummary = "S"\ncolour = "red"'),
         ["toolkit.toml:5: the toolkit “small”: “colour” is not a key here"]),
        (f"toolkit = 5\n{SECTIONS}", ["toolkit.toml:1: “toolkit” must be a table that begins with [toolkit]"]),
        ('sections = "y"\n[toolkit]\nslug = "small"\ntitle = "T"\nsummary = "S"\n',
         ["toolkit.toml:1: every row must begin with [[sections]]"]),
        ('[toolkit]\nslug = "small"\ntitle = "T"\nsummary = "S"\n', ["toolkit.toml: there is no section"]),
        (toolkit('slug = "small"\ntitle = "T"\nsummary = "S"').replace('label = "More"', "label = [1]"),
         ["toolkit.toml:12: the section “more”: “label” must be a text"]),
        (toolkit('slug = "small"\ntitle = "T"\nsummary = "S"') + SECTIONS.partition("\n\n")[0],
         ["toolkit.toml:15: the section “start”: “slug” must be its own; another row has it"]),
        ("pages = 1\n" + toolkit('slug = "small"'), ["toolkit.toml:1: “pages” is not a key here",
         "toolkit.toml:2: the toolkit “small”: “summary” is missing",
         "toolkit.toml:2: the toolkit “small”: “title” is missing"]),
    ],
)  # fmt: skip
def test_the_toolkit_needs_its_name_and_its_sections(folder: Path, text: str, told: list[str]) -> None:
    write(folder, "toolkit.toml", text)

    found = faults(folder)

    assert len(found) == len(told), found
    assert all(fault.startswith(words) for fault, words in zip(found, told, strict=True)), found


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("glossary.toml", 'terms = ["a"]\n', "glossary.toml:1: every row must begin with [[terms]]"),
        ("glossary.toml", "terms = 5\n", "glossary.toml:1: every row must begin with [[terms]]"),
        ("glossary.toml", f"{WORDS}definition = 5\n", "glossary.toml:12: not valid TOML: Cannot overwrite a value"),
        ("glossary.toml", WORDS.replace('"What may be."', "5"),
         "glossary.toml:10: the word “danger”: “definition” must be a text"),
        ("glossary.toml", f'{WORDS}also = "x"\n', "glossary.toml:12: the word “danger”: “also” must be a list"),
        ("glossary.toml", f"{WORDS}also = [1]\n", "glossary.toml:12: the word “danger”: “also” must be a list"),
        ("glossary.toml", f'{WORDS}page = ["x"]\n', "glossary.toml:12: the word “danger”: “page” must be a text"),
        ("glossary.toml", f'{WORDS}page = "ones"\n',
         "glossary.toml:12: the word “danger”: there is no page “ones” (did you mean “one”?)"),
        ("glossary.toml", f'{WORDS}confused_with = ["charm"]\n',
         "glossary.toml:12: the word “danger”: there is no word “charm” (did you mean “harm”?)"),
        ("glossary.toml", f'{WORDS}confused_with = "harm"\n',
         "glossary.toml:12: the word “danger”: “confused_with” must be a list of texts"),
        ("glossary.toml", WORDS.replace('group = "practice"', 'group = ["practice"]', 1),
         "glossary.toml:5: the word “harm”: “group” must be a text"),
        ("glossary.toml", WORDS.replace('"practice"', '"other"', 1),
         "glossary.toml:5: the word “harm”: “group” must be one of practice, system"),
        ("glossary.toml", WORDS + WORDS.partition("\n\n")[0],
         "glossary.toml:13: the word “harm”: “key” must be its own; another row has it"),
        ("glossary.toml", WORDS.replace('key = "danger"', f"key = 0x{'f' * 9000}"),
         "glossary.toml:8: the word “”: “key” must be a text"),
        ("glossary.toml", WORDS.replace("may be", "may\\u0000be"),
         "glossary.toml:10: a text holds a character that cannot be stored"),
        ("glossary.toml", f"{WORDS}page = {'9' * 5000}\n", "glossary.toml: not valid TOML: "),
        ("glossary.toml", f"terms = {'[' * 3000}\n", "glossary.toml: not valid TOML: it is nested too deeply"),
        ("videos.toml", "videos = 1\n", "videos.toml:1: every row must begin with [[videos]]"),
        ("videos.toml", FILM.replace('key = "film"\n', ""), "videos.toml:1: the film “”: “key” is missing"),
        ("videos.toml", FILM + FILM, "videos.toml:8: the film “film”: “key” must be its own; another row has it"),
        ("videos.toml", FILM.replace("3", '"ten"'), "videos.toml:6: the film “film”: “minutes” must be a whole number"),
        ("videos.toml", FILM.replace("3", "true"), "videos.toml:6: the film “film”: “minutes” must be a whole number"),
        ("videos.toml", FILM.replace("3", "nan"), "videos.toml:6: the film “film”: “minutes” must be a whole number"),
        ("videos.toml", FILM.replace("3", "0"), "videos.toml:6: the film “film”: “minutes” must be a whole number"),
        ("videos.toml", FILM.replace("3", "3000000000"), "videos.toml:6: the film “film”: “minutes” must be a whole"),
        ("videos.toml", FILM.replace("minutes = 3\n", ""), "videos.toml:1: the film “film”: “minutes” is missing"),
        ("videos.toml", f'{FILM}related = "one"\n', "videos.toml:7: the film “film”: “related” must be a list"),
        ("videos.toml", f'{FILM}related = ["won"]\n', "videos.toml:7: the film “film”: there is no page “won”"),
        ("videos.toml", f"{FILM}outline = [[]]\n", "videos.toml:7: the film “film”: “outline” must be a list"),
        ("redirects.toml", 'redirects = ["x"]\n', "redirects.toml:1: every row must begin with [[redirects]]"),
        ("redirects.toml", '[[redirects]]\nfrom = 5\nto = "one"\n',
         "redirects.toml:2: the old address “”: “from” must be a text"),
        ("redirects.toml", '[[redirects]]\nfrom = "/x"\n', "redirects.toml:1: the old address “/x”: “to” is missing"),
        ("redirects.toml", '[[redirects]]\nfrom = "/x"\nto = "one"\n\n[[redirects]]\nfrom = "/x/"\nto = "two"\n',
         "redirects.toml:6: the old address “/x/”: it is given twice"),
        ("redirects.toml", f'[[redirects]]\nfrom = "/{"x" * 300}"\nto = "one"\n', "redirects.toml:2: the old address"),
        ("redirects.toml", '[[redirects]]\nfrom = "/"\nto = "one"\n', "redirects.toml:2: the old address “/”: it"),
    ],
)  # fmt: skip
def test_a_table_of_wrong_shape_is_one_fault_at_its_line(folder: Path, name: str, text: str, told: str) -> None:
    write(folder, name, text)

    (fault,) = faults(folder)

    assert fault.startswith(told)


@pytest.mark.parametrize("position", ["²", "2147483648", "9" * 5000, "-1", "1.5", "[10]"])
def test_a_position_is_a_number_the_database_takes(folder: Path, position: str) -> None:
    write(folder, "more/two.md", page_text("Two").replace("position: 10", f"position: {position}"))

    (fault,) = faults(folder)

    assert fault.startswith("more/two.md:9: “position” must be ")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("title: Two", "title: []", "more/two.md:2: “title” must be one text, not a list"),
        ("title: Two", "title: [Two]", "more/two.md:2: “title” must be one text, not a list"),
        ("title: Two", 'title: "\\0"', "more/two.md:2: a text holds a character that cannot be stored"),
        ("title: Two", 'title: "\\ud800"', "more/two.md:2: a text holds a character that cannot be stored"),
        ("title: Two", 'title: "\\U00110000"', "more/two.md:1: the facts cannot be read: "),
        ("title: Two", f"? {'[' * 400}{']' * 400}\n: x", "more/two.md:"),
        ("title: Two", f"%YAML {'1' * 5000}.1\n", "more/two.md:1: the facts cannot be read: "),
        ("owner: The committee", "owner: {a: b}", "more/two.md:6: “owner” must be a text or a list of texts"),
        ("2026-11-01", "99999-11-01", "more/two.md:7: “last_checked” must be a date such as 2026-11-24"),
        ("2027-11-01", "9999-12-31", "more/two.md:8: “next_check” must be at most two years after “last_checked”"),
        ("Words.", "Wor\0ds.", "more/two.md:11: the text holds a character that cannot be stored"),
    ],
)
def test_a_fact_of_wrong_shape_is_one_fault_at_its_line(folder: Path, old: str, new: str, told: str) -> None:
    text = page_text("Two")
    assert old in text
    write(folder, "more/two.md", text.replace(old, new, 1))

    (fault,) = faults(folder)

    assert fault.startswith(told)
