#!/usr/bin/env python3
"""Make pipeline/repair/words.txt, which characters follow each other inside words, and variants.txt.

    python bench/words.py DICT.TXT VARIANTS.TXT

DICT.TXT is the dictionary of jieba 0.42.1 (PyPI, MIT licence): a word, its frequency and its part of
speech a line. VARIANTS.TXT is TSCharacters.txt of opencc-python-reimplemented (Apache 2.0): a
Traditional character and its Simplified ones a line. From the first come only counts: a pair is kept
when it stands inside words at least e^2 times as often as it would across two words, and of those the
commonest. From the second, the single-character pairs, so that Traditional text is looked up too.

A line of pipeline/variants.txt is such a pair: the Traditional character, the Simplified one. A line of
words.txt is a character; a letter for how often it ends a word and one for how often it
begins one; and its followers, those of level 5 behind a "5" and so on (see pipeline/repair/words.py).
A level is the logarithm of how much likelier two characters stand together than by chance.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from itertools import pairwise
from math import log
from pathlib import Path

from pipeline.characters import is_han

PACKAGE = Path(__file__).parents[1] / "pipeline"
TARGET, VARIANTS = PACKAGE / "repair" / "words.txt", PACKAGE / "variants.txt"
KEPT = 40_000  # pairs: more find hardly more (47.1 % of broken words; twice as many, 47.8 %)
RARE = 50  # occurrences added to each character's, so that chance does not speak for the rare
COMMON = 200  # a character with fewer and no pair tells nothing
AHEAD = 7.4  # e^2: how much likelier inside a word than across two

Counts = defaultdict[str, float]


def count_pairs(dictionary: Path) -> tuple[Counts, Counts, Counts]:
    """Count pairs inside words, and the characters words end and begin with, by word frequency."""
    inside: Counts = defaultdict(float)
    ends: Counts = defaultdict(float)
    starts: Counts = defaultdict(float)
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


def choose_pairs(inside: Counts, ends: Counts, starts: Counts) -> list[str]:
    """Give the commonest pairs that tell a word from two."""
    total = sum(ends.values())
    telling = [
        pair
        for pair, count in inside.items()
        if count * total > AHEAD * ends.get(pair[0], 1) * starts.get(pair[1], 1)
    ]
    return sorted(telling, key=lambda pair: (-inside[pair], pair))[:KEPT]


def grade(chance: float) -> str:
    """Write the logarithm of a chance as a letter: a is e, c is 1, and so on in halves."""
    return chr(ord("a") + min(max(round(2 - 2 * log(chance)), 0), 25))


def main() -> None:
    """Write words.txt and variants.txt."""
    inside, ends, starts = count_pairs(Path(sys.argv[1]))
    seen: Counts = defaultdict(float, {first: count + RARE for first, count in starts.items()})
    for pair, count in inside.items():
        seen[pair[1]] += count
    words, total = sum(ends.values()), sum(seen.values())
    followers: dict[str, dict[int, str]] = defaultdict(lambda: defaultdict(str))
    for pair in sorted(choose_pairs(inside, ends, starts)):
        chance = seen[pair[0]] * seen[pair[1]] / total
        likely = (inside[pair] + ends[pair[0]] * starts[pair[1]] / words) / chance
        followers[pair[0]][min(max(round(log(likely)), 0), 5)] += pair[1]
    lines = []
    for character in sorted(seen):
        if seen[character] < COMMON and character not in followers:
            continue
        end = grade((ends[character] + 1) / seen[character] * total / words)
        start = grade((starts[character] + 1) / seen[character])
        levels = sorted(followers[character].items(), reverse=True)
        lines.append(character + end + start + "".join(f"{level}{found}" for level, found in levels))
    variants = ""
    for entry in Path(sys.argv[2]).read_text("utf-8").splitlines():
        traditional, simplified = entry.split("\t")
        if len(traditional) == 1 and simplified[0] != traditional:
            variants += f"{traditional}{simplified[0]}\n"
    VARIANTS.write_text(variants, "utf-8")
    TARGET.write_text("\n".join(lines) + "\n", "utf-8")
    print(f"{TARGET.name}: {len(lines)} characters, {TARGET.stat().st_size} bytes")


if __name__ == "__main__":
    main()
