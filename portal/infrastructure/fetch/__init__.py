"""Outgoing requests: only to public addresses, bounded in size and time."""
