"""The command line: the commands, what each may be given, and the help that says so."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pipeline.cli import examples
from pipeline.cli.options import (
    offer_images,
    offer_jobs,
    offer_limits,
    offer_print,
    offer_settings,
    switch,
)
from pipeline.cli.parser import Parser
from pipeline.cli.text_arguments import (
    offer_check,
    offer_convert,
    offer_layout,
    offer_normalize,
    offer_profile,
    offer_review,
    offer_serve,
)
from pipeline.messages import Language


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
    for offer_command in (
        _offer_build,
        _offer_clean,
        offer_normalize,
        offer_convert,
        offer_check,
        offer_review,
        offer_serve,
        offer_layout,
        offer_profile,
        _offer_validate,
        _offer_init,
        _offer_doctor,
        _offer_completion,
    ):
        offer_command(commands)
    return parser


def _offer_build(commands: Any) -> None:
    """Add the command that makes the books."""
    build = commands.add_parser(
        "build",
        help="publish what pipeline.yaml asks for",
        description="Publish every source that the settings name, in each edition and format.",
        epilog=examples.BUILD,
    )
    offer_settings(build)
    offer_jobs(build)
    build.add_argument("--output", type=Path, metavar="DIR", help="the folder for the results")
    offer_print(build)
    switch(build, "--no-verify", "do not read the results back and compare their text; the manifest says so")
    offer_images(build)
    switch(build, "--review", "write the review page of each source too, into DIR/review")
    switch(build, "--plan", "show what would be done, and do nothing")
    switch(build, "--force", "make everything anew, changed or not")
    build.add_argument(
        "--cluster", metavar="ADDRESS", help="work on a Dask cluster: tcp://HOST:8786, or local:N"
    )
    offer_limits(build)
    switch(build, "--json", "a line of JSON for each source, and a last one")
    switch(build, "--quiet", "print errors only")
    switch(build, "--verbose", "say of each source its files, doubts and time")


def _offer_clean(commands: Any) -> None:
    """Add the command that removes them."""
    clean = commands.add_parser(
        "clean",
        help="remove what builds have made",
        description="Remove the files that the manifest names, and what is kept to know what changed.",
        epilog=examples.CLEAN,
    )
    offer_settings(clean)
    clean.add_argument("--output", type=Path, metavar="DIR", help="the folder of the results")


def _offer_validate(commands: Any) -> None:
    """Add the command that looks finished files over."""
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
    switch(validate, "--json", "print one JSON value")
    switch(validate, "--quiet", "print failures only")
    switch(validate, "--verbose", "say how long each check took")


def _offer_init(commands: Any) -> None:
    """Add the command that begins a project."""
    init = commands.add_parser(
        "init",
        help="write a first pipeline.yaml and a sample",
        description="Write a commented pipeline.yaml and a folder of texts with a sample; change nothing.",
        epilog=examples.INIT,
    )
    init.add_argument("folder", nargs="?", type=Path, default=Path(), help="where (this folder)")
    switch(init, "--ci", "write a workflow too, by which GitHub makes the books")


def _offer_doctor(commands: Any) -> None:
    """Add the command that looks the machine over."""
    doctor = commands.add_parser(
        "doctor",
        help="say what this machine has and lacks",
        description="Say which packages, libraries, fonts and programs are there, and how to get the others.",
        epilog=examples.DOCTOR,
    )
    switch(doctor, "--json", "print one JSON value")
    switch(doctor, "--verbose", "name each Python package too")
    switch(doctor, "--quiet", "print only what keeps books from being made")


def _offer_completion(commands: Any) -> None:
    """Add the command that completes what is typed."""
    completion = commands.add_parser(
        "completion",
        help="write the completions of this shell",
        description="Print what this shell has to read to complete the commands and options of chongpai.",
        epilog=examples.COMPLETION,
    )
    completion.add_argument("shell", choices=("bash", "zsh"), help="the shell")
