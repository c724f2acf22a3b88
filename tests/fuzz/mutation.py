"""Bytes made wrong: anywhere, inside the parts of a ZIP archive, and inside the objects of a PDF."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from random import Random

_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
_NUMBER = re.compile(rb"\b[0-9]+\b")
_HUGE = (b"0", b"-1", b"65536", b"2147483647", b"4294967296", b"99999999999999999999")
_TOKENS = (
    b"<<", b">>", b"[", b"]", b"(", b")", b"<", b">", b"/Kids", b"/Parent", b"/Type", b"/Pages", b"/Length",
    b"obj", b"endobj", b"stream", b"R", b"xref", b"trailer", b"%%EOF", b"BT", b"ET", b"Tj", b"/Filter", b"Do",
    b"&", b"&x;", b"<!DOCTYPE x [<!ENTITY x 'y'>]>", b"]]>", b"</", b"/>", b"\x00", b"\xff\xfe",
    b"\xed\xa0\x80",
)  # fmt: skip


def mutate(data: bytes, random: Random) -> bytes:
    """Change a few places: bits, bytes, tokens, numbers, pieces cut out, doubled or moved."""
    made = bytearray(data)
    for _ in range(random.choice((1, 1, 2, 4, 8))):
        at = random.randrange(len(made) + 1)
        length = random.choice((1, 2, 8, 64, 512))
        match random.randrange(7):
            case 0 if at < len(made):
                made[at] ^= 1 << random.randrange(8)
            case 1 if at < len(made):
                made[at] = random.randrange(256)
            case 2:
                made[at:at] = random.choice(_TOKENS)
            case 3:
                del made[at : at + length]
            case 4:
                made[at:at] = made[at : at + length]
            case 5:
                to = random.randrange(len(made) + 1)
                made[to:to] = made[at : at + length]
            case _:
                if found := _NUMBER.search(made, at):
                    made[found.start() : found.end()] = random.choice(_HUGE)
    return bytes(made)


def mutate_zip(data: bytes, random: Random) -> bytes:
    """Change one part of an archive, or the archive itself."""
    if random.random() < 0.15:
        return mutate(data, random)
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as whole,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as other,
    ):
        names = whole.namelist()
        changed = random.choice(names)
        for name in names:
            part = whole.read(name)
            if name == changed:
                if random.random() < 0.1:
                    continue
                part = mutate(part, random)
            other.writestr(whole.getinfo(name), part)
    return made.getvalue()


def mutate_pdf(data: bytes, random: Random) -> bytes:
    """Change a PDF anywhere, or the contents of one of its compressed streams."""
    streams = list(_STREAM.finditer(data))
    if not streams or random.random() < 0.5:
        return mutate(data, random)
    found = random.choice(streams)
    try:
        inside = zlib.decompress(found[1])
    except zlib.error:
        return mutate(data, random)
    return data[: found.start(1)] + zlib.compress(mutate(inside, random)) + data[found.end(1) :]
