"""Whether a reader takes packed answers."""

from __future__ import annotations

from flask import request


def takes_gzip() -> bool:
    """Say whether this request's reader takes gzip."""
    return request.accept_encodings.quality("gzip") > 0
