"""Text files: encodings told apart, line ends, and a clear error for each file that is no text."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import InputError
from pipeline.files import LARGEST, read_bytes
from pipeline.read import read_source
from pipeline.read.text import decode, split_lines

SIMPLIFIED = "城南的老菜市场今年换了新顶棚，地面也重新铺过。"
TRADITIONAL = "城南的老菜市場今年換了新頂棚，地面也重新鋪過。"


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("text", [SIMPLIFIED, TRADITIONAL])
def test_utf8_is_no_guess_and_a_byte_order_mark_stays(mark: str, text: str) -> None:
    source = read_source((mark + text).encode(), "page.txt")
    assert [line.text for line in source.lines] == [mark + text]
    assert source.notices == ()


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_utf16_by_its_mark_is_no_guess(codec: str) -> None:
    assert decode(("\ufeff" + SIMPLIFIED).encode(codec), "page.txt") == ("\ufeff" + SIMPLIFIED, ())


@pytest.mark.parametrize(
    ("text", "codec", "name"),
    [
        (SIMPLIFIED, "gb18030", "GB18030"),
        (TRADITIONAL, "gb18030", "GB18030"),
        (SIMPLIFIED + "𠮷", "gb18030", "GB18030"),
        (TRADITIONAL, "cp950", "Big5"),
        (TRADITIONAL + "㗎", "big5hkscs", "Big5-HKSCS"),
        (SIMPLIFIED, "utf-16-le", "UTF-16 (little-endian)"),
        (SIMPLIFIED, "utf-16-be", "UTF-16 (big-endian)"),
        ("新闻", "gb18030", "GB18030"),
    ],
)
def test_other_encodings_are_guessed_and_the_guess_is_said(text: str, codec: str, name: str) -> None:
    read, notices = decode(text.encode(codec), "page.txt")
    assert read == text
    assert [(notice.code, notice.text) for notice in notices] == [("encoding/guess", f"read as {name}")]
    assert notices[0].alternative != name
    assert 0.5 <= notices[0].confidence <= 1


@pytest.mark.parametrize("codec", ["gb18030", "utf-16-le", "utf-16-be"])
def test_seeds_are_read_from_every_encoding(root, codec: str) -> None:
    for path in sorted((root / "seeds").glob("*.txt")):
        text = path.read_text(encoding="utf-8")
        assert decode(text.encode(codec), path.name)[0] == text


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "page.txt: the file is empty; put text in it or leave it out"),
        ("\ufeff \r\n\u3000\f".encode(), "page.txt: the file is empty; put text in it or leave it out"),
        (b"hello\n", "page.txt: there is no Chinese character in this file; give a file of Chinese text"),
        (bytes(range(32)) * 9, "page.txt: this is a binary file, not text; give a text file"),
        (b"\x00\xff\x01\xfe" * 99, "page.txt: this is a binary file, not text; give a text file"),
        (b"%PDF-1.7 \xe4\xb8\xad", "page.txt: this is a PDF, not a text file; give its text"),
        (
            SIMPLIFIED.encode() + b"\n" + b"\xff" + SIMPLIFIED.encode(),
            "page.txt:2: byte 70 (0xFF) is not UTF-8; save the file as UTF-8",
        ),
        (
            SIMPLIFIED.encode("gb18030") + b"\xff" + SIMPLIFIED.encode("gb18030"),
            "page.txt:1: byte 46 (0xFF) is not GB18030; save the file as UTF-8",
        ),
        (
            "déjà vu à la carte".encode("latin-1"),
            "page.txt:1: byte 1 (0xE9) is not UTF-8, GB18030, Big5 or UTF-16; save the file as UTF-8",
        ),
    ],
)
def test_what_is_no_chinese_text_is_refused(data: bytes, message: str) -> None:
    with pytest.raises(InputError) as error:
        read_source(data, "page.txt")
    assert str(error.value) == message


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        source = read_source(data, "page.txt")
    except InputError as error:
        assert error.where == "page.txt"
    else:
        assert any(line.text for line in source.lines)


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n", "\v", "\x85", "\u2028", "\u2029"])
def test_line_ends_are_not_part_of_the_line(end: str) -> None:
    lines = split_lines(f"一{end}{end}二{end}")
    assert [(line.number, line.text) for line in lines] == [(1, "一"), (2, ""), (3, "二")]


@pytest.mark.parametrize("after", ["", "\n", "\r\n"])
def test_a_form_feed_stays_on_the_line_it_ends(after: str) -> None:
    assert [line.text for line in split_lines(f"一\f{after}二")] == ["一\f", "二"]


@given(st.text(st.sampled_from("一二 \n\r\v\f\x85\u2028\u2029\x1c")))
def test_splitting_loses_line_ends_only(text: str) -> None:
    lines = split_lines(text)
    kept = "".join(line.text for line in lines)
    assert re.sub("[\n\r\v\x85\u2028\u2029]", "", text) == kept
    assert [line.number for line in lines] == list(range(1, len(lines) + 1))


def test_files_that_cannot_be_read_say_why(tmp_path) -> None:
    large = tmp_path / "large.txt"
    large.write_bytes(b"x" * 11)
    for path, message in (
        (tmp_path / "none.txt", "no such file; correct the name"),
        (tmp_path, "this is a folder, not a file; name a file in it"),
        (tmp_path / "a\0b", "cannot be read: embedded null byte"),
    ):
        with pytest.raises(InputError, match=re.escape(message)):
            read_bytes(path)
    assert len(read_bytes(large)) == 11 < LARGEST
    with pytest.raises(InputError, match="larger than"):
        read_bytes(large, limit=10)
