"""Two texts laid beside one another part by part: what stayed, what is new, what is gone, what was put otherwise."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SAME, ADDED, REMOVED, CHANGED, SKIPPED = "same", "added", "removed", "changed", "skipped"
BEGINS_A_PART = re.compile(r"\s*(?:[-*+]|\d+[.)])\s|#|\||:::")
WORDS = re.compile(r"\w+\s*|[^\w\s]\s*|\s+")
BARE_WORDS = re.compile(r"[^\W_]+|_|[^\w\s]")
MOST_PAIRS = 250_000  # of parts laid beside one another; longer texts are shown whole, before and after
MOST_WORD_PAIRS = 90_000  # the time grows faster than the pairs do: the worst of so many take a part of a second
ALIKE = 0.4
SHOWN_AROUND = 1


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a text: a paragraph, point, heading or row. Pieces are same, added or removed; `count` are skipped."""

    kind: str
    pieces: tuple[tuple[str, str], ...] = ()
    count: int = 0


def parts_of(text: str) -> list[str]:
    """Return a text's paragraphs, points, headings and rows."""
    parts: list[list[str]] = []
    is_open = False
    for line in text.splitlines():
        if not line.strip():
            is_open = False
            continue
        if not is_open or BEGINS_A_PART.match(line):
            parts.append([])
        parts[-1].append(line.rstrip())
        is_open = True
    return ["\n".join(lines) for lines in parts]


def differences(before: str, after: str) -> tuple[Part, ...]:
    """Return how one text became another; long runs that stayed are named by their number."""
    old, new = parts_of(before), parts_of(after)
    if len(old) * len(new) > MOST_PAIRS:
        return long_differences(old, new)
    found: list[Part] = []
    codes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    for number, (deed, start, end, new_start, new_end) in enumerate(codes):
        if deed == "equal":
            found.extend(shortened(old[start:end], is_first=number == 0, is_last=number == len(codes) - 1))
        else:
            found.extend(paired(old[start:end], new[new_start:new_end]))
    return tuple(found)


def long_differences(old: Sequence[str], new: Sequence[str]) -> tuple[Part, ...]:
    """Return how a very long text became another: what lies between the first and the last change, whole."""
    head, tail = same_ends(old, new)
    middle = (*map(gone, old[head : len(old) - tail]), *map(fresh, new[head : len(new) - tail]))
    return tuple(
        part for part in (Part(SKIPPED, count=head), *middle, Part(SKIPPED, count=tail)) if part.pieces or part.count
    )


def same_ends(old: Sequence[str], new: Sequence[str]) -> tuple[int, int]:
    """Return how much is the same at the beginning of both and, of the rest, at the end of both."""
    shorter = min(len(old), len(new))
    head = next((n for n, (one, other) in enumerate(zip(old, new, strict=False)) if one != other), shorter)
    back = zip(reversed(old[head:]), reversed(new[head:]), strict=False)
    return head, next((n for n, (one, other) in enumerate(back) if one != other), shorter - head)


def shortened(parts: Sequence[str], *, is_first: bool, is_last: bool) -> Iterator[Part]:
    """Give what stayed: only the parts beside a change are shown."""
    head = 0 if is_first else SHOWN_AROUND
    tail = 0 if is_last else SHOWN_AROUND
    if len(parts) <= head + tail + 1 and not (is_first and is_last):
        yield from map(kept, parts)
        return
    yield from map(kept, parts[:head])
    yield Part(SKIPPED, count=len(parts) - head - tail)
    yield from map(kept, parts[len(parts) - tail :])


def paired(old: Sequence[str], new: Sequence[str]) -> Iterator[Part]:
    """Give what was put in the place of what; parts that are alike are compared word by word."""
    for before, after in zip_longest(old, new):
        if before is None:
            yield fresh(after)
        elif after is None:
            yield gone(before)
        else:
            yield from reworded(before, after)


def reworded(before: str, after: str) -> Iterator[Part]:
    """Give a part with its words that are new and gone, or both parts whole if they have little in common."""
    old, new = WORDS.findall(before), WORDS.findall(after)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if len(old) * len(new) > MOST_WORD_PAIRS or matcher.ratio() < ALIKE:
        yield gone(before)
        yield fresh(after)
        return
    pieces: list[tuple[str, str]] = []
    for deed, start, end, new_start, new_end in matcher.get_opcodes():
        if deed == "equal":
            pieces.append((SAME, "".join(old[start:end])))
            continue
        pieces.append((REMOVED, "".join(old[start:end])))
        pieces.append((ADDED, "".join(new[new_start:new_end])))
    yield Part(CHANGED, tuple((kind, text) for kind, text in pieces if text))


def kept(text: str) -> Part:
    """Return a part that stayed."""
    return Part(SAME, ((SAME, text),))


def fresh(text: str) -> Part:
    """Return a part that is new."""
    return Part(ADDED, ((ADDED, text),))


def gone(text: str) -> Part:
    """Return a part that is gone."""
    return Part(REMOVED, ((REMOVED, text),))


def count_changed_words(before: str, after: str, *, at_most: int) -> int:
    """Return how many words are new or gone, or one more than asked for when there are more."""
    old, new = BARE_WORDS.findall(before), BARE_WORDS.findall(after)
    head, tail = same_ends(old, new)
    old, new = old[head : len(old) - tail], new[head : len(new) - tail]
    if abs(len(old) - len(new)) > at_most or len(old) * len(new) > MOST_WORD_PAIRS:
        return at_most + 1
    changed = 0
    for deed, first, last, new_first, new_last in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        changed += 0 if deed == "equal" else max(last - first, new_last - new_first)
    return min(changed, at_most + 1)
