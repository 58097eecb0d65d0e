"""What the parts of a worksheet must hold, wherever it comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.foundation.vocabulary import WORKSHEET_PARTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from portal.plugin_host.contributions import WorksheetPart

WORDS_ONLY = frozenset({"heading", "note"})
WITH_CHOICES = {"choice": 2, "checks": 1, "table": 1}
ENDS_OF_A_SCALE = 2
MOST_PARTS, MOST_CHOICES, MOST_ROWS = 40, 12, 12
LONGEST_LABEL, LONGEST_HELP, LONGEST_CHOICE = 200, 600, 120


def faults_of_part(part: WorksheetPart) -> Iterator[tuple[str, str]]:
    """Give what is wrong with a part: the key, and the reason."""
    if part.kind not in WORKSHEET_PARTS:
        yield "kind", f"“kind” must be one of {', '.join(WORKSHEET_PARTS)}"
    if not part.label.strip():
        yield "label", "“label” is missing"
    for key, text, longest in (("label", part.label, LONGEST_LABEL), ("help", part.help, LONGEST_HELP)):
        if len(text) > longest:
            yield key, f"“{key}” is longer than {longest} characters"
    if any(len(choice) > LONGEST_CHOICE or not choice.strip() for choice in part.choices):
        yield "choices", f"each of “choices” must have 1 to {LONGEST_CHOICE} characters"
    if fault := fault_of_choices(part):
        yield "choices", fault
    if not 1 <= part.rows <= MOST_ROWS:
        yield "rows", f"“rows” must be 1 to {MOST_ROWS}"


def fault_of_choices(part: WorksheetPart) -> str:
    """Return why the number of choices does not fit the kind of part, or an empty text."""
    count = len(part.choices)
    if part.kind == "scale":
        is_whole = count in {0, ENDS_OF_A_SCALE}
        return "" if is_whole else "the “choices” of a scale are the words at its two ends, or none"
    if least := WITH_CHOICES.get(part.kind):
        return "" if least <= count <= MOST_CHOICES else f"a {part.kind} needs {least} to {MOST_CHOICES} “choices”"
    return "" if count == 0 or part.kind not in WORKSHEET_PARTS else f"a {part.kind} has no “choices”"


def fault_of_parts(parts: tuple[WorksheetPart, ...]) -> str:
    """Return why parts do not make a worksheet, or an empty text."""
    if len(parts) > MOST_PARTS:
        return f"a worksheet has at most {MOST_PARTS} parts; divide it"
    if all(part.kind in WORDS_ONLY for part in parts):
        return "there is nothing to fill in"
    return ""
