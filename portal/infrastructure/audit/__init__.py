"""Who did what to what, kept for those who answer for it."""
