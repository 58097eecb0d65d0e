"""Read codes and recalls, as frozen values kept until something changes."""

from portal.features.paper.queries.codes import CodeView, ToolCode, find_code, page_codes, tool_codes
from portal.features.paper.queries.recalls import (
    RecallRow,
    RecallView,
    address_of,
    addresses_of,
    find_recall,
    keepers_of,
    list_confirmers,
    list_recalls,
    list_replacements,
    list_subjects,
    recall_of,
    standing_recalls,
)
from portal.features.paper.queries.texts import PaperText, text_of_page, text_of_tool
from portal.features.paper.queries.tools import mailboxes_of, region_tools, tool_kind

__all__ = [
    "CodeView",
    "PaperText",
    "RecallRow",
    "RecallView",
    "ToolCode",
    "address_of",
    "addresses_of",
    "find_code",
    "find_recall",
    "keepers_of",
    "list_confirmers",
    "list_recalls",
    "list_replacements",
    "list_subjects",
    "mailboxes_of",
    "page_codes",
    "recall_of",
    "region_tools",
    "standing_recalls",
    "text_of_page",
    "text_of_tool",
    "tool_codes",
    "tool_kind",
]
