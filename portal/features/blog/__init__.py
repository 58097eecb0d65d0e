"""Posts, statewide and of the regions, and the feeds regions recommend."""
