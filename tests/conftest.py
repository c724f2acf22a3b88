"""What all tests share: Hypothesis profiles, and the outside programs a check may need.

A test says `@pytest.mark.needs("java")`. Where the program is missing it is skipped, and the end of the
run names it; with CHONGPAI_SKIP_NOTHING=1 in the environment a skip is a failure instead.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from tests.serving import Server

PROGRAMS = {
    "ace": ("ace-puppeteer", "node_modules/.bin/ace-puppeteer"),
    "ooxml-validate": ("ooxml-validate", "node_modules/.bin/ooxml-validate"),
    "java": ("java",),
    "chromium": ("chromium", "chromium-browser", "google-chrome"),
    "libreoffice": ("soffice", "libreoffice", "/Applications/LibreOffice.app/Contents/MacOS/soffice"),
    "poppler": ("pdftotext",),
    "qpdf": ("qpdf",),
    "setpriv": ("setpriv",),
}
PATIENCE = 120  # seconds for what comes on any machine, however busy; only what never comes takes them
SKIP_NOTHING = os.environ.get("CHONGPAI_SKIP_NOTHING") == "1"

os.environ["LC_ALL"] = "C.UTF-8"  # the messages that tests read are English

# The machine's speed is no property of the text, so no deadline; the same examples in every quick run.
settings.register_profile("default", max_examples=50, deadline=None, derandomize=True)
settings.register_profile(
    "long", max_examples=5000, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


def find_program(name: str) -> str | None:
    """Give the path of an outside program of the table above, or None."""
    return next(filter(None, map(shutil.which, PROGRAMS[name])), None)


@pytest.fixture(scope="session")
def root() -> Path:
    """The folder of the checkout."""
    return Path(__file__).parent.parent


@pytest.fixture
def chromium() -> str:
    """The path of Chromium, for a test that needs it."""
    return find_program("chromium") or ""


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless Chromium, the machine's own; a test that takes it says `needs("chromium")`."""
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=PATIENCE * 1000)
    with sync_playwright() as engines:
        opened = engines.chromium.launch(executable_path=find_program("chromium"), args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A `chongpai serve` of its own for the tests of a file; texts of more than 4 MB are too large for it."""
    from tests.serving import start

    with start(tmp_path_factory.mktemp("serve"), "--limit-size", "4") as served:
        yield served


@pytest.fixture(scope="session")
def pictures(root: Path) -> Path:
    """The folder where tests leave pictures of the pages they opened, for people to look at."""
    folder = root / "build" / "pictures"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def look(pictures: Path) -> Callable[[Page, str], None]:
    """Looks at a page wide and narrow, dark and light: leaves pictures NAME-…, and axe-core finds nothing."""
    from axe_playwright_python.sync_playwright import Axe

    def look(page: Page, name: str) -> None:
        for width, height in ((1280, 900), (390, 844)):
            page.set_viewport_size({"width": width, "height": height})
            for scheme in ("light", "dark"):
                page.emulate_media(color_scheme=scheme)
                page.screenshot(path=pictures / f"{name}-{width}-{scheme}.png", animations="disabled")
                found = Axe().run(page)
                assert found.violations_count == 0, f"{name} {width} {scheme}\n{found.generate_report()}"
            wider = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert wider <= 0, f"{name} is {wider} pixels wider than its window"

    return look


def pytest_runtest_setup(item: pytest.Item) -> None:
    names = [name for mark in item.iter_markers("needs") for name in mark.args]
    if missing := [name for name in names if find_program(name) is None]:
        pytest.skip(f"needs {' and '.join(missing)}")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    report = yield
    if SKIP_NOTHING and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was skipped, and CHONGPAI_SKIP_NOTHING=1: {report.longrepr[2]}"
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name each check that was left out, by what it lacked."""
    left_out: dict[str, list[str]] = {}
    for report in terminalreporter.stats.get("skipped", []):
        reason = str(report.longrepr[2]).removeprefix("Skipped: ")
        left_out.setdefault(reason, []).append(report.nodeid)
    if left_out:
        terminalreporter.section("not checked here")
        for reason, tests in sorted(left_out.items()):
            terminalreporter.line(f"{reason}:")
            for test in sorted(tests):
                terminalreporter.line(f"  {test}")
