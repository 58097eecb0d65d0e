"""Write the toolkit: one module a noun."""
