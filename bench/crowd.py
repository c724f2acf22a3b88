"""Use the local page for twenty minutes as ten people would: does memory grow, is anything left behind?

python -m bench.crowd [--minutes 20] [--people 10] [--seed 1]

The people are threads that ask a real `chongpai serve`, in a process of its own, over HTTP. Most take a text
there, pasted or as a file, and its books, corrected or not; some stop in the middle, hang up, or try what
must be refused. The same question must get the same bytes each time, and a sample of the answers is compared
with what `chongpai normalize` makes. Memory is that of the server, and of the largest process it has started;
in the end no file and no process may be left.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit

import psutil

import pipeline
from bench.degrade import degrade
from bench.memory import Watch, judge_each, list_children, name_left
from bench.pages import ARTICLES, read_article
from bench.people import Person, Place, Text, Wish
from pipeline.document import Article, Kind

ROOT = Path(__file__).parents[1]
KEPT = 64  # texts that a server keeps at once: so many are there from the beginning
SAMPLE = 12  # answers compared with what the command makes
_PASTED = "pasted.txt"


def prepare_texts(draw: random.Random) -> Iterator[Text]:
    """Make of each article of the benchmark a text as it was extracted, or a file of another kind."""
    for number, path in enumerate(sorted(ARTICLES.glob("*.yaml"))):
        text = degrade(read_article(path), draw)
        articles = pipeline.normalize_text(text)
        kind = ("", "txt", "docx", "pdf")[number % 4]
        name = f"{path.stem}.{kind}" if kind else _PASTED
        data = text.encode("gb18030" if kind == "txt" else "utf-8")
        if kind in ("docx", "pdf"):
            data = pipeline.write(articles[0], kind)
        yield Text(name, data, correct(articles[0]))


def correct(article: Article) -> str:
    """Make a correction that fits an article: a paragraph is parted behind its first sentence."""
    paragraphs = [block.text for block in article.blocks if block.kind is Kind.PARAGRAPH]
    for text in sorted(paragraphs, key=len, reverse=True):
        left, stop, right = text.partition("。")
        if stop and len(left) > 8 and len(right) > 8:
            return json.dumps({"corrections": [{"break": f"{left[-8:]}。|{right[:8]}"}]}, ensure_ascii=False)
    raise ValueError(f"no paragraph of {article.title} can be parted")


@contextmanager
def serve(aside: Path) -> Iterator[tuple[subprocess.Popen[str], Place]]:
    """Run a server whose temporary files lie in a folder; it must end by itself when it is told to."""
    command = [sys.executable, "-m", "pipeline", "serve", "--no-browser"]
    environment = os.environ | {"PYTHONPATH": str(ROOT), "TMPDIR": str(aside), "LC_ALL": "C.UTF-8"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout
        try:
            address = urlsplit(process.stdout.readline().split()[-1])
            yield process, Place(address.port or 0, address.path.strip("/"))
        finally:
            process.terminate()


def soak(aside: Path, minutes: float, people: int, seed: int) -> Iterator[str]:
    """Use the page for so many minutes, and give what is wrong at any time."""
    texts = list(prepare_texts(random.Random(seed)))
    answers: dict[Wish, str] = {}
    with serve(aside) as (process, place):
        pasted = [text for text in texts if text.name == _PASTED]
        for number in range(KEPT):
            text = pasted[number % len(pasted)]
            place.follow(place.take(text.name, text.data), "seen")
        everybody = [Person(place, texts, answers, random.Random(f"{seed} {n}")) for n in range(people)]
        until = time.monotonic() + 60 * minutes
        with Watch(psutil.Process(process.pid)) as watch, ThreadPoolExecutor(people) as threads:
            list(threads.map(lambda person: person.stay(until), everybody))
        children = list_children(psutil.Process(process.pid))
    for person in everybody:
        yield from person.faults
    done = sum((person.done for person in everybody), Counter())
    print(f"{people} people in {minutes:g} minutes: {', '.join(f'{n} {act}' for act, n in done.items())}")
    yield from judge_each(watch)
    if process.returncode:
        yield f"the server ended with {process.returncode}"
    yield from name_left(children)
    yield from compare(answers, random.Random(seed))


def compare(answers: dict[Wish, str], draw: random.Random) -> Iterator[str]:
    """Name what of a sample of the answers the command makes otherwise; its EPUBs have no cover."""
    wishes = [wish for wish in answers if wish[2] != "epub"]
    sample = draw.sample(wishes, min(SAMPLE, len(wishes)))
    for text, edition, format, corrected in sample:
        with tempfile.TemporaryDirectory() as name:
            source, output = Path(name, text.name), Path(name, "out")
            source.write_bytes(text.data)
            if corrected:
                source.with_suffix(".corrections.yaml").write_text(text.corrections, encoding="utf-8")
            options = ["--edition", edition, "--to", format, "-o", str(output)]
            command = [sys.executable, "-m", "pipeline", "normalize", str(source), *options]
            subprocess.run(
                command, check=True, capture_output=True, env=os.environ | {"PYTHONPATH": str(ROOT)}
            )
            if sha256(output.read_bytes()).hexdigest() != answers[text, edition, format, corrected]:
                yield f"{text.name} as {edition} {format} is not what the command makes"
    print(f"{len(answers)} different files; {len(sample)} compared with those of the command")


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--minutes", type=float, default=20)
    parser.add_argument("--people", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as name:
        faults = list(soak(Path(name), chosen.minutes, chosen.people, chosen.seed))
        faults += [f"left behind: {path}" for path in Path(name).rglob("*")]
    print(*faults or ["nothing failed, nothing was left behind, no process is left over"], sep="\n")
    return int(bool(faults))


if __name__ == "__main__":
    raise SystemExit(main())
