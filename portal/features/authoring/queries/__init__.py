"""Read what is being written."""

from portal.features.authoring.queries.pages import PageRow, find_page, list_rows

__all__ = ["PageRow", "find_page", "list_rows"]
