"""What a row looks like by itself and beside its neighbours: a head, a signature, a line cut short."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.characters import CLOSING, DASHES, NO_LINE_START, OPENERS, PAIRS, SENTENCE_ENDS
from pipeline.document import Kind
from pipeline.repair import costs
from pipeline.repair.layout import Layout, Row
from pipeline.repair.measures import INDENT
from pipeline.repair.signatures import find_signature, opens_story
from pipeline.repair.words import Vocabulary, learn

_STOPPED = re.compile(r"[。；;]")
_PAUSES = re.compile(r"[，、,]")
_SUBTITLE = re.compile(r"^[—―─]{1,2}")
_NUMBERED_END = re.compile(r"[（(](?:[0-9]{1,2}|[一二三四五六七八九十上中下])[）)]$")
_NUMBERED_START = re.compile(
    r"[（(][一二三四五六七八九十0-9]{1,3}[）)]|[一二三四五六七八九十]{1,3}、|[0-9]{1,2}[.．、](?![0-9])|[①-⑳]|第[一二三四五六七八九十]+[，、：]"
)
_YEAR_START = re.compile(r"(?:19|20)[0-9]{2}年?")
_SALUTATION = re.compile(r"^\S{2,10}[：:]$")
_KICKER = re.compile(
    r"部署|召[开開]|[举舉]行|印[发發]|[发發]布|[启啟][动動]|[强強][调調]|指出|[审審][议議]|通[过過]|[开開]幕|[闭閉]幕"
    r"|[会會][见見]|主持|出席|推出|公布|作出|要求|亮相|[献獻][礼禮]|[纪紀]念|落[实實]|[开開]展|推[进進]|建[设設]|打造"
)
# Words that open paragraphs far more often than they open a line inside one.
_OPENING_WORDS = re.compile(
    r"首先|其次|再次|最[后後]|此外|另外|同[时時]，|目前，|近年[来來]|近日|日前|[据據]了解|[据據]悉|[据據]介[绍紹]|[记記]者|今年以?[来來]?|去年"
    r"|[当當][天日]|[会會][议議]|[为為]此|[对對]此|[专專]家|一方面|另一方面|有[专專]家|如今|[与與]此同[时時]|[值]得一提|下一步"
    r"|“|《|[0-9]{1,4}[年月]|——"
)
_ADDRESS = re.compile(r"^(?:各位|同志[们們]|[尊敬]的|女士[们們]|先生[们們]|朋友[们們]).{0,12}[：:！!]$")
_MAY_SIGN = re.compile(
    r"^[（(□◎■●文作执執撰整]|[记記]者|通[讯訊][员員]|[评評][论論][员員]|特派[员員]|[摄攝图圖]|[电電讯訊][）)]?$"
)
_COUPLET = re.compile(r"^\S{3,}[ \u3000]+\S{3,}$")
_CLOSERS = re.compile("[" + re.escape("".join(PAIRS.values())) + "]")
_CLOSES = {closer: opener for opener, closer in PAIRS.items()}


@dataclass(frozen=True, slots=True)
class Shape:
    """The costs of a row as part of a head (None: it cannot be one), and how it begins and ends."""

    head: float | None
    head_next: float | None
    head_end: float
    title: float | None
    title_next: float | None
    title_end: float
    paragraph_end: float
    opens: bool  # starts with an opening mark, before which some extractors leave a blank line
    bad_start: bool
    closes_pair: bool  # closes a pair that the row before opened
    signature: tuple[Kind, int] | None
    fused: bool | None  # its first character and the last of the row before make a word
    dateline: bool  # opens as a news story does
    numbered: bool  # opens with a number, as a head or an item does
    address: bool  # speaks to an audience, on a line of its own: 各位代表：
    opening: bool  # opens with a word that paragraphs open with
    dashed: bool  # opens with a dash, as a subtitle does


def read_shapes(layout: Layout) -> tuple[Shape, ...]:
    """Weigh each row's shape."""
    vocabulary = learn(row.text for row in layout.rows)
    raws = [row.raw for row in layout.rows]
    return tuple(_read_shape(layout, vocabulary, raws, index) for index in range(len(raws)))


def _read_shape(layout: Layout, vocabulary: Vocabulary, raws: Sequence[str], index: int) -> Shape:
    row = layout.rows[index]
    before = layout.rows[index - 1] if index else None
    text = row.text
    head = _weigh_head(row, layout.measure)
    last = index + 1 == len(layout.rows)
    after, unit = ("", 0.0) if last else (raws[index + 1], layout.rows[index + 1].unit)
    numbered = bool(_NUMBERED_START.match(text))
    untitled = numbered or _STOPPED.search(text) or _SALUTATION.search(text)
    title = None if untitled else _weigh_title(row, layout.measure, unit, after)
    goes_on = None
    if head is not None and before is not None and before.text[-1] not in "：:" and not numbered:
        goes_on = head + costs.HEAD_NEXT + costs.HEAD_BALANCE * min(abs(before.width - row.width), 6.0)
    return Shape(
        head=head,
        head_next=goes_on,
        head_end=costs.HEAD_COMMA_END if text[-1] in "，、：；,:" else 0.0,
        title=title,
        title_next=None
        if title is None or before is None
        else _weigh_title_next(before, row, layout.measure),
        title_end=costs.HEAD_COMMA_END if text[-1] in "，、；：,:" else 0.0,
        paragraph_end=_weigh_end(row),
        opens=text[0] in OPENERS,
        bad_start=text[0] in NO_LINE_START and text[0] not in DASHES,
        closes_pair=before is not None and _closes_pair(before.text, text),
        signature=find_signature(raws[index : index + 3]) if _MAY_SIGN.search(raws[index]) else None,
        fused=None if before is None else vocabulary.fuse(before.text, text),
        dateline=opens_story(text),
        numbered=numbered,
        address=bool(_ADDRESS.match(text)),
        opening=bool(_OPENING_WORDS.match(text)),
        dashed=bool(_SUBTITLE.match(text)),
    )


def is_marked_subtitle(text: str) -> bool:
    """Tell whether a head opens with a dash, or ends with its number in a series, as subtitles (副题) do."""
    return bool(_SUBTITLE.match(text) or _NUMBERED_END.search(text))


def says_what_happened(text: str) -> bool:
    """Tell whether a head says who did what, as a kicker (引题) does."""
    return bool(_KICKER.search(text))


def _weigh_end(row: Row) -> float:
    if row.ends_sentence:
        return costs.STOP_AT_END
    last = row.text.rstrip(CLOSING)[-1:]
    if last in "：:；;":
        return costs.COLON_AT_END
    return costs.PAUSE_AT_END if last in "，、," else costs.NO_STOP_AT_END


def _weigh_head(row: Row, measure: float) -> float | None:
    """Weigh a row as a line of a section head."""
    text = row.text
    if row.width > measure + 1 or _SUBTITLE.match(text):
        return None
    cost = costs.HEAD_COMMA * len(_PAUSES.findall(text[:-1]))
    if _STOPPED.search(text[:-1]):
        cost += costs.HEAD_SENTENCE
    if text[-1] in "。；;…" or (row.ends_sentence and text[-1] in "”’）"):
        cost += costs.HEAD_STOP
    if measure and row.width > 0.8 * measure:
        cost += costs.HEAD_LONG * min(1.0, (row.width / measure - 0.8) / 0.2)
    if len(text) == 1:
        cost += costs.HEAD_TINY
    if text.isdigit():
        cost += costs.HEAD_TINY
    return cost


def _weigh_title(row: Row, measure: float, unit: float, after: str) -> float:
    """Weigh a row as a line of the headline; `unit` and `after` are of the row that follows."""
    cost = 0.0
    fulls = [full - indent for full in row.measures for indent in (0.0, INDENT)]
    if any(row.width <= full + costs.ROOM_DOUBT < row.width + unit for full in fulls):
        cost += costs.TITLE_FILLS
    if is_marked_subtitle(row.text):
        cost += costs.TITLE_MARKED
    if _SUBTITLE.match(after):
        cost += costs.TITLE_SUBTITLE
    if _COUPLET.match(row.raw):
        cost += costs.TITLE_COUPLET
    if row.width > measure + 1:
        cost += costs.TITLE_WIDE
    if row.text[-1] in SENTENCE_ENDS and row.text[-1] not in "！？!?":
        cost += costs.HEAD_STOP
    if len(row.text) == 1:
        cost += costs.HEAD_TINY
    return cost


def _weigh_title_next(before: Row, row: Row, measure: float) -> float | None:
    """Weigh a row as the second line of a title."""
    if _SUBTITLE.match(row.text):
        return None
    wider = costs.TITLE_NEXT_WIDER if row.width > before.width + 1 else 0.0
    pause = costs.TITLE_NEXT_PAUSE if before.text[-1] in "，、：；,:" else 0.0
    if _YEAR_START.match(row.text) or _NUMBERED_END.search(row.text):
        wider += costs.TITLE_NEXT_FRESH
    elif says_what_happened(before.text) and not says_what_happened(row.text):
        wider += costs.TITLE_NEXT_KICKER
    if _SUBTITLE.match(before.text):
        wider += costs.SUBTITLE_NEXT
    elif max(before.width, row.width) > 0.6 * measure:
        wider += costs.TITLE_NEXT_BANNER
    uneven = costs.TITLE_NEXT_UNEVEN * min(abs(row.width - before.width), 8.0)
    return costs.TITLE_NEXT + wider + pause + uneven


def _closes_pair(before: str, text: str) -> bool:
    """Tell whether a pair that one row leaves open is closed in the next."""
    if not _CLOSERS.search(text):
        return False
    held: list[str] = []
    for character in before:
        if character in PAIRS:
            held.append(character)
        elif held and held[-1] == _CLOSES.get(character):
            held.pop()
    inside: list[str] = []
    for character in text:
        if character in PAIRS:
            inside.append(character)
        elif character in _CLOSES:
            if not inside:
                return _CLOSES[character] in held
            if inside[-1] == _CLOSES[character]:
                inside.pop()
    return False
