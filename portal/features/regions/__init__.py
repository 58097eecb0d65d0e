"""Regions and counties, many to many: a county has one main region or none, and may have others."""
