"""One module for each thing people do with plugins."""
