"""Headings in plain text: underlined, in capitals, numbered, or short lines that stand alone."""

from __future__ import annotations

import re
from collections.abc import Sequence

from knowledge.document import Listing, Table
from knowledge.parse.lines import NUMBER, Found, Heading, Line, Piece, PlainText, number_of
from knowledge.parse.outline import clean_heading

MAX_WORDS = 12
MAX_QUESTION_WORDS = 30
MAX_CHARACTERS = 110
MAX_LABEL_WORDS = 8  # of a heading that ends with a colon
BULLET = re.compile(r"(?:[-*•‣◦▪●–—·✓✔➤→]|\(?(?:\d{1,3}|[a-zA-Z])[.)])\s+(?=\S)")
_UNDERLINE = re.compile(r"(=+|-+|~+|\*+)$")
_LEAD_IN = re.compile(
    r"\b(includes?|including|are|is|were|was|following|follows|below|such|these|this|consists?|"
    r"needs?|must|can|should|has|have|says?|said|according|example|namely)\b"
)
_BYLINE = re.compile(
    r"(?:by|written by|posted|published|(?:last )?updated|author|date|reading time)\b"
    r"|\d+[- ]min|(?:\w{3,9}\.? )?\d{1,2}(?:st|nd|rd|th)?,? (?:\w{3,9}\.?,? )?\d{4}$"
    r"|\d{4}-\d\d-\d\d",
    re.IGNORECASE,
)
_QUESTIONS = re.compile(r"\bFAQs?\b|\bquestions?\b|\bQ\s*(?:&|and)\s*A\b", re.IGNORECASE)
_QUESTION_LABEL = re.compile(r"Q(?:uestion)?\s?\d*\s?[:.)]\s+", re.IGNORECASE)
_ANSWER_LABEL = re.compile(r"A(?:nswer)?\s?\d*\s?[:.)]\s+", re.IGNORECASE)


def underlined_heading(page: PlainText, i: int) -> Found | None:
    """Recognise a line with a rule of `=`, `-` or `~` below it."""
    if page.is_blank(i + 1) or not page.is_blank(i - 1):
        return None
    line, rule = page.lines[i], page.lines[i + 1].text
    if not (_UNDERLINE.match(rule) and len(rule) >= 3 and re.search(r"\w", line.text)):
        return None
    differs = abs(len(rule) - len(line.text)) > 0.5 * len(line.text) + 3
    if differs or len(line.text) > MAX_CHARACTERS:
        return None
    return Found(i + 2, (Heading(line.text, "=" if rule[0] in "=*" else "-"),))


def question(page: PlainText, i: int) -> Found | None:
    """Recognise a question on a line of its own with its answer below, or one marked `Q:`."""
    line, after = page.lines[i], page.following(i)
    if after is None:
        return None
    label = _QUESTION_LABEL.match(line.text)
    answer = _ANSWER_LABEL.match(page.lines[after].text)
    if label and (answer or line.text.endswith("?")):
        return Found(i + 1, (Heading(line.text[label.end() :], "question"),))
    if not is_question(line) or (is_question(page.lines[after]) and not answer):
        return None
    return None if page.continues(i) else Found(i + 1, (Heading(line.text, "question"),))


def is_question(line: Line) -> bool:
    """Say whether a line is one question and nothing else."""
    words = line.text.split()
    return (
        line.text.endswith("?")
        and len(words) <= MAX_QUESTION_WORDS
        and not re.search(r"[.!?]\s", NUMBER.sub("", line.text))
        and not re.match(r"[-*•‣◦▪●–—·]\s", line.text)
    )


def short_heading(page: PlainText, i: int) -> Found | None:
    """Recognise a short line without closing punctuation that heads what follows."""
    line, after = page.lines[i], page.following(i)
    if after is None or not looks_like_heading(line) or is_answer(page, after):
        return None
    if not (page.is_blank(i + 1) or _heads_next_line(page, i)):
        return None
    if leads_in(page, i, after) or _is_first_item(page, i, after):
        return None
    number = number_of(line.text)
    if number:
        return Found(i + 1, (Heading(line.text, "numbered", len(number)),))
    style = "caps" if line.text.isupper() and len(line.text) > 3 else "plain"
    return Found(i + 1, (Heading(line.text, style),))


def looks_like_heading(line: Line) -> bool:
    """Say whether a line by itself could be a heading: short, unpunctuated, no item of a list."""
    is_short = len(line.text) <= MAX_CHARACTERS and len(line.text.split()) <= MAX_WORDS
    return is_short and looks_like_phrase(line)


def looks_like_phrase(line: Line) -> bool:
    """Say whether a line is of words without a full stop: no cells, address, byline or item."""
    text = line.text
    if line.is_closed:
        return False
    if text.endswith(":") and (_LEAD_IN.search(text) or len(text.split()) > MAX_LABEL_WORDS):
        return False
    if not re.search(r"[^\W\d_]", text) or "://" in text or "\t" in text or " | " in text:
        return False
    if re.search(r"\w{3}[.!?]\s", text):
        return False
    is_item = BULLET.match(text) and not NUMBER.match(text)
    return not is_item and not is_byline(line)


def is_byline(line: Line) -> bool:
    """Say whether a line says who wrote a text, or when, or how long it takes to read."""
    return bool(_BYLINE.match(line.text))


def is_answer(page: PlainText, after: int) -> bool:
    """Say whether a line below a question is its answer though it is as short as a heading."""
    if not (isinstance(page.last, Heading) and page.last.style == "question"):
        return False
    return page.n_questions > 1 or is_question(page.lines[after])


def leads_in(page: PlainText, i: int, after: int) -> bool:
    """Say whether a line with a colon belongs to the list or the code below and is no heading."""
    line, below = page.lines[i], page.lines[after]
    if not line.text.endswith(":") or not (BULLET.match(below.text) or below.indent > line.indent):
        return False
    return isinstance(page.last, Heading) or len(line.text.split()) > 4


def _is_first_item(page: PlainText, i: int, after: int) -> bool:
    """Say whether a numbered line is followed by the next number, as items are and not headings.

    A heading without text below it is so, too; then the number before it is a heading's.
    """
    number, following = number_of(page.lines[i].text), number_of(page.lines[after].text)
    if not number or following != (*number[:-1], number[-1] + 1):
        return False
    return (*number[:-1], number[-1] - 1) not in page.numbers


def _heads_next_line(page: PlainText, i: int) -> bool:
    """Say whether a line heads the one directly below it, in a text without blank lines."""
    line, below = page.lines[i], page.lines[i + 1]
    if page.continues(i) or below.text[0].islower():
        return False
    if line.text.endswith(":") or line.text.isupper():
        return not below.text.isupper() or not page.pieces
    if NUMBER.match(below.text):
        return (is_titled(line) or bool(NUMBER.match(line.text))) and below.is_closed
    if below.ends_sentence or len(below.text) > 2 * len(line.text):
        return True
    return _heads_heading(page, i)


def _heads_heading(page: PlainText, i: int) -> bool:
    """Say whether a line heads a heading: after a sentence or a list or on top, just these two."""
    below = i + 1
    is_first = page.is_blank(i - 1) or is_below_block(page, i)
    if not is_first or page.is_blank(below + 1):
        return False
    if not looks_like_heading(page.lines[below]) or page.continues(below):
        return False
    after = page.lines[below + 1]
    return not looks_like_heading(after) and _heads_next_line(page, below)


def is_below_block(page: PlainText, i: int) -> bool:
    """Say whether a sentence ends right above a line, or a list or a table was recognised last."""
    ends = not page.is_blank(i - 1) and page.lines[i - 1].ends_sentence
    return ends or isinstance(page.last, (Listing, Table))


def is_titled(line: Line) -> bool:
    """Say whether the longer words of a line all begin with a capital, as in a title."""
    words = [word for word in re.findall(r"[^\W\d_]+", line.text) if len(word) > 3]
    return bool(words) and all(word[0].isupper() for word in words)


def levels(headings: Sequence[Heading]) -> list[int]:
    """Return how deep each heading is, 1 for the outermost.

    Marked headings rank before unmarked ones. A numbered heading is below the unnumbered one
    before it, a question below a heading that announces questions.
    """
    styles = {heading.style for heading in headings}
    ranks = {style: n for n, style in enumerate(_present(styles), start=1)}
    found: list[int] = []
    above, faq = 0, False
    for heading in headings:
        if heading.style == "numbered":
            found.append(above + heading.depth)
            faq = False
        elif heading.style == "question":
            found.append(above + 1 if faq else ranks["plain"])
        else:
            above, faq = ranks[heading.style], bool(_QUESTIONS.search(heading.text))
            found.append(above)
    return found


def _present(styles: set[str]) -> list[str]:
    return [style for style in ("=", "caps", "-", "plain") if style in styles or style == "plain"]


def title_of(pieces: Sequence[Piece]) -> Heading | None:
    """Return the heading that is the title: the first piece, unless it is one of many questions."""
    first = pieces[0] if pieces else None
    if not isinstance(first, Heading) or first.style == "numbered":
        return None
    others = [piece for piece in pieces[1:] if isinstance(piece, Heading)]
    if first.style == "question" and others and all(h.style == "question" for h in others):
        return None
    return first if clean_heading(first.text) else None


def answer_start(page: PlainText, i: int) -> int:
    """Return how long the mark `A:` is at the start of an answer below its question; 0 without."""
    label = _ANSWER_LABEL.match(page.lines[i].text)
    return label.end() if label and isinstance(page.last, Heading) else 0
