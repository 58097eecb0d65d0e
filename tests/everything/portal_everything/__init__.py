"""A plugin that implements every hook."""
