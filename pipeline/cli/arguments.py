"""The command line: what can be chosen, and the help that says so."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pipeline.cli import examples
from pipeline.cli.options import (
    count,
    offer,
    offer_images,
    offer_limits,
    offer_pages,
    offer_print,
    offer_text,
)
from pipeline.cli.parser import Parser
from pipeline.messages import Language
from pipeline.publish.remarks import Level
from pipeline.settings import Edition

_TRADITIONAL = (Edition.TAIWAN, Edition.HONG_KONG)


def read_arguments(arguments: Sequence[str], version: str) -> argparse.Namespace:
    """Read the command line; what was chosen comes as attributes. Raises UsageError."""
    return make_parser(version).parse_args(arguments)


def make_parser(version: str) -> Parser:
    """Make the parser of the command line, in the language that is spoken.

    `command` is one of those below; each has the attributes its options are named by.
    """
    parser = Parser(
        prog="chongpai",
        description="Repair text taken from Chinese newspaper pages, and publish it.",
        epilog=examples.ALL,
    )
    parser.add_argument(
        "--lang",
        metavar="|".join(Language),
        help="the language of the messages: zh or en (that of the locale)",
    )
    parser.add_argument("--version", action="version", version=version, help="print the version")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    build = commands.add_parser(
        "build",
        help="publish what pipeline.yaml asks for",
        description="Publish every source that the settings name, in each edition and format.",
        epilog=examples.BUILD,
    )
    build.add_argument(
        "settings",
        nargs="?",
        type=Path,
        default=Path("pipeline.yaml"),
        help="the settings file (pipeline.yaml)",
    )
    build.add_argument("--jobs", type=count, metavar="N", help="how many processes work (all cores)")
    build.add_argument("--output", type=Path, metavar="DIR", help="the folder for the results")
    offer_print(build)
    build.add_argument(
        "--no-verify",
        dest="verify",
        action="store_false",
        help="do not read the results back and compare their text; the manifest says so",
    )
    offer_images(build)
    build.add_argument(
        "--review", action="store_true", help="write the review page of each source too, into DIR/review"
    )
    build.add_argument("--plan", action="store_true", help="show what would be done, and do nothing")
    build.add_argument("--force", action="store_true", help="make everything anew, changed or not")
    build.add_argument(
        "--cluster", metavar="ADDRESS", help="work on a Dask cluster: tcp://HOST:8786, or local:N"
    )
    offer_limits(build)
    build.add_argument("--json", action="store_true", help="a line of JSON for each source, and a last one")
    build.add_argument("--quiet", action="store_true", help="print errors only")
    build.add_argument("--verbose", action="store_true", help="say of each source its files, doubts and time")

    clean = commands.add_parser(
        "clean",
        help="remove what builds have made",
        description="Remove the files that the manifest names, and what is kept to know what changed.",
        epilog=examples.CLEAN,
    )
    clean.add_argument(
        "settings",
        nargs="?",
        type=Path,
        default=Path("pipeline.yaml"),
        help="the settings file (pipeline.yaml)",
    )
    clean.add_argument("--output", type=Path, metavar="DIR", help="the folder of the results")

    normalize = commands.add_parser(
        "normalize",
        help="repair texts and print them",
        description="Repair texts: join lines into paragraphs, find the heads, restore the order.",
        epilog=examples.NORMALIZE,
    )
    offer(normalize, "--edition", Edition, "convert to this edition")
    normalize.add_argument(
        "--in-place",
        action="store_true",
        help="change the files themselves; those that no page's columns have cut stay as they are",
    )
    offer_text(normalize)
    normalize.add_argument(
        "--explain", action="store_true", help="say every decision, change and doubt on standard error"
    )

    convert = commands.add_parser(
        "convert",
        help="repair texts and print them in Traditional Chinese",
        description="Repair texts and set them in Traditional Chinese; a text that is so already stays.",
        epilog=examples.CONVERT,
    )
    offer(convert, "--edition", _TRADITIONAL, "the edition (zh-Hant-TW)", Edition.TAIWAN)
    offer_text(convert)
    convert.add_argument(
        "--report", action="store_true", help="say what was chosen, and why, on standard error"
    )
    convert.set_defaults(explain=False)

    _offer_check(commands)
    _offer_review(commands)
    _offer_serve(commands)

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

    validate = commands.add_parser(
        "validate",
        help="look for what is wrong with finished files",
        description="Run every check this machine has over PDF, EPUB and DOCX files; name those it has not.",
        epilog=examples.VALIDATE,
    )
    validate.add_argument("files", nargs="+", type=Path, metavar="FILE", help="a PDF, EPUB or DOCX")
    validate.add_argument(
        "--settings",
        type=Path,
        metavar="FILE",
        help="the settings whose 'silence' says what not to count (pipeline.yaml, where there is one)",
    )
    validate.add_argument("--json", action="store_true", help="print one JSON value")
    validate.add_argument("--quiet", action="store_true", help="print failures only")
    validate.add_argument("--verbose", action="store_true", help="say how long each check took")

    init = commands.add_parser(
        "init",
        help="write a first pipeline.yaml and a sample",
        description="Write a commented pipeline.yaml and a folder of texts with a sample; change nothing.",
        epilog=examples.INIT,
    )
    init.add_argument("folder", nargs="?", type=Path, default=Path(), help="where (this folder)")
    init.add_argument(
        "--ci",
        action="store_true",
        help="write a workflow too, by which GitHub makes the books",
    )
    doctor = commands.add_parser(
        "doctor",
        help="say what this machine has and lacks",
        description="Say which packages, libraries, fonts and programs are there, and how to get the others.",
        epilog=examples.DOCTOR,
    )
    doctor.add_argument("--json", action="store_true", help="print one JSON value")
    doctor.add_argument("--verbose", action="store_true", help="name each Python package too")
    doctor.add_argument("--quiet", action="store_true", help="print only what keeps books from being made")

    completion = commands.add_parser(
        "completion",
        help="write the completions of this shell",
        description="Print what this shell has to read to complete the commands and options of chongpai.",
        epilog=examples.COMPLETION,
    )
    completion.add_argument("shell", choices=("bash", "zsh"), help="the shell")
    return parser


def _offer_check(commands: Any) -> None:
    """Add the command that looks sources over."""
    check = commands.add_parser(
        "check",
        help="look sources over, and write nothing",
        description="Say which normalized files are not what their sources become, and which sources break a "
        "law, cannot be read, or are doubtful.",
        epilog=examples.CHECK,
    )
    check.add_argument(
        "paths", nargs="*", metavar="PATH", help="texts, folders of them, patterns (the project's sources)"
    )
    check.add_argument(
        "--settings", type=Path, metavar="FILE", help="the settings (pipeline.yaml, where there is one)"
    )
    check.add_argument(
        "--in-place", action="store_true", help="name the texts that normalize --in-place would change"
    )
    offer(check, "--fail-on", Level, "the least that makes the exit code 1 (error)", Level.ERROR)
    check.add_argument(
        "--output-format",
        choices=("text", "github", "sarif", "json"),
        default="text",
        help="how it is said: lines, GitHub's annotations, SARIF 2.1.0, JSON (text)",
    )
    check.add_argument("--diff", action="store_true", help="print how the files would change")
    check.add_argument("--jobs", type=count, metavar="N", help="how many processes work (all cores)")
    check.add_argument(
        "--no-cache", dest="cache", action="store_false", help="remember nothing, and use nothing remembered"
    )
    offer_limits(check)
    check.add_argument("--verbose", action="store_true", help="say every doubt")
    check.add_argument("--quiet", action="store_true", help="print only what makes the exit code 1")


def _offer_serve(commands: Any) -> None:
    """Add the command that serves the local page."""
    serve = commands.add_parser(
        "serve",
        help="open a page in the browser: paste or drop a text, take the books",
        description="Serve a page to this machine alone: paste or drop a text, see it repaired, correct it, "
        "and take the books. Nothing leaves the machine, and nothing is left behind.",
        epilog=examples.SERVE,
    )
    serve.add_argument("--port", type=_read_port, default=0, metavar="N", help="the port (any that is free)")
    serve.add_argument(
        "--no-browser", dest="browser", action="store_false", help="print the address, and open no browser"
    )
    offer_limits(serve)


def _read_port(text: str) -> int:
    """Read the number of a port; argparse names the option when it is none."""
    if not text.isdecimal() or int(text) > 65535:
        raise argparse.ArgumentTypeError("a whole number up to 65535 is needed")
    return int(text)


def _offer_review(commands: Any) -> None:
    """Add the command that shows what was decided."""
    review = commands.add_parser(
        "review",
        help="show every decision beside the lines it was made on",
        description="Write a page for each source, to be opened in a browser: the source beside the article, "
        "every decision, the doubtful first. What is changed there is saved as a file of corrections.",
        epilog=examples.REVIEW,
    )
    review.add_argument(
        "sources",
        nargs="*",
        metavar="SOURCE",
        help="texts, folders of them, patterns (the project's sources)",
    )
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
    review.add_argument(
        "--settings", type=Path, metavar="FILE", help="the settings (pipeline.yaml, where there is one)"
    )
    offer(review, "--edition", Edition, "the edition whose characters are shown (zh-Hant-TW)", Edition.TAIWAN)
    offer_pages(review)
