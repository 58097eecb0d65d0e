"""What a reader keeps: bookmarks, reading lists, what changed, and whether a page helped."""
