"""The command line of the commands about texts: what each may be given, and the help that says so."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from pipeline.cli import examples
from pipeline.cli.options import (
    offer,
    offer_jobs,
    offer_limits,
    offer_pages,
    offer_project,
    offer_sources,
    offer_text,
    switch,
)
from pipeline.publish.remarks import Level
from pipeline.settings import Edition

_TRADITIONAL = (Edition.TAIWAN, Edition.HONG_KONG)


def offer_normalize(commands: Any) -> None:
    """Add the command that repairs texts."""
    normalize = commands.add_parser(
        "normalize",
        help="repair texts and print them",
        description="Repair texts: join lines into paragraphs, find the heads, restore the order.",
        epilog=examples.NORMALIZE,
    )
    offer(normalize, "--edition", Edition, "convert to this edition")
    in_place = "change the files themselves; those that no page's columns have cut stay as they are"
    switch(normalize, "--in-place", in_place)
    offer_text(normalize)
    switch(normalize, "--explain", "say every decision, change and doubt on standard error")
    normalize.set_defaults(report=False)


def offer_convert(commands: Any) -> None:
    """Add the command that sets them in Traditional Chinese."""
    convert = commands.add_parser(
        "convert",
        help="repair texts and print them in Traditional Chinese",
        description="Repair texts and set them in Traditional Chinese; a text that is so already stays.",
        epilog=examples.CONVERT,
    )
    offer(convert, "--edition", _TRADITIONAL, "the edition (zh-Hant-TW)", Edition.TAIWAN)
    offer_text(convert)
    switch(convert, "--report", "say what was chosen, and why, on standard error")
    convert.set_defaults(explain=False)


def offer_check(commands: Any) -> None:
    """Add the command that looks sources over."""
    check = commands.add_parser(
        "check",
        help="look sources over, and write nothing",
        description="Say which normalized files are not what their sources become, and which sources break a "
        "law, cannot be read, or are doubtful.",
        epilog=examples.CHECK,
    )
    offer_sources(check)
    offer_project(check)
    switch(check, "--in-place", "name the texts that normalize --in-place would change")
    offer(check, "--fail-on", Level, "the least that makes the exit code 1 (error)", Level.ERROR)
    check.add_argument(
        "--output-format",
        choices=("text", "github", "sarif", "json"),
        default="text",
        help="how it is said: lines, GitHub's annotations, SARIF 2.1.0, JSON (text)",
    )
    switch(check, "--diff", "print how the files would change")
    offer_jobs(check)
    switch(check, "--no-cache", "remember nothing, and use nothing remembered")
    offer_limits(check)
    switch(check, "--verbose", "say every doubt")
    switch(check, "--quiet", "print only what makes the exit code 1")


def offer_review(commands: Any) -> None:
    """Add the command that shows what was decided."""
    review = commands.add_parser(
        "review",
        help="show every decision beside the lines it was made on",
        description="Write a page for each source, to be opened in a browser: the source beside the article, "
        "every decision, the doubtful first. What is changed there is saved as a file of corrections.",
        epilog=examples.REVIEW,
    )
    offer_sources(review)
    review.add_argument(
        "-o",
        dest="output",
        type=Path,
        default=Path("review"),
        metavar="DIR",
        help="the folder for the pages (review)",
    )
    review.add_argument(
        "--apply",
        type=Path,
        metavar="FILE",
        help="add the corrections that a page saved to those beside the source, and write no page",
    )
    offer_project(review)
    offer(review, "--edition", Edition, "the edition whose characters are shown (zh-Hant-TW)", Edition.TAIWAN)
    offer_pages(review)
    offer_limits(review)


def offer_serve(commands: Any) -> None:
    """Add the command that serves the local page."""
    serve = commands.add_parser(
        "serve",
        help="open a page in the browser: paste or drop a text, take the books",
        description="Serve a page to this machine alone: paste or drop a text, see it repaired, correct it, "
        "and take the books. Nothing leaves the machine, and nothing is left behind.",
        epilog=examples.SERVE,
    )
    serve.add_argument("--port", type=_read_port, default=0, metavar="N", help="the port (any that is free)")
    switch(serve, "--no-browser", "print the address, and open no browser")
    offer_limits(serve)


def _read_port(text: str) -> int:
    """Read the number of a port; argparse names the option when it is none."""
    if not text.isdecimal() or int(text) > 65535:
        raise argparse.ArgumentTypeError("a whole number up to 65535 is needed")
    return int(text)


def offer_layout(commands: Any) -> None:
    """Add the command that draws pages as they are understood."""
    layout = commands.add_parser(
        "layout",
        help="draw what is understood of a PDF page",
        description="Draw a PDF's articles, blocks and reading order over its pages, as SVG or PNG.",
        epilog=examples.LAYOUT,
    )
    layout.add_argument("file", type=Path, metavar="FILE", help="a PDF")
    layout.add_argument(
        "-o", dest="output", type=Path, metavar="PATH", help="write this file, .svg or .png (FILE with .svg)"
    )
    offer_pages(layout)
    offer_limits(layout)


def offer_profile(commands: Any) -> None:
    """Add the command that learns from texts."""
    profile = commands.add_parser(
        "profile",
        help="learn a publication's habits",
        description="Learn how a publication sets its text, so that a clipping is repaired as a page is.",
        epilog=examples.PROFILE,
    )
    profile.add_argument(
        "sources", nargs="+", metavar="SOURCE", help="its texts as extracted: files, folders or patterns"
    )
    profile.add_argument(
        "-o", dest="output", type=Path, metavar="PATH", required=True, help="write this file"
    )
    offer_limits(profile)
