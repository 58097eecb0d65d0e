"""The staff's frame: first page and plugins."""
