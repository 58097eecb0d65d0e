"""Writing the toolkit on the site: drafts, reviews, versions, where pages lie."""
