"""Contrast between colours, against values known from WCAG."""

from __future__ import annotations

import pytest

from portal.foundation.colours import contrast, is_colour, luminance


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#ffffff", "#ffffff", 1.0),
        ("#767676", "#ffffff", 4.54),
        ("#777777", "#ffffff", 4.48),
        ("#ff0000", "#ffffff", 4.00),
        ("#0000ff", "#ffffff", 8.59),
        ("#00ff00", "#000000", 15.30),
    ],
)
def test_contrast_is_counted_as_wcag_counts_it(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == pytest.approx(ratio, abs=0.01)


def test_contrast_is_the_same_both_ways() -> None:
    assert contrast("#2f6b4f", "#14181c") == contrast("#14181c", "#2f6b4f")


def test_luminance_runs_from_black_to_white() -> None:
    assert (luminance("#000000"), luminance("#FFFFFF")) == (0.0, pytest.approx(1.0))


@pytest.mark.parametrize("text", ["#2f6b4f", "#ABCDEF"])
def test_six_hex_digits_are_a_colour(text: str) -> None:
    assert is_colour(text)


@pytest.mark.parametrize("text", ["", "#fff", "2f6b4f", "#2f6b4g", "#2f6b4f ", "#2f6b4f;", "#2f6b4f\n", "red"])
def test_anything_else_is_no_colour(text: str) -> None:
    assert not is_colour(text)
