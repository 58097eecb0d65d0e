"""What people are written to by those who look after them. One module a noun."""

from portal.features.people.posting.importing import bring_in, run_imports

__all__ = ["bring_in", "run_imports"]
