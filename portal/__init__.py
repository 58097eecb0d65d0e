"""The SOP regional portal: a statewide toolkit that academies extend with plugins."""

__version__ = "0.1.0"
