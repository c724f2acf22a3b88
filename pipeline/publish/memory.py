"""What an earlier look at sources said, kept in a file, so that a second look at them costs nothing.

What is remembered can always be found out anew: a file that is missing, damaged or cannot be written is none.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

from pipeline.errors import ChongpaiError
from pipeline.files import read_bytes, write_whole
from pipeline.publish.inspection import Subject, Verdict
from pipeline.publish.remarks import Level, Remark
from pipeline.publish.seals import seal, unseal

_MOST = 20_000  # sources remembered, the latest


def name_subject(subject: Subject, tools: str) -> str:
    """Give the name that a source, all that decides about it and the tools are remembered by (SHA-256)."""
    known = hashlib.sha256(repr((tools, subject)).encode("utf-8", "backslashreplace"))
    return known.hexdigest()


def sum_tools(version: str, package: Path) -> str:
    """Sum up the program itself: its version, and each of its files with its size and time."""
    parts = [version]
    for path in sorted(package.rglob("*.[pt][yx]*")):
        stat = path.stat()
        parts.append(f"{path.name} {stat.st_size} {stat.st_mtime_ns}")
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def recall(path: Path) -> dict[str, Verdict]:
    """Read what is remembered; nothing where there is no such file, or it is damaged."""
    try:
        said = json.loads(unseal(read_bytes(path)))
        return {
            name: Verdict(
                tuple(Remark(**remark | {"level": Level(remark["level"])}) for remark in entry["remarks"]),
                entry["diff"],
            )
            for name, entry in said.items()
        }
    except (ChongpaiError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def remember(path: Path, verdicts: Mapping[str, Verdict]) -> None:
    """Write what is to be remembered, the latest last; a place that cannot be written is left alone."""
    latest: Iterable[tuple[str, Verdict]] = list(verdicts.items())[-_MOST:]
    with suppress(ChongpaiError):
        worded = json.dumps({name: asdict(verdict) for name, verdict in latest})
        write_whole(path, seal(worded.encode()))
