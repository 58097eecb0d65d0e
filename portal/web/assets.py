"""Style, script and pictures: kept in memory, named by content, compressed once, cached for a year.

There is no build step: the files of the style are joined when the application starts.
"""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Blueprint, Response, current_app, request

from portal.foundation.errors import NotFound
from portal.web.compression import takes_gzip
from portal.web.guards import public

if TYPE_CHECKING:
    from flask import Flask

STATIC = Path(__file__).parent / "static"
STYLES = ("tokens", "base", "layout", "components", "features", "toolkit", "blanks", "print")
COMPRESSIBLE = {"text/css", "text/javascript", "image/svg+xml", "text/plain"}
YEAR = 365 * 24 * 3600

blueprint = Blueprint("assets", __name__)


@dataclass(frozen=True, slots=True)
class Asset:
    """One file as it is sent."""

    body: bytes
    packed: bytes | None
    media_type: str
    digest: str


class Assets:
    """Every file of the static folder, and the bundle of the style's files."""

    def __init__(self, folder: Path = STATIC) -> None:
        self._by_name = {
            file.relative_to(folder).as_posix(): read_asset(file.read_bytes(), file.name)
            for file in sorted(folder.rglob("*"))
            if file.is_file()
        }
        styles = [folder / "css" / f"{style}.css" for style in STYLES]
        bundle = b"\n".join(style.read_bytes() for style in styles if style.is_file())
        self._by_name["portal.css"] = read_asset(bundle, "portal.css")

    def find(self, name: str) -> Asset | None:
        """Return the asset of that name."""
        return self._by_name.get(name)

    def url(self, name: str) -> str:
        """Return the address of an asset, with its content's mark; an unknown one raises."""
        return f"/static/{name}?v={self._by_name[name].digest}"


def read_asset(body: bytes, name: str) -> Asset:
    """Return the bytes as an asset."""
    media_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
    packed = gzip.compress(body, 9, mtime=0) if media_type in COMPRESSIBLE else None
    return Asset(body, packed, media_type, hashlib.sha256(body).hexdigest()[:12])


def asset(name: str) -> str:
    """Return the address of one of the portal's own files (for templates)."""
    assets: Assets = current_app.extensions["portal.assets"]
    return assets.url(name)


@blueprint.get("/static/<path:name>")
@public
def send(name: str) -> Response:
    """Send a file; the address with the right mark may be kept for a year."""
    assets: Assets = current_app.extensions["portal.assets"]
    found = assets.find(name)
    if found is None:
        raise NotFound
    packed = found.packed is not None and takes_gzip()
    response = Response(found.packed if packed else found.body, mimetype=found.media_type)
    if packed:
        response.content_encoding = "gzip"
    if found.packed is not None:
        response.vary.add("Accept-Encoding")
    response.set_etag(found.digest + ("-gzip" if packed else ""))
    if request.args.get("v") == found.digest:
        response.cache_control.public, response.cache_control.immutable = True, True
        response.cache_control.max_age = YEAR
    response.make_conditional(request)
    return response


def install_assets(app: Flask) -> None:
    """Read the files and serve them."""
    app.extensions["portal.assets"] = Assets()
    app.register_blueprint(blueprint)
    app.jinja_env.globals["asset"] = asset
