"""What people do with the portal, one folder each."""
