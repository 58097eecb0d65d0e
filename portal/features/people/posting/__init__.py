"""Mail to those who look after people, and to people about what was done; and the jobs that write it.

One module a noun.
"""

from portal.features.people.posting.dormancy import sweep_dormant, waits_here
from portal.features.people.posting.importing import bring_in, run_imports
from portal.features.people.posting.transfers import tell_transfer_answered, tell_transfer_asked, tell_transferred
from portal.features.people.posting.yearly import ask_counties

__all__ = [
    "ask_counties", "bring_in", "run_imports", "sweep_dormant", "tell_transfer_answered", "tell_transfer_asked",
    "tell_transferred", "waits_here",
]  # fmt: skip
