"""Where an answer stands: its section, words of it, and an address that jumps to them."""

from __future__ import annotations

from urllib.parse import quote as percent_encoded

from knowledge.passages import Passage
from knowledge.reply import Source

MAX_QUOTE_CHARACTERS = 300
EDGE_WORDS = 5  # of a long quote, named at its start and at its end
_DIRECTIVE = ":~:text="


def source_of(passage: Passage, quote: str) -> Source:
    """Return where a passage stands, with words of it."""
    short = shorten(quote)
    url = jump_to(passage.url, short) if passage.url else None
    return Source(passage.id, passage.title, passage.section, url, short)


def shorten(quote: str) -> str:
    """Cut a quote at a word's end; what is left stands in the source verbatim."""
    if len(quote) <= MAX_QUOTE_CHARACTERS:
        return quote
    return quote[:MAX_QUOTE_CHARACTERS].rsplit(None, 1)[0]


def jump_to(url: str, quote: str) -> str:
    """Return an address whose text fragment makes a browser scroll to a quote and mark it.

    A long quote is named by its first and its last words (URL Fragment Text Directives, section
    3.3). Only its first line is: the next may stand in another element of the page.

    Args:
        url: the page; a fragment that it has is kept.
        quote: words of the page.
    """
    words = next((line.split() for line in quote.splitlines() if line.strip()), [])
    if not words or not url.startswith(("http://", "https://")) or _DIRECTIVE in url:
        return url
    if len(words) > 2 * EDGE_WORDS:
        told = f"{_encoded(words[:EDGE_WORDS])},{_encoded(words[-EDGE_WORDS:])}"
    else:
        told = _encoded(words)
    return f"{url}{'' if '#' in url else '#'}{_DIRECTIVE}{told}"


def _encoded(words: list[str]) -> str:
    """Percent-encode words; the hyphen is part of the directive's own grammar."""
    return percent_encoded(" ".join(words), safe="").replace("-", "%2D")
