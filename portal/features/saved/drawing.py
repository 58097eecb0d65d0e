"""What a signed-in reader can do with a page: save it, and say whether it helped. Strangers are shown nothing more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from portal.features.accounts.session import current_viewer
from portal.features.saved import queries, rules
from portal.features.saved.forms import AnswerForm
from portal.plugin_host.contributions import PagePiece
from portal.web.slots import render_own

if TYPE_CHECKING:
    from portal.features.accounts.queries import Viewer

SAVING, ASKING = 100, 900


def pieces_for(region_id: str, key: str, noun: str) -> list[PagePiece]:
    """Return the button that saves a page and the question whether it helped, for whoever is signed in."""
    viewer = current_viewer()
    if viewer is None:
        return []
    place = {"where": rules.place_word(region_id), "key": key}
    is_saved = queries.is_saved(viewer.account_id, region_id, key)
    return [
        PagePiece(
            place="actions",
            order=SAVING,
            html=render_own("saved/_save.html", place=place, is_saved=is_saved, noun=noun),
        ),
        PagePiece(
            place="foot",
            order=ASKING,
            html=render_own("saved/_helpful.html", place=place, noun=noun, longest=AnswerForm.LONGEST),
        ),
    ]


def own_for(viewer: Viewer) -> Markup:
    """Return what changed for a person and what others share, for the home; nothing where there is neither."""
    kept, lists = queries.list_bookmarks(viewer), queries.list_for_home(viewer)
    if not kept and not lists:
        return Markup()
    return render_own("saved/_own.html", news=[one for one in kept if one.news], total=len(kept), lists=lists)
