"""Text that people write, turned into safe HTML."""
