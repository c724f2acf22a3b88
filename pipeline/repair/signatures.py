"""What stands on the page beside the text: captions, bylines, credits, datelines.

Each is told by the words a newspaper uses for it and by its form as a whole, never by one word alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from pipeline.characters import HAN_LETTER, is_han
from pipeline.document import Kind
from pipeline.repair.imprints import NUMERAL
from pipeline.repair.words import is_pair

# Who signs: 本报记者, 新华社特约通讯员 …
_OFFICE = re.compile(
    r"(?:(?:本报|本報|本刊|本台|我报|特约|特約|见习|見習|实习|實習|首席|全媒体|新华社|新華社|中新社|人民网|融媒体?|驻..?)*"
    r"(?:记者|記者|通讯员|通訊員|特派员|评论员|評論員))[\s：:]*"
)
_AUTHOR = re.compile(r"(?:作者|执笔|執筆|撰文|撰稿|整理|文/图|文/摄|文)[\s：:/]+|[□◎■●]\s*|作者|执笔|執筆")
_SECOND = re.compile(r"(?:本报|本報)?(?:特约|特約)?(?:通讯员|通訊員|实习生|實習生|见习记者)[\s：:]")
_POSITION = re.compile(
    r"^[（(]\s*(?:本文|本期)?(?:作者|執筆人|执笔人)(?:单位|單位|简介)?\s*(?:系|為|为|是|单位|單位|分别|均|：|:).{2,}[）)]$"
)
_AGENCY = re.compile(
    r"^[（(](?:(?:均|全部)?(?:据|據|综合|綜合|原载|原載|摘自|转自|轉自)[^。，]{0,16}(?:社|报|報|网|網|台|电|電|讯|訊|客户端|报道|報道)"
    r"|(?:来源|來源)[：:][^。，]{2,16}|(?:新华社|新華社|人民网)[^。，]{0,6})[）)]$"
)
_WORK = re.compile(r"\s*(?:采访整理|整理|采写|摄影报道|攝影報道|报道|報導|报导|文/图|文/摄|编译)$")
_PHOTO = re.compile(r"^(?:摄影|攝影|图片|圖片|供图|供圖|制图|製圖|漫画|插图|摄|攝)[\s：:/]+|\s*(?:摄|攝)$")
_PARTS = re.compile(r"[\s、，,]+")
_NAME_LONGEST, _NAMES_LONGEST = 4, 12  # characters of a name; of names that lost their spaces
_SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛范彭郎鲁韦昌马苗凤花方"
    "俞任袁柳鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝安常乐于傅皮卞齐康伍余元卜顾孟平黄穆萧尹姚邵汪祁毛禹狄米贝明臧计成戴宋"
    "庞熊纪舒屈项祝董梁杜阮蓝闵席季强贾路江童颜郭梅盛林钟徐邱骆高夏蔡田樊胡凌霍万柯卢莫房丁邓洪包左石崔吉龚程邢裴陆翁"
    "荀甄曲封储靳焦牧谷车侯班仇武刘景詹龙叶白蒲赖卓池乔阎闫温庄晏柴瞿习艾向古易廖耿欧沙聂曾关肖涂解应宗宣师巩段申阳苗尚苟"
    "趙錢孫鄭馮陳衛蔣韓楊許呂張嚴華謝鄒蘇範馬鳳魯韋賀倪湯羅畢樂餘顧黃蕭龐紀項藍閔賈顏鍾駱萬盧鄧龔陸儲劉葉賴喬閻溫莊習關應師鞏"
)

_CAPTION = re.compile(
    r"^(?:[▲△▼↑↓←→◀▶■]|[①-⑩][图圖]?[为為：:]|[（(]?[上下左右][图圖][）)]?[：:为為]?|[图圖][①-⑩0-9一二三]?[：:]?[为為]|[资資]料[图圖])"
)
_CAPTION_END = re.compile(r"(?:摄|攝|[图圖]片|供[图圖]|[制製][图圖]|/[图圖])[）)。]?$")
_CAPTION_WORDS = re.compile(r"^[（(]?(?:[上下左右]?[图圖]\s*[①-⑩0-9一二三]?[：:为為]|[①-⑩][图圖]?[为為：:])")
_CAPTION_LINES, _SENTENCE_LINES = 5, 3  # with a photographer at its end, with none
_PICTURE = re.compile(
    r"^[（(]?(?:新华社|新華社|中新社|人民视觉|视觉中国|影像中国|资料照片)\s*(?:发|發|供图|供圖|提供)?\s*(?:[（(][^（()）]{2,12}[摄攝][）)])?[）)]?$"
    r"|^[（(]?(?:[图圖]片|照片|本[文版组][图圖]片|以上[图圖]片)(?:均)?(?:由|来源|來源|[：:])[^，。]{2,18}[）)]?$"
    rf"|^{HAN_LETTER}{{2,10}}\s*(?:供[图圖]|提供[图圖]片)$"
)

_DATELINE = re.compile(
    rf"^[（(]?(?:本报|新华社|中新社|人民网)?{HAN_LETTER}{{0,10}}\s*[0-9{NUMERAL}]{{1,3}}月[0-9{NUMERAL}]{{1,3}}日\s*[电電讯訊][）)]?$"
)

_STORY = re.compile(
    r"^[（(]?(?:本报|本台|新华社|中新社|人民网|央视网|据|新華社|本報)[^，。；]{0,24}(?:电|讯|電|訊|消息|报道)(?:[\s（(：:]|$)"
)


def opens_story(text: str) -> bool:
    """Tell whether a line opens a news story with its dateline: 本报北京2月20日电 （记者X）."""
    return bool(_STORY.match(text))


def find_caption(texts: Sequence[str]) -> int:
    """Count the lines of the caption that starts the lines given; 0 when none does."""
    if not texts or not _CAPTION.match(texts[0]):
        return 0
    text = ""
    for index, line in enumerate(texts[:_CAPTION_LINES]):
        text += line
        if _CAPTION_END.search(text):
            return index + 1
    if not _CAPTION_WORDS.match(texts[0]):
        return 0
    return next((index + 1 for index, line in enumerate(texts[:_SENTENCE_LINES]) if line.endswith("。")), 0)


def find_signature(texts: Sequence[str]) -> tuple[Kind, int] | None:
    """Tell which signature starts the lines given, and how many lines it takes: up to three.

    A byline goes on with the correspondents on a line of their own (本报记者 … / 通讯员 …).
    """
    for count in (1, 2, 3):
        text = "".join(texts[:count])
        if count > len(texts) or len(text) > 30 * count or "。" in text:
            return None
        kind = _read_signature(text)
        if kind is Kind.BYLINE and text[0] not in "（(" and count < len(texts):
            second = texts[count]
            more = len(second) <= 30 and _SECOND.match(second) and _read_signature(second) is Kind.BYLINE
            return kind, count + bool(more)
        if kind:
            return kind, count
        if text[0] not in "（(" or text.count("（") + text.count("(") <= text.count("）") + text.count(")"):
            return None
    return None


def _read_signature(text: str) -> Kind | None:
    opened, bracketed = text[0] in "（(", text[0] in "（(" and text[-1] in "）)"
    if opened and not bracketed:
        return None
    if _PICTURE.match(text):
        return Kind.CREDIT
    if _POSITION.match(text) or _AGENCY.match(text):
        return Kind.BYLINE
    core = text.strip("（）() ")
    photo = _PHOTO.search(core)
    if photo:
        names = core[: photo.start()] if photo.start() else core[photo.end() :]
        return Kind.CREDIT if are_names(_OFFICE.sub(" ", names)) else None
    office = _OFFICE.match(core)
    author = _AUTHOR.match(core)
    if office or author or bracketed:
        names = _WORK.sub("", _OFFICE.sub(" ", core[author.end() :] if author else core))
        if are_names(names, alone=not (office or author)):
            return Kind.BYLINE
    return Kind.DATELINE if _DATELINE.match(text) else None


def are_names(text: str, *, alone: bool = False) -> bool:
    """Tell whether a text is nothing but people's names; `alone`, with nothing to say that it is.

    A name of two characters may be set apart to the width of three; names may have lost the spaces
    between them.
    """
    parts = [part for part in _PARTS.split(text.strip()) if part]
    if not parts or not all(is_han(character) or character in "·•" for part in parts for character in part):
        return False
    if len(parts) == 1:
        name = parts[0]
        if not 2 <= len(name) <= _NAMES_LONGEST or _is_phrase(name):
            return False
        return name[0] in _SURNAMES or (not alone and len(name) <= _NAME_LONGEST)
    lengths = [len(part) for part in parts]
    whole = all(length <= _NAME_LONGEST or "·" in part for length, part in zip(lengths, parts, strict=True))
    apart = lengths.count(1) % 2 == 0
    return whole and apart and (not alone or parts[0][0] in _SURNAMES)


def _is_phrase(text: str) -> bool:
    """Tell whether most neighbours in a text make words, as in a phrase, not in a row of names."""
    pairs = [is_pair(first, second) for first, second in pairwise(text)]
    return len(text) > _NAME_LONGEST and sum(pairs) > len(pairs) / 2
