"""The staff's first page, and who did what."""

from __future__ import annotations

import re
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, redirect, render_template, request, stream_with_context, url_for

from portal.features.accounts import permissions
from portal.features.accounts.session import viewer_here
from portal.features.admin.queries import lines_of, sight_of
from portal.foundation.clock import today
from portal.foundation.errors import Forbidden, Invalid
from portal.foundation.spreadsheets import BYTE_MARK, csv_line
from portal.infrastructure.audit.queries import AT_ONCE, Filter, list_deeds, select_entries, stream
from portal.plugin_host.host import get_host
from portal.web.guards import requires_somewhere, signed_in
from portal.web.pagination import paginate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask.typing import ResponseReturnValue

    from portal.features.admin.queries import AuditLine
    from portal.plugin_host.contributions import AdminCard

LINES_PER_PAGE = 50
HEADERS = ("number", "at", "who", "did", "to", "where", "from", "details")

blueprint = Blueprint("admin", __name__, template_folder="templates", url_prefix="/admin")


@blueprint.get("/")
@signed_in
def dashboard() -> ResponseReturnValue:
    """Show the ways to what a person looks after."""
    viewer = viewer_here()
    cards = [card for card in list_cards() if viewer.may_somewhere(card.permission)]
    if not cards and viewer.awaits_second_factor:
        return redirect(url_for("accounts.show_factors"), code=303)
    if not cards:
        raise Forbidden("Your account looks after nothing here. If it should, ask your region's contact.")
    shown = [
        {"title": card.title, "sentence": card.sentence, "url": url_for(card.endpoint), "figure": None}
        for card in cards
    ]
    return render_template("admin/dashboard.html", cards=shown)


def list_cards() -> list[AdminCard]:
    """Return every way a feature contributes, in display order."""
    given = get_host().manager.hook.portal_admin_cards()
    return sorted((card for cards in given for card in cards), key=lambda card: (card.order, card.id))


@blueprint.get("/audit")
@requires_somewhere(permissions.AUDIT_VIEW)
def audit() -> ResponseReturnValue:
    """Show who did what, to whom, when and from where: everything, or what concerns the reader's regions."""
    sight, asked = (
        sight_of(viewer_here()),
        {key: request.args.get(key, "") for key in ("deed", "person", "since", "until")},
    )
    try:
        wanted, fault, code = asked_filter(), "", 200
    except Invalid as refusal:
        wanted, fault, code = Filter(), refusal.sentence, 422
    kept: dict[str, Any] = {} if fault else {key: value for key, value in asked.items() if value}
    entries, pagination = paginate(select_entries(sight, wanted), per_page=LINES_PER_PAGE, noun="lines")
    html = render_template(
        "admin/audit.html",
        lines=lines_of(entries),
        deeds=list_deeds(sight),
        chosen=asked,
        fault=fault,
        is_filtered=any(asked.values()),
        csv_url=url_for(".audit_csv", **kept),
        pagination=pagination,
    )
    return html, code


@blueprint.get("/audit.csv")
@requires_somewhere(permissions.AUDIT_VIEW)
def audit_csv() -> ResponseReturnValue:
    """Send the same lines as a spreadsheet, a part at a time."""
    statement = select_entries(sight_of(viewer_here()), asked_filter())

    def rows() -> Iterator[str]:
        yield BYTE_MARK + csv_line(HEADERS)
        entries = stream(statement)
        while lines := lines_of(islice(entries, AT_ONCE)):
            yield "".join(map(row_of, lines))

    headers = {"Content-Disposition": f'attachment; filename="audit-{today().isoformat()}.csv"'}
    return Response(stream_with_context(rows()), mimetype="text/csv", headers=headers)


def asked_filter() -> Filter:
    """Return what the address asks for, or refuse what cannot be read."""
    person = request.args.get("person", "").strip()
    if person and not re.fullmatch(r"[0-9]{1,9}", person):
        raise Invalid("A person is looked for by the number of the account, as it stands in the address of their page.")
    return Filter(
        deed=request.args.get("deed", "")[:60],
        person=int(person) if person else None,
        since=asked_day("since"),
        until=asked_day("until"),
    )


def asked_day(key: str) -> date | None:
    """Return a day of the address, or refuse what is none."""
    text = request.args.get(key, "").strip()
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Invalid(f"“{text[:20]}” is not a day; write it as {today().isoformat()}.") from None


def row_of(line: AuditLine) -> str:
    """Return a line of the audit as a line of the spreadsheet."""
    details = "; ".join(f"{key}: {value}" for key, value in line.details)
    where = (line.deed, line.subject, line.place, line.address)
    return csv_line((str(line.number), line.at.isoformat(), line.actor, *where, details))
