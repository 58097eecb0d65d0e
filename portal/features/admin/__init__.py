"""The staff's frame: its first page, and the audit."""
