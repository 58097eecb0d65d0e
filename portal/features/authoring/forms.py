"""Forms for writing the toolkit."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from wtforms import HiddenField, IntegerField, SelectField, StringField, TextAreaField, TimeField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from portal.features.authoring.rules import LONGEST, LONGEST_LINE, LONGEST_LINES
from portal.features.toolkits.rules import KINDS, LANDING, SUMMARY_LENGTH, TITLE_LENGTH
from portal.foundation.vocabulary import AGES, AUDIENCES, ELEMENTS, LANGUAGES, PHASES
from portal.infrastructure.markup.sources import NEVER_STORED
from portal.web.forms import ChoicesField, DayField, PortalForm, text_of, trim

if TYPE_CHECKING:
    from portal.features.authoring.rules import Content

LONGEST_NOTE, LONGEST_WORDS = 200, 1_000
KIND_CHOICES = [(key, label) for key, label in KINDS.items() if key != LANDING]
NAMES_HINT = "The last words of their addresses, separated by commas."
QUIET = {"autocomplete": "off"}
NOTE = "Say in a line why."


def line(label: str, description: str = "", *, longest: int = LONGEST_LINE) -> StringField:
    """Return a field for one line that may be empty."""
    checks = [Optional(), Length(max=longest, message=f"Use at most {longest} characters.")]
    return StringField(label, description=description, filters=[trim], validators=checks, render_kw=QUIET)


class PageForm(PortalForm):
    """All of a page, and a mark of what it and its draft were when the form was opened."""

    stamp = HiddenField()
    title = line("Title", f"At most {TITLE_LENGTH} characters.")
    summary = TextAreaField(
        "Summary",
        description=f"One sentence for lists and the head of the page, at most {SUMMARY_LENGTH} characters.",
        filters=[trim],
        validators=[Optional(), Length(max=LONGEST_LINES)],
        render_kw={"rows": 2},
    )
    body = TextAreaField("Text", render_kw={"rows": 26, "spellcheck": "true"})
    kind = SelectField("Kind of page")
    audience = ChoicesField("For whom")
    element = SelectField("Practice element")
    phases = ChoicesField("When")
    ages = ChoicesField("Age of the child")
    owner = line("Kept by", "Who answers for what the page says.")
    last_checked = DayField("Last checked", validators=[Optional()])
    next_check = DayField("Next check", description="Within two years.", validators=[Optional()])
    credits = TextAreaField(
        "Credit", description="One a line.", validators=[Optional(), Length(max=LONGEST_LINES)], render_kw={"rows": 3}
    )
    rights = line("Rights")
    language = SelectField("Language")
    translation_of = line("Translation of", "The last word of the address of the page it was made from.")
    awaiting = line(
        "Waits for a review by", "For example: a practitioner. Readers see it.", longest=LONGEST["awaiting"]
    )
    related = line("Used together with", NAMES_HINT, longest=LONGEST["related"])
    tools = line("Belongs to", f"The practice tools it is for. {NAMES_HINT}", longest=LONGEST["tools"])
    instead_of = line("Instead of", f"Tools this one can stand in for. {NAMES_HINT}")


CHOICES = {
    "kind": KIND_CHOICES,
    "audience": list(AUDIENCES.items()),
    "element": [("", "None"), *ELEMENTS.items()],
    "phases": list(PHASES.items()),
    "ages": list(AGES.items()),
    "language": list(LANGUAGES.items()),
}


def form_of(content: Content | None = None, *, stamp: str = "") -> PageForm:
    """Return the form as it was sent, or filled with what a page says."""
    if content is None:
        form = PageForm()
    else:
        facts = content["facts"]
        lists = {name: ", ".join(facts.get(name) or []) for name in ("related", "tools", "instead_of")}
        form = PageForm(
            data=facts | lists | {
                "title": content["title"], "summary": content["summary"], "kind": content["kind"],
                "body": content["body"], "credits": "\n".join(facts.get("credits") or []), "stamp": stamp,
                "element": facts.get("element") or "", "last_checked": day_or_none(facts.get("last_checked")),
                "next_check": day_or_none(facts.get("next_check")),
            },
        )  # fmt: skip
    for name, choices in CHOICES.items():
        form[name].choices = choices
    return form


def offer_landing(form: PageForm, *, is_landing: bool) -> None:
    """Let the first page of a section be nothing else, and no other page be one."""
    if is_landing:
        form.kind.choices = [(LANDING, KINDS[LANDING])]
        form.kind.data = LANDING


def day_or_none(text: object) -> object:
    """Return a day as a form holds it."""
    try:
        return date.fromisoformat(str(text)) if text else None
    except ValueError:
        return None


def content_in(form: PageForm) -> Content:
    """Return what was typed, as drafts keep it."""
    facts = {
        "audience": list(form.audience.data or []),
        "element": text_of(form.element) or None,
        "phases": list(form.phases.data or []),
        "owner": text_of(form.owner),
        "last_checked": form.last_checked.data.isoformat() if form.last_checked.data else "",
        "next_check": form.next_check.data.isoformat() if form.next_check.data else "",
        "credits": [one.strip() for one in text_of(form.credits).splitlines() if one.strip()],
        "rights": text_of(form.rights) or None,
        "ages": list(form.ages.data or []),
        "language": text_of(form.language) or "en",
        "translation_of": text_of(form.translation_of) or None,
        "awaiting": text_of(form.awaiting) or None,
    } | {name: names_in(text_of(form[name])) for name in ("related", "tools", "instead_of")}
    return {
        "title": text_of(form.title),
        "summary": text_of(form.summary),
        "kind": text_of(form.kind),
        "facts": facts,
        "body": text_of(form.body).replace("\r\n", "\n").replace("\r", "\n").strip("\n"),
    }


def names_in(text: str) -> list[str]:
    """Return the pages that were named."""
    return list(dict.fromkeys(word for word in re.split(r"[\s,;]+", text) if word))


class PublishForm(PortalForm):
    """Why something is changed, and when it is to happen."""

    stamp = HiddenField()
    note = StringField(
        "What you changed, and why",
        description="One line for those who keep the page; it stands beside the version.",
        filters=[trim],
        validators=[DataRequired(NOTE), Length(max=LONGEST_NOTE, message=f"Use at most {LONGEST_NOTE} characters.")],
        render_kw=QUIET,
    )
    day = DayField("On day", description="Leave day and time empty for now.", validators=[Optional()])
    clock = TimeField("At, California time", validators=[Optional()])


def reason(label: str) -> StringField:
    """Return a field for a reason of one line that has to be given."""
    checks = [DataRequired(NOTE), Length(max=LONGEST_NOTE, message=f"Use at most {LONGEST_NOTE} characters.")]
    return StringField(label, filters=[trim], validators=checks, render_kw=QUIET)


class WithdrawForm(PublishForm):
    """Why a page is withdrawn, and when."""

    note = reason("Why it is withdrawn")


class BringBackForm(PortalForm):
    """Why readers are to have a page again."""

    note = reason("Why it comes back")


class ReviewForm(PortalForm):
    """What a reviewer says."""

    words = TextAreaField(
        "What should be otherwise",
        description="The author reads this.",
        filters=[lambda text: NEVER_STORED.sub("", text).strip() if isinstance(text, str) else text],
        validators=[Optional(), Length(max=LONGEST_WORDS, message=f"Use at most {LONGEST_WORDS:,} characters.")],
        render_kw={"rows": 4},
    )


class NewPageForm(PortalForm):
    """A page that is not there yet."""

    title = StringField(
        "Title", filters=[trim], validators=[DataRequired("Give the page a title."), Length(max=LONGEST_LINE)],
        render_kw=QUIET,
    )  # fmt: skip
    section = SelectField("Section")
    kind = SelectField("Kind of page")
    word = line("Last word of its address", "Leave empty to make it from the title.", longest=80)


class PlaceForm(PortalForm):
    """Where a page lies."""

    section = SelectField("Section")
    word = StringField(
        "Last word of its address", filters=[trim], validators=[DataRequired("Give the address a word.")],
        render_kw=QUIET | {"spellcheck": "false"},
    )  # fmt: skip
    position = IntegerField(
        "Place in the section",
        description="Pages are listed by this number, the smallest first.",
        validators=[InputRequired("Enter a number.")],
    )
