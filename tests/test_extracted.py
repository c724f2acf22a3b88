"""Pages that were set and extracted come out as the articles they were made of, block by block."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.pages import ARTICLES, read_article
from bench.peers import read_ours
from bench.scores import count

PAGES = sorted((Path(__file__).parent / "pages").glob("*.txt"))


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_a_page_comes_out_as_its_article(path: Path) -> None:
    article = path.name.partition(".")[0].rpartition("-")[0]
    found = count(read_article(ARTICLES / f"{article}.yaml"), read_ours(path)).figures()
    assert found | {"space": 1.0} == dict.fromkeys(found, 1.0) | {"lost": 0.0, "added": 0.0}
