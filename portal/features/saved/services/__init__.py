"""What people do with what they keep, and what they say of pages."""

from portal.features.saved.services.answers import clear_old_words, keep_answer
from portal.features.saved.services.bookmarks import clear_closed, drop, keep, note_recall, see_all

__all__ = ["clear_closed", "clear_old_words", "drop", "keep", "keep_answer", "note_recall", "see_all"]
