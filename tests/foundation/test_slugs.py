"""Names fit for addresses."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.foundation.slugs import is_slug, nearest, slugify


@pytest.mark.parametrize("text", ["map", "three-houses", "06007", "a" * 80])
def test_lower_case_words_joined_by_hyphens_are_a_slug(text: str) -> None:
    assert is_slug(text)


@pytest.mark.parametrize(
    "text", ["", "Map", "a b", "-a", "a-", "a--b", "a_b", "é", "a/b", "../a", "a\n", "a" * 81, "٣"]
)
def test_anything_else_is_no_slug(text: str) -> None:
    assert not is_slug(text)


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Three Houses", "three-houses"),
        ("  What’s wörking — well? ", "whats-working-well"),
        ("Straße & Ñandú", "strae-nandu"),
        ("日本", ""),
        ("x" * 79 + " y", "x" * 79),
    ],
)
def test_words_become_a_slug(text: str, slug: str) -> None:
    assert slugify(text) == slug


@given(st.text())
def test_what_is_made_a_slug_is_one_or_nothing(text: str) -> None:
    slug = slugify(text)

    assert slug == "" or is_slug(slug)


def test_a_misspelt_word_is_led_to_the_nearest_known_one() -> None:
    assert nearest("verison", ("name", "version")) == " (did you mean “version”?)"


def test_a_word_like_no_known_one_is_led_nowhere() -> None:
    assert nearest("zzz", ("name", "version")) == ""
