"""Text files: which encoding the bytes are in, told from evidence, and where the lines end.

A byte order mark decides. Without one, bytes that are valid UTF-8 are UTF-8: Chinese in another
encoding almost never is. Otherwise every candidate reads the bytes and the reading with the most
common Chinese characters wins; that is a guess and a Notice says so, with the runner-up.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter
from dataclasses import dataclass

from pipeline.characters import HAN_CHARACTER
from pipeline.document import Line, Notice, Source
from pipeline.errors import InputError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8", "UTF-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16"),
    (b"\x84\x31\x95\x33", "gb18030", "GB18030"),
)
# Codec and name. Big5 is read as Microsoft's cp950, and with the Hong Kong supplement after it.
_CANDIDATES = (
    ("utf-8", "UTF-8"),
    ("gb18030", "GB18030"),
    ("cp950", "Big5"),
    ("big5hkscs", "Big5-HKSCS"),
    ("utf-16-le", "UTF-16 (little-endian)"),
    ("utf-16-be", "UTF-16 (big-endian)"),
)
_OTHER_FILES = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a Word, EPUB or ZIP file"),
    (b"\xd0\xcf\x11\xe0", "an old Word file"),
    (b"{\\rtf", "an RTF file"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"\x1f\x8b", "a compressed file"),
    (b"7z\xbc\xaf", "a compressed file"),
    (b"Rar!", "a compressed file"),
)
# The characters news is mostly made of; half to two thirds of any Chinese text, Simplified or
# Traditional, and about one in fifty of what another encoding's bytes are misread as.
_COMMON = frozenset(
    "，。、：；“”（）《》「」！？的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同"
    "工也能下过子说产种面而方后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使"
    "点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或"
    "但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展五果料象员革位入常文总次品式活设及"
    "管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强放决西被干做必战先回则任取据处理世"
    "車東長門問間開關們個這為國來時會說對發學經動過後產種從業點無樣與應實體機當開變條結軍總設級統計議論運農區強戰"
    "處務員黨題質際環際領導電話風術報導辦讓華團萬專縣鄉鎮廣場億勞進還錢語書寫讀聽覺見視親覽訊許證識護譯輸轉輕較載"
    "们区县镇乡市省书记委会议报道记者本报讯新华社今昨据村企农园项目推服务群众治导领责任习近平总工程投资亿元万"
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_BREAK = re.compile("\r\n|[\n\r\x0b\x85\u2028\u2029]|(\f)(?:\r\n|[\n\r])?")
_SAMPLE = 200_000  # bytes are enough evidence
_CLEAR = 0.2  # a reading with a smaller share of common characters is not Chinese text


@dataclass(frozen=True, slots=True)
class _Reading:
    name: str
    codec: str
    score: float


def read_text(data: bytes, name: str) -> Source:
    """Read the bytes of a text file as numbered lines.

    Lines end at LF, CR, CR LF, VT, NEL, U+2028, U+2029 and FF (Unicode Standard, section 5.8). The
    ends are not part of the lines, except a form feed: it parts articles and stays as the last
    character of the line it ends, with a line end right after it. A byte order mark stays as the
    first character of line 1.

    Raises InputError, naming `name`, for an empty file, one without Chinese text, one that is not
    text, and for bytes that fit no encoding (with the offset of the byte from 0).
    """
    text, notices = decode(data, name)
    if not text.strip("\ufeff \t\r\n\f\u3000"):
        raise InputError("the file is empty", where=name, step="put text in it or leave it out")
    if len(_CONTROL.findall(text)) * 20 > len(text):
        raise InputError("this is a binary file, not text", where=name, step="give a text file")
    if not HAN_CHARACTER.search(text):
        step = "give a file of Chinese text"
        raise InputError("there is no Chinese character in this file", where=name, step=step)
    return Source(name, split_lines(text), notices)


def split_lines(text: str) -> tuple[Line, ...]:
    """Cut text at its line ends; what follows the last one is a line only when it is not empty."""
    lines: list[str] = []
    at = 0
    for end in _BREAK.finditer(text):
        lines.append(text[at : end.start()] + (end.group(1) or ""))
        at = end.end()
    if at < len(text):
        lines.append(text[at:])
    return tuple(Line(number, line) for number, line in enumerate(lines, 1))


def decode(data: bytes, name: str) -> tuple[str, tuple[Notice, ...]]:
    """Decode bytes to text; a byte order mark stays. A guess is a Notice "encoding/guess".

    Raises InputError for a file of another kind and for bytes that fit no encoding.
    """
    for start, kind in _OTHER_FILES:
        if data.startswith(start):
            raise InputError(f"this is {kind}, not a text file", where=name, step="give its text")
    for mark, codec, spoken in _MARKS:
        if data.startswith(mark):
            return _decode_as(codec, spoken, data, name), ()
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError:
        pass
    best, other = _weigh(data)[:2]
    if best.score < _CLEAR:
        if b"\0" in data:
            raise InputError("this is a binary file, not text", where=name, step="give a text file")
        _decode_as("utf-8", "UTF-8, GB18030, Big5 or UTF-16", data, name)
    text = _decode_as(best.codec, best.name, data, name)
    confidence = round(best.score / (best.score + max(other.score, 0.0)), 3)
    notice = Notice("encoding/guess", 1, f"read as {best.name}", f"{other.name}", confidence)
    return text, (notice,)


def _decode_as(codec: str, spoken: str, data: bytes, name: str) -> str:
    try:
        return data.decode(codec)
    except UnicodeDecodeError as error:
        at = error.start
        line = data[:at].decode(codec, "replace").count("\n") + 1
        message = f"byte {at} (0x{data[at]:02X}) is not {spoken}"
        raise InputError(message, where=name, line=line, step="save the file as UTF-8") from None


def _weigh(data: bytes) -> list[_Reading]:
    """Score every candidate's reading of the bytes, best first; equals keep the table's order."""
    sample = data[:_SAMPLE]
    readings = [
        _Reading(name, codec, _score(sample.decode(codec, "replace")))
        for codec, name in _CANDIDATES
        if not (codec.startswith("utf-16") and len(data) % 2)
    ]
    return sorted(readings, key=lambda reading: -reading.score)


def _score(text: str) -> float:
    """Give the share of common Chinese characters, less that of impossible ones, beyond ASCII.

    A rare ideograph counts a little, so that a few uncommon words still tell.
    """
    counts = Counter(text)
    total = common = han = wrong = 0
    for character, count in counts.items():
        if character in "\t\n\v\f\r" or " " <= character <= "~":
            continue
        total += count
        if character in _COMMON:
            common += count
        elif "\u4e00" <= character <= "\u9fff":
            han += count
        elif character == "\ufffd" or "\ue000" <= character <= "\uf8ff" or _CONTROL.match(character):
            wrong += count
    return (common + 0.1 * han - wrong) / total if total else 0.0
