"""Places as they are named at the terminal."""

from __future__ import annotations

from portal.features.regions.queries import list_counties
from portal.foundation.errors import Invalid


def county_fips(name: str) -> str:
    """Return the FIPS code of a county's name, or refuse."""
    for county in list_counties():
        if county.name.casefold() == name.casefold():
            return county.fips
    raise Invalid(f"There is no county called {name}.")
