"""The blank forms of the pack: which tools have one, what each says first, and that it is short."""

from __future__ import annotations

from functools import cache

import pytest

from portal.cli.content import PACK
from portal.features.toolkits.packs import read_pack
from portal.features.toolkits.packs.values import PackPage
from portal.infrastructure.markup.blanks import FIELDS, SCALE, TICK, WRITE, Blank
from portal.infrastructure.markup.markdown import build_parser

WITH_FORM = {  # the pages whose blank template the site map asks for, and the three that are built part by part
    "across-difference", "solution-focused", "scaling", "three-questions", "three-houses", "younger-children",
    "genogram-ecomap", "mapping-individual", "mapping-group", "mapping-with-families", "harm-statements",
    "danger-statements", "safety-goals", "cft-meetings", "safety-planning", "case-plans", "transition", "coaching-plan",
    "coaching-cards", "reflective-supervision", "group-supervision", "red-teams", "observation", "practice-profiles",
    "snapshot", "linked-teams", "county-plan", "initiative-mapping", "family-feedback", "outcomes-pdsa",
    "implementation-guide",
}  # fmt: skip
ONLY_WITH_PERMISSION = {
    "safety-house": "get permission",
    "circles": "is not copied here",
    "consultation-framework": "are not shown here",
}
KEPT_OUT = (
    "Use initials or a pseudonym; do not write a case number here.",
    "Nothing about a family belongs on this sheet.",
    "Please write no names, no dates and no case number.",
)
INCHES = {WRITE: 0.3, FIELDS: 0.5, SCALE: 0.9, TICK: 0.24}  # of a line, a row, a scale, a point
FRAMES = {"small": 1.1, "medium": 2.4, "large": 5.0}
ROOM_ON_TWO_PAGES = 2 * 8.7


SECTIONS = {file.stem: file.parent.name for file in PACK.rglob("*.md")}
FORMS = sorted(file.stem for file in PACK.rglob("*.md") if "\nkind: form\n" in file.read_text(encoding="utf-8"))


@cache
def pages() -> dict[str, PackPage]:
    return {page.slug: page for page in read_pack(PACK).pages}


def forms() -> list[str]:
    return sorted(slug for slug, page in pages().items() if page.kind == "form")


def height_of(body: str) -> float:
    """Return roughly how many inches a form fills: its blanks, its tables' rows, and the words between."""
    tokens = build_parser().parse(body)
    height = 1.6  # title, summary and foot
    for token in tokens:
        blank = token.meta.get("blank")
        if isinstance(blank, Blank) and token.nesting > 0:
            lines = blank.lines * INCHES[WRITE]
            height += (
                0.35 + lines + FRAMES.get(blank.size, 0) + INCHES.get(blank.kind, 0) * (blank.kind in {FIELDS, SCALE})
            )
        height += {"tr_open": 0.34, "list_item_open": INCHES[TICK], "heading_open": 0.3}.get(token.type, 0)
        if token.type == "inline" and token.level < 2:
            height += 0.2 * (1 + len(token.content) // 95)
    return height


def test_each_tool_with_a_template_has_its_form_and_no_other() -> None:
    having = {tool for slug in forms() for tool in pages()[slug].facts["tools"]}

    assert having == WITH_FORM
    assert forms() == FORMS
    assert len(FORMS) == 33


@pytest.mark.parametrize(("slug", "told"), ONLY_WITH_PERMISSION.items())
def test_a_form_that_belongs_to_others_is_not_here_and_the_page_says_so(slug: str, told: str) -> None:
    page = pages()[slug]

    assert told in page.body
    assert "permission" in page.facts["rights"]


@pytest.mark.parametrize("slug", FORMS)
def test_a_form_says_first_what_is_kept_off_it(slug: str) -> None:
    first = pages()[slug].body.strip().partition("\n\n")[0]

    assert first.endswith(KEPT_OUT)


@pytest.mark.parametrize("slug", FORMS)
def test_a_form_carries_the_credits_and_rights_of_its_tool(slug: str) -> None:
    form = pages()[slug]
    tool = pages()[form.facts["tools"][0]]

    assert set(tool.facts["credits"]) <= set(form.facts["credits"])
    assert form.facts["rights"] == tool.facts["rights"]
    assert form.section == tool.section


@pytest.mark.parametrize("slug", FORMS)
def test_a_form_has_room_to_write_and_fits_on_two_pages(slug: str) -> None:
    body = pages()[slug].body

    assert "::: write" in body or "::: draw" in body
    assert height_of(body) <= ROOM_ON_TWO_PAGES


def test_a_child_s_name_is_asked_for_nowhere() -> None:
    asking = [
        slug
        for slug in forms()
        for word in ("Name of the child", "Child's name", "Case number", "Date of birth")
        if word in pages()[slug].body
    ]

    assert asking == []


WITH_ADULTS = sorted(
    tool
    for tool in WITH_FORM
    if tool not in {"three-houses", "younger-children", "solution-focused", "across-difference"}
)


@pytest.mark.parametrize("slug", [slug for slug in FORMS if SECTIONS[slug] == "direct-practice"])
def test_a_sheet_used_with_a_family_asks_for_its_language(slug: str) -> None:
    body = pages()[slug].body.lower()

    assert "language" in body or "interpreter" in body


@pytest.mark.parametrize("tool", [tool for tool in WITH_ADULTS if SECTIONS[tool] == "direct-practice"])
def test_a_sheet_filled_in_with_adults_names_the_tribe(tool: str) -> None:
    assert "Tribe" in pages()[f"{tool}-form"].body
