"""What was found, and where."""

from __future__ import annotations

from dataclasses import dataclass

NAME, PHONE, EMAIL, SSN, BIRTH, CASE, ADDRESS = "name", "phone", "email", "ssn", "birth", "case", "address"
KINDS = {
    NAME: "may be a person’s name",
    PHONE: "looks like a phone number",
    EMAIL: "looks like a mail address",
    SSN: "looks like a Social Security number",
    BIRTH: "looks like a date of birth",
    CASE: "looks like a case number",
    ADDRESS: "looks like a street address",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """A piece of a text from `start` to before `end`, as it is written, and what kind of thing it may be."""

    kind: str
    start: int
    end: int
    words: str

    def __str__(self) -> str:
        """Say what it may be, as a sentence shows it."""
        return f"“{self.words}” {KINDS[self.kind]}"
