"""The plain formats: Markdown, which is our canonical form and reads back exactly; text; JSON.

The Markdown is CommonMark (spec 0.31) that shows the same on a forge and in pandoc:

    ---                          front matter; of the second and later articles of a file
    chongpai: 1                  it stands in an HTML comment, which no forge shows
    title: "题目"
    ---

    <div class="kicker">         any kind but the four below

    引题

    </div>

    # 题目                       title
    ## 小标题                    heading
    - 一项                       item of a list
    一段正文，总是一行。         paragraph

A backslash at the end of a line keeps the line break (verse); a backslash before a mark takes its
meaning away. Characters that end lines or vanish at the edge of a line are written as `&#32;`.
"""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Iterator

from pipeline.document import Article, Block, Book, Image, Kind

VERSION = 1
KEYS = ("title", "subtitle", "byline", "date", "publication", "page", "language", "source")
ARTICLE_BREAK = "***"  # a line that parts the articles of a text file, and is read as such

_MARKS = {Kind.TITLE: "# ", Kind.HEADING: "## ", Kind.ITEM: "- "}
# Where a mark would be taken as markup by CommonMark, by GitHub's tables, mathematics, pictograms
# and strikethrough, or by pandoc's Markdown, whose smart quotes would even change the text.
_INLINE = re.compile(
    r"""[\\`*_\[<~^$"']"""
    r"|&(?=\#[0-9]|\#[xX][0-9a-fA-F]|[A-Za-z][A-Za-z0-9]*;)"
    r"|:(?=[a-z+-][a-z0-9_+-]*:)"
    r"|(?<=-)-|(?<=\.\.)\."
    r"|(?<![A-Za-z0-9])@(?=[\w{])"
)
_LINE_START = re.compile(r"[:|>#]|[-+](?=[-+=:|\s]|$)|=(?=[=\s]*$)|\((?=[0-9A-Za-z@#]*\)(?:\s|$))")
_ENUMERATOR = re.compile(r"(?:[0-9]+|[A-Za-z]|@[A-Za-z0-9_-]*|[ivxlcdm]+|[IVXLCDM]+)(?=[.)](?:\s|$))")
_HEAD_END = re.compile(r"#+$")
# Controls and line ends; spaces and tabs at the edges of a line; and the byte order mark.
_CODED = re.compile("[\\x00-\\x08\\x0a-\\x1f\\x7f-\\x9f\\u2028\\u2029\\ufeff]|^[ \\t]|[ \\t]$")
_QUOTE_CODED = re.compile("[\\x7f-\\x9f\\u2028\\u2029\\ufeff]|(?<=--)>")


def write_markdown(book: Book) -> bytes:
    """Write a book's articles, furniture too, as Markdown that `read_canonical` reads back exactly.

    The result is UTF-8 with a newline at its end. Edits, notices and spans are left out.
    """
    return "\n".join(
        _front_matter(article, first=number == 0) + _set_blocks(article.blocks)
        for number, article in enumerate(book.articles)
    ).encode("utf-8")


def write_text(book: Book) -> bytes:
    """Write what a reader reads: each block on a line of its own, a blank line between two.

    Furniture is left out; verse keeps its lines; a line of `***` parts two articles. UTF-8.
    """
    articles = ("\n\n".join(block.text for block in article.body) for article in book.articles)
    return (f"\n\n{ARTICLE_BREAK}\n\n".join(articles) + "\n").encode("utf-8")


def write_json(book: Book) -> bytes:
    """Write everything known of a book's articles as JSON, UTF-8, a block or an edit a line.

    `{"chongpai": 1, "articles": [{metadata, "blocks": [{"kind", "text", "spans"}], "edits",
    "notices"}]}`; a span is `[line, start, end]`, all counted from 1, `end` not included.
    """
    articles = ",\n".join(_set_article(article) for article in book.articles)
    return f'{{"chongpai": {VERSION}, "articles": [\n{articles}\n]}}\n'.encode()


def escape_line(text: str, *, head: bool = False) -> str:
    """Write one line of text so that Markdown takes every character of it literally.

    With `head`, the text stands behind `# `, where only its end can be mistaken.
    """
    marks = {match.start() for match in _INLINE.finditer(text)}
    if head:
        marks.update(match.start() for match in re.finditer("{", text))
        if end := _HEAD_END.search(text):
            marks.update(range(end.start(), end.end()))
    elif _LINE_START.match(text):
        marks.add(0)
    elif number := _ENUMERATOR.match(text):
        marks.add(number.end())
    coded = {match.start() for match in _CODED.finditer(text)}
    return "".join(
        f"&#{ord(character)};" if at in coded else "\\" + character if at in marks else character
        for at, character in enumerate(text)
    )


def _front_matter(article: Article, *, first: bool) -> str:
    opening, closing = ("---", "---") if first else ("<!--", "-->")
    values = ((key, getattr(article, key)) for key in KEYS)
    lines = (f"{key}: {_quote_value(value)}" for key, value in values if value)
    return "\n".join((opening, f"chongpai: {VERSION}", *lines, closing, ""))


def _quote_value(value: str) -> str:
    """Quote a value so that YAML and JSON agree on it, on one line, in a comment too."""
    return _QUOTE_CODED.sub(lambda match: f"\\u{ord(match[0]):04x}", json.dumps(value, ensure_ascii=False))


def _set_blocks(blocks: tuple[Block, ...]) -> str:
    parts: list[str] = []
    for number, block in enumerate(blocks):
        together = number > 0 and block.kind is blocks[number - 1].kind is Kind.ITEM
        parts += ("" if together else "\n", _set_block(block), "\n")
    return "".join(parts)


def _set_block(block: Block) -> str:
    if mark := _MARKS.get(block.kind):
        return (mark + escape_line(block.text, head=block.kind is not Kind.ITEM)).rstrip(" ")
    body = "\\\n".join(escape_line(line) for line in block.text.split("\n"))
    if block.kind is Kind.PARAGRAPH and body:
        return body
    inside = f"\n\n{body}\n\n" if body else "\n\n"
    return f'<div class="{block.kind}">{inside}</div>'


def _set_article(article: Article) -> str:
    metadata = "".join(f"  {_dump(key)}: {_dump(getattr(article, key))},\n" for key in KEYS)
    lists = ",\n".join(f"  {_dump(name)}: {_set_rows(rows)}" for name, rows in _rows(article))
    return f" {{\n{metadata}{lists}\n }}"


def _set_rows(rows: list[dict[str, object]]) -> str:
    lines = ",\n".join(f"    {_dump(row)}" for row in rows)
    return f"[\n{lines}\n  ]" if rows else "[]"


def _rows(article: Article) -> Iterator[tuple[str, list[dict[str, object]]]]:
    yield (
        "blocks",
        [
            {
                "kind": str(block.kind),
                "text": block.text,
                "spans": [[span.line, span.start, span.end] for span in block.spans],
                **_describe(block.image),
            }
            for block in article.blocks
        ],
    )
    for name in ("edits", "notices"):
        records = getattr(article, name)
        yield name, [{field: getattr(record, field) for field in record.__slots__} for record in records]


def _describe(image: Image | None) -> dict[str, object]:
    if image is None:
        return {}
    data = b64encode(image.data).decode("ascii")
    return {"image": {"data": data, "width": image.width, "height": image.height}}


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
