"""Pages kept as rows of cells, as `pdftotext -layout` gives them.

Every page has two columns of ten ems, the second from cell 12 on; what stands above, between and below
is said by cell and text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import zip_longest

from pipeline.document import Line
from pipeline.repair.banners import Page
from pipeline.repair.grid import read_grid

SECOND = 12  # the cell that the second column starts at
CANAL = """\
  今年九月青溪县的新
渠通水两岸三镇的菜农
不用再等雨水过日子了
河水顺着石砌的渠道流
进每一块地里。
  老农张有田说过去天
旱的时候他要挑着水桶
走两里山路才能浇上一
亩地如今拧开水闸只要
一刻钟就能浇完全部的
菜园。
  镇里还派人教大家在
渠边种下成排的柳树来
护住河堤。""".splitlines()
LIBRARY = """\
  城东图书馆从本月起
延长开放时间每晚都有
不少读者前来看书馆里
还添了一间儿童阅览室
和一间供老人读报的屋
子里面摆着十张藤椅。
  馆长说读者来信里提
得最多的就是晚上没有
地方看书如今下班以后
也能坐下来读几页书了
孩子们做完作业也愿意
来这里听故事。
  下个月流动书车还要
开进北山的五个村子。""".splitlines()
TITLE = "新渠通水润泽两岸三镇千亩菜园"  # wider than a column
MASTHEAD = "2022年9月10日 星期六 第3版"
EDITORS = "责任编辑：李明 校对：王芳"


def at(*said: int | str) -> str:
    """Make a row: cell, text, cell, text …"""
    row = ""
    for cell, text in zip(said[::2], said[1::2], strict=True):
        assert isinstance(cell, int) and isinstance(text, str) and (not row or cell > len(row))
        row = row.ljust(cell) + text
    return row


def columns(left: Sequence[str] = CANAL, right: Sequence[str] = LIBRARY) -> list[str]:
    """Set lines side by side."""
    return [f"{a:{SECOND}}{b}".rstrip() for a, b in zip_longest(left, right, fillvalue="")]


BODY = columns()


def read_page(*rows: str, full: float = 10.0, second: int = SECOND) -> Page:
    """Read a page whose columns, of the measure `full`, the pages beside it have shown."""
    lines = [Line(number, text) for number, text in enumerate((*rows, *BODY), 1)]
    grid = read_grid(lines)
    assert grid
    edges = (((0,), (second,)),) * len(rows)
    return Page(lines[: len(rows)], replace(grid, rows=grid.rows[: len(rows)], full=full, edges=edges))


def show(page: Page, rows: set[int]) -> list[str]:
    return [page.lines[row].text.strip() for row in sorted(rows)]


def above(*rows: str) -> list[str]:
    page = read_page(*rows)
    return show(page, page.above)


def below(*rows: str) -> list[str]:
    page = read_page(*rows)
    return show(page, page.below)
