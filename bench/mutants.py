"""Change the code in small ways, one at a time: how many of the changes do the tests notice?

python -m bench.mutants [--number 500] [--seed 1] [--jobs N] [--only FILE] [--again OUTPUT]
    [--tests FILE] [--list]

The mutants are drawn at random over what decides line breaks, heads and spacing. Each runs the tests in
a copy (a fork) of this process, which has all libraries loaded, so that one takes a second or two. The
code on the disk is never touched. The end is 1 when fewer than three quarters are noticed.

--again takes the output of an earlier run, and runs what was not noticed there; with --tests only the tests
that were added since.

Neither mutmut nor cosmic-ray would do: the one leaves what stands outside functions as it is, the table of
costs above all; the other starts a new process, with all its libraries, for each mutant.
"""

from __future__ import annotations

import argparse
import ast
import os
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from types import CodeType, ModuleType

from bench.mutations import Mutant, list_mutants, mutate

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "pipeline" / "repair"
FILES = (
    "banners.py",
    "breaks.py",
    "costs.py",
    "hung.py",
    "labels.py",
    "layout.py",
    "margins.py",
    "measures.py",
    "order.py",
    "pieces.py",
    "shapes.py",
    "spacing.py",
    "widths.py",
)
TESTS = (  # the quickest first: the first that fails ends a run
    "test_breaks.py",
    "test_heads.py",
    "test_shapes.py",
    "test_pieces.py",
    "test_spacing.py",
    "test_measuring.py",
    "test_layout.py",
    "test_banners.py",
    "test_columns.py",
    "test_headlines.py",
    "test_order.py",
    "test_cases.py::test_case",
    "test_extracted.py",
)
WANTED = 0.75  # of the mutants
_UNNOTICED = "not noticed: "
_PATIENCE = 5  # times what the tests take on the code as it is
_MEMORY = 3 * 2**30  # bytes a mutant may have


class _Finder(MetaPathFinder):
    """Gives a mutant in place of the module it was made of."""

    def __init__(self, name: str, tree: ast.Module) -> None:
        self._name, self._tree = name, tree

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        spec = PathFinder.find_spec(fullname, path) if fullname == self._name else None
        if spec and spec.origin:
            spec.loader = _Loader(fullname, spec.origin, self._tree)
        return spec


class _Loader(SourceFileLoader):
    def __init__(self, name: str, path: str, tree: ast.Module) -> None:
        super().__init__(name, path)
        self._tree = tree

    def get_code(self, fullname: str) -> CodeType:
        return compile(self._tree, self.path, "exec")


def warm() -> None:
    """Load every library the tests need, and none of the code that they test."""
    import hypothesis  # noqa: F401
    import pytest  # noqa: F401

    sys.path.insert(0, str(ROOT))
    os.chdir(ROOT)
    import pipeline

    article = pipeline.normalize_text("新渠今日通水，两岸的人都来看。")[0]
    pipeline.write(pipeline.convert(article, "zh-Hant-TW"), "txt")
    for name in [name for name in sys.modules if name.partition(".")[0] == "pipeline"]:
        del sys.modules[name]


def start(mutant: Mutant | None, tests: Sequence[str]) -> int:
    """Run the tests on a mutant, or on the code as it is, in a fork; give its process id."""
    sys.stdout.flush()
    child = os.fork()
    if child:
        return child
    try:
        os.setsid()
        os.dup2(os.open(os.devnull, os.O_RDWR), 1)
        os.dup2(1, 2)
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (_MEMORY, _MEMORY))
        if mutant:
            name = f"pipeline.repair.{Path(mutant.file).stem}"
            tree = mutate((FOLDER / mutant.file).read_text("utf-8"), mutant)
            sys.meta_path.insert(0, _Finder(name, tree))
        import pytest

        options = ["-x", "-q", "-p", "no:cacheprovider", "-p", "no:xdist"]
        code = pytest.main([*options, *(str(ROOT / "tests" / name) for name in tests)])
        os._exit(int(code))
    except BaseException:
        os._exit(99)


def judge(
    mutants: Sequence[Mutant], tests: Sequence[str], jobs: int, patience: float
) -> Iterator[tuple[Mutant, bool]]:
    """Run each mutant, so many at a time, and say whether a test failed on it or took too long."""
    waiting, running = list(reversed(mutants)), dict[int, tuple[Mutant, float]]()
    while waiting or running:
        while waiting and len(running) < jobs:
            mutant = waiting.pop()
            running[start(mutant, tests)] = (mutant, time.monotonic())
        child, status = os.waitpid(-1, os.WNOHANG)
        if child:
            mutant, _ = running.pop(child)
            yield mutant, status != 0
            continue
        for child, (_, began) in running.items():
            if time.monotonic() - began > patience:
                os.killpg(child, signal.SIGKILL)
        time.sleep(0.05)


def draw(number: int, seed: int, files: Sequence[str]) -> list[Mutant]:
    """Draw mutants over all places of the files where the code could be changed."""
    every = [each for file in files for each in list_mutants(file, (FOLDER / file).read_text("utf-8"))]
    drawn = random.Random(seed).sample(every, min(number, len(every)))
    print(f"{len(drawn)} of {len(every)} mutants of {len(files)} files", flush=True)
    return drawn


def _leave_noticed(mutants: Sequence[Mutant], output: str) -> list[Mutant]:
    """Give the mutants that an earlier run names as not noticed."""
    return [mutant for mutant in mutants if f"{_UNNOTICED}{mutant}\n" in output]


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--number", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--only", choices=FILES, action="append", help="draw over this file")
    parser.add_argument("--again", type=Path, help="run what was not noticed in this output")
    parser.add_argument("--tests", action="append", help="run this file of tests/ alone")
    parser.add_argument("--list", action="store_true", help="list the mutants and run none")
    chosen = parser.parse_args(arguments)
    mutants = draw(chosen.number, chosen.seed, chosen.only or FILES)
    earlier = 0
    if chosen.again:
        before, mutants = mutants, _leave_noticed(mutants, chosen.again.read_text("utf-8"))
        earlier = len(before) - len(mutants)
    if chosen.list:
        print(*mutants, sep="\n")
        return 0
    warm()
    tests = chosen.tests or TESTS
    began = time.monotonic()
    if os.waitpid(start(None, tests), 0)[1]:
        print("the tests fail on the code as it is: mend that first")
        return 2
    patience = 10 + _PATIENCE * (time.monotonic() - began) * chosen.jobs
    drawn, noticed = Counter(mutant.file for mutant in mutants), Counter[str]()
    for mutant, found in judge(mutants, tests, chosen.jobs, patience):
        noticed[mutant.file] += found
        if not found:
            print(f"{_UNNOTICED}{mutant}", flush=True)
    for file, number in sorted(drawn.items()):
        print(f"{file:16}{number:6}{noticed[file]:6}{noticed[file] / number:8.1%}")
    number, seen = len(mutants) + earlier, noticed.total() + earlier
    minutes = (time.monotonic() - began) / 60
    print(f"{'all':16}{number:6}{seen:6}{seen / number:8.1%}  in {minutes:.1f} minutes")
    return int(seen < WANTED * number)


if __name__ == "__main__":
    raise SystemExit(main())
