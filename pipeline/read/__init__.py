"""Readers: the bytes of a file in, a Source with its lines and their places out."""

from __future__ import annotations

from pipeline.document import Source


def read_source(data: bytes, name: str) -> Source:
    """Read the bytes of a source file; `name` is what errors and results call it.

    Raises InputError when the bytes are not Chinese text.
    """
    from pipeline.read.text import read_text

    return read_text(data, name)
