"""What stands on the page beside the text: furniture, captions, bylines, credits, datelines.

Each is told by the words a newspaper uses for it and by its form as a whole, never by one word alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.characters import HAN
from pipeline.document import Kind

_NUMERAL = "0-9０-９一二三四五六七八九十〇零百"
_PAGE = f"(?:[A-Z]?[{_NUMERAL}]{{1,3}})"
_NAME = f"[{HAN}]{{2,4}}(?:[·•][{HAN}]{{1,6}})?"
_NAMES = rf"{_NAME}(?:[ 　、，,]+{_NAME})*"
_OFFICE = (
    "(?:(?:本报|本刊|本台|我报|特约|见习|实习|首席|全媒体|新华社|中新社|人民网|驻[^记通]{1,6}|融媒体?)*"
    "(?:记者|通讯员|特派员|評論員|评论员|特派記者|記者|通訊員))"
)
_SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛范彭郎鲁韦昌马苗凤花方"
    "俞任袁柳鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝安常乐于傅皮卞齐康伍余元卜顾孟平黄穆萧尹姚邵汪祁毛禹狄米贝明臧计成戴宋"
    "庞熊纪舒屈项祝董梁杜阮蓝闵席季强贾路江童颜郭梅盛林钟徐邱骆高夏蔡田樊胡凌霍万柯卢莫房丁邓洪包左石崔吉龚程邢裴陆翁"
    "荀甄曲封储靳焦牧谷车侯班仇武刘景詹龙叶白蒲赖卓池乔阎闫温庄晏柴瞿习艾向古易廖耿欧沙聂曾关肖涂解应宗宣师巩聂辛冉"
    "趙錢孫鄭馮陳衛蔣韓楊許呂張嚴華謝鄒蘇範馬鳳魯韋賀倪湯羅畢樂餘顧黃蕭龐紀項藍閔賈顏鍾駱萬盧鄧龔陸儲劉葉賴喬閻溫莊習關應師鞏"
)

# One of these alone makes a line furniture.
_FURNITURE = re.compile(
    rf"^[（(]?[下上上紧緊][转轉接承]\s*(?:第?\s*{_PAGE}\s*版|{_PAGE}\s*[版面]).{{0,8}}[）)]?$"
    rf"|^第?\s*{_PAGE}\s*版(?:\s*[:：·]?\s*[{HAN}]{{2,6}})?$"
    rf"|^[{HAN}]{{2,6}}\s*第?\s*{_PAGE}\s*版$"
    r"|^[-—－–·•.\s]*[-—－–]\s*[0-9]{1,3}\s*[-—－–][-—－–·•.\s]*$"
    r"|国内统一(?:连续出版物|刊)号|國內統一|广告许可证|廣告許可證|邮发代号|郵發代號"
)
# Two of these do.
_SIGNS = tuple(
    re.compile(pattern)
    for pattern in (
        r"[0-9〇一二三四五六七八九]{4}\s*[年./-]\s*[0-9一二三四五六七八九十]{1,3}\s*[月./-]\s*[0-9一二三四五六七八九十]{1,3}日?",
        r"(?:星期|周|週)[一二三四五六日天]",
        rf"第\s*{_PAGE}\s*版|^{_PAGE}\s*(?=[{HAN}]{{2}})|[{HAN}]\s*{_PAGE}\s+[0-9]{{4}}年",
        r"责任?编辑?[：:\s]|責任?編輯?[：:\s]|本版责编|[编編][辑輯]\s+校[对對]|版式|美编|校对[：:]|主编[：:]|组版",
        r"邮箱|郵箱|E-?mail|[\w.-]+@[\w-]+\.\w+",
        r"电话[：:]?|電話[：:]?|热线|熱線|邮编|郵編|地址[：:]|网址|網址|https?://|www\.",
        r"农历|農曆|今日[0-9]+版|总第\s*[0-9]+\s*期|總第\s*[0-9]+\s*期|零售",
        r"主办[：:]?|主管[：:]?|主辦|出版[：:]|CN\s?[0-9]{2}-",
    )
)
_FOLIO = re.compile(r"[A-Z]?[0-9]{1,3}")

_CAPTION = re.compile(
    r"^(?:[▲△▼↑↓←→◀▶■]|[（(]?[上下左右][图圖][）)]?[：:为為]?|[图圖][①-⑩0-9一二三]?[：:]?[为為]|[资資]料[图圖])"
)
_CAPTION_END = re.compile(r"(?:摄|攝|[图圖]片|供[图圖]|[制製][图圖]|/[图圖])[）)。]?$")
_CAPTION_LINES = 5

_BYLINE = re.compile(
    rf"^[（(]?\s*{_OFFICE}[\s：:]*{_NAMES}(?:\s*{_OFFICE}[\s：:]*{_NAMES})*\s*"
    rf"(?:整理|采写|采访整理|摄影报道|报道|報導|文/图|文/摄|编译)?[）)]?$"
    rf"|^[（(](?:作者|执笔|整理|撰稿|记者|作者单位)?[：:\s]*{_NAMES}[）)]$"
    rf"|^{_OFFICE}[{_SURNAMES}][{HAN}]{{1,11}}$"  # extraction lost the spaces between the names
    rf"|^[（(][{_SURNAMES}][{HAN}]{{1,11}}[）)]$"
    rf"|^(?:作者|执笔|撰文|文|□|◎|■|●)[\s：:/]*{_OFFICE}?\s*{_NAMES}$"
)
_BYLINE_OPEN = re.compile(rf"^[（(]\s*(?:{_OFFICE}|{_NAME}[ 　、])|^{_OFFICE}[\s：:]*{_NAMES}[、，]?$")
_CREDIT = re.compile(
    rf"^[（(]?(?:摄影|攝影|图片|圖片|供图|制图|漫画|插图|摄)[\s：:/]+{_NAMES}[）)]?$|^{_NAMES}\s*(?:摄|攝)$"
)
_DATELINE = re.compile(
    rf"^[（(]?(?:本报|新华社|中新社|人民网)?[{HAN}]{{0,10}}\s*[0-9{_NUMERAL}]{{1,3}}月[0-9{_NUMERAL}]{{1,3}}日\s*[电電讯訊][）)]?$"
)

_STORY = re.compile(
    r"^[（(]?(?:本报|本台|新华社|中新社|人民网|央视网|据|新華社|本報)[^，。；]{0,24}(?:电|讯|電|訊|消息|报道)(?:[\s（(：:]|$)"
)


def opens_story(text: str) -> bool:
    """Tell whether a line opens a news story with its dateline: 本报北京2月20日电 （记者X）."""
    return bool(_STORY.match(text))


def is_furniture(text: str) -> bool:
    """Tell whether a line reads as page furniture: masthead, date line, folio, editors, jump line."""
    if len(text) > 60 or "。" in text:
        return False
    return bool(_FURNITURE.search(text)) or sum(bool(sign.search(text)) for sign in _SIGNS) >= 2


def is_folio(text: str) -> bool:
    """Tell whether a line is a number and could be a page number: its surroundings must decide."""
    return bool(_FOLIO.fullmatch(text))


def find_caption(texts: Sequence[str]) -> int:
    """Count the lines of the caption that starts the lines given; 0 when none does."""
    if not texts or not _CAPTION.match(texts[0]):
        return 0
    text = ""
    for index, line in enumerate(texts[:_CAPTION_LINES]):
        text += line
        if _CAPTION_END.search(text):
            return index + 1
    return 0


def find_signature(texts: Sequence[str]) -> tuple[Kind, int] | None:
    """Tell which signature starts the lines given, and how many lines it takes: up to three."""
    first = texts[0]
    for count in (1, 2, 3):
        text = "".join(texts[:count])
        if count > len(texts) or len(text) > 30 * count:
            break
        if _CREDIT.match(text):
            return Kind.CREDIT, count
        if _BYLINE.match(text):
            return Kind.BYLINE, count
        if _DATELINE.match(text):
            return Kind.DATELINE, count
        if not _BYLINE_OPEN.match(first) or "。" in text:
            break
    return None
