"""A folder of spoilt files, given to the real command: each is made, or refused in a line."""

from __future__ import annotations

from pathlib import Path

from bench.spoilt import DRAWS, prepare, try_build, try_normalize

EACH = 10


def test_spoilt_files_are_made_or_refused_in_a_line(tmp_path: Path) -> None:
    prepare(tmp_path, EACH, seed=1)
    outcome = try_build(tmp_path)
    assert outcome.faults == ()
    assert len(outcome.made) + len(outcome.refused) == len(DRAWS) * (EACH + 1)
    assert outcome.refused, "some are beyond reading"
    assert try_normalize(tmp_path, outcome) == []
