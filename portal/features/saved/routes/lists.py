"""A person's reading lists: all of them, each one, starting, changing and deleting one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for

from portal.features.accounts.session import viewer_here
from portal.features.saved import queries, rules, services
from portal.features.saved.forms import ChangeForm, ListForm
from portal.features.saved.routes import blueprint
from portal.features.saved.session import list_here, own_list_here, thing_here
from portal.foundation.errors import NotFound
from portal.foundation.transaction import transaction
from portal.web.forms import text_of
from portal.web.guards import signed_in
from portal.web.pagination import page_of

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from portal.features.saved.queries import ListView, Thing

PER_PAGE = 40
LIST = "/lists/<list_key>"
NEW = "/lists/new"


@blueprint.get("/lists/")
@signed_in
def list_lists() -> ResponseReturnValue:
    """Show a person's lists, then what others share with the person."""
    found = queries.list_lists(viewer_here())
    shared = [one for one in found if not one.is_own and not one.is_left]
    rows, pagination = page_of(shared, per_page=PER_PAGE, noun="lists")
    return render_template(
        "saved/lists.html",
        own=[one for one in found if one.is_own],
        rows=rows,
        left=[one for one in found if one.is_left],
        pagination=pagination,
        most=rules.MOST_LISTS,
    )


def first_thing() -> Thing | None:
    """Return the page that a new list begins with, if its address names one."""
    where, _, key = request.args.get("page", "").partition("/")
    return thing_here(where, key) if where else None


@blueprint.get(NEW)
@signed_in
def show_new() -> ResponseReturnValue:
    """Show the form for a new list."""
    return render_template("saved/list_new.html", form=ListForm(), thing=first_thing())


@blueprint.post(NEW)
@signed_in
def start() -> ResponseReturnValue:
    """Start a list, or show the form again with what must not be in it: until then that is nowhere else."""
    form, thing = ListForm(), first_thing()
    if not form.validate_on_submit():
        return render_template("saved/list_new.html", form=form, thing=thing), 422
    with transaction():
        started = services.start_list(
            viewer_here(), title=text_of(form.title), note=text_of(form.note), things=[thing] if thing else []
        )
        key = started.key
    flash("Your list is there. Only you see it until you share it.", "success")
    return redirect(url_for(".show_list", list_key=key), code=303)


@blueprint.get(LIST)
@signed_in
def show_list(list_key: str) -> ResponseReturnValue:
    """Show a list to its owner, or to somebody it is shared with."""
    return render_template("saved/reading_list.html", list=list_here(list_key), most=rules.MOST_ENTRIES)


def form_for(found: ListView) -> ChangeForm:
    """Return the form for a list as it is now."""
    now = {"title": found.title, "note": found.note, "audience": found.audience.word, "version": str(found.version)}
    return ChangeForm(viewer_here(), data=now)


@blueprint.get(f"{LIST}/edit")
@signed_in
def show_edit(list_key: str) -> ResponseReturnValue:
    """Show the form for a list's title, note and readers."""
    found = own_list_here(list_key)
    return render_template("saved/list_edit.html", form=form_for(found), list=found)


@blueprint.post(f"{LIST}/edit")
@signed_in
def edit(list_key: str) -> ResponseReturnValue:
    """Change a list, or show the form again with what is wrong, or with what was changed meanwhile."""
    found = own_list_here(list_key)
    form = form_for(found)
    if not form.validate_on_submit():
        return render_template("saved/list_edit.html", form=form, list=found), 422
    try:
        with transaction():
            services.change_list(
                viewer_here(),
                list_key,
                title=text_of(form.title),
                note=text_of(form.note),
                audience=rules.audience_in(text_of(form.audience)),
                version=number_of(text_of(form.version)),
            )
    except services.NotForAll as refusal:
        form.audience.errors = [*form.audience.errors, refusal.sentence]
        return render_template("saved/list_edit.html", form=form, list=found), 422
    except services.ListChanged:
        form.version.data = str(found.version)
        return render_template("saved/list_edit.html", form=form, list=found, is_stale=True), 409
    flash("Changed.", "success")
    return redirect(url_for(".show_list", list_key=list_key), code=303)


def number_of(text: str) -> int:
    """Return the version a form was opened with; what is no number fits none."""
    return int(text) if text.isdecimal() and text.isascii() and len(text) < 9 else 0  # noqa: PLR2004 - digits


@blueprint.get(f"{LIST}/delete")
@signed_in
def show_delete(list_key: str) -> ResponseReturnValue:
    """Ask whether a list is to be deleted."""
    return render_template("saved/list_delete.html", list=own_list_here(list_key))


@blueprint.post(f"{LIST}/delete")
@signed_in
def delete(list_key: str) -> ResponseReturnValue:
    """Delete a list."""
    with transaction():
        services.delete_list(viewer_here(), list_key)
    flash("The list is deleted. The pages in it stay where they are.", "success")
    return redirect(url_for(".list_lists"), code=303)


@blueprint.post(f"{LIST}/copy")
@signed_in
def copy(list_key: str) -> ResponseReturnValue:
    """Copy a list for oneself."""
    with transaction():
        key = services.copy_list(viewer_here(), list_here(list_key)).key
    flash("This is your own copy. Only you see it.", "success")
    return redirect(url_for(".show_list", list_key=key), code=303)


@blueprint.post(f"{LIST}/leave")
@signed_in
def leave(list_key: str) -> ResponseReturnValue:
    """Take a list that somebody else shares from one's lists."""
    with transaction():
        found = list_here(list_key)
        if found.is_own:
            raise NotFound
        services.leave_list(viewer_here(), found)
    flash("You left the list. It stands at the foot of this page, where you can come back to it.", "success")
    return redirect(url_for(".list_lists"), code=303)


@blueprint.post(f"{LIST}/back")
@signed_in
def come_back(list_key: str) -> ResponseReturnValue:
    """Come back to a list one left."""
    with transaction():
        services.come_back(viewer_here(), list_here(list_key))
    flash("The list is among those shared with you again.", "success")
    return redirect(url_for(".show_list", list_key=list_key), code=303)
