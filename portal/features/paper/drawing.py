"""What a page of the toolkit, and the page of a region's tool, show of their paper: files, foot, recall."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import segno

from portal.features.paper import rules
from portal.features.paper.queries import page_codes, recall_of, standing_recalls, tool_codes
from portal.features.toolkits.queries import pages_by_slug
from portal.features.toolkits.rules import ON_PAPER, SHEET
from portal.foundation.clock import day_in_california
from portal.foundation.days import day_in_words
from portal.infrastructure.epoch import kept_per_epoch
from portal.plugin_host.contributions import PageMark, PagePiece
from portal.web.settings import settings_here
from portal.web.slots import render_shared

if TYPE_CHECKING:
    from datetime import date

    from portal.features.paper.queries import RecallView
    from portal.features.toolkits.queries import PageView

FILES = (("pdf", "PDF", "US Letter, for printing"), ("docx", "Word", "DOCX, to change or type in"))
FIRST, LAST = 10, 900


def page_pieces(page: PageView) -> list[PagePiece]:
    """Return the pieces of a page of the toolkit."""
    recall = recall_of(rules.Subject(page.slug))
    pieces = [notice_of(recall, page.language, is_for_families=page.kind == SHEET)] if recall else []
    if page.kind not in ON_PAPER:
        return pieces
    if recall is None:
        pieces.append(files_of(page.url, endings=("pdf", "docx")))
    code = page_codes().get(page.slug, "")
    if code:
        foot = foot_of(
            title=page.title,
            number=page.version,
            on=page.changed_on,
            owner=page.owner,
            code=code,
            language=page.language,
        )
        pieces += [foot, fact_of(code)]
    return pieces


def tool_pieces(tool: Any) -> list[PagePiece]:
    """Return the pieces of the page of a region's tool."""
    recall = recall_of(rules.Subject(tool.id, tool.region.id))
    pieces = [notice_of(recall, tool.language)] if recall else []
    if recall is None:
        pieces.append(files_of(tool.url, endings=("pdf", "docx") if rules.is_drawn(tool.language) else ("docx",)))
    known = tool_codes(tool.region.id).get(tool.id)
    if known is not None:
        foot = foot_of(
            title=tool.title,
            number=known.number,
            on=known.made_on,
            owner=tool.owner,
            code=known.code,
            language=tool.language,
        )
        pieces += [foot, fact_of(known.code)]
    return pieces


def notice_of(recall: RecallView, language: str, *, is_for_families: bool = False) -> PagePiece:
    """Return the banner of a page that is recalled, in the page's language."""
    html = render_shared(
        "paper/_recall.html", recall=recall, **recall_values(recall, language, is_for_families=is_for_families)
    )
    return PagePiece(place="notice", order=FIRST, html=html)


def recall_values(recall: RecallView, language: str, *, is_for_families: bool = False) -> dict[str, Any]:
    """Return what the banner says beside the reason, which stays as it was written."""
    words = rules.recall_words_in(language)
    return {
        "words": words,
        "ask": words.ask_worker if is_for_families else words.ask_contact,
        "since": words.since.format(day=day_in_words(day_in_california(recall.since), words.language)),
    }


def files_of(url: str, *, endings: tuple[str, ...]) -> PagePiece:
    """Return the ways to a page's files."""
    files = [(f"{url}.{ending}", name, words) for ending, name, words in FILES if ending in endings]
    return PagePiece(place="actions", html=render_shared("paper/_files.html", files=files))


def fact_of(code: str) -> PagePiece:
    """Return the row with the code among the facts of a page."""
    html = render_shared("paper/_code.html", code=code, shown=rules.shown_code(code))
    return PagePiece(place="facts", order=LAST, html=html)


def foot_of(*, title: str, number: int, on: date, owner: str, code: str, language: str) -> PagePiece:
    """Return what stands at the foot of the printed page."""
    words = rules.words_in(language)
    base = settings_here().public_url
    html = render_shared(
        "paper/_foot.html",
        line=f"{title} · {words.version} {number} · {day_in_words(on, language)} · {owner}",
        scan=words.scan.format(code=rules.shown_code(code), address=f"{base.partition('://')[2]}/c/"),
        initials=words.initials,
        square=square_of(f"{base}/c/{code}"),
    )
    return PagePiece(place="paper", html=html)


@kept_per_epoch
def square_of(address: str) -> tuple[int, str]:
    """Return the square that a camera reads as an address: its side, and its dark modules as a path."""
    square = segno.make(address, error="m", micro=False)
    path = "".join(
        f"M{column} {row}h1v1h-1z"
        for row, modules in enumerate(square.matrix_iter(border=0))
        for column, dark in enumerate(modules)
        if dark
    )
    return int(square.symbol_size(border=0)[0]), path


def page_marks() -> dict[str, PageMark]:
    """Return the mark of every page that is recalled, by slug."""
    return {subject.slug: PageMark(words="Recalled") for subject in standing_recalls() if subject.region_id is None}


def tool_marks() -> dict[tuple[str, str], PageMark]:
    """Return the mark of every tool of a region that is recalled, by region and key."""
    return {
        (subject.region_id, subject.slug): PageMark(words="Recalled")
        for subject in standing_recalls()
        if subject.region_id is not None
    }


def shown_codes(region_id: str | None) -> dict[str, str]:
    """Return the codes as they are printed, by slug or key: of pages that go on paper, or of a region's tools."""
    if region_id is not None:
        return {key: rules.shown_code(known.code) for key, known in tool_codes(region_id).items()}
    pages, codes = pages_by_slug(), page_codes()
    return {slug: rules.shown_code(code) for slug, code in codes.items() if pages[slug].kind in ON_PAPER}
