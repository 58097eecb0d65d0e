"""Mail on its way: written with the deed it tells of, sent afterwards, tried again until it is through."""
