"""Words every part of the portal may use."""
