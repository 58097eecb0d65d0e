"""Keeping the toolkit true: notes of regions on its pages, and who checks what, and when."""
