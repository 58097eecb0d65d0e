"""Practice tools a region adds to the statewide ones."""
