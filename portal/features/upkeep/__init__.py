"""Keeping the toolkit true: who checks a page and when, and the notes regions add to it."""
