"""What plugins put into the running portal, and the pages that look after them."""
