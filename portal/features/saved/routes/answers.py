"""“Was this page helpful?”: words are looked at for what may say who a person is before anything is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template

from portal.features.accounts.session import viewer_here
from portal.features.saved import rules, services
from portal.features.saved.forms import AnswerForm
from portal.features.saved.routes import blueprint
from portal.features.saved.session import thing_here
from portal.foundation.transaction import transaction
from portal.web.forms import text_of
from portal.web.guards import signed_in

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from portal.features.saved.queries import Thing

ANSWER = "/<where>/<key>/helpful"


@blueprint.get(ANSWER)
@signed_in
def show_answer(where: str, key: str) -> ResponseReturnValue:
    """Show the question on a page of its own."""
    return answer_page(thing_here(where, key), AnswerForm())


@blueprint.post(ANSWER)
@signed_in
def answer(where: str, key: str) -> ResponseReturnValue:
    """Keep an answer, or show it again with what must not be in it: until then it is nowhere but in this request."""
    thing, form = thing_here(where, key), AnswerForm()
    if not form.validate_on_submit():
        return answer_page(thing, form), 422
    is_helpful = form.helpful.data == rules.YES
    with transaction():
        services.keep_answer(viewer_here(), thing, is_helpful=is_helpful, words=text_of(form.words))
    flash("Thank you. Those who keep this page see it, without your name.", "success")
    return redirect(thing.url, code=303)


def answer_page(thing: Thing, form: AnswerForm) -> str:
    """Return the question on a page of its own."""
    return render_template("saved/answer.html", thing=thing, form=form, where=rules.place_word(thing.region_id))
