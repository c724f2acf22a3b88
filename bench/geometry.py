#!/usr/bin/env python3
"""Set pages that are hard to read by geometry, with Chromium, and score how they are read.

    python -m bench.geometry [FOLDER] [--kind plain] [--pages 30]

Each kind of page has one thing that a reader may lean on and real pages do not have: `plain` has several
articles and no rules between them; `bold` has heads of the body's size; `spanning` has heads across the
columns; `boxes` has tinted boxes, pull quotes and text run round pictures; `vertical` is set in columns
from right to left; `jumps` goes on on a second page. FOLDER keeps the pages, in the form that
bench/accuracy.py reads.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from html import escape
from pathlib import Path
from random import Random

from bench.pages import ARTICLES, read_article
from bench.scores import Block, Tally, add, count
from pipeline import normalize

_CHROMIUM = (
    "chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--no-pdf-header-footer",
    "--disable-pdf-tagging",
)  # fmt: skip
_STYLE = """
@page { size: WIDTHem HEIGHTem; margin: 3em }
html { font: 10.5pt/1.45 "Noto Serif CJK SC"; text-spacing-trim: TRIM }
body { margin: 0 }
p { margin: 0; text-indent: 2em; orphans: 1; widows: 1 }
.columns { column-gap: 2em; text-align: justify; line-break: strict }
h1, h2, h3 { font-family: "Noto Sans CJK SC"; text-align: center; line-height: 1.25; margin: 0 0 .4em }
h1 { font-size: 26pt }
h2 { font-size: 15pt; font-weight: normal }
h3 { font-size: 14pt; margin: .4em 0 }
.row { display: flex; gap: 3em; margin-bottom: 2.5em }
.byline, .furniture, .jump { text-indent: 0 }
.furniture { font-size: 9pt; margin-bottom: 1em }
.byline, .jump { text-align: right }
figure { margin: .5em 0; break-inside: avoid }
figure div { height: 9em; background: #bbb }
figcaption { font: 9pt/1.35 "Noto Sans CJK SC" }
"""
_TAGS = {"kicker": "h2", "title": "h1", "subtitle": "h2", "heading": "h3", "byline": "p class=byline"}

Article = Sequence[Block]
Setting = tuple[str, list[list[Block]]]  # the page's HTML and the truth


def set_block(block: Block) -> str:
    """Set one block."""
    kind, text = block
    if kind == "caption":
        return f"<figure><div></div><figcaption>{escape(text)}</figcaption></figure>"
    tag = _TAGS.get(kind, "p")
    return f"<{tag}>{escape(text)}</{tag.split()[0]}>"


def part_headline(article: Article) -> tuple[list[Block], list[Block]]:
    """Part what stands over the columns from what stands in them."""
    head = [block for block in article if block[0] in ("kicker", "title", "subtitle")]
    return head, [block for block in article if block not in head]


def set_article(article: Article, columns: int, measure: int, extra: str = "") -> str:
    """Set an article in columns under its headline."""
    head, body = part_headline(article)
    width = measure * columns + 2 * (columns - 1)
    banner = "".join(map(set_block, head))
    text = "".join(map(set_block, body))
    return (
        f'<div class="box" style="width:{width}em">{banner}'
        f'<div class="columns" style="columns:{columns}">{extra}{text}</div></div>'
    )


def set_plain(articles: Sequence[Article], draw: Random) -> Setting:
    """Two articles side by side, a third one below, no rules."""
    measure = draw.choice((13, 15, 16, 18))
    first, second, third = articles[:3]
    row = set_article(first, 2, measure) + set_article(second, 2, measure)
    body = f'<div class="row">{row}</div><div class="row">{set_article(third, 4, measure)}</div>'
    return body, [list(article) for article in articles[:3]]


def set_bold(articles: Sequence[Article], draw: Random) -> Setting:
    """Heads of the body's size, bold."""
    style = "<style>h3{font-size:10.5pt;margin:0;text-align:" + draw.choice(("left", "center")) + "}</style>"
    return style + set_article(articles[0], draw.choice((2, 3, 4)), draw.choice((15, 16, 18))), [
        list(articles[0])
    ]


def set_spanning(articles: Sequence[Article], draw: Random) -> Setting:
    """Heads that lie across all columns."""
    style = "<style>h3{column-span:all;font-size:16pt;margin:.8em 0}</style>"
    return style + set_article(articles[0], draw.choice((2, 3, 4)), draw.choice((15, 16, 18))), [
        list(articles[0])
    ]


def set_boxes(articles: Sequence[Article], draw: Random) -> Setting:
    """A tinted box, a pull quote in the column, a picture that text runs round."""
    columns, measure = draw.choice((2, 3)), draw.choice((18, 20, 23))
    style = (
        "<style>.tint{background:#eee;padding:1em;break-inside:avoid;margin:1em 0}"
        ".pull{font:14pt/1.4 'Noto Sans CJK SC';border-top:1pt solid;border-bottom:1pt solid;"
        "margin:.6em 1em;padding:.4em 0;break-inside:avoid;text-indent:0}"
        ".round{float:right;width:7em;height:6em;background:#bbb;margin:.3em 0 .3em 1em}</style>"
    )
    head, body = part_headline(articles[0])
    plain = [at for at, block in enumerate(body) if block[0] == "paragraph"]
    parts, truth = [], list(head)
    quoted = draw.choice(plain)
    boxed = draw.choice(plain)
    for at, block in enumerate(body):
        text = set_block(block)
        if at == boxed:
            text = f'<div class="tint">{text}</div>'
        elif at in plain and at % 4 == 1:
            text = text.replace("<p>", '<p><span class="round"></span>')
        parts.append(text)
        truth.append(block)
        if at == quoted:
            words = "这里的变化大家都看得见"
            parts.append(f'<p class="pull">{words}</p>')
            truth.append(("heading", words))
    banner = "".join(map(set_block, head))
    width = measure * columns + 2 * (columns - 1)
    text = f'<div class="columns" style="columns:{columns}">{"".join(parts)}</div>'
    return f'{style}<div style="width:{width}em">{banner}{text}</div>', [truth]


def set_vertical(articles: Sequence[Article], draw: Random) -> Setting:
    """Two or three articles set vertically, one under another, the headline on the right."""
    style = (
        "<style>body{writing-mode:vertical-rl;text-orientation:mixed}"
        ".columns{columns:auto 26em;height:56em;column-gap:2em}"
        "h1,h2{text-align:start}.art{break-after:page}</style>"
    )
    parts, truth = [], []
    for article in articles[: draw.choice((2, 3))]:
        head, body = part_headline(article)
        text = "".join(map(set_block, [*head, *body]))
        parts.append(f'<div class="columns art">{text}</div>')
        truth.append([*head, *body])
    return style + "".join(parts), truth


def set_jumps(articles: Sequence[Article], draw: Random) -> Setting:
    """An article that goes on on a second page, under a head of its own, beside another."""
    head, body = part_headline(articles[0])
    paragraphs = [at for at, block in enumerate(body) if block[0] == "paragraph"]
    cut = paragraphs[len(paragraphs) // 2]
    measure = draw.choice((15, 16, 18))
    first, second = [*head, *body[:cut]], body[cut:]
    width = measure * 4 + 6
    jump = '<p class="jump">（下转第三版）</p>'
    one = f'<div style="width:{width}em">{set_article(first, 4, measure)}{jump}</div>'
    two = (
        f'<div style="width:{width}em"><p class="jump" style="text-align:left">（上接第一版）</p>'
        f'<div class="columns" style="columns:4">{"".join(map(set_block, second))}</div></div>'
    )
    other = set_article(articles[1], 4, measure)
    line = '<p class="furniture">2023年2月1日 星期三 第{}版 要闻</p>'
    page = (
        f'<div style="break-after:page">{line.format(1)}{one}</div>'
        f'{line.format(3)}<div class="row">{two}</div><div class="row">{other}</div>'
    )
    return page, [[*head, *body], list(articles[1])]


def set_mixed(articles: Sequence[Article], draw: Random) -> Setting:
    """A short article set vertically in a frame beside a horizontal one, and a third below."""
    measure = draw.choice((15, 16, 18))
    head, body = part_headline(articles[1])
    upright = [*head, *body[: draw.choice((3, 4))]]
    text = "".join(map(set_block, upright))
    frame = (
        '<div style="writing-mode:vertical-rl;height:30em;max-width:40em;padding:1em;border:.5pt solid;'
        f'text-align:justify">{text}</div>'
    )
    row = f'<div class="row">{set_article(articles[0], 2, measure)}{frame}</div>'
    style = "<style>[style*=vertical] :is(h1,h2){text-align:start}</style>"
    return f'{style}{row}<div class="row">{set_article(articles[2], 4, measure)}</div>', [
        list(articles[0]),
        upright,
        list(articles[2]),
    ]


KINDS: dict[str, Callable[[Sequence[Article], Random], Setting]] = {
    "plain": set_plain,
    "bold": set_bold,
    "spanning": set_spanning,
    "boxes": set_boxes,
    "vertical": set_vertical,
    "mixed": set_mixed,
    "jumps": set_jumps,
}


def make_page(kind: str, articles: Sequence[Article], draw: Random, folder: Path) -> list[list[Block]]:
    """Set one page of a kind and write it, with its truth, into a folder; give the truth."""
    body, truth = KINDS[kind](articles, draw)
    style = _STYLE.replace("WIDTH", str(130 if kind == "vertical" else 104))
    style = style.replace("HEIGHT", str(62 if kind == "vertical" else draw.choice((110, 130))))
    style = style.replace("TRIM", draw.choice(("trim-start", "space-all", "normal")))
    page = f'<!doctype html><html lang="zh-Hans"><meta charset="utf-8"><style>{style}</style><body>{body}'
    folder.mkdir(parents=True, exist_ok=True)
    blocks = [{"blocks": [{"kind": sort, "text": text} for sort, text in article]} for article in truth]
    (folder / "truth.json").write_text(
        json.dumps({"articles": blocks}, ensure_ascii=False, indent=1), "utf-8"
    )
    with tempfile.TemporaryDirectory() as scratch:
        markup = Path(scratch) / "page.html"
        markup.write_text(page, "utf-8")
        target = f"--print-to-pdf={folder / 'page.pdf'}"
        profile = f"--user-data-dir={scratch}/profile"
        subprocess.run([*_CHROMIUM, profile, target, markup.as_uri()], check=True, capture_output=True)
    return truth


def main() -> None:
    """Set pages of every kind and score them."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path, nargs="?", help="keep the pages there")
    parser.add_argument("--kind", choices=sorted(KINDS), action="append")
    parser.add_argument("--pages", type=int, default=30)
    chosen = parser.parse_args()
    articles = [read_article(path) for path in sorted(ARTICLES.glob("*.yaml"))]
    with tempfile.TemporaryDirectory() as scratch:
        folder = chosen.folder or Path(scratch)
        print("".join((" " * 10, *(f"{name:>11}" for name in Tally().figures()))))
        for kind in chosen.kind or sorted(KINDS):
            for number in range(chosen.pages):
                draw = Random(f"{kind}/{number}")
                make_page(kind, draw.sample(articles, 3), draw, folder / kind / f"{number:02d}")
            figures = add(list(score_pages(folder / kind))).figures()
            print("".join((f"{kind:10}", *(f"{figure:11.4f}" for figure in figures.values()))))


def score_pages(folder: Path) -> Iterator[Tally]:
    """Count how much of each page of a folder is read right."""
    for place in sorted(folder.glob("*/truth.json")):
        articles = json.loads(place.read_text("utf-8"))["articles"]
        truth = [(block["kind"], block["text"]) for article in articles for block in article["blocks"]]
        read = normalize(place.with_name("page.pdf"))
        yield count(truth, [(str(block.kind), block.text) for article in read for block in article.body])


if __name__ == "__main__":
    main()
