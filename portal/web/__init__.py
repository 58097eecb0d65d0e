"""How pages look and requests behave."""
