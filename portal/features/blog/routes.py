"""Addresses of posts: lists, single posts, and feeds for readers."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import TYPE_CHECKING

from flask import Blueprint, Response, render_template, request, url_for

from portal.features.accounts.session import answer_unseen, may_see
from portal.features.blog import queries
from portal.features.regions.session import region_here
from portal.foundation.errors import NotFound
from portal.web.guards import item_visible, public, region_members
from portal.web.page_cache import same_for_strangers
from portal.web.pagination import paginate
from portal.web.settings import settings_here

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from portal.features.regions.queries import RegionView

blueprint = Blueprint("blog", __name__, template_folder="templates")
POSTS_PER_PAGE = 10


@blueprint.get("/blog/")
@public
@same_for_strangers
def list_statewide() -> ResponseReturnValue:
    """Show statewide posts and those that regions marked for everyone."""
    return list_page(None, url_for(".statewide_feed"))


@blueprint.get("/blog/<key>")
@public
@same_for_strangers
def show_statewide(key: str) -> ResponseReturnValue:
    """Show a statewide post."""
    post = queries.find_post(None, key)
    if post is None:
        raise NotFound
    return render_template("blog/post.html", post=post)


@blueprint.get("/blog/feed.xml")
@public
@same_for_strangers
def statewide_feed() -> ResponseReturnValue:
    """Send what anybody may read as an Atom feed."""
    return feed_of(None, title="Safety Organized Practice Toolkit", home=url_for(".list_statewide"))


@blueprint.get("/regions/<region_id>/posts/")
@region_members
def list_of_region(region_id: str) -> ResponseReturnValue:
    """Show a region's posts with the statewide ones."""
    return list_page(region_here(), url_for(".region_feed", region_id=region_id))


@blueprint.get("/regions/<region_id>/posts/<key>")
@item_visible
def show_of_region(region_id: str, key: str) -> ResponseReturnValue:
    """Show a region's post to its people, or to anybody when it is marked for everyone."""
    post = queries.find_post(region_id, key)
    if post is None or not may_see(region_id=region_id, for_everyone=post.for_everyone):
        return answer_unseen()
    return render_template("blog/post.html", post=post)


@blueprint.get("/regions/<region_id>/posts/feed.xml")
@region_members
def region_feed(region_id: str) -> ResponseReturnValue:
    """Send a region's posts as an Atom feed to its people."""
    region = region_here()
    return feed_of(region_id, title=region.name, home=url_for(".list_of_region", region_id=region_id))


def list_page(region: RegionView | None, feed_url: str) -> str:
    """Return the page that lists posts, all or those with a tag."""
    region_id, tag = region.id if region else None, request.args.get("tag", "")
    rows, pagination = paginate(queries.select_posts(region_id, tag), per_page=POSTS_PER_PAGE, noun="posts")
    return render_template(
        "blog/list.html",
        region=region,
        posts=[queries.view_of(row) for row in rows],
        tags=queries.list_tags(region_id),
        chosen_tag=tag,
        pagination=pagination,
        feed_url=feed_url,
        entries=queries.list_entries(region_id) if region_id and not tag and pagination.page == 1 else (),
    )


def feed_of(region_id: str | None, *, title: str, home: str) -> Response:
    """Return the newest posts as an Atom feed (RFC 4287)."""
    settings = settings_here()
    posts = queries.list_latest_posts(region_id)
    moments = {post.url: datetime.combine(post.published, time(12), tzinfo=UTC).isoformat() for post in posts}
    xml = render_template(
        "blog/feed.xml",
        title=title,
        base=settings.public_url,
        home=home,
        feed=request.path,
        posts=posts,
        moments=moments,
        updated=max(moments.values(), default="1970-01-01T00:00:00+00:00"),
    )
    return Response(xml, mimetype="application/atom+xml")
