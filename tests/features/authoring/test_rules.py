"""Rules of writing: corrections of a few words, and moments on nights when clocks are moved."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from time import process_time
from typing import Any

import pytest

from portal.features.authoring import rules
from portal.foundation.errors import Invalid


def content(body: str = "One two three four five six seven eight.", **facts: Any) -> rules.Content:
    return {"title": "Title", "summary": "A line.", "kind": "page", "facts": facts, "body": body}


@pytest.mark.parametrize(
    ("after", "is_one"),
    [
        ("One two three four five six seven nine.", True),
        ("A b c d five six seven eight.", True),
        ("A b c d e f seven eight.", False),
        ("One two three four five six seven eight. Nine.", True),
        ("One.", False),
        ("One two three four five six seven eight.", True),
    ],
)
def test_at_most_five_words_are_a_correction(after: str, is_one: bool) -> None:  # noqa: FBT001 - a table of cases
    assert rules.is_correction(content(), content(after)) is is_one


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "Call a parent.",
            "Call a parent.&#32;Then&#32;leave&#32;the&#32;child&#32;with&#32;whoever&#32;is&#32;there.",
        ),
        ("Call a parent.", "Call a parent.Then/leave/the/child/with/whoever/is/there."),
        ("Call a parent.", "Call [a](https://elsewhere.example/) parent."),
        ("See [it](page:three-houses).", "See [it](page:circles)."),
        ("See [it].\n\n[it]: /one", "See [it].\n\n[it]: /two"),
        ("See [it](\n/one).", "See [it](\n/two)."),
        ("See [it][one].\n\n[one]: /one\n[two]: /two", "See [it][two].\n\n[one]: /one\n[two]: /two"),
        ("Call 800-540-4000.", "Call 800-540-4001."),
        ("::: note\nListen.\n:::", "::: caution\nListen.\n:::"),
        ("Call a parent.", "Call a parent." + "x" * 40),
        ("Do not leave the child alone.", "Do leave the child alone."),
        ("Never ask twice.", "Always ask twice."),
        ("It doesn’t matter.", "It does matter."),
        ("Hable sin los padres.", "Hable con los padres."),
    ],
)
def test_a_link_a_number_a_box_a_sentence_in_one_word_or_its_contrary_is_no_correction(before: str, after: str) -> None:
    assert not rules.is_correction(content(before), content(after))


@pytest.mark.parametrize("sign", ["<", "[", "](", "[a](b ", "![](", "][", "<a "])
def test_no_text_holds_up_the_counting_of_a_correction(sign: str) -> None:
    body = sign * (20_000 // len(sign))
    began = process_time()

    rules.is_correction(content(body), content(body + "x"))

    assert process_time() - began < 0.5


def test_a_fact_is_never_a_correction() -> None:
    assert not rules.is_correction(content(owner="We"), content(owner="They"))


def test_words_of_title_summary_and_text_count_together() -> None:
    after = content("A b c four five six seven eight.") | {"summary": "Three new words."}

    assert not rules.is_correction(content(), after)


def test_a_time_in_california_is_a_moment() -> None:
    winter = rules.moment_in_california(date(2026, 12, 1), time(9, 30))
    summer = rules.moment_in_california(date(2027, 7, 1), time(9, 30))

    assert winter == (datetime(2026, 12, 1, 17, 30, tzinfo=UTC), "")
    assert summer == (datetime(2027, 7, 1, 16, 30, tzinfo=UTC), "")


def test_a_time_that_the_clocks_leave_out_is_refused() -> None:
    with pytest.raises(Invalid) as refused:
        rules.moment_in_california(date(2027, 3, 14), time(2, 30))

    assert refused.value.sentence == (
        "On March 14, 2027 the clocks go forward, and 2:30 am does not exist. Choose 3:30 am or another time."
    )


def test_a_time_that_comes_twice_is_the_first_of_the_two() -> None:
    at, remark = rules.moment_in_california(date(2026, 11, 1), time(1, 30))

    assert at == datetime(2026, 11, 1, 8, 30, tzinfo=UTC)
    assert remark == "The clocks go back that night, and 1:30 am comes twice: the first one is meant."


def test_a_translation_of_a_translation_is_told() -> None:
    found = list(rules.chain_faults("es-two", content(translation_of="es"), {"es": "en", "en": None}))

    assert found == [("translation_of", "“es” is itself a translation; name the page that it was made from.")]


def test_a_page_with_translations_is_no_translation() -> None:
    found = list(rules.chain_faults("en", content(translation_of="other"), {"es": "en", "other": None}))

    assert [key for key, _ in found] == ["translation_of"]
