"""The Northern region's plugin for the SOP regional portal."""
