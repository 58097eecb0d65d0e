"""Plugins' own data: their tables, a session bound to one region, small values, settings, and steps of their schema."""
