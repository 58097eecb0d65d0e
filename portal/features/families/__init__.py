"""Sheets left with families: public pages in large type, without cookies."""
