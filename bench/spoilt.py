"""Give spoilt PDF, DOCX and EPUB files to the real command, as a user would: 500 of each by default.

python -m bench.spoilt [of each kind] [seed]

All lie in one folder with a whole file of each kind. Whatever is wrong with a file, it is made or refused in
one line, the others are made, and the exit code says that there was one; limits are those by default. The
exit code here is 1 when anything else happens: a file without a word about it, a trace, a fault of ours, or a
wait of more than a minute for the next file.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from tests.fuzz.targets import draw_office, draw_pdf

ROOT = Path(__file__).parents[1]
WHOLE = ROOT / "tests" / "corpus" / "files"
DRAWS = {"pdf": draw_pdf, "docx": draw_office("docx"), "epub": draw_office("epub")}
SETTINGS = "sources: [texts]\neditions: [zh-Hant-TW]\nformats: [epub, txt]\n"
LONGEST = 60  # seconds between two files
FOUL = ("Traceback", "CallStack", "unforeseen", "a worker ended")


@dataclass(frozen=True)
class Outcome:
    """What the command made of a folder: its refusals by file, and what it should not have done."""

    made: tuple[str, ...]
    refused: dict[str, str]
    faults: tuple[str, ...]
    longest: tuple[float, str]  # the seconds, and the file


def prepare(folder: Path, each: int, seed: int = 0) -> None:
    """Make a project of so many spoilt files of each kind, and a whole one."""
    texts = folder / "texts"
    texts.mkdir(parents=True)
    (folder / "pipeline.yaml").write_text(SETTINGS, encoding="utf-8")
    for suffix, draw in DRAWS.items():
        whole = next(WHOLE.glob(f"*.{suffix}"))
        (texts / f"{suffix}-whole.{suffix}").write_bytes(whole.read_bytes())
        for number in range(each):
            spoilt = draw(Random(f"spoilt {suffix} {seed} {number}"))
            (texts / f"{suffix}-{number:03}.{suffix}").write_bytes(spoilt)


def try_build(folder: Path) -> Outcome:
    """Build the project, and once more, when what was refused is refused again."""
    lines = []
    longest = 0.0, ""
    with _start(folder, "build", "--json") as process:
        assert process.stdout and process.stderr
        for line, waited in _time(process.stdout):
            lines.append(json.loads(line))
            longest = max(longest, (waited, lines[-1].get("source", "the end")))
        complaint = process.stderr.read()
        code = process.wait()
    outcomes, said = lines[:-1], lines[-1]
    refused = {Path(one["source"]).name: one["error"] for one in outcomes if one["error"]}
    made = tuple(Path(one["source"]).name for one in outcomes if not one["error"])
    again = _run(folder, "build", "--quiet")
    faults = [
        *_list_faults(folder, made, refused),
        *_compare("exit code", code, int(bool(refused))),
        *_compare("exit code of the second build", again.returncode, int(bool(refused))),
        *_compare("files failed by the last line", said["failed"], len(refused)),
        *_compare_lines(complaint, refused),
        *_compare_lines(again.stderr, refused),
    ]
    return Outcome(made, refused, tuple(faults), longest)


def try_normalize(folder: Path, outcome: Outcome) -> list[str]:
    """Print what could be read, and try what could not; say what was not as it should be."""
    good = _run(folder, "normalize", "--quiet", *(f"texts/{name}" for name in outcome.made))
    faults = _compare("exit code of normalize", (good.returncode, good.stderr), (0, ""))
    faults += [] if good.stdout else ["normalize printed nothing"]
    if outcome.refused:
        bad = _run(folder, "normalize", "--quiet", *(f"texts/{name}" for name in outcome.refused))
        faults += _compare("exit code of normalize", (bad.returncode, bad.stdout), (1, ""))
        faults += _compare_lines(bad.stderr, outcome.refused)
    return faults


def _list_faults(folder: Path, made: tuple[str, ...], refused: dict[str, str]) -> Iterator[str]:
    texts = {path.name for path in (folder / "texts").iterdir()}
    yield from _compare("files of which something is said", {*made, *refused}, texts)
    for name, error in refused.items():
        if "\n" in error or name not in error or any(foul in error for foul in FOUL):
            yield f"{name}: {error}"
        if name.partition(".")[0].endswith("whole"):
            yield f"{name} is whole, and was refused: {error}"
    stems = {path.name.partition(".")[0] for path in (folder / "dist").iterdir()}
    for name in made:
        if Path(name).stem not in stems:
            yield f"{name}: nothing was made of it, and nothing said"


def _compare(what: str, found: object, wanted: object) -> list[str]:
    return [] if found == wanted else [f"{what}: {found!r:.300}, not {wanted!r:.300}"]


def _compare_lines(said: str, refused: dict[str, str]) -> list[str]:
    """There is one line for each file that was refused, and no other."""
    lines = said.splitlines()
    named = [name for line in lines for name in refused if name in line]
    foul = [line for line in lines if any(word in line for word in FOUL)]
    found, wanted = (len(lines), sorted(named)), (len(refused), sorted(refused))
    return [*foul, *_compare("lines of standard error", found, wanted)]


def _start(folder: Path, *arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "pipeline", *arguments]
    known = os.environ | {"PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8"}
    pipe = subprocess.PIPE
    return subprocess.Popen(command, cwd=folder, env=known, stdout=pipe, stderr=pipe, encoding="utf-8")


def _run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    with _start(folder, *arguments) as process:
        said, complaint = process.communicate()
    return subprocess.CompletedProcess(arguments, process.returncode, said, complaint)


def _time(lines: Iterator[str]) -> Iterator[tuple[str, float]]:
    """Give lines as they come, with the seconds since the last."""
    before = time.monotonic()
    for line in lines:
        now = time.monotonic()
        yield line, now - before
        before = now


def main(each: int = 500, seed: int = 0) -> int:
    with TemporaryDirectory(prefix="chongpai-spoilt-") as name:
        folder = Path(name)
        prepare(folder, each, seed)
        outcome = try_build(folder)
        faults = [*outcome.faults, *try_normalize(folder, outcome)]
    for suffix in DRAWS:
        made, refused = (
            sum(name.endswith(suffix) for name in names) for names in (outcome.made, outcome.refused)
        )
        print(f"{suffix}: {each} spoilt and 1 whole: {made} made, {refused} refused in one line")
    seconds, slowest = outcome.longest
    print(f"the longest wait for a file: {seconds:.1f} s, for {slowest}")
    if seconds > LONGEST:
        faults.append(f"{slowest} took {seconds:.0f} s")
    print(*(f"fault: {fault}" for fault in faults), f"{len(faults)} faults", sep="\n")
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
