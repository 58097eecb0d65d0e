"""The Central region's plugin for the SOP regional portal."""
