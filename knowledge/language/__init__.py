"""How people write: words and stems, slips of spelling, the knowledge's own terms, sentences."""
