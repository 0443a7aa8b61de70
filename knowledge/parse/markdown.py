"""Markdown (CommonMark and tables) -> Document."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import yaml
from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from knowledge.document import Document
from knowledge.errors import SourceError
from knowledge.parse.elements import LABEL_LEVEL, is_label, write_fragment
from knowledge.parse.outline import Writer

_FRONT_MATTER = re.compile(
    r"\A---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE
)


def parse_markdown(text: str, *, id: str, title: str, url: str | None = None) -> Document:
    """Read Markdown.

    Args:
        text: the source; a YAML front matter may give `title` and `url`.
        id: the document's short name.
        title: its title if neither the front matter nor a first-level heading gives one.
        url: its public address; without it the front matter's.

    Raises:
        SourceError: the front matter is broken YAML.
    """
    about, body = _front_matter(text, id)
    walk = _Walk(Writer())
    walk.blocks(SyntaxTreeNode(_parser().parse(body)).children)
    return Document(
        id=id,
        title=about.get("title") or walk.title or title,
        url=url or about.get("url"),
        text=walk.writer.text.rstrip(),
        sections=walk.writer.outline.sections(),
    )


def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark").enable(["table", "strikethrough"])


def _front_matter(text: str, source: str) -> tuple[dict[str, str], str]:
    match = _FRONT_MATTER.match(text)
    if not match:
        return {}, text
    try:
        about = yaml.safe_load(match.group(1))
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 2 if error.problem_mark else None
        problem = f"the front matter is not YAML ({error.problem}); mend it or remove it"
        raise SourceError(source, problem, line=line) from None
    if not isinstance(about, dict):
        return {}, text
    known = {key: str(about[key]).strip() for key in ("title", "url") if about.get(key)}
    return known, text[match.end() :]


class _Walk:
    """Goes through the blocks and writes them."""

    def __init__(self, writer: Writer) -> None:
        self.writer = writer
        self.title = ""

    def blocks(self, nodes: Sequence[SyntaxTreeNode]) -> None:
        """Write blocks one after the other."""
        for node in nodes:
            self._block(node)

    def _block(self, node: SyntaxTreeNode) -> None:
        if node.type == "heading":
            self._heading(visible_text(node), int(node.tag[1]))
        elif node.type == "paragraph":
            self._paragraph(node)
        elif node.type in ("bullet_list", "ordered_list"):
            self._list(node)
        elif node.type in ("fence", "code_block"):
            if node.content.strip():
                self.writer.code(node.content.rstrip())
        elif node.type == "table":
            rows = [[visible_text(cell) for cell in row.children] for row in _rows(node)]
            self.writer.table(rows[0], rows[1:])
        elif node.type == "html_block":
            write_fragment(_without_comments(node.content), self.writer)
        else:
            self.blocks(node.children)

    def _heading(self, text: str, level: int) -> None:
        if level == 1 and not self.title:
            self.title = text
            self.writer.title(text)
        elif text:
            self.writer.heading(text, level)

    def _paragraph(self, node: SyntaxTreeNode) -> None:
        text = visible_text(node)
        inline = node.children[0].children if node.children else []
        filled = [child for child in inline if child.type != "text" or child.content]
        if len(filled) == 1 and filled[0].type == "strong" and is_label(text):
            self.writer.heading(text, LABEL_LEVEL)
        elif text:
            self.writer.paragraph(text)

    def _list(self, node: SyntaxTreeNode) -> None:
        """Write items, those of an inner list after their own; code and tables part the list."""
        items: list[str] = []
        for block in _item_blocks(node):
            if block.type == "paragraph":
                items.append(visible_text(block))
                continue
            self._items(items)
            items = []
            self._block(block)
        self._items(items)

    def _items(self, items: list[str]) -> None:
        if any(items):
            self.writer.listing([item for item in items if item])


def _item_blocks(node: SyntaxTreeNode) -> Iterator[SyntaxTreeNode]:
    for item in node.children:
        for block in item.children:
            if block.type in ("bullet_list", "ordered_list"):
                yield from _item_blocks(block)
            else:
                yield block


def _rows(table: SyntaxTreeNode) -> Iterator[SyntaxTreeNode]:
    return (row for part in table.children for row in part.children)


def visible_text(node: SyntaxTreeNode) -> str:
    """Return a node's text as a browser would show it, without marks and images."""
    return re.sub(r"[ \t\u00a0]*\n[ \t\u00a0]*", "\n", _inline(node)).strip()


def _inline(node: SyntaxTreeNode) -> str:
    if node.type in ("text", "code_inline", "text_special"):
        return node.content
    if node.type == "softbreak":
        return " "
    if node.type == "hardbreak" or (node.type == "html_inline" and node.content.startswith("<br")):
        return "\n"
    if node.type in ("image", "html_inline"):
        return ""
    return "".join(map(_inline, node.children))


def _without_comments(source: str) -> str:
    return re.sub(r"<!--.*?(?:-->|\Z)", "", source, flags=re.DOTALL)
