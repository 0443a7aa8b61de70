"""Where people are: web/ (page, widget, REST) and slack/ (slack-bolt)."""
