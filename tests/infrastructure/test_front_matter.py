"""The block of facts above a text."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.foundation.errors import FaultyContent
from portal.infrastructure.markup import front_matter
from portal.infrastructure.markup.front_matter import Document, read_document


def faults(source: str) -> list[str]:
    """Return the faults of a file, as they are told."""
    with pytest.raises(FaultyContent) as raised:
        read_document("a.md", source)
    return [str(fault) for fault in raised.value.faults]


def test_a_file_is_split_into_facts_with_their_lines_and_text() -> None:
    document = read_document("a.md", "---\ntitle: Map\naudience: [hotline, all]\n---\n\n\nHello\n\nthere\n")

    assert document == Document(
        file="a.md",
        facts={"title": "Map", "audience": ("hotline", "all")},
        lines={"title": 2, "audience": 3},
        body="Hello\n\nthere",
        body_line=7,
    )


def test_a_mark_of_byte_order_and_windows_line_ends_do_not_matter() -> None:
    document = read_document("a.md", "\ufeff---\r\ntitle: Map\r\n---\r\nHello\r\n")

    assert (document.facts, document.body) == ({"title": "Map"}, "Hello")


@pytest.mark.parametrize("word", ["no", "yes", "on", "off", "null", "~", "1", "1.50", "2026-11-24", "0x1F", "true"])
def test_words_that_mean_something_else_to_yaml_stay_words(word: str) -> None:
    document = read_document("a.md", f"---\neveryone: {word}\nlist: [{word}]\n---\n")

    assert document.facts == {"everyone": word, "list": (word,)}


def test_one_text_may_stand_for_a_list_and_a_list_for_a_text() -> None:
    document = read_document("a.md", "---\none: hotline\nmany: [a, b]\n---\n")

    assert (document.texts("one"), document.text("many")) == (("hotline",), "a, b")


def test_a_fact_that_is_not_there_is_empty_or_what_was_asked_for() -> None:
    document = read_document("a.md", "---\ntitle: Map\n---\n")

    assert (document.text("x"), document.text("x", "no"), document.texts("x")) == ("", "no", ())


def test_a_fault_stands_at_its_keys_line_or_the_first() -> None:
    document = read_document("a.md", "---\ntitle: Map\nkind: page\n---\n")

    assert (document.fault("kind", "bad").line, document.fault("owner", "missing").line) == (3, 1)


def test_a_file_without_facts_is_a_fault() -> None:
    assert faults("# Map") == ["a.md:1: the file must begin with a line of three hyphens and its facts"]


def test_an_empty_file_is_a_fault() -> None:
    assert faults("") == ["a.md:1: the file must begin with a line of three hyphens and its facts"]


def test_facts_that_are_not_closed_are_a_fault() -> None:
    assert faults("---\ntitle: Map\n") == ["a.md:1: the facts are not closed with a line of three hyphens"]


@pytest.mark.parametrize("block", ["", "just words", "- a\n- b"])
def test_facts_that_are_no_lines_of_key_and_value_are_a_fault(block: str) -> None:
    assert faults(f"---\n{block}\n---\n") == ["a.md:2: the facts must be lines of “key: value”"]


def test_facts_that_are_no_yaml_are_a_fault_at_their_line() -> None:
    assert faults("---\ntitle: Map\nlist: [a\nkind: page\n---\n") == [
        "a.md:4: the facts cannot be read: expected ',' or ']', but got ':'"
    ]


def test_a_character_yaml_does_not_take_is_a_fault() -> None:
    assert faults("---\ntitle: a\x00b\n---\n") == [
        "a.md:2: the facts cannot be read: they hold a character that is not allowed"
    ]


def test_a_second_document_inside_the_facts_is_a_fault() -> None:
    assert faults("---\ntitle: Map\n--- x\nkind\n---\n") == [
        "a.md:3: the facts cannot be read: but found another document"
    ]


def test_facts_that_refer_to_one_another_are_a_fault() -> None:
    assert faults("---\na: &x word\nb: *x\n---\n") == ["a.md:1: the facts may not refer to one another (YAML aliases)"]


@pytest.mark.parametrize("value", ["{b: c}", "[[b]]", "[{b: c}]", "\n  b: c", "\n  - - b"])
def test_a_fact_with_something_nested_is_a_fault(value: str) -> None:
    assert faults(f"---\ntitle: Map\na: {value}\n---\n") == ["a.md:3: “a” must be a text or a list of texts"]


def test_a_key_that_is_no_word_is_a_fault() -> None:
    assert faults("---\n[a, b]: c\n---\n") == ["a.md:2: a key must be a word"]


def test_every_fault_is_told_at_once_with_its_line() -> None:
    assert faults("---\ntitle: Map\ntitle: Maps\nkind: {a: b}\ntitle: Mapped\n---\n") == [
        "a.md:3: “title” is given twice",
        "a.md:4: “kind” must be a text or a list of texts",
        "a.md:5: “title” is given twice",
    ]


def test_lists_nested_very_deeply_are_a_fault_and_no_crash() -> None:
    assert faults(f"---\na: {'[' * 900}{']' * 900}\n---\n") == [
        "a.md:1: the facts cannot be read: they are nested too deeply"
    ]


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused_with_a_place(text: str) -> None:
    try:
        document = read_document("a.md", f"---\n{text}\n---\nHello\n")
    except FaultyContent as faulty:
        assert all(fault.file == "a.md" and fault.line > 0 and fault.reason for fault in faulty.faults)  # noqa: PT017 - either way
    else:
        assert set(document.facts) == set(document.lines)


PIECES = [
    *(
        "a",
        "b: c",
        "\n",
        "- x",
        ": ",
        "#",
        "'",
        '"',
        "[",
        "]",
        "{",
        "}",
        ",",
        "&a",
        "*a",
        "|",
        "> ",
        "!",
        "!!str",
        "?",
        " ",
    ),
    *("\t", "\ufeff", "\r", "\x85", "\u2028", "\x00", "\ud800", "---", "...", "~", "2", "-"),
    *("k: v\n", "k: [a, b]\n", "k: |\n  t\n"),
]


@settings(derandomize=True)
@given(st.lists(st.sampled_from(PIECES), max_size=9).map("".join))
def test_both_loaders_read_the_same_or_complain_of_the_same(block: str) -> None:
    def told() -> object:
        try:
            return front_matter.read_facts("a.md", block)
        except FaultyContent as faulty:
            return [str(fault) for fault in faulty.faults]

    quick = told()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(front_matter, "QUICK", yaml.BaseLoader)
        slow = told()

    assert quick == slow
