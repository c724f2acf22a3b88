"""Readings that no dictionary can settle, because the neighbours do: names of people, counts, places.

范国栋 is 范國棟 and not 範國棟 because he signed the article; 20只 are 20隻 because a number stands
before them. Each rule finds a stretch of Simplified text and says what it becomes; the rest of the
text goes to the engine, with these stretches cut out of its reach.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

from pipeline.characters import HAN
from pipeline.script.layers import dictionary

Reading = tuple[int, int, str, str]  # from, up to, the Traditional text that stands there, the evidence

# Words that stand before or after a name in a byline or a credit.
_POSTS = "特约记者|见习记者|实习记者|本报记者|本刊记者|新华社记者|记者|通讯员|特约评论员|评论员|实习生|作者"
_ROLES = (
    f"{_POSTS}|摄影报道|摄影|供图|配图|图片|图文|文图|撰文|撰稿|文字|责任编辑|责编|编辑|编译|翻译|整理|报道|供稿|校对|版式"
    "|美编|制图|绘图|插图|摄"
)
_ROLE = re.compile(
    f"^(?:本报|本刊|本网)?(?:{_ROLES})+|(?:摄影报道|摄影|报道|供图|供稿|摄|(?<=[{HAN}]{{2}})[文图])+$"
)
_PIECE = re.compile(f"(?<![{HAN}])[{HAN}][ \\u3000]+[{HAN}](?![{HAN}])|[{HAN}]+")
# In running text work is no role, 编辑范本, unless a colon makes it one.
_SIGNED = re.compile(
    f"(?:(?:{_POSTS})[:：]?|(?:{_ROLES})[:：])[ \\u3000]*"
    f"((?:[{HAN}]{{2,3}}?(?:[、，,/ \\u3000]+|(?=摄|报道|[^{HAN}]|$)))+)"
)
# Common surnames: after one of these a byline's two or three characters are a name.
_COMMON = frozenset(
    "王李张刘陈杨黄赵吴徐孙马高林何郭罗梁宋郑谢韩唐冯董萧程曹袁邓许傅曾彭吕苏卢蒋蔡贾丁魏薛叶阎潘杜戴夏"
    "汪田任方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟"
    "安颜倪严牛温芦季俞章鲁葛伍韦申尤毕聂丛焦齐梅莫庄辛管覃庄左柳欧阳解温耿关骆闫牟乐屈项詹车霍丘闵米窦柴"
)
# A word that begins like a surname: 于近日, 后来, 干部 are nobody.
_NOBODY = re.compile(
    "于[一二三四五六七八九十日近今昨本当上下去年月其此是]|后[来续天面]|里[面边头]|干[部净]|向[着来其]|才[能是]"
    "|准[备时确]|种[植种]|表[示明]|系[统列]|台[湾湖上]|周[一二三四五六日末围边]|志愿|征[求集]|采[访写]"
)


def gather(bylines: Iterable[str], texts: Iterable[str]) -> frozenset[str]:
    """Collect the names of people an article gives itself: its bylines and credits, 记者X in its text.

    `bylines` hold names only, parted by spaces or marks, with 记者 and the like before or after them;
    in `texts` only what follows such a word, up to a mark, is taken.

        （孙泰雁 范国栋 苏培）, 摄影：于洪, （记者余秋里） → 孙泰雁, 范国栋, 苏培, 于洪, 余秋里
    """
    pieces = {_ROLE.sub("", match[0]) for line in bylines for match in _PIECE.finditer(line)}
    for text in texts:
        for signed in _SIGNED.finditer(text):
            pieces |= {match[0] for match in _PIECE.finditer(signed[1])}
    return frozenset(filter(_is_name, pieces))


def find(text: str, names: frozenset[str], convert: Callable[[str], str]) -> Iterator[Reading]:
    """Find the stretches of a Simplified text that the rules settle, in order, none overlapping.

    `names` are people's names as `gather` gives them; `convert` converts what is left of a name.
    """
    for match in _pattern(names).finditer(text):
        evidence = "name" if match.lastgroup == "name" else "neighbours"
        yield match.start(), match.end(), _read(match, convert), evidence


def surname(name: str) -> tuple[str, tuple[str, ...]]:
    """Give the surname of a name, and its Traditional forms where the table has it, the usual first."""
    known = dictionary("surnames.txt")
    head = name[:2] if name[:2] in known else name[:1]
    return head, tuple(known.get(head, "").split())


def convert_name(name: str, convert: Callable[[str], str]) -> str:
    """Convert a person's name: surname and given name by their own tables, then character by character."""
    given = dictionary("given.txt")
    head, forms = surname(name)
    return (forms[0] if forms else convert(head)) + "".join(
        given.get(character) or convert(character) for character in name[len(head) :]
    )


def _is_name(piece: str) -> bool:
    head, forms = surname(piece)
    letters = piece.replace(" ", "").replace("\u3000", "")
    return (
        len(head) < len(letters) <= len(head) + 2
        and (bool(forms) or head in _COMMON)
        and not _NOBODY.match(piece)
    )


_DIGIT = "0-9０-９"
_NUMBER = f"{_DIGIT}〇零一二两三四五六七八九十百千万亿几数"
_TITLE = (
    "某|先生|女士|老师|教授|书记|主任|局长|县长|市长|省长|区长|镇长|乡长|村长|院长|校长|经理|总编|博士|医生"
    "|大夫|师傅"
)
_HAMLET = "庄村沟湾坪岭坡寨堡窑店铺河桥院楼集坝屯营渡圩塘岗崖峪洼塬巷弄"
_PLACE = f"村|各庄|家[{_HAMLET}]|[{_HAMLET}][村镇乡]"
# A name of a place begins here: before it no Han, or one that leads to a place.
_BEGINS = f"(?:(?<![{HAN}])|(?<=[在到从自是由的与和及县市区省州]))"
_NOT_REST = f"(?<![{_NUMBER}其剩多业之])"  # 余 after one of these is what is left over
# 于 after one of these is the preposition: 对于洪水 is not about one 于洪.
_NOT_OF = (
    "(?<![对由关至属位等终处善勇敢便利归高低大小多少急忙鉴基源用富难易过始缘见置限介乐甘疏甚陷寓在有不同])"
)
# Characters that write foreign names, and may stand on either side of 里 where it is one of them.
_FOREIGN = (
    "阿埃艾奥巴贝比查达德蒂杜恩尔法菲费佛弗戈格赫霍吉凯科克肯莱兰朗勒雷利列琳隆卢鲁伦罗洛玛迈曼蒙莫姆穆纳娜尼涅"
    "努诺帕佩皮普奇切琼瑞萨塞史斯索坦托瓦维沃谢亚泽扎詹兹"
)

# Each rule, and what it makes of the one character it finds; of a surname, what the table says.
_RULES = {
    # 20只羊, 两千余只, but not 20只有 or 2019只是
    "count": (f"(?<=[{_DIGIT}余])只(?![有是能要需用会为在剩见好得怕许争不])", "隻"),
    # 20余次, 三百余村
    "rest": (f"(?<=[{_NUMBER}])余", "餘"),
    # 八万里, 10里, 三百多里, 两千余里, but not 一里面
    "mile": (f"(?:(?<=[{_NUMBER}])|(?<=[十百千万]多)|(?<=[百千万]余))里(?![面边头外])", "里"),
    # 3周, 第12周, but not 3周岁
    "week": (f"(?<=[{_DIGIT}])周(?![岁边围长身密转折遭到全])", "週"),
    # 永安里社区, but not 村里社区
    "lane": (
        f"(?<=[{HAN}])(?<![城村院家店乡镇县山屋夜心手眼这那哪园区校厂])里(?=社区|小区|居委会|商圈)",
        "里",
    ),
    # 埃里克, 弗里德
    "foreign": (f"(?<=[{_FOREIGN}])里(?=[{_FOREIGN}])", "里"),
    # 余村, 余庄镇, 涂家村, 来到云村, but not 十余家店 or 白云村; 于庄村, but not 位于庄村
    "place": (
        f"{_NOT_REST}[余涂](?={_PLACE})|{_BEGINS}[云种郁党](?={_PLACE})|(?<![{HAN}])于(?={_PLACE})"
        f"|{_NOT_OF}于(?=各庄|庄[村镇乡]|家[庄沟湾坪岭坡寨堡屯])",
        "",
    ),
    # 余某, 涂主任, but not 其余主任; 于某 and 于老师, but only where a clause begins, and not 于某日
    "title": (
        f"{_NOT_REST}(?<!糊)[余涂郁](?={_TITLE})"
        f"|(?<![{HAN}])于(?=(?:先生|女士|老师|教授)|某[^年月日时地个种些一])",
        "",
    ),
}


@lru_cache(maxsize=64)
def _pattern(names: frozenset[str]) -> re.Pattern[str]:
    """Build the one pattern of all rules, the longest name first."""
    people = "|".join(
        (_NOT_OF if name.startswith("于") else "") + re.escape(name)
        for name in sorted(names, key=lambda name: (-len(name), name))
    )
    rules = "|".join(f"(?P<{rule}>{pattern})" for rule, (pattern, _) in _RULES.items())
    return re.compile(f"(?P<name>{people})|{rules}" if people else rules)


def _read(match: re.Match[str], convert: Callable[[str], str]) -> str:
    rule = str(match.lastgroup)
    if rule == "name":
        return convert_name(match[0], convert)
    return _RULES[rule][1] or surname(match[0])[1][0]
