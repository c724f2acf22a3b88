"""Texts, articles and pictures that several tests make."""

from __future__ import annotations

import io

from PIL import Image

from pipeline.document import Article, Block, Kind, Span

BODY = "清晨六点，城南的老菜市场已经热闹起来。卖豆腐的\n周师傅支起摊子，热气往上飘。\n"
ARTICLE = f"老菜市场的新日子\n\n{BODY}"
NUMBERED = f"第{{n}}号新日子\n\n{BODY}"  # to be formatted with a number
# As it comes off a page; the sentence goes on.
COLUMN = """\
清晨六点，城南的老菜市场已经
热闹起来。卖豆腐的周师傅支起摊
子，第一锅豆浆刚刚烧开，热气顺着
屋檐往上飘。
市场今年换了新顶棚，地 面 也 重
新铺过。管理处的负责人说，改造分
三期进行，共铺设排水管道1200米，
安装节能灯360盏"""


def article(*blocks: tuple[Kind, str], **fields: str) -> Article:
    made = (
        Block(kind, text, (Span(number, 1, len(text) + 1),))
        for number, (kind, text) in enumerate(blocks, start=1)
    )
    return Article(tuple(made), **fields)


def paragraphs(*texts: str) -> Article:
    return article(*((Kind.PARAGRAPH, text) for text in texts))


def draw_picture(width: int, height: int) -> bytes:
    drawn = io.BytesIO()
    Image.new("RGB", (width, height), "#88aadd").save(drawn, "PNG")
    return drawn.getvalue()
