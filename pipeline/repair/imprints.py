"""Page furniture as newspapers print it: mastheads, date lines, folios, editors, jump lines, addresses.

A line is furniture by its form as a whole, every part of it something that pages carry, or by two
signs that a sentence does not have together.
"""

from __future__ import annotations

import re
from functools import cache

from pipeline.characters import HAN_LETTER

NUMERAL = "0-9０-９一二三四五六七八九十〇零百"
_PAGE = f"(?:[A-Z]?[{NUMERAL}]{{1,3}})"
_COUNT = "[0-9一二三四五六七八九十]{1,3}"
_DATE = rf"[0-9〇○零一二三四五六七八九]{{4}}\s*[年./-]\s*{_COUNT}\s*[月./-]\s*{_COUNT}\s*日?"
_WEEKDAY = r"(?:星期|周|週|礼拜)[一二三四五六日天]"
_SECTIONS = (
    r"(?:要闻|要聞|综合|綜合|时事|時事|时政|国际|國際|国内|评论|評論|经济|經濟|财经|文化|体育|體育|社会|社會|民生|副刊|教育|"
    r"法治|理论|专题|专版|广告|生态|科技|健康|政治|军事|视觉|深度|观察|地方|本地|县域|公告|声明|党建|视点|新闻|焦点|人物|"
    r"假日生活|特别报道|读者来信|经济周刊|[头頭]版)"
)
_NAMES = rf"(?:{HAN_LETTER}|·){{2,4}}(?:[\s、，,/]+(?:{HAN_LETTER}|·){{2,4}}){{0,4}}"
_POST = (
    r"(?:本版|本期|值班|执行|執行|视觉|新闻|版)?(?:责任编辑|責任編輯|责编|責編|编辑|編輯|主编|主編|总编辑?|總編輯?|编委|校对|校對|版式(?:设计)?|"
    r"美编|美編|美术编辑|组版|組版|组稿|统筹|統籌|审校|审读|监制|排版|检校)"
)
_CONTACT = (
    rf"{HAN_LETTER}{{0,6}}(?:电话|電話|热线|熱線|传真|傳真|邮编|郵編|邮箱|郵箱|信箱|网址|網址|网站|E-?mail|QQ群?|微信号|公众号|微博)"
    r"\s*[：:]?\s*(?:[0-9A-Za-z（(+][0-9A-Za-z@./:_()（）\s—-]{4,})"
)
_ADDRESS = r"(?:https?://|www\.)[\x21-\x7e]+|[A-Za-z0-9_.+-]+@[A-Za-z0-9-]+\.[A-Za-z0-9.]+"
_ISSUE = (
    r"(?:总|總)?第\s*[0-9]{2,6}\s*[期号號]|今日\s*[0-9一二三四五六七八九十]{1,3}\s*版|(?:零售|定价|定價|售价)[^，。]{0,6}[0-9.]+元(?:/份)?|"
    rf"(?:农历|農曆|夏历){HAN_LETTER}{{2,10}}|(?:CN|ISSN)\s?[0-9-]{{4,9}}(?:/[0-9A-Z]+)?|(?:邮发代号|郵發代號)[：:]?\s*[0-9-]+|"
    r"(?:国内统一|國內統一)\S{2,10}[：:\s]\s*CN\s?[0-9/-]+"
)
_OFFICE = rf"(?:主办|主辦|主管|承办|协办|出版|印刷|承印|发行|發行)[：:](?:{HAN_LETTER}|[（）()\s]){{4,30}}"
_SCAN = (
    r"[（(]?[^，。；！？]{0,8}(?:扫一扫|扫码|扫描(?=[^，。；！？]{0,6}二维码)|掃碼|掃描二維碼)[^，。；！？]{0,10}"
    r"(?:二维码|二維碼|视频|詳情|详情|内容|报道|二维码|关注|公众号|客户端|本报|更多|全文|音频|微信|阅读|观看)[）)]?"
)
_PARTS = "|".join(
    (
        _DATE,
        _WEEKDAY,
        rf"第?\s*{_PAGE}\s*版|[A-Z]?[0-9]{{1,3}}(?=[\s·.]|$)",
        rf"{_POST}\s*(?:[：:/\s]\s*{_NAMES})?",
        _CONTACT,
        _ADDRESS,
        _ISSUE,
        _OFFICE,
    )
)
_STRONG = re.compile("|".join((rf"{_POST}\s*[：:]", _CONTACT, _ADDRESS, _ISSUE, _OFFICE, _WEEKDAY)))
_WHOLE = rf"[\s·|｜/／,—-]*+(?>(?>{_PARTS}|{_SECTIONS})[\s·|｜/／,—-]*+)++"
_JUMP = (
    rf"(?:[下上紧緊]?[转轉接承]\s*第?\s*{_PAGE}\s*[版面]|[下上][转轉接]{HAN_LETTER}{{2,4}}版)"
    r"[^（()）。]{0,8}"
)
_DASHES = "—－–-"
_FOLIO_BEHIND = rf"(?<=\S)\s+([{_DASHES}]\s*[0-9]{{1,3}}\s*[{_DASHES}])\s*$"
_JUMP_BEHIND = rf"(?<=\S)\s*([（(]{_JUMP}[）)])\s*$"
_JUMP_BEFORE = rf"^\s*([（(]{_JUMP}[）)])\s*(?=\S)"
# One of these alone makes a line furniture.
_ALONE = re.compile(
    rf"^[（(]{_JUMP}[）)]$|^[＞>→▶►》]*\s*[下上紧緊][转轉接承]\s*第?\s*{_PAGE}\s*[版面](?:[·《：:\s][^。]{{0,12}})?$"
    rf"|^第?\s*{_PAGE}\s*版(?:\s*[:：·]?\s*{HAN_LETTER}{{2,6}})?$"
    rf"|^{HAN_LETTER}{{2,6}}\s*第?\s*{_PAGE}\s*版$"
    r"|^[-—－–·•.\s]*[-—－–·•]\s*[0-9]{1,3}\s*[-—－–·•][-—－–·•.\s]*$"
    r"|国内统一(?:连续出版物|刊)号|國內統一|广告许可证|廣告許可證|邮发代号|郵發代號"
    rf"|^{_PAGE}\s*[·.\s]\s*{_SECTIONS}(?:[·/]{_SECTIONS})?$|^[A-Z]?[0-9]{{1,3}}\s*{_SECTIONS}$"
    rf"|^{_SECTIONS}(?:[·/]{_SECTIONS})*\s*{_PAGE}$|^(?:公益|分类)?广告$|^{_SCAN}$"
)
# Two of these do.
_SIGNS = tuple(
    re.compile(pattern)
    for pattern in (
        _DATE,
        _WEEKDAY,
        rf"第\s*{_PAGE}\s*版|^[A-Z]?[0-9]{{1,3}}\s*(?={HAN_LETTER}{{2}})|{HAN_LETTER}\s*{_PAGE}\s+[0-9]{{4}}年",
        r"责编|責編|[编編][辑輯](?:[：:\s]|$)|主编[：:]",
        r"校[对對](?:[：:\s]|$)|版式|美编|组版|组稿",
        r"邮箱|郵箱|E-?mail|[0-9A-Za-z_.-]+@[0-9A-Za-z-]+\.[0-9A-Za-z]+",
        r"电话[：:]?|電話[：:]?|热线|熱線|邮编|郵編|地址[：:]|网址|網址|https?://|www\.",
        r"农历|農曆|今日[0-9]+版|总第\s*[0-9]+\s*期|總第\s*[0-9]+\s*期|零售",
        r"主办[：:]?|主管[：:]?|主辦|出版[：:]|CN\s?[0-9]{2}-",
    )
)
_REACHED = re.compile(f"(?:{_CONTACT}|{_ADDRESS})")
_OWN = re.compile(
    r"新闻|新聞|读者|讀者|投稿|本报|本報|编辑部|編輯部|发行|發行|广告|廣告|报料|爆料|订阅|訂閱|来稿|来信|值班"
)
_NAMED = (
    rf"^{_SECTIONS}(?:[·/]{_SECTIONS})*\s*([A-Z]?[0-9]{{1,3}})$|^([A-Z]?[0-9]{{1,3}})\s*[·.]?\s*{_SECTIONS}\b"
)
_OF_PAGE = re.compile(rf"第\s*({_PAGE})\s*版|^([A-Z][0-9]{{1,2}})\b")
_SENTENCE = re.compile(r"[，。；！？]")
_FOLIO = re.compile(r"[A-Z]?[0-9]{1,3}")
_PAPER = re.compile(
    rf"{HAN_LETTER}{{2,6}}(?:日报|日報|晚报|晚報|晨报|时报|時報|早报|商报|周报|快报|都市报|青年报|法制报|法治报|导报|新报|新闻)"
)
_LONGEST = 60


@cache
def _compile(pattern: str) -> re.Pattern[str]:
    """Compile a pattern when a line first needs it: most texts never do."""
    return re.compile(pattern)


def is_furniture(text: str) -> bool:
    """Tell whether a line reads as page furniture: masthead, date line, folio, editors, jump line."""
    if len(text) > _LONGEST or _SENTENCE.search(text):
        return False
    if _ALONE.search(text):
        return True
    if _STRONG.search(text) and _compile(_WHOLE).fullmatch(text):
        return True
    return sum(bool(sign.search(text)) for sign in _SIGNS) >= 2


def is_masthead(text: str) -> bool:
    """Tell whether a line is a newspaper's name, a date or a section: its place at an edge must decide."""
    if len(text) > _LONGEST:
        return False
    return bool(_PAPER.fullmatch(text) or re.fullmatch(f"{_DATE}|{_SECTIONS}", text))


def is_address(text: str) -> bool:
    """Tell whether a line is nothing but a telephone number or an address, and not said to be the paper's."""
    return bool(_REACHED.fullmatch(text)) and not _OWN.search(text)


def is_folio(text: str) -> bool:
    """Tell whether a line is a number and could be a page number: its surroundings must decide."""
    return bool(_FOLIO.fullmatch(text))


def find_jump(text: str) -> tuple[int, int] | None:
    """Find what is no text at one end of a line of text: a jump line in brackets, a folio in dashes.

    Gives where it starts and ends, counted from 0.
    """
    if text[-1:] in _DASHES and (folio := _compile(_FOLIO_BEHIND).search(text)):
        return folio.span(1)
    if "版" not in text and "面" not in text:
        return None
    found = _compile(_JUMP_BEHIND).search(text) or _compile(_JUMP_BEFORE).match(text)
    return found.span(1) if found else None


def find_paper(text: str) -> str:
    """Find the name of a newspaper in a line of furniture; empty when none is there."""
    return next((part for part in re.split(r"[\s·|｜]+", text) if _PAPER.fullmatch(part)), "")


def find_page(text: str) -> str:
    """Find the number of the page in a line of furniture; empty when none is there."""
    found = _OF_PAGE.search(text) or _compile(_NAMED).match(text)
    return (found.group(1) or found.group(2)) if found else ""
