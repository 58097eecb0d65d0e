"""Keep the lists of people right: accounts that nobody uses, and the yearly check."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for

from portal.features.accounts import permissions
from portal.features.accounts.queries import get_account
from portal.features.accounts.session import refuse_reach, viewer_here
from portal.features.people import posting, queries
from portal.features.people.admin.showing import person_here, person_now, row_of
from portal.features.people.rules import ANSWERS, LEFT, MOVED
from portal.features.people.services import dormancy, unfinished_of, yearly
from portal.foundation.errors import Invalid
from portal.foundation.transaction import transaction
from portal.web.guards import requires_somewhere
from portal.web.pagination import paginate

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from portal.features.people.queries import Progress
from portal.features.people.admin import blueprint

PEOPLE_PER_PAGE = 50


@blueprint.get("/dormant")
@requires_somewhere(permissions.PEOPLE_CLOSE)
def list_dormant() -> ResponseReturnValue:
    """Show the accounts that nobody used for long, and when each is closed."""
    viewer, waits = viewer_here(), posting.waits_here()
    people, pagination = paginate(
        queries.select_dormant(waits, keys=queries.keys_in_sight(viewer)), per_page=PEOPLE_PER_PAGE, noun="people"
    )
    noticed = queries.list_notices([account.id for account in people])
    rows = [
        {
            **row_of(account, viewer),
            "id": account.id,
            "seen_at": account.seen_at,
            "noticed_at": noticed.get(account.id),
            "closes_at": noticed[account.id] + waits.notice if account.id in noticed else None,
            "may_keep": queries.may_change(viewer, account, permissions.PEOPLE_CLOSE),
        }
        for account in people
    ]
    return render_template("people/dormant.html", rows=rows, pagination=pagination, waits=waits)


@blueprint.post("/dormant/<int:account_id>/keep")
@requires_somewhere(permissions.PEOPLE_CLOSE)
def keep_dormant(account_id: int) -> ResponseReturnValue:
    """Keep an account that nobody used, for as long again."""
    person_here(account_id, permissions.PEOPLE_CLOSE)
    with transaction():
        account = person_now(account_id, permissions.PEOPLE_CLOSE)
        dormancy.keep(account, viewer=viewer_here(), waits=posting.waits_here())
    flash(f"The account of {account.name} stays.", "success")
    return redirect(url_for(".list_dormant"), code=303)


@blueprint.get("/yearly")
@requires_somewhere(permissions.PEOPLE_CLOSE)
def list_yearly() -> ResponseReturnValue:
    """Show how far the yearly check is in each county."""
    counties = queries.list_progress(viewer_here())
    return render_template("people/yearly.html", counties=counties, done=sum(one.is_done for one in counties))


@blueprint.get("/yearly/<fips>")
@requires_somewhere(permissions.PEOPLE_CLOSE)
def show_yearly(fips: str) -> ResponseReturnValue:
    """Show a county's people, those still to be looked at first."""
    viewer, progress = viewer_here(), progress_here(fips)
    people, pagination = paginate(
        queries.select_people_of_check(progress.check_id), per_page=PEOPLE_PER_PAGE, noun="people"
    )
    answers = queries.list_answers(progress.check_id, [account.id for account in people])
    rows = [
        {
            **row_of(account, viewer),
            "id": account.id,
            "answer": ANSWERS.get(answers.get(account.id, ""), ""),
            "may_close": account.id != viewer.account_id
            and queries.may_change(viewer, account, permissions.PEOPLE_CLOSE),
        }
        for account in people
    ]
    return render_template("people/yearly_county.html", progress=progress, rows=rows, pagination=pagination)


@blueprint.post("/yearly/<fips>/<int:account_id>")
@requires_somewhere(permissions.PEOPLE_CLOSE)
def answer_yearly(fips: str, account_id: int) -> ResponseReturnValue:
    """Note the answer for one person."""
    progress, given = progress_here(fips), request.form.get("answer", "")
    if given not in ANSWERS:
        raise Invalid("Choose one of the answers.")
    person_here(account_id, permissions.PEOPLE_CLOSE if given in {LEFT, MOVED} else "")
    with transaction():
        is_change = given in {LEFT, MOVED}
        account = person_now(account_id, permissions.PEOPLE_CLOSE) if is_change else get_account(account_id)
        yearly.answer(progress.check_id, account, given, viewer=viewer_here())
    if given == MOVED:
        return redirect(url_for(".transfer_person", account_id=account_id), code=303)
    closed = " The account is closed." if given == LEFT else ""
    flash(f"{account.name}: {ANSWERS[given].lower()}.{closed}", "success")
    if closed and unfinished_of(viewer_here(), account, permissions.PEOPLE_CLOSE):
        return redirect(url_for(".show_leaving", account_id=account_id), code=303)
    return redirect(url_for(".show_yearly", fips=fips), code=303)


def progress_here(fips: str) -> Progress:
    """Return the newest check of a county that this reader looks after; note whoever reaches further."""
    viewer = viewer_here()
    found = next((one for one in queries.list_progress(viewer) if one.fips == fips), None)
    if found is None:
        refuse_reach("a yearly check")
    return found
