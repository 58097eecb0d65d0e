"""Front pages: public, statewide, regional; site map, health, and the portal's word on privacy and access."""
