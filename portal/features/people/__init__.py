"""People and those who look after them: lists, roles, imports, transfers."""
