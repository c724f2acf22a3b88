#!/usr/bin/env python3
"""Make pipeline/repair/words.txt: which characters follow each other inside Chinese words.

    python bench/words.py DICT.TXT VARIANTS.TXT

DICT.TXT is the dictionary of jieba 0.42.1 (PyPI, MIT licence): a word, its frequency and its part of
speech a line. VARIANTS.TXT is TSCharacters.txt of opencc-python-reimplemented (Apache 2.0): a
Traditional character and its Simplified ones a line. From the first come only counts: a pair is kept
when it stands inside words at least e^2 times as often as it would across two words, and of those the
commonest. From the second, the single-character pairs, so that Traditional text is looked up too.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from itertools import pairwise
from pathlib import Path

from pipeline.characters import is_han

TARGET = Path(__file__).parents[1] / "pipeline" / "repair" / "words.txt"
KEPT = 40_000  # pairs: more find hardly more (47.1 % of broken words; twice as many, 47.8 %)
AHEAD = 7.4  # e^2: how much likelier inside a word than across two


def count_pairs(dictionary: Path) -> tuple[Counter[str], Counter[str], Counter[str]]:
    """Count pairs inside words, and the characters words end and begin with, by word frequency."""
    inside: Counter[str] = Counter()
    ends: Counter[str] = Counter()
    starts: Counter[str] = Counter()
    for entry in dictionary.read_text("utf-8").splitlines():
        word, frequency, *_ = entry.split(" ")
        if not all(map(is_han, word)):
            continue
        weight = int(frequency) + 0.5
        ends[word[-1]] += weight
        starts[word[0]] += weight
        for first, second in pairwise(word):
            inside[first + second] += weight
    return inside, ends, starts


def choose_pairs(dictionary: Path) -> list[str]:
    """Give the commonest pairs that tell a word from two."""
    inside, ends, starts = count_pairs(dictionary)
    total = sum(ends.values())
    telling = [
        pair
        for pair, count in inside.items()
        if count * total > AHEAD * ends.get(pair[0], 1) * starts.get(pair[1], 1)
    ]
    return sorted(telling, key=lambda pair: (-inside[pair], pair))[:KEPT]


def main() -> None:
    followers: dict[str, str] = defaultdict(str)
    for pair in sorted(choose_pairs(Path(sys.argv[1]))):
        followers[pair[0]] += pair[1]
    variants = ""
    for entry in Path(sys.argv[2]).read_text("utf-8").splitlines():
        traditional, simplified = entry.split("\t")
        if len(traditional) == 1 and simplified[0] != traditional:
            variants += traditional + simplified[0]
    lines = [variants, *(first + rest for first, rest in sorted(followers.items()))]
    TARGET.write_text("\n".join(lines) + "\n", "utf-8")
    print(f"{TARGET.name}: {sum(map(len, followers.values()))} pairs, {TARGET.stat().st_size} bytes")


if __name__ == "__main__":
    main()
