"""Where people are: web/ (the REST channel and the page)."""
