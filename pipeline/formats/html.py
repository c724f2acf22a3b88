"""An article's body as semantic markup, shared by PDF and EPUB, and a page of its own for the screen.

The markup is well-formed as XML and valid as HTML5. Every character of the source reaches it escaped;
class names are the names of the kinds.
"""

from __future__ import annotations

import html
from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain, groupby

from pipeline.characters import CONTROLS, is_wide, strip_blanks
from pipeline.document import HEADS, Article, Block, Book, Image, Kind
from pipeline.files import style
from pipeline.formats.parts import group_articles
from pipeline.formats.regions import find_region
from pipeline.templates import hash_source

_HEADER = HEADS - {Kind.HEADING} | {Kind.BYLINE, Kind.CREDIT, Kind.DATELINE}


@dataclass(frozen=True, slots=True)
class Head:
    """A head that a table of contents can point at: its level from 1, the id of its element, its text."""

    level: int
    id: str
    text: str


def name_article(article: Article) -> str:
    """Give the name an article goes by: its title, else its first head, else its source, else 无题."""
    heads = (
        block.text for kind in (Kind.TITLE, Kind.HEADING) for block in article.body if block.kind is kind
    )
    untitled = "無題" if find_region(article.language).is_traditional else "无题"
    names = chain((article.title,), heads, (article.source,))
    return clean(next(filter(strip_blanks, names), untitled))


def name_book(book: Book) -> str:
    """Give the name a book goes by: its title, else that of its first article."""
    return clean(book.title) if strip_blanks(book.title) else name_article(book.articles[0])


def name_contents(language: str) -> str:
    """Give the heading over a table of contents in the script of a language."""
    return "目錄" if find_region(language).is_traditional else "目录"


def clean(text: str) -> str:
    """Leave out the controls that markup cannot carry."""
    return CONTROLS.sub("", text)


def escape(text: str) -> str:
    """Make text safe between tags and inside a quoted attribute."""
    return html.escape(clean(text), quote=True)


def list_heads(article: Article, prefix: str = "") -> tuple[Head, ...]:
    """List the titles and headings of an article in order, as `render_body` marks them.

    The first title has level 1 and what follows it level 2; headings before any title have level 1, so
    that no level is ever skipped (PDF/UA-1, 7.4.2). Ids are `PREFIX` and `head-1`, `head-2`, …
    """
    return tuple(_number_heads(article, prefix).values())


def leave(_place: int, markup: str) -> str:
    """Leave the markup of a block as it is."""
    return markup


def embed(_place: int, image: Image) -> str:
    """Give a picture's address as the picture itself (RFC 2397)."""
    return f"data:image/png;base64,{b64encode(image.data).decode('ascii')}"


def name_picture(article: Article, place: int) -> str:
    """Say what a picture shows: the words of the caption behind it or before it, else that it is one."""
    beside = (article.body[at] for at in (place + 1, place - 1) if 0 <= at < len(article.body))
    caption = next((block.text for block in beside if block.kind is Kind.CAPTION), "")
    unnamed = "圖片" if find_region(article.language).is_traditional else "图片"
    return " ".join(clean(caption).split()) or unnamed


def render_body(
    article: Article,
    prefix: str = "",
    mark: Callable[[int, str], str] = leave,
    locate: Callable[[int, Image], str] = embed,
) -> str:
    """Render the blocks of an article, furniture left out, as the content of a body or article element.

    `prefix` goes before the ids of the heads, for several articles in one document. The title is an h1
    and headings are h2 (h1 where there is no title); the leading title, byline and the like are in a
    header; items that follow each other make a list; verse keeps its lines. `mark` may change the
    element of a block, which it gets with the block's place in the body; `locate` gives the address of a
    picture.
    """
    return "\n".join(part for part in render_parts(article, prefix, mark, locate) if part)


def render_parts(
    article: Article,
    prefix: str = "",
    mark: Callable[[int, str], str] = leave,
    locate: Callable[[int, Image], str] = embed,
) -> tuple[str, str]:
    """Render an article as `render_body` does, its header and what follows it apart; either can be empty."""
    heads = _number_heads(article, prefix)
    blocks = [(n, block) for n, block in enumerate(article.body) if clean(block.text).strip() or block.image]

    def render(n: int, block: Block) -> str:
        if block.image:
            return _render_picture(name_picture(article, n), locate(n, block.image), block.image)
        return _render_block(block, heads.get(n))

    top = next((i for i, (_, block) in enumerate(blocks) if block.kind not in _HEADER), len(blocks))
    header = [mark(n, render(n, block)) for n, block in blocks[:top]]
    lines: list[str] = []
    for is_item, group in groupby(blocks[top:], lambda pair: pair[1].kind is Kind.ITEM):
        rendered = [mark(n, render(n, block)) for n, block in group]
        lines += ['<ul class="items">', *rendered, "</ul>"] if is_item else rendered
    return "\n".join(["<header>", *header, "</header>"]) if header else "", "\n".join(lines)


def write_html(book: Book) -> bytes:
    """Write a book as one self-contained HTML5 page, which may load nothing and run nothing.

    Several articles get a list of contents before them.
    """
    css = style("screen.css").read_text(encoding="utf-8")
    allowed = f"img-src data:; style-src {hash_source(css)}"
    policy = f"default-src 'none'; {allowed}; base-uri 'none'; form-action 'none'"
    title = name_book(book)
    several = len(book.articles) > 1
    page = [
        "<!DOCTYPE html>",
        f'<html lang="{escape(book.language)}">',
        "<head>",
        '<meta charset="utf-8"/>',
        f'<meta http-equiv="Content-Security-Policy" content="{policy}"/>',
        '<meta name="viewport" content="width=device-width, initial-scale=1"/>',
        f"<title>{escape(title)}</title>",
        *_render_metadata(book),
        f"<style>{css}</style>",
        "</head>",
        "<body>",
        *(_render_contents(book, title) if several else ()),
        "<main>",
        *(_render_article(article, n) for n, article in enumerate(book.articles, 1)),
        "</main>",
        "</body>",
        "</html>",
        "",
    ]
    return "\n".join(page).encode()


def split_couplet(text: str) -> tuple[str, ...]:
    """Split a head at its spaces where they part it into balanced Chinese halves; else leave it whole.

    抓落实不松劲 践初心出成效 -> (抓落实不松劲, 践初心出成效). Halves have four characters or more and the
    longest is at most twice as long as the shortest; both neighbours of a space are wide.
    """
    parts = tuple(text.split())
    lengths = [len(part) for part in parts]
    balanced = len(parts) > 1 and min(lengths) >= 4 and max(lengths) <= min(lengths) * 2
    chinese = all(is_wide(part[0]) and is_wide(part[-1]) for part in parts)
    return parts if balanced and chinese else (text,)


def _render_picture(name: str, address: str, image: Image) -> str:
    width, height = (round(length / 72 * 96) for length in (image.width, image.height))
    source = f'<img src="{escape(address)}" alt="{escape(name)}" width="{width}" height="{height}"/>'
    return f'<p class="picture">{source}</p>'


def list_contents(book: Book) -> Iterator[str]:
    """Render the entries of a table of contents, each a link to `article-N`; a part holds a list."""
    for opener, places in group_articles(book):
        entries = [_render_entry(book, place) for place in places]
        if opener is None:
            yield from (f"<li>{entry}</li>" for entry in entries)
            continue
        inside = "".join(f"<li>{entry}</li>\n" for entry in entries)
        yield f"<li>{_render_entry(book, opener)}" + (f"\n<ol>\n{inside}</ol>" if inside else "") + "</li>"


def _render_entry(book: Book, place: int) -> str:
    return f'<a href="#article-{place + 1}">{escape(name_article(book.articles[place]))}</a>'


def _render_block(block: Block, head: Head | None) -> str:
    if head is not None:
        tag = f"h{head.level}"
        return f'<{tag} class="{block.kind}" id="{escape(head.id)}">{_render_head(block)}</{tag}>'
    match block.kind:
        case Kind.ITEM:
            return f"<li>{escape(block.text)}</li>"
        case Kind.VERSE:
            lines = (escape(line) for line in block.text.split("\n"))
            return f'<p class="verse">{"<br/>".join(lines)}</p>'
        case Kind.PARAGRAPH:
            return f"<p>{escape(block.text)}</p>"
        case Kind.KICKER | Kind.SUBTITLE:
            return f'<p class="{block.kind}">{_render_head(block)}</p>'
        case _:
            return f'<p class="{block.kind}">{escape(block.text)}</p>'


def _render_head(block: Block) -> str:
    """Mark the halves of a head, so that a style may break it between them and only there."""
    parts = split_couplet(block.text)
    if len(parts) == 1:
        return escape(block.text)
    return " ".join(f'<span class="part">{escape(part)}</span>' for part in parts)


def _number_heads(article: Article, prefix: str) -> dict[int, Head]:
    """Give the heads by their place in the article's body."""
    heads: dict[int, Head] = {}
    level = 1
    for n, block in enumerate(article.body):
        if block.kind in (Kind.TITLE, Kind.HEADING) and (text := clean(block.text).strip()):
            heads[n] = Head(level, f"{prefix}head-{len(heads) + 1}", text)
            level = 2 if block.kind is Kind.TITLE else level
    return heads


def _render_metadata(book: Book) -> Iterator[str]:
    for name, value in (
        ("author", book.author),
        ("dcterms.publisher", book.publisher),
        ("dcterms.date", book.date),
    ):
        if value:
            yield f'<meta name="{name}" content="{escape(value)}"/>'


def _render_article(article: Article, number: int) -> str:
    body = render_body(article, f"article-{number}-")
    return f'<article id="article-{number}" lang="{escape(article.language)}">\n{body}\n</article>'


def _render_contents(book: Book, title: str) -> Iterator[str]:
    yield f'<h1 class="book">{escape(title)}</h1>'
    yield f'<nav aria-label="{name_contents(book.language)}">\n<ol>'
    yield from list_contents(book)
    yield "</ol>\n</nav>"
