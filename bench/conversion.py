#!/usr/bin/env python3
"""Measure conversion on Traditional texts that are made Simplified and converted back.

    python -m bench.conversion EDITION TEXT… [--shares FILE]

TEXT holds original Traditional text of the edition's region, a sentence a line. The engine's own tw2s or
hk2s makes it Simplified, which is many to one and so hardly ever wrong. Prints the characters that come
back other than they were, per ten thousand, with and without what only the shape tells apart (裡 裏), for
our conversion and the engine's own; and of the characters with several forms, the share that is right by
what settled them. --shares writes that share for each character that nothing settled, which
`pipeline/script/choices.py` reads.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from pipeline.document import Article, Block, Kind
from pipeline.script import convert, marks
from pipeline.script.editions import choose_writer
from pipeline.settings import Edition, Wording

_PLAIN = {Edition.TAIWAN: ("tw2s", "s2tw"), Edition.HONG_KONG: ("hk2s", "s2hk")}
_ENOUGH = 5  # occurrences, for a share
_HEADER = """\
# How often the usual form of a character was right where no word settled it: character, tab, share (one
# right and one wrong added to each). Made by bench/conversion.py from prose for Taiwan: the texts of a
# game (The Battle for Wesnoth, zh_TW) and the help of an office suite (LibreOffice, zh-TW), half a
# million characters.
"""
# Shapes of one character: which of them is printed is a matter of the house.
_SHAPES = (
    "裡裏 臺台 群羣 啟啓 衛衞 床牀 峰峯 線綫 麵麪 戶户 溫温 稅税 臥卧 脫脱 閱閲 悅悦 銳鋭 說説 兌兑 "
    "鉤鈎 蔥葱 敘敍 蘊藴 為爲 眾衆 稜棱 痺痹 簷檐 秘祕 癡痴 汙污 恆恒 雞鷄 牆墻 嫻嫺 蛻蜕 跡迹 鑑鑒 "
    "缽鉢 嘆歎 煙烟 唇脣 濕溼 偽僞 吃喫 灶竈 粽糉"
)
_FOLD = str.maketrans({shape: pair[0] for pair in _SHAPES.split() for shape in pair})


def count_errors(references: Iterable[str], results: Iterable[str]) -> tuple[int, int, int]:
    """Count the characters, those that are not as they were, and those of them where shape is no excuse."""
    total = wrong = other = 0
    for reference, result in zip(references, results, strict=True):
        for was, is_now in zip(reference, result, strict=True):
            total += 1
            wrong += was != is_now
            other += was.translate(_FOLD) != is_now.translate(_FOLD)
    return total, wrong, other


def main() -> None:
    """Print the figures of the texts named on the command line."""
    import opencc

    arguments = sys.argv[1:]
    target = Path(arguments[arguments.index("--shares") + 1]) if "--shares" in arguments else None
    edition = Edition(arguments[0])
    paths = [Path(name) for name in arguments[1:] if name != "--shares" and Path(name) != target]
    back, forth = (opencc.OpenCC(name) for name in _PLAIN[edition])
    lines = [line for path in paths for line in path.read_text("utf-8").splitlines() if line.strip()]
    pairs = [(line, back.convert(line)) for line in lines]
    pairs = [(line, plain) for line, plain in pairs if line != plain and len(line) == len(plain)]
    references = [line for line, _ in pairs]
    article = Article(tuple(Block(Kind.PARAGRAPH, plain) for _, plain in pairs))
    ours = [block.text for block in convert(article, edition).blocks]
    ours_as_marked = [marks.set_marks(line) for line in references]
    for name, wanted, results in (
        ("the engine alone", references, [forth.convert(plain) for _, plain in pairs]),
        ("ours", ours_as_marked, ours),
    ):
        total, wrong, other = count_errors(wanted, results)
        print(
            f"{name}: {1e4 * wrong / total:.1f} in 10,000 ({wrong}), "
            f"{1e4 * other / total:.1f} by more than shape"
        )
    right, all_ = _judge(article, edition, references)
    for evidence in sorted({evidence for evidence, _ in all_}):
        of = sum(count for (found, _), count in all_.items() if found == evidence)
        good = sum(count for (found, _), count in right.items() if found == evidence)
        print(f"{evidence}: {good} of {of} right, {good / of:.4f}")
    if target:
        shares = sorted(
            (character, (right[evidence, character] + 1) / (count + 2))
            for (evidence, character), count in all_.items()
            if evidence == "default" and count >= _ENOUGH
        )
        target.write_text(
            _HEADER + "".join(f"{character}\t{share:.3f}\n" for character, share in shares), "utf-8"
        )


def _judge(
    article: Article, edition: Edition, references: Iterable[str]
) -> tuple[Counter[tuple[str, str]], Counter[tuple[str, str]]]:
    """Count the choices that were right, and all, by evidence and character; shapes do not matter."""
    right: Counter[tuple[str, str]] = Counter()
    every: Counter[tuple[str, str]] = Counter()
    writer = choose_writer(article, edition, Wording())
    for block, reference in zip(article.blocks, references, strict=True):
        for word in writer.trace(block.text):
            for index, form in enumerate(word.text, word.start):
                character = block.text[index]
                if len({shape.translate(_FOLD) for shape in writer.engine.list_forms(character)}) < 2:
                    continue
                every[word.evidence, character] += 1
                right[word.evidence, character] += form.translate(_FOLD) == reference[index].translate(_FOLD)
    return right, every


if __name__ == "__main__":
    main()
