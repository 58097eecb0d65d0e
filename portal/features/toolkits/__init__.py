"""The written guidance: toolkits, their sections and pages, every change kept as a revision."""
