"""What people do with plugins, and what happens to a plugin: one module a noun."""
