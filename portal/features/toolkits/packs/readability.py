"""How hard a pack's pages are to read, each against its target, and which parts may be harder, with the reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from portal.features.toolkits import rules
from portal.features.toolkits.packs.shapes import Row, Shape, rows_of, toml_of
from portal.foundation.errors import Fault, FaultyContent
from portal.foundation.slugs import nearest
from portal.infrastructure.markup.prose import passages_of
from portal.infrastructure.reading import read

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from portal.features.toolkits.packs.values import Pack, PackPage

EXCEPTIONS = Shape(table="exceptions", noun="the exception", texts=("page", "reason"), may_texts=("part",))
WORDS_TO_MEASURE = 50  # fewer say nothing: one name of an agency tips the grade


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """A page, or the part under one of its headings: its school grade, its ease, and whether it is too hard."""

    page: str
    part: str = ""
    words: int
    grade: float
    ease: float
    target: float
    is_over: bool

    @property
    def name(self) -> str:
        """The page, with the part where it is one."""
        return f"{self.page} · {self.part}" if self.part else self.page


@dataclass(frozen=True, slots=True)
class Allowed:
    """A part that may be harder than its target, and why."""

    page: str
    part: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Readability:
    """What was measured: each page, all that is too hard, what of it is excepted, and exceptions nothing needs."""

    pages: tuple[Measured, ...]
    over: tuple[Measured, ...]
    excepted: tuple[tuple[Measured, Allowed], ...]
    stale: tuple[Allowed, ...]

    @property
    def is_right(self) -> bool:
        """Say whether every page keeps its target or is excepted, and no exception is left over."""
        return not self.over and not self.stale


def read_exceptions(file: Path, pack: Pack) -> tuple[Allowed, ...]:
    """Return the exceptions of a file, or raise FaultyContent with all that is wrong in it."""
    faults: list[Fault] = []
    rows = rows_of(toml_of(file, faults.append, EXCEPTIONS.table), EXCEPTIONS, faults.append) or []
    known = {page.slug for page in pack.pages}
    for row in rows:
        tell_faults(row, known, faults.append)
    if faults:
        raise FaultyContent(faults)
    return tuple(Allowed(row.text("page"), row.text("part"), row.text("reason")) for row in rows)


def tell_faults(row: Row, known: Iterable[str], keep: Callable[[Fault], None]) -> None:
    """Tell what is wrong with an exception."""
    for fault in row.shape_faults():
        keep(fault)
    page = row.text("page")
    if page.strip() and page not in known:
        keep(row.fault("page", f"there is no page “{page}”{nearest(page, known)}"))


def measure(pack: Pack, exceptions: Iterable[Allowed] = ()) -> Readability:
    """Return how hard the pages are and their parts: where a page is too hard as a whole, its parts are not told."""
    allowed = {(one.page, one.part): one for one in exceptions}
    pages = tuple(measured for page in pack.pages if (measured := whole_of(page)))
    hard = [one for page in pack.pages for one in hard_ones(page)]
    return Readability(
        pages=pages,
        over=tuple(one for one in hard if (one.page, one.part) not in allowed),
        excepted=tuple((one, allowed[one.page, one.part]) for one in hard if (one.page, one.part) in allowed),
        stale=tuple(one for key, one in allowed.items() if key not in {(each.page, each.part) for each in hard}),
    )


def whole_of(page: PackPage) -> Measured | None:
    """Return a page's measure, None where it has too few words for one."""
    return measured(page, "", [passage.text for passage in passages_of(page.body) if passage.kind == "paragraph"])


def hard_ones(page: PackPage) -> Iterator[Measured]:
    """Give the page if it is too hard, else those of its parts that are."""
    whole = whole_of(page)
    if whole and whole.is_over:
        yield whole
        return
    for part, passages in parts_of(page):
        found = measured(page, part, passages)
        if part and found and found.is_over:
            yield found


def parts_of(page: PackPage) -> Iterator[tuple[str, list[str]]]:
    """Give the paragraphs under each heading of a page; the first part has none."""
    part, passages = "", list[str]()
    for passage in passages_of(page.body):
        if passage.kind == "heading":
            yield part, passages
            part, passages = passage.text, []
        elif passage.kind == "paragraph":
            passages.append(passage.text)
    yield part, passages


def measured(page: PackPage, part: str, passages: list[str]) -> Measured | None:
    """Return the measure of some paragraphs of a page."""
    language = page.facts["language"]
    reading = read("\n".join(passages), language)
    if reading.words < WORDS_TO_MEASURE or language not in rules.GRADED_LANGUAGES:
        return None
    target = rules.grade_target(page.kind)
    is_hard = reading.grade > target or (language == "es" and reading.ease < rules.EASE_IN_SPANISH)
    return Measured(
        page=page.slug, part=part, words=reading.words, grade=reading.grade, ease=reading.ease, target=target,
        is_over=is_hard,
    )  # fmt: skip
