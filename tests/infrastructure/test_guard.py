"""What may say who a person is: what is found, and what is left alone."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.infrastructure.guard import find_persons

KNOWN = frozenset(
    {
        "the",
        "this",
        "it",
        "step",
        "page",
        "three",
        "houses",
        "house",
        "danger",
        "statement",
        "butte",
        "safety",
        "signs",
        "use",
    }
)


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("It helped Jayden Ortiz and his mother.", "name", "Jayden Ortiz"),
        ("Jayden loved it.", "name", "Jayden"),
        ("We used it. Ana did too.", "name", "Ana"),
        ("my client Rosa cried", "name", "Rosa"),
        ("I used it with JOHN SMITH today.", "name", "JOHN SMITH"),
        ("used with maria lopez twice", "name", "maria lopez"),
        ("my client maria cried", "name", "maria"),
        ("Write to maria.lopez (at) mail.example.", "email", "maria.lopez (at) mail.example"),
        ("SSN 123456789", "ssn", "SSN 123456789"),
        ("We asked the López-Cruz family.", "name", "López-Cruz"),
        ("The sheet was Mateo’s idea.", "name", "Mateo’s"),
        ("mi hijo Mateo lo llenó", "name", "Mateo"),
        ("Call 530-555-0123 first.", "phone", "530-555-0123"),
        ("Call (916) 555 0147.", "phone", "(916) 555 0147"),
        ("Write to ana@home.example.", "email", "ana@home.example"),
        ("Her number is 123-45-6789.", "ssn", "123-45-6789"),
        ("DOB: 3/4/2019", "birth", "3/4/2019"),
        ("She was born on March 4, 2019.", "birth", "March 4, 2019"),
        ("Nacido el 3 de marzo de 2019 en el condado", "birth", "3 de marzo de 2019"),
        ("case number AB-12345", "case", "AB-12345"),
        ("0123-4567-8901-2345678 is what it says", "case", "0123-4567-8901-2345678"),
        ("They live at 12 Oak Street.", "address", "12 Oak Street."),
        ("Vive en la calle Roble 45.", "address", "calle Roble 45"),
    ],
)
def test_what_may_say_who_a_person_is_is_found(text: str, kind: str, words: str) -> None:
    (finding,) = find_persons(text, known=KNOWN)

    assert (finding.kind, finding.words) == (kind, words)
    assert text[finding.start : finding.end] == words


@pytest.mark.parametrize(
    "text",
    [
        "The Three Houses sheet worked well with a child of six.",
        "We used this in Butte County. It is great.",
        "Please add Spanish, Hmong and larger print.",
        "Step 3 is unclear for the CFT in May.",
        "Page 2: The print is small",
        "THE PRINT IS SMALL",
        "Use it with Signs of Safety; print 30 copies by 11/30/2026.",
        "Thursday’s unit took 45 minutes, not 60.",
        "It says version 4, code 7KQ2-M9.",
        "In case 2 people meet, fine.",
        "Great! Thanks.",
        "",
    ],
)
def test_what_says_nothing_of_a_person_is_left_alone(text: str) -> None:
    assert [str(finding) for finding in find_persons(text, known=KNOWN)] == []


def test_a_text_made_to_take_long_is_read_soon() -> None:
    begun = time.process_time()

    find_persons("Zork. " * 3_300)

    assert time.process_time() - begun < 2


def test_several_are_told_in_the_order_of_the_text_and_each_place_once() -> None:
    findings = find_persons("Ana Ruiz, born 3/4/2019, ana@home.example", known=KNOWN)

    assert [finding.kind for finding in findings] == ["name", "birth", "email"]
    assert str(findings[0]) == "“Ana Ruiz” may be a person’s name"


@given(st.text(max_size=200))
@settings(max_examples=40, deadline=None)
def test_any_text_is_read_and_each_finding_lies_in_it(text: str) -> None:
    findings = find_persons(text)

    assert all(text[finding.start : finding.end] == finding.words for finding in findings)
    assert all(one.end <= other.start for one, other in pairwise(findings))
