"""What Southern says in Spanish: marked as waiting for a practitioner, and found by Spanish and English words."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import portal_southern
import pytest

if TYPE_CHECKING:
    from portal.testing import Portal

FOLDER = Path(portal_southern.__file__).parent
CONTENT = FOLDER / "content"
WAITING = "endiente de revisión por una persona profesional de la práctica"
SPANISH = sorted(
    file
    for file in [*CONTENT.rglob("*.md"), *CONTENT.rglob("*.toml")]
    if file.stem in {"las-tres-preguntas", "antes-de-la-reunion", "la-palabra-que-ella-uso", "escala-de-seguridad",
                     "las-tres-casas"}
)  # fmt: skip
SHEETS = "/regions/southern/worksheets/"


@pytest.fixture
def portal(portal_app: Any) -> Portal:
    """Give a portal with the Southern plugin on."""
    made: Portal = portal_app(plugins=[FOLDER], regions=["southern", "elsewhere"])
    return made


def test_there_are_five_spanish_pieces() -> None:
    assert len(SPANISH) == 5


@pytest.mark.parametrize("file", SPANISH, ids=lambda file: file.stem)
def test_each_spanish_piece_says_that_a_practitioner_has_not_reviewed_it(file: Path) -> None:
    assert WAITING in file.read_text(encoding="utf-8")


def test_spanish_tools_are_spoken_as_spanish_in_the_list(portal: Portal) -> None:
    page = portal.as_user("worker", "southern").assert_page_ok("/regions/southern/tools/").get_data(as_text=True)

    for title in ("Las tres preguntas", "Antes de la reunión del equipo"):
        assert f'lang="es" dir="ltr">{title}</a>' in page


def test_its_worksheets_are_spanish_from_the_first_word_to_the_button(portal: Portal) -> None:
    worker = portal.as_user("worker", "southern")

    for key in ("escala-de-seguridad", "las-tres-casas"):
        page = worker.assert_page_ok(SHEETS + key).get_data(as_text=True)
        assert '<article class="sheet" lang="es"' in page
        assert "Imprimir la hoja" in page
        assert "<form" not in page


@pytest.mark.parametrize("question", ["reunion", "CFT", "junta", "Spanish español"])
def test_a_spanish_tool_is_found_in_both_languages(portal: Portal, question: str) -> None:
    said = portal.as_user("worker", "southern").text(f"/regions/southern/tools/?q={question}")

    assert "Antes de la reunión del equipo" in said


def test_its_worksheets_are_the_regions_own(portal: Portal) -> None:
    assert portal.as_user("regional-editor", "elsewhere").get(f"{SHEETS}las-tres-casas").status_code == 404
    assert portal.client.get(f"{SHEETS}las-tres-casas").status_code == 303
