"""What writing the toolkit does."""
