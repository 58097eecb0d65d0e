"""Addresses of sheets for families, and the words around a sheet in its reader's language. Values only."""

from __future__ import annotations

ADDRESS = "/family/"
ENGLISH, SPANISH = "en", "es"
WORDS = {
    ENGLISH: {
        "skip": "Skip to the sheet",
        "leave": "Leave this page",
        "about": "About “Leave this page”",
        "about_leaving": "It opens another, everyday page in place of this one. Your browser's history can still show "
        "that you were here. To take that away, clear the history.",
        "keys": "On a keyboard you can also press Esc twice.",
        "nobody": "You do not sign in here. This page sets no cookie, and we keep no list of who reads it.",
        "tools": "What you can do with this sheet",
        "language": "Language",
        "read": "Read aloud",
        "stop": "Stop reading",
        "print": "Print",
        "awaiting": "This translation was written with care. It awaits review by a practitioner.",
        "overdue": "This sheet was due for a check. Ask your worker if something in it does not fit any more. Due on",
        "recalled": "Taken back",
        "credit": "Credit",
        "more": "More sheets for families",
        "all": "All sheets",
        "kept": "Kept by",
        "version": "Version",
        "missing": "This sheet is not here",
        "missing_why": "The address may be mistyped, or the sheet has been taken back. These are the ones we have:",
    },
    SPANISH: {
        "skip": "Ir a la hoja",
        "leave": "Salir de esta página",
        "about": "Sobre «Salir de esta página»",
        "about_leaving": "Abre otra página común en lugar de esta. El historial de su navegador todavía puede mostrar "
        "que estuvo aquí. Para quitarlo, borre el historial.",
        "keys": "En un teclado también puede oprimir Esc dos veces.",
        "nobody": "Aquí no hay que registrarse. Esta página no pone cookies, y no guardamos quién la lee.",
        "tools": "Qué puede hacer con esta hoja",
        "language": "Idioma",
        "read": "Leer en voz alta",
        "stop": "Dejar de leer",
        "print": "Imprimir",
        "awaiting": "Esta traducción se escribió con cuidado. Está en espera de que la revise una persona que trabaja "
        "con familias.",
        "overdue": "Ya era tiempo de revisar esta hoja. Pregunte a su trabajador social si algo ya no es así. Fecha:",
        "recalled": "Retirada",
        "credit": "Crédito",
        "more": "Más hojas para familias",
        "all": "Todas las hojas",
        "kept": "A cargo de",
        "version": "Versión",
        "missing": "Esta hoja no está aquí",
        "missing_why": "Puede haber un error en la dirección, o la hoja fue retirada. Estas son las que tenemos:",
    },
}  # fmt: skip


def sheet_address(slug: str, language: str = "") -> str:
    """Return the address of a sheet for a family; that of a translation ends with its language."""
    return f"{ADDRESS}{slug}/{language}" if language else f"{ADDRESS}{slug}"


def spoken_language(language: str) -> str:
    """Return the language of the words around a sheet: its own where we have them, else English."""
    return language if language in WORDS else ENGLISH
