"""Which contact answers for a county."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from portal.features.contacts.rules import contact_for


@dataclass(frozen=True)
class Somebody:
    counties: tuple[str, ...] = ()


BUTTE, BOTH, EVERYWHERE, LATER = Somebody(("06007",)), Somebody(("06049", "06007")), Somebody(), Somebody()


@pytest.mark.parametrize(
    ("contacts", "county", "answer"),
    [
        ([EVERYWHERE, BUTTE], "06007", BUTTE),
        ([BUTTE, EVERYWHERE], "06007", BUTTE),
        ([BOTH, BUTTE], "06007", BOTH),
        ([BUTTE, BOTH], "06007", BUTTE),
        ([BUTTE, EVERYWHERE, LATER], "06049", EVERYWHERE),
        ([BUTTE, EVERYWHERE], None, EVERYWHERE),
        ([BUTTE], "06049", None),
        ([BUTTE], None, None),
        ([], "06007", None),
    ],
)
def test_who_names_the_county_answers_else_who_answers_for_all(
    contacts: list[Somebody], county: str | None, answer: Somebody | None
) -> None:
    assert contact_for(contacts, county) is answer
