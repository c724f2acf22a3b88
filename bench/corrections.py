"""What it takes to put pages right: corrections made as an editor would, by the real code, and counted.

    python -m bench.corrections FOLDER [--only EXTRACTOR] [--worst N] [--write FOLDER] [--across]

FOLDER holds pages with known text (see bench.scores). `--worst` takes the N pages that each extractor's text
comes out worst of; `--write` puts copies of them, with their corrections beside them, into a folder, so that
anything that reads pages can be asked about the result. `--across` makes the corrections of one extractor's
text in those of the others. What an extractor garbled is counted apart: no decision was wrong there.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.editor import edit
from bench.scores import Block, Tally, add, count
from pipeline.articles import finish, repair_bytes
from pipeline.corrections import Correction, Corrections, Deed, parse_corrections, write_corrections
from pipeline.document import Article, Repaired
from pipeline.errors import SettingsError
from pipeline.proof import settle
from pipeline.settings import Metadata, Settings
from pipeline.sources import CORRECTIONS

FIGURES = ("blocks", "paragraphs", "heads", "order", "space")


@dataclass(frozen=True, slots=True)
class Case:
    """One extractor's text of a page, repaired; the truth, and what an editor who knows it says."""

    folder: Path
    file: Path
    truth: tuple[tuple[Block, ...], ...]
    repaired: Repaired
    corrections: tuple[Correction, ...]

    @property
    def flat(self) -> tuple[Block, ...]:
        """The true blocks of all articles."""
        return tuple(block for article in self.truth for block in article)


def read_case(file: Path) -> Case:
    """Read one extractor's text of a page, and make the corrections of it."""
    said = json.loads(file.with_name("truth.json").read_text("utf-8"))["articles"]
    truth = tuple(tuple((block["kind"], block["text"]) for block in one["blocks"]) for one in said)
    repaired = repair_bytes(file.read_bytes(), file.name)
    assert repaired
    written = write_corrections(Corrections(edit(repaired, truth), file.name))
    corrections = parse_corrections(written.encode(), file.with_suffix(CORRECTIONS).name).items
    return Case(file.parent, file, truth, repaired, corrections)


def score(case: Case, corrections: Sequence[Correction]) -> Tally:
    """Make corrections of a page as a build does, the laws checked, and compare it with the truth."""
    articles = finish(case.repaired, Settings(), Metadata(corrections=tuple(corrections)))
    return count(case.flat, flatten(articles))


def flatten(articles: Sequence[Article]) -> tuple[Block, ...]:
    """Give the blocks of all articles as the scores take them."""
    return tuple((str(block.kind), block.text) for one in articles for block in one.blocks)


def count_at_one_place(case: Case) -> int:
    """Count the corrections at the place that has most of them, other than of garbled characters."""
    places = settle(case.repaired, case.corrections).places
    deeds = zip(places, case.corrections, strict=True)
    return max(Counter(place[1:] for place, one in deeds if one.deed is not Deed.WRITE).values(), default=0)


def carry(corrections: Sequence[Correction], other: Case) -> tuple[list[Correction], list[str]]:
    """Make corrections in another extractor's text: those that fit there, and why the rest does not."""
    fitting: list[Correction] = []
    refused: list[str] = []
    for correction in corrections:
        try:
            settle(other.repaired, [*fitting, correction])
        except SettingsError as error:
            refused.append(str(error))
        else:
            fitting.append(correction)
    return fitting, refused


def word_figures(tally: Tally) -> str:
    """Word the figures in columns."""
    figures = tally.figures()
    return "".join(f"{figures[name]:8.4f}" for name in FIGURES) + "".join(
        f"{figures[name]:6.1f}" for name in ("lost", "added")
    )


def choose(folder: Path, extractor: str, worst: int) -> list[Case]:
    """Read the pages of a folder that an extractor has a text of: all, or those that come out worst."""
    files = sorted(folder.glob(f"*/{extractor}.txt"))
    cases = [read_case(file) for file in files]
    if not worst:
        return cases
    wrong = [case for case in cases if len(case.corrections)]
    return sorted(wrong, key=lambda case: score(case, ()).figures()["blocks"])[:worst]


def measure(cases: Sequence[Case]) -> Iterator[str]:
    """Word what the corrections of one extractor's pages come to."""
    garbled = sum(one.deed is Deed.WRITE for case in cases for one in case.corrections)
    said = sum(len(case.corrections) for case in cases) - garbled
    deeds = Counter(str(one.deed) for case in cases for one in case.corrections)
    most = max(map(count_at_one_place, cases), default=0)
    yield f"{len(cases)} pages, {said} corrections, at most {most} at one place; {garbled} of characters"
    yield "    " + ", ".join(f"{deed} {number}" for deed, number in deeds.most_common())
    yield f"    before {word_figures(add([score(case, ()) for case in cases]))}"
    yield f"    after  {word_figures(add([score(case, case.corrections) for case in cases]))}"
    for case in cases:
        if score(case, case.corrections).figures()["blocks"] < 1:
            yield f"    not right: {case.file}"


def measure_across(cases: dict[str, list[Case]]) -> Iterator[str]:
    """Word how many corrections of one extractor's text fit the others', and what comes of them."""
    for one, mine in cases.items():
        for other, theirs in cases.items():
            pairs = [(a, b) for a in mine for b in theirs if a.folder == b.folder and a is not b]
            if not pairs:
                continue
            made = [carry(a.corrections, b) for a, b in pairs]
            fitting, refused = (sum(len(pair[at]) for pair in made) for at in (0, 1))
            before = add([score(b, ()) for _, b in pairs]).figures()["blocks"]
            after = add([score(b, done) for (_, b), (done, _) in zip(pairs, made, strict=True)]).figures()
            share = fitting / (fitting + refused) if fitting + refused else 1.0
            yield (
                f"{one:15} in {other:15}{fitting:5} of {fitting + refused:5} fit ({share:.3f}); "
                f"blocks {before:.4f} → {after['blocks']:.4f}"
            )
            causes = Counter(re.sub("“.*?”|[0-9]+", "…", message) for _, why in made for message in why)
            for cause, number in causes.most_common(3):
                yield f"    {number:4} × {cause.partition(': ')[2]}"


def write_out(cases: Sequence[Case], folder: Path) -> None:
    """Write copies of pages with their corrections beside them."""
    for case in cases:
        target = folder / case.folder.name
        target.mkdir(parents=True, exist_ok=True)
        for file in (case.file, case.folder / "truth.json"):
            shutil.copy(file, target / file.name)
        path = target / case.file.with_suffix(CORRECTIONS).name
        path.write_text(write_corrections(Corrections(case.corrections, case.file.name)), "utf-8")


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("folder", type=Path, help="pages with known text")
    parser.add_argument("--only", default="*", help="one extractor, or a pattern")
    parser.add_argument("--worst", type=int, default=0, metavar="N", help="the N worst pages of each")
    parser.add_argument("--write", type=Path, metavar="FOLDER", help="put the pages with corrections there")
    parser.add_argument("--across", action="store_true", help="make the corrections in others' text, too")
    chosen = parser.parse_args(arguments)
    names = sorted({file.stem for file in chosen.folder.glob(f"*/{chosen.only}.txt")})
    print(f"{'':11}" + "".join(f"{name:>8.7}" for name in FIGURES) + f"{'lost':>6}{'added':>6}")
    cases: dict[str, list[Case]] = {}
    for name in names:
        cases[name] = choose(chosen.folder, name, chosen.worst)
        print(f"{name}: ", end="")
        for line in measure(cases[name]):
            print(line, flush=True)
        if chosen.write:
            write_out(cases[name], chosen.write)
    for line in measure_across(cases) if chosen.across else ():
        print(line, flush=True)


if __name__ == "__main__":
    main()
