"""The one table of character classes and named code points.

Sources: Unicode 15.1 (names, East Asian Width of UAX #11), W3C CLREQ section 3.1 (line start and
line end prohibition), GB/T 15834-2011 (punctuation), Unicode's EquivalentUnifiedIdeograph.txt
(CJK radicals).
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import cache

IDEOGRAPHIC_SPACE = "\u3000"
SOFT_HYPHEN = "\u00ad"
ZERO_WIDTH_SPACE = "\u200b"
WORD_JOINER = "\u2060"
REPLACEMENT_CHARACTER = "\ufffd"
FORM_FEED = "\f"
EM_DASH = "\u2014"
HORIZONTAL_BAR = "\u2015"
RIGHT_DOUBLE_QUOTE, RIGHT_SINGLE_QUOTE = "\u201d", "\u2019"

# Han, with 〇 and 々 and the extension planes, as the inside of a regular expression's brackets.
HAN = "\u3005\u3007\u3021-\u3029\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003347f"
# A letter that is no Latin, Greek or Cyrillic, as a pattern of its own: Han, in Chinese text. It
# compiles in a fifth of the time of a class of ranges, which patterns at start-up would add up to.
HAN_LETTER = r"[^\W\d_A-Za-z\u00c0-\u04ff\u2150-\u218f\u2460-\u24ff]"
HAN_CHARACTER = re.compile(f"[{HAN}]")

# What XML 1.0 (section 2.2) cannot carry, and the other controls but tab and line feed: none of it prints.
CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")

# What Unicode counts as Default_Ignorable_Code_Point (DerivedCoreProperties): selectors, fillers, joiners.
IGNORABLE = (
    "\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
IGNORABLE_CHARACTER = re.compile(f"[{IGNORABLE}]")

OPENERS = frozenset("“‘（《〈【〔［｛「『〖([{﹁﹃")
CLOSERS = frozenset("”’）》〉】〕］｝」』〗)]}﹂﹄")
CLOSING = "".join(sorted(CLOSERS))  # the same, to strip from the end of a line
SENTENCE_ENDS = frozenset("。！？…!?")
PAUSES = frozenset("，、；：,;:")
# CLREQ 3.1.3: marks that may not stand at the start of a line.
NO_LINE_START = CLOSERS | SENTENCE_ENDS | PAUSES | frozenset("·%％‰℃°/－—")
DASHES = frozenset((EM_DASH, HORIZONTAL_BAR, "\u2e3a", "\u2500"))
QUOTE_PAIRS = {"“": "”", "‘": "’", "「": "」", "『": "』"}
BRACKET_PAIRS = {"（": "）", "《": "》", "〈": "〉", "【": "】", "〔": "〕", "(": ")", "[": "]"}
PAIRS = QUOTE_PAIRS | BRACKET_PAIRS

# Radicals and other look-alikes that extraction leaves where an ideograph was printed. NFKC folds
# the Kangxi radicals (U+2F00 to U+2FD5); the supplement (U+2E80 to U+2EF3) needs this table.
RADICALS_SUPPLEMENT = {
    "⺁": "厂", "⺃": "乚", "⺅": "亻", "⺆": "冂", "⺇": "几", "⺈": "刀", "⺉": "刂", "⺊": "卜", "⺋": "㔾",
    "⺌": "小", "⺍": "小", "⺎": "兀", "⺏": "尣", "⺐": "尢", "⺒": "巳", "⺓": "幺", "⺔": "彑", "⺕": "彐",
    "⺖": "忄", "⺗": "㣺", "⺘": "扌", "⺙": "攵", "⺛": "旡", "⺜": "日", "⺝": "月", "⺞": "歺", "⺟": "母",
    "⺠": "民", "⺡": "氵", "⺢": "氺", "⺣": "灬", "⺤": "爫", "⺥": "爫", "⺦": "丬", "⺧": "牛", "⺨": "犭",
    "⺩": "王", "⺪": "疋", "⺫": "目", "⺬": "示", "⺭": "礻", "⺯": "糹", "⺰": "纟", "⺱": "罒", "⺲": "罒",
    "⺳": "㓁", "⺵": "网", "⺶": "羊", "⺷": "羊", "⺸": "羊", "⺹": "耂", "⺺": "肀", "⺼": "肉", "⺽": "臼",
    "⺾": "艹", "⺿": "艹", "⻀": "艹", "⻁": "虎", "⻂": "衤", "⻃": "覀", "⻄": "西", "⻅": "见", "⻆": "角",
    "⻇": "角", "⻈": "讠", "⻉": "贝", "⻊": "足", "⻋": "车", "⻌": "辶", "⻍": "辶", "⻎": "辶", "⻏": "阝",
    "⻐": "钅", "⻑": "長", "⻒": "镸", "⻓": "长", "⻔": "门", "⻕": "阜", "⻖": "阝", "⻗": "雨", "⻘": "青",
    "⻙": "韦", "⻚": "页", "⻛": "风", "⻜": "飞", "⻝": "食", "⻞": "食", "⻟": "飠", "⻠": "饣", "⻡": "首",
    "⻢": "马", "⻣": "骨", "⻤": "鬼", "⻥": "鱼", "⻦": "鸟", "⻧": "卤", "⻨": "麦", "⻩": "黄", "⻪": "黾",
    "⻫": "斉", "⻬": "齐", "⻭": "歯", "⻮": "齿", "⻯": "竜", "⻰": "龙", "⻱": "龜", "⻲": "亀", "⻳": "龟",
}  # fmt: skip
# ⼾ (U+2F3E) folds to 戶 by NFKC, which Simplified text writes 户.
SIMPLIFIED_RADICALS = {"\u2f3e": "户"}


_SELECTORS = frozenset(
    map(chr, [*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)])
)  # of variants of one letter
_LEFTWARD = frozenset(("R", "AL", "AN", "RLE", "RLO", "RLI", "LRE", "LRO", "LRI", "FSI", "PDF", "PDI"))
# Scripts whose letters take shapes and places after their neighbours: those of South and South-East Asia, and
# jamo (Unicode Standard, chapters 12 to 17 and 18.6). Behind them, the blocks whose characters run to the left
# even where none is assigned yet (DerivedBidiClass.txt, @missing).
_SHAPED_SCRIPTS = (
    range(0x0900, 0x10A0), range(0x1100, 0x1200), range(0x1700, 0x18B0), range(0x1900, 0x1AB0),
    range(0x1B00, 0x1C80), range(0x1CD0, 0x1D00), range(0xA800, 0xAC00), range(0xD7B0, 0xD800),
    range(0x11000, 0x12000),
    range(0x0590, 0x0900), range(0xFB1D, 0xFDD0), range(0xFDF0, 0xFE00), range(0xFE70, 0xFF00),
    range(0x10800, 0x11000), range(0x1E800, 0x1F000),
)  # fmt: skip


@cache
def is_shaped(character: str) -> bool:
    """Tell whether a character is set by its neighbours or sets them, so that glyphs do not tell its text.

    Combining marks, letters and controls of text that runs to the left (UAX #9), and scripts that are shaped.
    """
    if character in _SELECTORS:
        return False
    if unicodedata.category(character).startswith("M"):
        return True
    if unicodedata.bidirectional(character) in _LEFTWARD:
        return True
    return any(ord(character) in script for script in _SHAPED_SCRIPTS)


def is_han(character: str) -> bool:
    """Tell whether a character is an ideograph, 〇 and 々 included."""
    return HAN_CHARACTER.match(character) is not None


@cache
def is_wide(character: str) -> bool:
    """Tell whether a character fills an em in Chinese setting.

    East Asian Width W and F do; so do the ambiguous marks “ ” ‘ ’ … — · that Chinese faces set wide.
    """
    return unicodedata.east_asian_width(character) in "WF" or character in "“”‘’…—―·"


def strip_blanks(text: str) -> str:
    """Leave out what has no ink of its own: white space, controls, format marks, ignorable characters."""
    return text.translate(dict.fromkeys(ord(c) for c in set(text) if _is_blank(c)))


def count_visible(text: str) -> Counter[str]:
    """Count the characters of a text that have ink of their own, each by itself."""
    counts = Counter(text)
    for character in [c for c in counts if _is_blank(c)]:
        del counts[character]
    return counts


@cache
def _is_blank(c: str) -> bool:
    """Tell whether a character has no ink; remembered, since few are different and each is asked often."""
    if c.isspace() or IGNORABLE_CHARACTER.match(c) or c in "\ufffe\uffff":
        return True
    return unicodedata.category(c) in ("Cc", "Cf", "Cs")
