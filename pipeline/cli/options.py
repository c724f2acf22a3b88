"""Options that several commands have, and what their values may be."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from dataclasses import replace
from enum import StrEnum
from pathlib import Path

from pipeline.limits import Limits
from pipeline.prints import Standard
from pipeline.profiles import USUAL, Profile, find_profile, read_profile
from pipeline.settings import Build, Format, Forms, Punctuation, Spacing, Vocabulary, read_range

STANDARD_INPUT = "-"
USUAL_SETTINGS = Path("pipeline.yaml")


def offer_text(parser: argparse.ArgumentParser) -> None:
    """Add what the commands that print texts have in common."""
    parser.add_argument(
        "files", nargs="+", metavar="FILE", help="a text, PDF or office file, or - for standard input"
    )
    parser.add_argument(
        "-o", dest="output", type=Path, metavar="PATH", help="write this file, and print nothing"
    )
    parser.add_argument(
        "--to",
        default=str(Format.MARKDOWN),
        metavar="FORMAT",
        help=f"{', '.join(Format)}, or a format of pandoc's: odt, typst, latex … (md)",
    )
    spacing = "between Chinese and Latin: nothing, or a space (strip)"
    offer(parser, "--spacing", Spacing, spacing, Spacing.STRIP)
    offer(parser, "--punctuation", Punctuation, "ASCII marks beside Chinese (keep)", Punctuation.KEEP)
    parser.add_argument(
        "--profile", metavar="NAME|FILE", help="the publication's habits: profiles/NAME.yaml, or a file"
    )
    offer_pages(parser)
    offer_images(parser)
    vocabulary = "in the edition for Taiwan, the source's words or Taiwan's (keep)"
    offer(parser, "--vocabulary", Vocabulary, vocabulary, Vocabulary.KEEP)
    forms = "in that for Hong Kong, the forms of its books or of its schools (print)"
    offer(parser, "--forms", Forms, forms, Forms.PRINT)
    parser.add_argument(
        "--dictionary", type=Path, action="append", default=[], metavar="FILE", help="your names and words"
    )
    parser.add_argument(
        "--opencc", type=Path, metavar="DIR", help="dictionaries of OpenCC newer than those that come along"
    )
    offer_limits(parser)
    switch(parser, "--quiet", "print errors only")
    verbose = "say every doubt, and the time; with --in-place what was left as it is"
    parser.add_argument("--verbose", action="store_true", help=verbose)


def offer(
    parser: argparse.ArgumentParser,
    option: str,
    choices: Iterable[StrEnum],
    help: str,
    default: StrEnum | None = None,
) -> None:
    """Add an option that takes one of a few words, and nothing near them."""
    words = {str(choice): choice for choice in choices}

    def read(word: str) -> StrEnum:
        if word not in words:
            raise argparse.ArgumentTypeError(f"{word!r} is not one of {', '.join(words)}")
        return words[word]

    parser.add_argument(option, type=read, default=default, metavar="|".join(words), help=help)


def switch(parser: argparse.ArgumentParser, option: str, help: str) -> None:
    """Add an option that is given or not; `--no-cache` turns off `cache`, which is on without it."""
    if option.startswith("--no-"):
        parser.add_argument(option, dest=option.removeprefix("--no-"), action="store_false", help=help)
    else:
        parser.add_argument(option, action="store_true", help=help)


def offer_settings(parser: argparse.ArgumentParser) -> None:
    """Add the settings of a project, which has to have them."""
    help = "the settings file (pipeline.yaml)"
    parser.add_argument("settings", nargs="?", type=Path, default=USUAL_SETTINGS, help=help)


def offer_project(parser: argparse.ArgumentParser) -> None:
    """Add the settings of a project, if there is one."""
    help = "the settings (pipeline.yaml, where there is one)"
    parser.add_argument("--settings", type=Path, metavar="FILE", help=help)


def offer_sources(parser: argparse.ArgumentParser) -> None:
    """Add the sources that stand for those of the project."""
    help = "texts, folders of them, patterns (the project's sources)"
    parser.add_argument("sources", nargs="*", metavar="SOURCE", help=help)


def offer_jobs(parser: argparse.ArgumentParser) -> None:
    """Add the number of processes."""
    parser.add_argument("--jobs", type=count, metavar="N", help="how many processes work (all cores)")


def offer_print(parser: argparse.ArgumentParser) -> None:
    """Add the options of a printed page; what is not given is as the settings say."""
    parser.add_argument(
        "--page-size", metavar="A4|A5|B5|16开|32开|WxH", help="the page of the PDF; W and H in mm"
    )
    parser.add_argument("--columns", type=int, choices=(1, 2, 3), help="columns of the PDF's text")
    parser.add_argument(
        "--style",
        metavar="report|large|FILE",
        help="CSS on top of the PDF's own style: a look of ours, or a file",
    )
    offer(parser, "--pdf-standard", Standard, "the standard that the PDF keeps (ua-1)")


def offer_images(parser: argparse.ArgumentParser) -> None:
    """Add the option that leaves pictures out."""
    switch(parser, "--no-images", "leave out the pictures")


def offer_pages(parser: argparse.ArgumentParser) -> None:
    """Add the option that chooses pages of a PDF."""
    parser.add_argument(
        "--pages", type=read_pages, default=(), metavar="RANGE", help="of a PDF: 3, 1-4 or 1-2,5 (all)"
    )


def read_pages(text: str) -> tuple[int, ...]:
    """Read a range of pages; argparse names the option when it is none."""
    try:
        return read_range(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{error}, such as 1-4") from None


def offer_limits(parser: argparse.ArgumentParser) -> None:
    """Add the options of what a source may take; what is not given is as the settings say."""
    usual = Limits()
    for option, unit, help in (
        ("--limit-time", "SECONDS", f"what the work on a source may take; 0 for any ({usual.time})"),
        ("--limit-memory", "MB", f"memory for it; 0 for its share of the machine ({usual.memory})"),
        ("--limit-size", "MB", f"the largest source that is read; 0 for any ({usual.size})"),
    ):
        parser.add_argument(option, type=read_limit, metavar=unit, help=help)


def choose_limits(chosen: argparse.Namespace, usual: Limits = Limits()) -> Limits:
    """Let the limits given as options stand for the usual ones."""
    given = {name: getattr(chosen, f"limit_{name}") for name in ("time", "memory", "size")}
    return replace(usual, **{name: value for name, value in given.items() if value is not None})


def choose_project(settings: Path | None) -> Build | None:
    """Read the settings that are named, or those of this folder, if any. Raises as `read_settings` does."""
    from pipeline.project import read_settings

    if settings is None and not USUAL_SETTINGS.exists():
        return None
    return read_settings(settings or USUAL_SETTINGS)


def choose_profile(named: str | None) -> Profile:
    """Read the profile that is named, or give the usual one. Raises as `read_profile` does."""
    return read_profile(find_profile(named, Path())) if named else USUAL


def read_limit(text: str) -> int:
    """Read a whole number; argparse names the option when it is none."""
    if not (text.isascii() and text.isdecimal()) or len(text) > 9:
        raise argparse.ArgumentTypeError("a whole number is needed")
    return int(text)


def count(text: str) -> int:
    """Read a whole number from 1; argparse names the option when it is none."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError("a whole number from 1 is needed")
    return int(text)
