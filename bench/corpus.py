"""Texts to build: articles as an extractor might give them, as many as are wanted, each another."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path
from random import Random

from bench.degrade import degrade
from bench.pages import ARTICLES, read_article
from bench.scores import Block

ROOT = Path(__file__).parents[1]
SEEDS = sorted((ROOT / "seeds").glob("*.txt"))
_KINDS = {"para": "paragraph"}


def write_project(
    folder: Path, count: int, settings: str, articles: Path | None = None, *, lines: int = 0
) -> list[Path]:
    """Make a project of so many texts and give their paths.

    They are those of seeds/, then the articles of a folder of JSON ({title, lang, blocks: [{type, text}]};
    without one the project's own), in turn, wrapped and spoilt differently each time;
    of each no more than so many `lines`, where these are given.
    """
    (folder / "texts").mkdir(parents=True)
    (folder / "pipeline.yaml").write_text(f"sources: [texts]\n{settings}", "utf-8")
    made = []
    for number, text in enumerate(islice(_spoil(articles), count)):
        path = folder / "texts" / f"{number:05}.txt"
        path.write_text("\n".join(text.splitlines()[:lines]) + "\n" if lines else text, "utf-8")
        made.append(path)
    return made


def _spoil(articles: Path | None) -> Iterator[str]:
    own = map(read_article, sorted(ARTICLES.glob("*.yaml")))
    truths = list(_read_articles(articles) if articles else own)
    yield from (seed.read_text("utf-8") for seed in SEEDS)
    yield from (degrade(truth, Random(number)) for number, truth in enumerate(cycle(truths)))


def _read_articles(folder: Path) -> Iterator[list[Block]]:
    for path in sorted(folder.glob("*.json")):
        said = json.loads(path.read_text("utf-8"))
        if said.get("lang", "zh-Hans") == "zh-Hans":
            blocks = [(_KINDS.get(block["type"], block["type"]), block["text"]) for block in said["blocks"]]
            yield [("title", said["title"]), *blocks]
