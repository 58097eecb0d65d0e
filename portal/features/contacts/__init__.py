"""Who to ask, by region, county and role."""
