"""Public addresses of what is on paper: the page of a code, and a page's files."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from threading import Lock
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, current_app, g, make_response, redirect, render_template, request, url_for

from portal.features.accounts.rules import network_of
from portal.features.accounts.session import answer_unseen, may_see
from portal.features.paper import drawing, queries, rules
from portal.features.regions.session import region_here
from portal.features.toolkits.queries import get_page
from portal.features.toolkits.rules import ON_PAPER
from portal.foundation.clock import now
from portal.foundation.errors import NotFound
from portal.foundation.pace import Pace, next_pace
from portal.foundation.vocabulary import RIGHT_TO_LEFT
from portal.infrastructure.epoch import kept
from portal.infrastructure.papers import pictures_in, write_pdf, write_word
from portal.web.guards import item_visible, public
from portal.web.page_cache import same_for_strangers
from portal.web.settings import settings_here
from portal.web.storage import storage_here

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from portal.features.paper.queries import PaperText, RecallView
    from portal.infrastructure.papers import Sheet

blueprint = Blueprint("paper", __name__, template_folder="templates")
WRITERS = {"pdf": write_pdf, "docx": write_word}
MEDIA = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
FILES, FILE_BYTES_AT_MOST = "papers", 16 * 1024 * 1024
PACES, NETWORKS_AT_MOST = "portal.paper.paces", 4096
GONE = 410
CODES = "/c/"


@blueprint.get("/c/")
@public
def ask_for_code() -> ResponseReturnValue:
    """Ask for a code, and lead to its page."""
    g.portal_bare = True
    typed = request.args.get("code", "").strip()
    if not typed:
        return leaflet("paper/ask.html", typed="", is_missing=False)
    code = rules.read_code(typed)
    if code is None:
        return no_such_sheet(typed)
    return redirect(url_for(".show_code", code=code), code=303)


@blueprint.get("/c/<code>")
@public
@same_for_strangers
def show_code(code: str) -> ResponseReturnValue:
    """Say how the sheet with a code is: still right, replaced, no longer used, or called back. Nobody is noted."""
    g.portal_bare = True
    known = rules.read_code(code)
    found = queries.find_code(known) if known else None
    if found is None:
        return no_such_sheet(code)
    mailboxes = queries.mailboxes_of(found.region.id) if found.region else ()
    return leaflet("paper/code.html", found=found, mailboxes=mailboxes)


def no_such_sheet(typed: str) -> ResponseReturnValue:
    """Answer for a code that no sheet has; no near one is offered, and who tries very many has to wait."""
    wait = wait_of(request.remote_addr or "")
    if wait:
        answer = make_response(leaflet("paper/wait.html", seconds=wait))
        answer.status_code, answer.headers["Retry-After"] = 429, str(wait)
        return answer
    answer = make_response(leaflet("paper/ask.html", typed=typed[: rules.LONGEST_TYPED], is_missing=True))
    answer.status_code = 404
    return answer


def leaflet(template: str, **values: Any) -> Response:
    """Return a page for whoever holds a sheet; no search engine lists it."""
    answer = make_response(render_template(template, **values))
    answer.headers["X-Robots-Tag"] = "noindex"
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


def wait_of(address: str) -> int:
    """Count a wrong code; return how many seconds its network has to wait, 0 for not at all.

    What is counted is kept in this process for a minute, under a hash whose key leaves with the process.
    """
    lock, key, paces = current_app.extensions.setdefault(PACES, (Lock(), secrets.token_bytes(32), {}))
    name = hmac.new(key, network_of(address).encode(), hashlib.sha256).hexdigest()
    with lock:
        known: dict[str, Pace] = paces
        if len(known) >= NETWORKS_AT_MOST:
            known.clear()
        known[name], wait = next_pace(known.get(name), at=now(), most=rules.WRONG_CODES_A_MINUTE)
    return wait


@blueprint.get("/toolkit/<slug>.pdf")
@blueprint.get("/toolkit/<section_slug>/<slug>.pdf")
@public
def page_pdf(slug: str, section_slug: str = "") -> ResponseReturnValue:
    """Send a page as a PDF."""
    return page_file(slug, section_slug, "pdf")


@blueprint.get("/toolkit/<slug>.docx")
@blueprint.get("/toolkit/<section_slug>/<slug>.docx")
@public
def page_word(slug: str, section_slug: str = "") -> ResponseReturnValue:
    """Send a page as a Word file."""
    return page_file(slug, section_slug, "docx")


def page_file(slug: str, section_slug: str, ending: str) -> ResponseReturnValue:
    """Return a page as a file to print or to fill in, or lead on to where it is now."""
    page = get_page(slug)
    if page.kind not in ON_PAPER:
        raise NotFound
    if page.url != f"/toolkit/{section_slug}/{slug}".replace("//", "/"):
        return redirect(f"{page.url}.{ending}", code=301)
    recall = queries.recall_of(rules.Subject(slug))
    if recall is not None:
        return refused(recall, page.url)
    text = queries.text_of_page(page, base=settings_here().public_url)
    answer = file_of(text, ending, f"{slug}-version-{page.version}")
    answer.cache_control.public = answer.cache_control.no_cache = True
    return answer


@blueprint.get("/regions/<region_id>/tools/<key>.pdf")
@item_visible
def tool_pdf(region_id: str, key: str) -> ResponseReturnValue:
    """Send a region's tool as a PDF."""
    return tool_file(region_id, key, "pdf")


@blueprint.get("/regions/<region_id>/tools/<key>.docx")
@item_visible
def tool_word(region_id: str, key: str) -> ResponseReturnValue:
    """Send a region's tool as a Word file."""
    return tool_file(region_id, key, "docx")


def tool_file(region_id: str, key: str, ending: str) -> ResponseReturnValue:
    """Return a region's tool as a file to whoever may see the tool."""
    tool = queries.region_tools(region_id).get(key)
    if tool is None or not may_see(region_id=region_id, for_everyone=tool.for_everyone):
        return answer_unseen()
    if ending == "pdf" and not rules.is_drawn(tool.language):
        raise NotFound
    recall = queries.recall_of(rules.Subject(key, region_id))
    if recall is not None:
        return refused(recall, f"{region_here().url}tools/{key}")
    text = queries.text_of_tool(
        tool,
        region_name=region_here().name,
        is_right_to_left=tool.language in RIGHT_TO_LEFT,
        base=settings_here().public_url,
    )
    return file_of(text, ending, key)


def file_of(text: PaperText, ending: str, name: str) -> Response:
    """Return a sheet as a file, made once for as long as it says the same."""
    answer = Response(mimetype=MEDIA[ending])
    answer.set_etag(f"{text.mark}-{ending}")
    if not request.if_none_match.contains(f"{text.mark}-{ending}"):
        answer.data = written(text, ending, name)
    answer.headers["Content-Disposition"] = (
        f'{"inline" if ending == "pdf" else "attachment"}; filename="{name}.{ending}"'
    )
    answer.make_conditional(request)
    return answer


def written(text: PaperText, ending: str, name: str) -> bytes:
    """Return the bytes of a file, from before where they are still the same."""
    files = kept(FILES, FILE_BYTES_AT_MOST)
    found, data = files.find((name, ending), (text.mark,))
    if not found:
        data = WRITERS[ending](text.sheet, pictures_of(text.sheet))
        files.put((name, ending), (text.mark,), data, weight=len(data))
    return bytes(data)


def pictures_of(sheet: Sheet) -> dict[str, bytes]:
    """Return the files of a sheet's pictures by name; one that is missing is told in its words."""
    names = {picture.name for picture in pictures_in(sheet.parts)}
    found = {name: storage_here().get(f"pictures/{name}") for name in sorted(names)}
    return {name: data for name, data in found.items() if data is not None}


def refused(recall: RecallView, url: str) -> ResponseReturnValue:
    """Answer for a file of something that is recalled."""
    said = drawing.recall_values(recall, "en")
    return make_response(render_template("paper/refused.html", recall=recall, url=url, **said), GONE)
