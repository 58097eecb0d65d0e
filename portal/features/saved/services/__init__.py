"""What people do with what they keep, and what they say of pages."""

from portal.features.saved.services.answers import clear_old_words, keep_answer
from portal.features.saved.services.bookmarks import clear_closed, drop, keep, note_recall, see_all
from portal.features.saved.services.entries import NotForAll, move, put_in, take_out
from portal.features.saved.services.lists import (
    ListChanged,
    change_list,
    come_back,
    copy_list,
    delete_list,
    end_sharing,
    leave_list,
    own_list,
    start_list,
)

__all__ = [
    "ListChanged",
    "NotForAll",
    "change_list",
    "clear_closed",
    "clear_old_words",
    "come_back",
    "copy_list",
    "delete_list",
    "drop",
    "end_sharing",
    "keep",
    "keep_answer",
    "leave_list",
    "move",
    "note_recall",
    "own_list",
    "put_in",
    "see_all",
    "start_list",
    "take_out",
]
