"""The Bay Area region's plugin for the SOP regional portal."""
