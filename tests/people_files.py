"""Files of people as journey 27 has them: many rows in order, and thirteen that are not."""

from __future__ import annotations

import csv
import io
from itertools import chain

HEADER = ("Name", "Email", "County", "Role")
COUNTIES = ("Butte", "Fresno", "San Diego", "Alameda", "Tehama")
ROLES = ("County worker", "Supervisor or coach", "County liaison")
PRESENT, ELSEWHERE = "present@butte.example", "elsewhere@butte.example"
Person = tuple[str, str, str, str]


def good(number: int) -> Person:
    """Return a row in order, another one for each number."""
    county = COUNTIES[number % len(COUNTIES)]
    return (f"Person {number}", f"person{number}@import.example", county, ROLES[number % 7 % 3])


def not_ready() -> list[Person]:
    """Return the thirteen of the journey: eleven bad ones, one who is here already, and one who is here elsewhere.

    The first two people in order have to stand above them, and the two who are here are of Butte and of Fresno.
    """
    return [
        ("Wrong One", "wrong.example", "Butte", "County worker"),
        ("Wrong Two", "wrong@", "Butte", "County worker"),
        ("Wrong Three", "wr ong@x.example", "Butte", "County worker"),
        ("Lost One", "lost1@x.example", "Bute", "County worker"),
        ("Lost Two", "lost2@x.example", "Atlantis", "County worker"),
        ("Twice One", good(0)[1], "Butte", "County worker"),
        ("Twice Two", good(1)[1].upper(), "Fresno", "County worker"),
        ("Here Already", PRESENT, "Butte", "County worker"),
        ("Here Elsewhere", ELSEWHERE, "Butte", "County worker"),
        ("Odd Role", "odd@x.example", "Butte", "Chief of everything"),
        ("", "nameless@x.example", "Butte", "County worker"),
        ("N" * 400, "long@x.example", "Butte", "County worker"),
        ('=HYPERLINK("http://x.example","Ana")', "formula@x.example", "Butte", "County worker"),
    ]


def mended(number: int, row: dict[str, str]) -> Person:
    """Return a downloaded row as somebody mends it; the two who are here stay as they are."""
    if row["Email"] in {PRESENT, ELSEWHERE}:
        return (row["Name"], row["Email"], row["County"], row["Role"])
    return (f"Mended {number}", f"mended{number}@x.example", "Butte", "County worker")


def written(rows: list[Person], *, header: tuple[str, ...] = HEADER, separator: str = ",") -> bytes:
    """Return rows as a file in UTF-8."""
    held = io.StringIO()
    csv.writer(held, delimiter=separator).writerows(chain([header], rows))
    return held.getvalue().encode()


def journey_file(people: int) -> bytes:
    """Return a file with so many people in order, and the thirteen behind them."""
    return written([good(number) for number in range(people)] + not_ready())
