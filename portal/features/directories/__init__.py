"""Counties' directories of staff, which tell the portal who joins, changes and leaves (SCIM 2.0)."""
