"""Writing the statewide toolkit: drafts, previews, versions, what is published and when."""
