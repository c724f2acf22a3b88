"""A grammar of newspaper text and of what happens to it: random, but shaped like what the rules look at.

`draw_page` takes whatever has the interface of random.Random, so Hypothesis can drive it too.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random

WORDS = (
    *(
        "石门乡",
        "全县",
        "农机",
        "秋粮",
        "万亩玉米",
        "人民",
        "太谷区",
        "记者",
        "老百姓",
        "合作社",
        "理发店",
        "头发",
    ),
    *(
        "皇后",
        "后来",
        "里程",
        "公里",
        "干部",
        "干净",
        "树干",
        "面粉",
        "方面",
        "系统",
        "联系",
        "关系",
        "制度",
        "制造",
    ),
    *(
        "复杂",
        "恢复",
        "重复",
        "征求",
        "长征",
        "台风",
        "台湾",
        "山谷",
        "稻谷",
        "几乎",
        "茶几",
        "党的二十大",
        "囍",
        "々",
    ),
    *(
        "习近平总书记",
        "“急难愁盼”",
        "《人民日报》",
        "（记者王小明）",
        "新华社北京2月20日电",
        "‘内引号’",
        "〇",
        "·",
    ),
    *(
        "2022年",
        "38",
        "1200米",
        "99.5%",
        "２０２２",
        "GDP",
        "Wi-Fi",
        "5G",
        "km/h",
        "A股",
        "第一",
        "——",
        "……",
        "；",
    ),
    *("⽂化", "⻔口", "⻓征", "⼾口", "太", "谷", "经", "开", "区", "说，说", "。”", "："),
)
HEADS = (
    "抓落实不松劲 践初心见成效",
    "——石门乡全年工作综述",
    "一、强化学习",
    "（二）抓好落实",
    "本报讯",
    "● 要点",
    "今日导读",
)
FURNITURE = (
    "（下转第3版）",
    "（上接第1版）",
    "责任编辑：李四 版式：王五",
    "2022年3月1日 星期二",
    "人民日报",
    "03",
    "第 3 版",
    "摄影：张三",
    "图为丰收现场。 （新华社发）",
    "本报记者 赵六 通讯员 钱七",
)
ODD = (
    "\ufeff\u200b\u200d\u00ad\u2028\u2029\u0085\u000b\f\r\x00\x01\x07\x1b\x7f\x80\u202e\u2066\u2069\u061c"
    "\ufffe\uffff\ufffd\ud800\udfff\ue000\uf8ff\U000f0000\U0010ffff\U00020000\U0002a6df\U00030000\U000323af"
    "\U0001f600\U0001f468\u0300\u3099\ufe0f\u20e3\U000e0100\u3000\u00a0\t <>&\"'`*_#[](){}|\\~^$%@!;:=-+/.?"
)
MARKUP = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "]]>",
    "<!--",
    "-->",
    "&amp;&#0;&#x110000;",
    "<![CDATA[",
    "javascript:alert(1)",
    '"><svg onload=alert(1)>',
    "{{7*7}}",
    "${x}",
    "---",
    "===",
    "***",
    "::: {.title}",
    '<div class="title">',
    "</div>",
    "# 标题",
    "```",
    "| 一 | 二 |",
    "[链](http://127.0.0.1:9/x)",
    "![图](file:///etc/passwd)",
    "\\newpage",
    "#include <x>",
    "\\input{/etc/passwd}",
    "@import url(http://127.0.0.1:9/);",
    "../../etc/passwd",
    "﻿",
)


def draw_page(random: Random) -> str:
    """Draw a text as an extractor might have left it; most are small."""
    lines = _draw_lines(random)
    for _ in range(random.choice((0, 0, 1, 1, 2, 3))):
        lines = random.choice(_DAMAGES)(lines, random)
    return random.choice(("\n", "\n", "\n", "\r\n", "\n\n")).join(lines)


def draw_text(random: Random, most: int) -> str:
    """Draw running text of at most so many characters."""
    text = ""
    wanted = random.randrange(most + 1)
    while len(text) < wanted:
        text += random.choice(WORDS)
        if random.random() < 0.2:
            text += random.choice("，。、；：！？")
    return text[:wanted]


def _draw_lines(random: Random) -> list[str]:
    measure = random.choice((4, 9, 11, 13, 15, 16, 18, 20, 23, 40))
    lines: list[str] = []
    for _ in range(random.choice((0, 1, 2, 3, 5, 8))):
        sort = random.random()
        if sort < 0.15:
            lines.append(random.choice(HEADS))
        elif sort < 0.3:
            lines.append(random.choice(FURNITURE))
        elif sort < 0.4:
            lines += [draw_text(random, 7) + random.choice("，。") for _ in range(random.randrange(5))]
        else:
            text = draw_text(random, 90) + random.choice(("。", "。”", "", "！", "："))
            lines += [text[at : at + measure] for at in range(0, len(text), measure)]
    return lines


def _blank(lines: list[str], random: Random) -> list[str]:
    return [part for line in lines for part in ((line, "") if random.random() < 0.3 else (line,))]


def _shuffle(lines: list[str], random: Random) -> list[str]:
    cut = random.randrange(len(lines) + 1)
    return lines[cut:] + lines[:cut]


def _double(lines: list[str], random: Random) -> list[str]:
    return [part for line in lines for part in ((line, line) if random.random() < 0.2 else (line,))]


def _space(lines: list[str], random: Random) -> list[str]:
    gap = random.choice((" ", "  ", "\u3000", "\u00a0"))
    return [gap.join(line) if random.random() < 0.3 else line for line in lines]


def _set_beside(lines: list[str], random: Random) -> list[str]:
    half = len(lines) // 2
    width = max(map(len, lines), default=0) * 2 + 4
    pairs = zip(lines[:half], lines[half:], strict=False)
    return [one + " " * (width - 2 * len(one)) + other for one, other in pairs] + lines[2 * half :]


def _indent(lines: list[str], random: Random) -> list[str]:
    return [("\u3000\u3000" if random.random() < 0.3 else " " * random.randrange(4)) + line for line in lines]


def _hang(lines: list[str], random: Random) -> list[str]:
    joined = "\n".join(lines)
    cut = random.randrange(len(joined) + 1)
    return (joined[:cut].replace("\n", "", 1) + joined[cut:]).split("\n")


def _strew(characters: str) -> Callable[[list[str], Random], list[str]]:
    def strew(lines: list[str], random: Random) -> list[str]:
        text = "\n".join(lines)
        for _ in range(random.randrange(1, 6)):
            at = random.randrange(len(text) + 1)
            text = text[:at] + random.choice(characters) * random.choice((1, 1, 1, 3)) + text[at:]
        return text.split("\n")

    return strew


def _mark_up(lines: list[str], random: Random) -> list[str]:
    at = random.randrange(len(lines) + 1)
    found = random.choice(MARKUP)
    if lines and random.random() < 0.5:
        at = min(at, len(lines) - 1)
        return [*lines[:at], lines[at] + found, *lines[at + 1 :]]
    return [*lines[:at], found, *lines[at:]]


def _cut(lines: list[str], random: Random) -> list[str]:
    return lines[random.randrange(len(lines) + 1) :]


def _nest(lines: list[str], random: Random) -> list[str]:
    depth = random.randrange(1, 40)
    return ["“‘《（["[random.randrange(5)] * depth + line for line in lines]


_DAMAGES: tuple[Callable[[list[str], Random], list[str]], ...] = (
    _blank,
    _shuffle,
    _double,
    _space,
    _set_beside,
    _indent,
    _hang,
    _strew(ODD),
    _strew("“”‘’《》（）(),.，。：；！？、—…· \u3000"),
    _mark_up,
    _cut,
    _nest,
)
