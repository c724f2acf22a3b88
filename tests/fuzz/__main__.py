"""Run targets for a number of inputs or a time: `python -m tests.fuzz read-text repair --runs 100000`.

Inputs are drawn from the grammar, or, with --atheris, grown from bytes by coverage (libFuzzer). Findings and
counts go to build/fuzz/. The exit code is 1 when there is a finding.
"""

from __future__ import annotations

import argparse
import atexit
import hashlib
import json
import math
import os
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from random import Random
from types import FrameType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.fuzz.targets import Target

OUTPUT = Path("build/fuzz")
_MOST = 10  # seconds of processor time for one input
_OFTEN = 5  # seconds between two notes of the count
_DRAWN = 300  # inputs that libFuzzer begins with


class Hang(BaseException):
    """An input took longer than any may; no Exception, so that nothing takes it for its own error."""


def main() -> int:
    """Fuzz the targets that are named, or all, one after the other."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("targets", nargs="*", help="their names (all)")
    parser.add_argument("--runs", type=int, help="inputs for each target (1000, or what --seconds allows)")
    parser.add_argument("--seconds", type=float, help="the most seconds for each target")
    parser.add_argument("--seed", type=int, default=0, help="where the drawing begins (0)")
    parser.add_argument("--atheris", action="store_true", help="let libFuzzer grow the inputs of one target")
    parser.add_argument("--list", action="store_true", help="name the targets")
    chosen = parser.parse_args()
    if chosen.atheris and len(chosen.targets) != 1:
        parser.error("--atheris takes one target")
    if chosen.atheris and not find_spec("atheris"):
        parser.error(
            "atheris is not installed; on Linux: .venv/bin/pip install --require-hashes -r fuzz.lock"
        )
    if chosen.atheris:
        import atheris

        with atheris.instrument_imports(include=["pipeline"]):
            from tests.fuzz.targets import TARGETS

            for target in filter(None, map(TARGETS.get, chosen.targets)):
                target.run(target.draw(Random(0)))  # some modules are imported only when they are used
    else:
        from tests.fuzz.targets import TARGETS
    if chosen.list:
        print(*TARGETS, sep="\n")
        return 0
    if unknown := set(chosen.targets) - TARGETS.keys():
        parser.error(f"no target {', '.join(sorted(unknown))}")
    signal.signal(signal.SIGPROF, _stop)
    found = 0
    seconds = chosen.seconds or math.inf
    runs = chosen.runs or (1000 if seconds == math.inf else sys.maxsize)
    for name in chosen.targets or TARGETS:
        target = TARGETS[name]
        watch = _Watch(name, target.run, "libFuzzer" if chosen.atheris else f"seed {chosen.seed}")
        if chosen.atheris:
            _grow(name, target, watch, runs, seconds)
        until = time.monotonic() + seconds
        for number in range(runs):
            if time.monotonic() > until:
                break
            watch(target.draw(Random(f"{name} {chosen.seed} {number}")))
        watch.note()
        found += watch.found
    return 1 if found else 0


def _grow(name: str, target: Target, watch: _Watch, runs: int, seconds: float) -> None:
    """Let libFuzzer grow inputs from drawn ones and run a target; it ends the process."""
    import atheris

    own = OUTPUT / "grown" / name
    own.mkdir(parents=True, exist_ok=True)
    for number in range(_DRAWN):
        (own / f"drawn-{number}").write_bytes(target.draw(Random(f"{name} {number}")))
    limits = ["-max_len=4096", "-timeout=60", "-rss_limit_mb=4096", "-print_final_stats=1"]
    if runs < sys.maxsize:
        limits.append(f"-atheris_runs={runs}")
    if seconds < math.inf:
        limits.append(f"-max_total_time={seconds:.0f}")
    atexit.register(watch.note)
    atheris.Setup([sys.argv[0], *limits, str(own), *map(str, Path("tests/corpus").glob(name))], watch)
    atheris.Fuzz()


class _Watch:
    """Runs a target, keeps what it finds, and counts."""

    def __init__(self, name: str, run: Callable[[bytes], None], engine: str) -> None:
        self.name, self.run, self.engine = name, run, engine
        self.count = self.found = 0
        self.began = self.noted = time.monotonic()
        self.worked = time.process_time()
        self.longest = 0.0

    def __call__(self, data: bytes) -> None:
        began = time.process_time()
        signal.setitimer(signal.ITIMER_PROF, _MOST)
        try:
            self.run(data)
        except KeyboardInterrupt:
            raise
        except (Exception, Hang):
            signal.setitimer(signal.ITIMER_PROF, 0)
            self.keep(data, traceback.format_exc())
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
        self.count += 1
        self.longest = max(self.longest, time.process_time() - began)
        if time.monotonic() - self.noted > _OFTEN:
            self.note()

    def keep(self, data: bytes, trace: str) -> None:
        self.found += 1
        folder = OUTPUT / "found" / self.name
        folder.mkdir(parents=True, exist_ok=True)
        stem = hashlib.sha256(data).hexdigest()[:12]
        (folder / stem).write_bytes(data)
        (folder / f"{stem}.trace").write_text(trace, encoding="utf-8", errors="backslashreplace")
        print(f"{self.name}: finding {stem}: {trace.splitlines()[-1][:150]!a}", flush=True)

    def note(self) -> None:
        self.noted = time.monotonic()
        said = {
            "target": self.name,
            "engine": self.engine,
            "commit": _COMMIT,
            "runs": self.count,
            "findings": self.found,
            "seconds": round(self.noted - self.began),
            "processor": round(time.process_time() - self.worked),
            "longest": round(self.longest, 2),
        }
        OUTPUT.mkdir(parents=True, exist_ok=True)
        path = OUTPUT / f"{self.name}.{os.getpid()}-{int(self.began)}.json"
        path.write_text(json.dumps(said), encoding="utf-8")


def _stop(_: int, __: FrameType | None) -> None:
    raise Hang(f"more than {_MOST} seconds")


def _read_commit() -> str:
    asked = subprocess.run(
        ["git", "describe", "--always", "--dirty"], capture_output=True, text=True, check=False
    )
    return asked.stdout.strip()


_COMMIT = _read_commit()

if __name__ == "__main__":
    sys.exit(main())
