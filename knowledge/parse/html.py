"""A web page -> its main content, its title and its address.

bytes -> tree -> without what is hidden or furniture -> the main block -> pieces
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urljoin

from lxml import etree, html
from lxml.html import HtmlElement

from knowledge.document import Document
from knowledge.errors import SourceError
from knowledge.parse.elements import write_blocks
from knowledge.parse.markup import HEADINGS, inline_text
from knowledge.parse.outline import Writer

MIN_LINKS = 3  # a list with fewer links is content whatever their share
MAX_LINK_SHARE = 0.7  # of a list's text
MAX_FURNITURE_SHARE = 0.4  # of the page's text; what holds more is content whatever its class says
MAIN_SHARE = 0.8  # of the text that the densest block must hold

_DROPPED_TAGS = (
    "script style noscript template svg iframe object canvas video audio picture img map input"
    " select textarea label fieldset dialog nav footer aside"
).split()
_DROPPED_ROLES = {
    "navigation", "banner", "contentinfo", "complementary", "search", "dialog", "alertdialog",
    "alert", "menu", "menubar", "toolbar", "tooltip",
}  # fmt: skip
_FURNITURE = {
    "ad", "ads", "advert", "advertisement", "author", "banner", "breadcrumb", "breadcrumbs",
    "byline", "comment", "comments", "consent", "cookie", "cookies", "disqus", "editsection",
    "footer", "gdpr", "masthead", "menu", "modal", "nav", "navbar", "navigation", "newsletter",
    "noprint", "pager", "pagination", "popup", "popover", "promo", "related", "share", "sharing",
    "sidebar", "signup", "skip", "social", "sponsor", "sponsored", "subscribe", "toc",
}  # fmt: skip
_HIDDEN_CLASSES = {
    "hidden", "hide", "is-hidden", "d-none", "visually-hidden", "sr-only", "screen-reader-text",
}  # fmt: skip
_BOXES = ("div", "section", "td", "table", "tbody", "tr", "center", "form")
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ANCHOR_SIGNS = {"#", "¶", "§", "🔗", "🔗︎"}


def parse_html(text: str, *, id: str, title: str, url: str | None = None) -> Document:
    """Read a web page.

    Args:
        text: the HTML source.
        id: the document's short name.
        title: its title if the page names none.
        url: its public address; without it the page's canonical link.

    Raises:
        SourceError: there is no element in it.
    """
    root = _tree(text, id)
    _drop_signs(root)
    _drop(e for e in list(root.iter("a", "sup")) if _is_mark(e))
    name = _title(root) or title
    address = url or _address(root)
    _drop_furniture(root)
    _drop_link_lists(root)
    writer = Writer()
    write_blocks(_main(root), writer, title=name)
    return Document(id, name, address, writer.text.rstrip(), writer.outline.sections())


def _tree(text: str, source: str) -> HtmlElement:
    # As bytes: lxml refuses a str that declares an encoding.
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        return html.document_fromstring(text.encode("utf-8"), parser=parser)
    except etree.ParserError:
        raise SourceError(source, "there is no HTML in it; check the file") from None


def _drop_signs(root: HtmlElement) -> None:
    """Leave out signs that XML does not know: lxml hands them out and does not take them back."""
    for element in root.iter():
        if element.text:
            element.text = _FORBIDDEN.sub("", element.text)
        if element.tail:
            element.tail = _FORBIDDEN.sub("", element.tail)


def _title(root: HtmlElement) -> str:
    """Return the first main heading, else the page's title without the site's name."""
    for heading in root.iter("h1"):
        if inline_text(heading):
            return inline_text(heading)
    for element in root.iter("title"):
        return re.split(r"\s[|–—·»]\s", " ".join((element.text or "").split()))[0]
    return ""


def _address(root: HtmlElement) -> str | None:
    links = root.xpath("//link[@rel='canonical']/@href | //meta[@property='og:url']/@content")
    base = next(iter(root.xpath("//base/@href")), "")
    address = urljoin(str(base), str(links[0]).strip()) if links else ""
    return address if address.startswith(("http://", "https://")) else None


def _drop_furniture(root: HtmlElement) -> None:
    """Remove what is hidden, and what a site puts around its text."""
    opened = set(map(str, root.xpath("//@aria-controls")))  # panels that a click opens
    n_total = max(1, _length(root))
    for element in list(root.iter()):
        if not isinstance(element.tag, str) or element.tag in ("html", "body", "head", "main"):
            continue
        is_panel = element.get("id") in opened or element.get("role") == "tabpanel"
        is_unseen = element.tag in _DROPPED_TAGS or (_is_hidden(element) and not is_panel)
        if is_unseen or (_is_furniture(element) and not _is_content(element, n_total)):
            _drop([element])


def _is_hidden(element: HtmlElement) -> bool:
    return (
        "hidden" in element.attrib
        or element.get("aria-hidden") == "true"
        or bool(_HIDDEN_STYLE.search(element.get("style", "")))
        or not _HIDDEN_CLASSES.isdisjoint(element.get("class", "").split())
    )


def _is_furniture(element: HtmlElement) -> bool:
    if element.tag == "button":
        return next(element.iterancestors(*HEADINGS, "summary", "dt"), None) is None
    if element.tag == "header":
        return next(element.iterancestors("article", "main"), None) is None
    if element.tag == "form" or element.get("role") in _DROPPED_ROLES:
        return True
    names = re.split(r"[-_\s]+", f"{element.get('class', '')} {element.get('id', '')}".lower())
    return element.tag not in (*HEADINGS, "article") and not _FURNITURE.isdisjoint(names)


def _is_mark(element: HtmlElement) -> bool:
    """Say whether an element only marks a place: a heading's own link, a footnote's number."""
    text = inline_text(element)
    return text in _ANCHOR_SIGNS or (element.tag == "sup" and bool(re.match(r"\[.+\]$", text)))


def _is_content(element: HtmlElement, n_total: int) -> bool:
    """Say whether an element holds the page's text in spite of its name."""
    if element.xpath("descendant-or-self::main | descendant-or-self::article"):
        return True
    return _length(element) > MAX_FURNITURE_SHARE * n_total


def _drop_link_lists(root: HtmlElement) -> None:
    """Remove lists that are all links, with their heading, unless a lead-in announces them."""
    for element in list(root.iter("ul", "ol", "div", "section")):
        if element.getparent() is None or not _is_link_list(element):
            continue
        before, after = element.getprevious(), element.getnext()
        if before is not None and inline_text(before).endswith(":") and before.tag == "p":
            continue
        is_alone = after is None or after.tag in HEADINGS
        heads = before is not None and before.tag in HEADINGS and is_alone
        _drop([element, before] if heads else [element])


def _is_link_list(element: HtmlElement) -> bool:
    links = list(element.iter("a"))
    if len(links) < MIN_LINKS:
        return False
    return sum(map(_n_characters, links)) > MAX_LINK_SHARE * _n_characters(element)


def _drop(elements: Iterable[HtmlElement]) -> None:
    for element in elements:
        if element.getparent() is not None:
            element.drop_tree()


def _main(root: HtmlElement) -> HtmlElement:
    """Return the element that holds the page's own text."""
    body = root.find("body") if root.find("body") is not None else root
    n_body = max(1, _length(body))
    for query, least in (("//main | //*[@role='main']", 0.1), ("//article", 0.5)):
        found = max(root.xpath(query), key=_length, default=None)
        if found is not None and _length(found) >= least * n_body:
            inner = max(found.iter("article"), key=_length, default=found)
            return inner if _length(inner) >= MAIN_SHARE * _length(found) else found
    return _densest(body)


def _densest(element: HtmlElement) -> HtmlElement:
    """Return the smallest element that holds nearly all text outside links."""
    least = MAIN_SHARE * max(1, _length(element))
    boxes = (child for child in element if child.tag in _BOXES)
    largest = next((box for box in boxes if _length(box) >= least), None)
    return element if largest is None else _densest(largest)


def _length(element: HtmlElement) -> int:
    """Count the characters of an element's text outside links."""
    return _n_characters(element) - sum(map(_n_characters, element.iter("a")))


def _n_characters(element: HtmlElement) -> int:
    return len(" ".join(str(element.text_content()).split()))
