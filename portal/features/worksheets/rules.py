"""The words around a worksheet, in the language of the sheet where the portal has them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SheetWords:
    """What a worksheet's page says to whoever fills it in; `language` is that of these words."""

    language: str
    stays: str
    stays_more: str
    print: str
    clear: str
    really_clear: str
    not_chosen: str
    row: str
    footer: str
    belongs_to: str
    audience: str
    language_label: str
    kept_by: str
    last_checked: str
    next_check: str


WORDS = {
    "en": SheetWords(
        language="en",
        stays="What you write stays on this device.",
        stays_more=(
            "Nothing on this sheet is sent or saved. Print it before you leave the page; it is gone afterwards. "
            "Use initials or a pseudonym, and no case number."
        ),
        print="Print the sheet",
        clear="Clear the sheet",
        really_clear="Clear everything you wrote on this sheet?",
        not_chosen="not chosen yet",
        row="row",
        footer="Use initials or a pseudonym; do not write a case number here.",
        belongs_to="Belongs to",
        audience="For",
        language_label="Language",
        kept_by="Kept by",
        last_checked="Last checked",
        next_check="Next check",
    ),
    "es": SheetWords(
        language="es",
        stays="Lo que escribe se queda en este aparato.",
        stays_more=(
            "Nada de esta hoja se envía ni se guarda. Imprímala antes de salir de la página; después ya no estará. "
            "Use iniciales o un nombre inventado y no escriba números de caso."
        ),
        print="Imprimir la hoja",
        clear="Borrar la hoja",
        really_clear="¿Borrar todo lo que escribió en esta hoja?",
        not_chosen="sin elegir",
        row="fila",
        footer="Use iniciales o un nombre inventado; no escriba aquí un número de caso.",
        belongs_to="Pertenece a",
        audience="Para",
        language_label="Idioma",
        kept_by="A cargo de",
        last_checked="Última revisión",
        next_check="Próxima revisión",
    ),
}


def words_for(language: str) -> SheetWords:
    """Return the words around a sheet of that language; English where there are none."""
    return WORDS.get(language, WORDS["en"])
