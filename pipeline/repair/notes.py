"""Notes that stand beside the text: what the editor says, and boxes that sum an article up."""

from __future__ import annotations

import re
from dataclasses import replace

from pipeline.document import Kind, Line
from pipeline.repair.draft import Draft, Passage
from pipeline.repair.furniture import trim
from pipeline.settings import Settings

_EDITORS = re.compile(
    r"^[【（(\[]?(?:编者按|編者按|编后|編後|编者注|編者註|编者的话|編者的話|编辑手记|开栏的话|開欄的話|开栏语|"
    r"记者手记|采访札记|新闻链接|延伸阅读|名词解释|背景链接|相关链接)(?:[：:】）)\]\s]|$)"
)
_GUIDE = re.compile(
    r"^[【■●◆▎▌]?\s*(?:核心[阅閱][读讀]|[阅閱][读讀]提示|导读|導讀|内容提要|內容提要|核心提示|编者按|編者按|编后|編後|"
    r"开栏的话|開欄的話|编者的话|編者的話|新闻链接|延伸阅读|名词解释|背景链接|相关链接)\s*[】▎▌]?$"
)


def set_apart_guides(draft: Draft, _settings: Settings) -> Draft:
    """Take a line that is nothing but the name of a box (核心阅读, 编者按) out of the run of lines."""
    if not any(_GUIDE.match(line.text.strip()) for line in draft.lines):
        return draft
    kept: list[Line] = []
    apart: list[Passage] = []
    behind: Line | None = None
    for line in draft.lines:
        bare = trim(line)
        if _GUIDE.match(bare.text):
            apart.append(Passage(Kind.NOTE, (bare,), behind=behind, parts=True))
        else:
            kept.append(line)
        behind = line if bare.text else behind
    return replace(draft, lines=tuple(kept), apart=(*draft.apart, *apart))


def name_notes(draft: Draft, _settings: Settings) -> Draft:
    """Call a paragraph that opens with 编者按 a note, and the one that stands under a box's name."""
    named: list[Passage] = []
    for passage in draft.passages:
        guided = bool(named) and named[-1].kind is Kind.NOTE and _GUIDE.match(named[-1].text)
        if passage.kind is Kind.PARAGRAPH and (guided or _EDITORS.match(passage.text)):
            passage = replace(passage, kind=Kind.NOTE)
        named.append(passage)
    return replace(draft, passages=tuple(named))
