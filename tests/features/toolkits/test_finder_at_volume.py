"""What the finder does once a page, and what is drawn once for all pages: counted, not timed."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from portal.features.toolkits.queries import FINDER, finding, words
from portal.features.toolkits.queries.finding import FACETS, Wish, find, marks_within

if TYPE_CHECKING:
    import pytest
    from flask import Flask


def test_words_are_looked_for_once_a_page_whatever_choices_there_are(
    context: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: Counter[str] = Counter()
    real = finding.has_words

    def has_words(page: Any, parts: tuple[str, ...]) -> bool:
        asked[page.slug] += 1
        return real(page, parts)

    monkeypatch.setattr(finding, "has_words", has_words)

    found = find(Wish(q="safety"), address=FINDER)

    assert (len(found.facets) > 3, set(asked.values())) == (True, {1})


def test_each_choice_leaves_as_many_pages_as_it_says(context: Flask) -> None:
    wish = Wish(audience="supervisor", q="safety")

    facets = find(wish, address=FINDER).facets

    said = {(facet.name, choice.label): choice.count for facet in facets for choice in facet.choices}
    left = {
        (name, label): len(find(replace(wish, **{name: key}), address=FINDER).pages)
        for name in {facet.name for facet in facets}
        for key, label in FACETS[name][1].items()
    }
    assert said == {choice: count for choice, count in left.items() if count}


def test_words_of_all_pages_are_kept_at_a_thousand_pages(context: Flask) -> None:
    pages = marks_within("").pages

    texts = {f"{page.title} {page.summary}" for page in pages} | {page.title for page in pages}

    assert (finding.words_in.cache_info().maxsize or 0) >= len(texts) / len(pages) * 1000


def test_the_card_of_a_word_is_drawn_once_for_all_texts(context: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[str] = []

    class Card(str):
        __slots__ = ()

        def format(self, *args: object, **values: object) -> str:
            drawn.append(str(values["key"]))
            return str.format(self, *args, **values)

    monkeypatch.setattr(words, "CARD", Card(words.CARD))
    context.extensions.pop("portal.kept.values", None)

    texts = [words.with_terms("<p>Text.</p>", ("safety-plan", "harm")) for _ in range(3)]

    assert len(set(texts)) == 1
    assert max(Counter(drawn).values()) == 1
