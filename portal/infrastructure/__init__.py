"""What the machine gives: independent parts that know nothing of the portal's features."""
