"""Codes on paper, and what a recall may become. Values only.

A code is seven random characters and one that is worked out from them (ISO 7064, MOD 37-2): no single character that is
wrong and no two that are swapped, wherever they stand, make another valid code. None of them looks like another one.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from stdnum.iso7064 import mod_37_2

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LOOKALIKES = str.maketrans("OIL", "011", " -–—.·")
CODE_LENGTH, HALF = 8, 4
LONGEST_TYPED = 40
WRONG_CODES_A_MINUTE = 30
REASON_LENGTH = 500

WAITING, STANDING, LIFTED, DROPPED = "waiting", "standing", "lifted", "dropped"
STATES = {WAITING: "Waits for a second person", STANDING: "Recalled", LIFTED: "Lifted", DROPPED: "Not confirmed"}
CURRENT, SUPERSEDED, WITHDRAWN, RECALLED = "current", "superseded", "withdrawn", "recalled"

DRAWN_LANGUAGES = frozenset({"en", "es", "vi", "tl", "hmn", "ru"})  # letters of these are in every PDF's own fonts
PAPER_SIZES = {  # of letters, in points, the one that is liked best first
    "tool": (11.25, 11.0, 10.75, 10.5, 10.25, 10.0),
    "guide": (12.0, 11.5, 11.0, 10.75, 10.5, 10.25, 10.0),
    "form": (11.0, 10.75, 10.5, 10.25, 10.0, 11.5, 12.0, 12.5),
    "sheet": (13.0, 12.5, 12.0, 11.5, 11.0),
}
MOST_PAPER_PAGES = {"guide": 1, "form": 2, "sheet": 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperWords:
    """What the portal itself says on a sheet, in one language."""

    kinds: dict[str, str]
    version: str
    page: str
    scan: str
    check: str
    initials: str
    kept_by: str
    credit: str
    rights: str
    awaiting: str
    awaited: str  # in place of the page's own words for who reviews it, which are English; empty for those
    elsewhere: str


ENGLISH = PaperWords(
    kinds={"tool": "Practice tool", "guide": "Quick guide", "form": "Blank form", "sheet": "For families"},
    version="Version",
    page="Page",
    scan="Is this sheet still right? Scan the square, or type {code} at {address}",
    check="To find out whether this sheet is still right, type the code {code} at {address}",
    initials="Use initials or a pseudonym; do not write a case number here.",
    kept_by="Kept by",
    credit="Credit",
    rights="Rights",
    awaiting="Awaiting review by",
    awaited="",
    elsewhere="On another site",
)
SPANISH = PaperWords(
    kinds={"tool": "Herramienta", "guide": "Guía rápida", "form": "Formulario", "sheet": "Para familias"},
    version="Versión",
    page="Página",
    scan="¿Sigue vigente esta hoja? Escanee el código o escriba {code} en {address}",
    check="Para saber si esta hoja sigue vigente, escriba el código {code} en {address}",
    initials="Use iniciales o un seudónimo; no escriba aquí ningún número de caso.",
    kept_by="A cargo de",
    credit="Créditos",
    rights="Derechos",
    awaiting="Traducción",
    awaited="Se escribió con cuidado. Está en espera de que la revise una persona que trabaja con familias.",
    elsewhere="En otro sitio",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RecallWords:
    """What the portal itself says of a recall, in one language."""

    language: str
    title: str
    use: str
    instead: str
    nothing: str
    ask_contact: str
    ask_worker: str
    urgent: str
    since: str


RECALL_WORDS = {
    "en": RecallWords(
        language="en",
        title="Recalled: please do not use this",
        use="Use",
        instead="instead.",
        nothing="Nothing replaces it yet.",
        ask_contact="Ask your regional contact what to use.",
        ask_worker="Ask your worker what to use.",
        urgent="Stop using copies you have, and tell whoever got one.",
        since="Recalled on {day}.",
    ),
    "es": RecallWords(
        language="es",
        title="Retirada: por favor, no la use",
        use="En su lugar, use",
        instead="",
        nothing="Todavía no hay nada que la reemplace.",
        ask_contact="Pregunte a su contacto regional qué puede usar.",
        ask_worker="Pregunte a su trabajadora o trabajador social qué puede usar.",
        urgent="Deje de usar las copias que tenga y avise a quien haya recibido una.",
        since="Retirada el {day}.",
    ),
}


@dataclass(frozen=True, slots=True)
class Subject:
    """What a code or a recall is about: a page by its slug, or with a region the tool of this key."""

    slug: str
    region_id: str | None = None


def make_code() -> str:
    """Return a new code; it tells nothing of what it stands for."""
    while True:
        body = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH - 1))
        check = mod_37_2.calc_check_digit(body)
        if check in ALPHABET:
            return body + check


def read_code(typed: str) -> str | None:
    """Return the code that somebody typed or scanned; None where it cannot be one. Capitals and gaps do not matter."""
    code = typed[:LONGEST_TYPED].upper().translate(LOOKALIKES)
    is_one = len(code) == CODE_LENGTH and set(code) <= set(ALPHABET) and mod_37_2.is_valid(code)
    return code if is_one else None


def shown_code(code: str) -> str:
    """Return a code as it is printed: ABCD-EFGH."""
    return f"{code[:HALF]}-{code[HALF:]}"


def may_confirm(*, asked_by: int, viewer: int, state: str) -> bool:
    """Say whether a person may confirm a recall: never one's own."""
    return state == WAITING and asked_by != viewer


def words_in(language: str) -> PaperWords:
    """Return what the portal says on a sheet in a language; in English where it has no words in it."""
    return SPANISH if language == "es" else ENGLISH


def recall_words_in(language: str) -> RecallWords:
    """Return what the portal says of a recall in a language; in English where it has no words in it."""
    return RECALL_WORDS.get(language, RECALL_WORDS["en"])


def is_drawn(language: str) -> bool:
    """Say whether every PDF can hold the letters of a language; Word brings its own."""
    return language in DRAWN_LANGUAGES


def key_of(subject: Subject) -> str:
    """Return what a recall is about as a form's field holds it."""
    return f"{subject.region_id or ''}/{subject.slug}"


def subject_of(key: str) -> Subject:
    """Return what a form's field names."""
    region_id, _, slug = key.partition("/")
    return Subject(slug, region_id or None)
