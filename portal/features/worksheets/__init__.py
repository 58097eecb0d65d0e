"""Worksheets of the regions: filled in on the reader's own device; what is typed has nowhere to go."""
