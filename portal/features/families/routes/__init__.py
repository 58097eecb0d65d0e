"""Pages that anybody may open: sheets for families, and films."""
