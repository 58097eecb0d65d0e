"""Give codes to what is printed, and call pages back."""

from portal.features.paper.services.codes import fill_in_codes, keep_code_of_revision, keep_code_of_tool
from portal.features.paper.services.recalls import ask_for_recall, confirm_recall, drop_recall, lift_recall

__all__ = [
    "ask_for_recall",
    "confirm_recall",
    "drop_recall",
    "fill_in_codes",
    "keep_code_of_revision",
    "keep_code_of_tool",
    "lift_recall",
]
