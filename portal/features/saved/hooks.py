"""What saving and following contributes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from portal.features.accounts import permissions
from portal.features.accounts.session import current_viewer
from portal.features.saved import drawing, posting, queries, services
from portal.features.saved.admin import answers as admin_answers  # noqa: F401 - it adds its addresses
from portal.features.saved.admin import blueprint as staff
from portal.features.saved.routes import (  # noqa: F401 - they add their addresses
    answers,
    blueprint,
    bookmarks,
    entries,
    lists,
)
from portal.plugin_host.contributions import AdminCard, PageKeepers, PagePiece, Recalled
from portal.plugin_host.markers import hookimpl
from portal.plugin_host.parts import Block, Job

if TYPE_CHECKING:
    from flask import Flask

    from portal.features.toolkits.queries import PageView

DAY = 24 * 60
HOME = "home.mine"


@hookimpl
def portal_install(app: Flask) -> None:
    """Serve what people keep, and what they say."""
    app.register_blueprint(blueprint)
    app.register_blueprint(staff)


@hookimpl
def portal_page_pieces(page: PageView) -> list[PagePiece]:
    """Let a signed-in reader save a page of the toolkit and say whether it helped."""
    return drawing.pieces_for("", page.slug, "page")


@hookimpl
def portal_tool_pieces(tool: Any) -> list[PagePiece]:
    """Let a signed-in reader save a region's tool and say whether it helped."""
    return drawing.pieces_for(tool.region.id, tool.id, "tool")


@hookimpl
def portal_page_keepers(slug: str, region_id: str | None) -> PageKeepers:
    """Say who saved a page or has it in a list, and in how many lists it stands."""
    owners, lists_count = queries.owners_holding(region_id or "", slug)
    return PageKeepers(account_ids=queries.keepers_of(region_id or "", slug) | owners, lists=lists_count)


@hookimpl
def portal_page_recalled(recalled: Recalled) -> None:
    """Let whoever saved the page find it on the home."""
    services.note_recall(recalled.region_id or "", recalled.slug, is_lifted=recalled.is_lifted)


@hookimpl
def portal_fill(slot: str, taken: set[str]) -> list[tuple[int, str, Markup]]:
    """Tell on a region's home what is its reader's own."""
    html = show_own() if slot == HOME else None
    return [(0, "saved.own", html)] if html else []


@hookimpl
def portal_blocks() -> list[Block]:
    """Tell the same on the statewide home."""
    return [Block(id="saved.own", slot=HOME, render=show_own)]


@hookimpl
def portal_admin_cards() -> list[AdminCard]:
    """Lead from the staff's first page to what readers say."""
    return [
        AdminCard(
            id="answers",
            order=36,
            title="What readers say",
            sentence="See which pages helped and which did not, and what people miss in them.",
            endpoint="answers.list_answers",
            permission=permissions.ANSWERS_VIEW,
        ),
    ]


@hookimpl
def portal_core_jobs() -> list[Job]:
    """Delete daily what is kept no longer."""
    label = "Delete old answers, and what closed accounts saved"
    return [Job(id="clear-saved", label=label, run=posting.clear_away, every_minutes=DAY, timeout_seconds=600)]


def show_own() -> Markup:
    """Return what changed for this request's reader, and the lists others share."""
    viewer = current_viewer()
    return drawing.own_for(viewer) if viewer else Markup()
