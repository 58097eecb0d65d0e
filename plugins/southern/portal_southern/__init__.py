"""The Southern region's plugin for the SOP regional portal."""
