"""What plugins put into the running portal: their blocks, pages, settings and packs, and the pages that look after them."""
