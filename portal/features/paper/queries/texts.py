"""What a page or a region's tool says on paper, ready to be written as a file."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from portal.features.paper import rules
from portal.features.paper.queries.codes import page_codes, tool_codes
from portal.features.toolkits.models import Page, PageRevision
from portal.features.toolkits.queries import page_addresses, picture_library
from portal.foundation.database import db
from portal.foundation.days import day_in_words
from portal.infrastructure.markup.figures import drawing_of
from portal.infrastructure.markup.markdown import build_parser, mark_lists
from portal.infrastructure.markup.pictures import NAMED
from portal.infrastructure.papers import Picture, Sheet, parts_of
from portal.plugin_host.attachments import lead_to_files

if TYPE_CHECKING:
    from datetime import date

    from portal.features.toolkits.queries import PageView
    from portal.infrastructure.papers import Part

GREYS = (
    ".drawing{font-family:'Libertinus Serif';font-size:14px}.f-bold,.f-on{font-size:14.5px;font-weight:700}"
    ".f-on{fill:#fff}.f-line,.f-thin,.f-warm,.f-way{fill:none;stroke:#000;stroke-width:2px;stroke-linecap:round}"
    ".f-thin{stroke:#555;stroke-width:1.5px}.f-warm{stroke:#555;stroke-width:3.5px}.f-way{stroke:#999;stroke-width:5px}"
    ".f-wash{fill:#eee;stroke:#333;stroke-width:2px}.f-paper{fill:#fff;stroke:#555;stroke-width:2px}"
    ".f-dot{fill:#333;stroke:#333;stroke-width:2px}"
)
WHOLE = ("http://", "https://", "mailto:", "tel:")


@dataclass(frozen=True, slots=True)
class PaperText:
    """A sheet, and the mark by which one is told from what it was before."""

    sheet: Sheet
    mark: str


@dataclass(frozen=True, slots=True)
class Standing:
    """Which version a sheet is: its number, since when, and its code, which a version has from the start."""

    number: int
    changed_on: date
    code: str


def text_of_page(page: PageView, *, base: str) -> PaperText:
    """Return a page as a sheet. `base` is the portal's public address."""
    body = db.session.scalar(
        select(PageRevision.body)
        .join(Page, Page.id == PageRevision.page_id)
        .where(Page.slug == page.slug, PageRevision.number == page.version)
    )
    words = rules.words_in(page.language)
    facts = [(words.kept_by, page.owner)]
    if page.credits:
        facts.append((words.credit, "; ".join(page.credits)))
    if page.rights:
        facts.append((words.rights, page.rights))
    if page.awaiting:
        facts.append((words.awaiting, words.awaited or page.awaiting))
    return finish(
        Sheet(
            title=page.title,
            summary=page.summary,
            eyebrow=words.kinds[page.kind],
            parts=parts_from(body or "", base=base),
            author=page.owner,
            changed_on=page.changed_on,
            language=page.language,
            sizes=rules.PAPER_SIZES[page.kind],
            most_pages=rules.MOST_PAPER_PAGES.get(page.kind, 0),
            facts=tuple(facts),
        ),
        Standing(page.version, page.changed_on, page_codes().get(page.slug, "")),
        base=base,
    )


def text_of_tool(tool: Any, *, region_name: str, is_right_to_left: bool, base: str) -> PaperText:
    """Return a region's tool as a sheet."""
    known = tool_codes(tool.region_id).get(tool.key)
    words = rules.words_in(tool.language)
    facts = [(words.kept_by, tool.owner)]
    if tool.target:
        facts.append((words.elsewhere, tool.target))
    return finish(
        Sheet(
            title=tool.title,
            summary=tool.summary,
            eyebrow=region_name,
            parts=parts_from(
                lead_to_files(tool.body, tool.plugin_id), base=base, is_checklist=tool.kind == "checklist"
            ),
            author=tool.owner,
            changed_on=known.made_on if known else tool.last_checked,
            language=tool.language,
            is_right_to_left=is_right_to_left,
            facts=tuple(facts),
        ),
        Standing(
            known.number if known else 1, known.made_on if known else tool.last_checked, known.code if known else ""
        ),
        base=base,
    )


def parts_from(body: str, *, base: str, is_checklist: bool = False) -> tuple[Part, ...]:
    """Return the parts of a text; its links lead to whole addresses, and words explained in place are plain words."""
    addresses = page_addresses()

    def resolve(href: str) -> str:
        if href.startswith("page:"):
            slug, _, anchor = href.removeprefix("page:").partition("#")
            return f"{base}{addresses[slug]}{f'#{anchor}' if anchor else ''}" if slug in addresses else ""
        if href.startswith("/"):
            return base + href
        return href if href.startswith(WHOLE) else ""

    tokens = build_parser().parse(body)
    mark_lists(tokens, as_checklist=is_checklist)
    return parts_of(tokens, resolve=resolve, draw=drawn_in_grey, show=picture_named)


def picture_named(source: str, words: str) -> Picture | None:
    """Return the picture of the library that an image names, with its own words where the text has none for it."""
    found = picture_library().get(source.removeprefix(NAMED)) if source.startswith(NAMED) else None
    if found is None:
        return None
    return Picture(found.address.rpartition("/")[2], words or found.alternative, found.width, found.height)


def drawn_in_grey(name: str) -> str:
    """Return a figure of the toolkit as a picture of its own, in the greys of paper."""
    head, _, rest = drawing_of(name).partition(">")
    return f'{head} xmlns="http://www.w3.org/2000/svg"><style>{GREYS}</style>{rest}'


def finish(sheet: Sheet, standing: Standing, *, base: str) -> PaperText:
    """Return a sheet with what stands at its foot: which version it is, and how to find out whether it still holds."""
    words = rules.words_in(sheet.language)
    version = f"{words.version} {standing.number}"
    day = day_in_words(standing.changed_on, sheet.language)
    foot = [f"{sheet.title} · {version} · {day} · {sheet.author}"]
    code = rules.shown_code(standing.code) if standing.code else ""
    if code:
        foot.append(words.scan.format(code=code, address=f"{base.partition('://')[2]}/c/"))
    foot.append(words.initials)
    whole = replace(
        sheet,
        foot=tuple(foot),
        check_url=f"{base}/c/{standing.code}" if code else "",
        check_words=words.check.format(code=code, address=f"{base}/c/") if code else "",
        page_words=words.page,
    )
    return PaperText(whole, hashlib.sha256(repr(whole).encode()).hexdigest()[:32])
