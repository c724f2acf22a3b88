"""What a review page weighs, and how fast it opens: `python -m bench.review [LINES]`.

The text is the seeds, one behind the other, until there are as many lines as are asked for. The browser
itself times the opening; on a machine that has other work the best of the rounds is the telling one.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from itertools import cycle, islice
from pathlib import Path
from statistics import median

from playwright.sync_api import sync_playwright

from pipeline.review.gathering import gather_review
from pipeline.review.page import write_review

SEEDS = Path(__file__).parent.parent / "seeds"
LINES = 5000
ROUNDS = 5
# When the page was loaded, its script done, and when it was first painted, in milliseconds.
TIMES = """() => {
    const [page] = performance.getEntriesByType("navigation");
    const [paint] = performance.getEntriesByName("first-contentful-paint");
    return [page.loadEventEnd, paint ? paint.startTime : page.loadEventEnd];
}"""


def make_text(lines: int) -> bytes:
    """Make a text of so many lines from the seeds, one article behind the other."""
    seeds = [path.read_text("utf-8").splitlines() for path in sorted(SEEDS.glob("*.txt"))]
    endless = (line for seed in cycle(seeds) for line in (*seed, "----"))
    return "\n".join(islice(endless, lines)).encode()


def main() -> None:
    lines = int(sys.argv[1]) if len(sys.argv) > 1 else LINES
    data = make_text(lines)
    began = time.process_time()
    page = write_review(gather_review(data, "long.txt"))
    print(f"{lines} lines: made in {time.process_time() - began:.1f} s of processor time")
    print(f"{len(page.encode()) / 1e6:.2f} MB")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as engines:
        place = Path(folder) / "long.html"
        place.write_text(page, "utf-8")
        browser = engines.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        times = []
        for _ in range(ROUNDS):
            opened = browser.new_page(viewport={"width": 1440, "height": 900})
            opened.goto(place.as_uri())
            opened.wait_for_timeout(500)
            times.append(opened.evaluate(TIMES))
            opened.close()
        browser.close()
    for name, seen in zip(("opened", "painted"), zip(*times, strict=True), strict=True):
        print(f"{name} in {median(seen):.0f} ms, {min(seen):.0f} at best, {max(seen):.0f} at worst")


if __name__ == "__main__":
    main()
