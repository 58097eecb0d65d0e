"""Training dates: read from the academy's calendar, kept as the last good copy, shown by month, and subscribed to."""
