"""What a form tells: phone numbers, mail addresses, numbers of people and cases, dates of birth, street addresses."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from phonenumbers import PhoneNumberMatcher

from portal.infrastructure.guard.findings import ADDRESS, BIRTH, CASE, EMAIL, PHONE, SSN, Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST = 20_000
MONTHS = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|"
    "dec(?:ember)?|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre"
)
DAY = (
    r"(?:\d{1,2}[/.\-]\d{1,2}[/.\-]\d{2,4}|\d{4}-\d{2}-\d{2}"
    rf"|(?:{MONTHS})\.? \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}}|\d{{1,2}} (?:de )?(?:{MONTHS})(?: de)?,? \d{{4}})"
)
STREETS = (
    "street|st|avenue|ave|road|rd|boulevard|blvd|drive|dr|lane|ln|court|ct|place|pl|way|circle|cir|terrace|highway|hwy"
)
FORMS = (
    (EMAIL, re.compile(r"[\w.+%-]{1,64}(?:@| ?[(\[]at[)\]] ?)(?:[\w-]{1,63}\.)+[a-z]{2,24}", re.IGNORECASE)),
    (SSN, re.compile(r"\b(?:ssn?|social security)\b[^\n\d]{0,15}\d{9}\b", re.IGNORECASE)),
    (SSN, re.compile(r"(?<![\w-])(?!000|666|9\d\d)\d{3}([- ])(?!00)\d{2}\1(?!0000)\d{4}(?![\w-])")),
    (
        BIRTH,
        re.compile(
            rf"(?:\bd\.?o\.?b\b\.?|\bborn\b|date of birth|birth ?day|birthdate|fecha de nacimiento|nacid[oa]|naci[óo])"
            rf"[^\n\d]{{0,15}}?({DAY})",
            re.IGNORECASE,
        ),
    ),
    (
        CASE,
        re.compile(
            r"(?:\b(?:case|referral|client|court|docket|petition|caso|expediente)\b(?: (?:number|no|nr|id)\b\.?)?"
            r"|\bn[úu]mero de (?:caso|expediente)\b)[ :#№.]{0,4}((?=[A-Z0-9-]*\d{3})[A-Z0-9][A-Z0-9-]{4,24})\b",
            re.IGNORECASE,
        ),
    ),
    (CASE, re.compile(r"(?<![\w-])\d{4}-?\d{4}-?\d{4}-?\d{7}(?![\w-])")),
    (
        ADDRESS,
        re.compile(
            rf"(?<![\w/-])\d{{1,6}}(?: [NSEW]\.?)?(?: (?:[A-Z0-9][\w’'.-]{{0,24}})){{1,4}} (?i:{STREETS})\b\.?"
            r"|(?i:\b(?:calle|avenida)) [A-ZÁÉÍÓÚÑ][\w’'.-]{1,24}(?: [A-ZÁÉÍÓÚÑ][\w’'.-]{1,24}){0,3}"
            r",? (?:n[úu]m(?:ero|\.)? ?|#)?\d{1,6}"
        ),
    ),
)


def find_numbers(text: str) -> Iterator[Finding]:
    """Give what has the form of a number, an address or a date that belongs to one person."""
    for kind, form in FORMS:
        for match in form.finditer(text[:LONGEST]):
            group = match.lastindex if kind in {BIRTH, CASE} and match.lastindex else 0
            start, end = match.span(group)
            yield Finding(kind, start, end, text[start:end])
    for phone in PhoneNumberMatcher(text[:LONGEST], "US"):
        yield Finding(PHONE, phone.start, phone.end, phone.raw_string)
