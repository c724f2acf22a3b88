"""The command line: what can be chosen, and the help that says so."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Any, NoReturn

from pipeline.errors import UsageError
from pipeline.prints import Standard
from pipeline.settings import Edition, Format, Forms, Punctuation, Spacing, Vocabulary, read_range

_TRADITIONAL = (Edition.TAIWAN, Edition.HONG_KONG)

_CODES = """\
exit codes:
  0    done
  1    something is wrong with an input
  2    wrong usage, or settings that are not understood
  3    something this machine needs is missing
  4    the result would break a law (a character lost, say), so it was not given out
  5    an output could not be written; what was there before is untouched
  130  interrupted
  141  the reader of the output went away
"""
_EXAMPLES = f"""\
examples:
  chongpai init                       begin: pipeline.yaml, and texts/ with a sample
  chongpai build                      publish what pipeline.yaml asks for
  chongpai normalize page.txt         repair one text and print it as Markdown
  chongpai convert page.txt           repair it and print it in Traditional Chinese

{_CODES}"""
_BUILD_EXAMPLES = f"""\
examples:
  chongpai build                              the pipeline.yaml of this folder
  chongpai build paper/pipeline.yaml          that of another
  chongpai build --jobs 2 --output /tmp/out   two workers; results into /tmp/out

{_CODES}"""
_CLEAN_EXAMPLES = f"""\
examples:
  chongpai clean                       remove the files in dist/ that builds have made
  chongpai clean --output /tmp/books   those in another folder

{_CODES}"""
_NORMALIZE_EXAMPLES = f"""\
examples:
  chongpai normalize page.txt                          Markdown on standard output
  chongpai normalize page.txt --to json -o page.json   a file, written whole or not at all
  chongpai normalize *.txt --to txt --edition zh-Hant-TW
  chongpai normalize issue.pdf --pages 1-3,8           some pages of a PDF, read by its geometry
  chongpai normalize page.txt --to odt -o page.odt     any format that pandoc writes
  pdftotext page.pdf - | chongpai normalize - --to txt
  chongpai normalize page.txt --explain >page.md       every decision and doubt on standard error
  chongpai normalize clipping.txt --profile daily      as profiles/daily.yaml says that paper is set

{_CODES}"""
_CONVERT_EXAMPLES = f"""\
examples:
  chongpai convert page.txt                            the edition for Taiwan, as Markdown
  chongpai convert page.txt --edition zh-Hant-HK --to txt
  chongpai convert page.txt --report >page.md          what to check on standard error, the doubtful first
  chongpai convert page.txt --vocabulary taiwan        Taiwan's words too; each is named on standard error
  chongpai convert page.txt --dictionary names.txt     your own names and words come first

{_CODES}"""
_PROFILE_EXAMPLES = f"""\
examples:
  chongpai profile pages -o profiles/daily.yaml        from every .txt in the folder pages
  chongpai profile 'pages/2022-*.txt' -o daily.yaml    from some
  chongpai normalize clipping.txt --profile daily      use profiles/daily.yaml

{_CODES}"""
_VALIDATE_EXAMPLES = f"""\
examples:
  chongpai validate dist/*.pdf               what is wrong with them, and what could not be looked at
  chongpai validate book.epub --json         the same for a program

{_CODES}"""
_LAYOUT_EXAMPLES = f"""\
examples:
  chongpai layout page.pdf                       page.svg, to look at in a browser
  chongpai layout issue.pdf --pages 2 -o two.svg
  chongpai layout issue.pdf -o issue.svg         of several pages: issue-1.svg, issue-2.svg …

{_CODES}"""
_INIT_EXAMPLES = f"""\
examples:
  chongpai init            in this folder
  chongpai init paper      in the folder paper, made when needed

{_CODES}"""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise UsageError(message, step=f"see {self.prog} --help")


def read_arguments(arguments: Sequence[str], version: str) -> argparse.Namespace:
    """Read the command line; what was chosen comes as attributes. Raises UsageError.

    `command` is build, normalize, clean, convert, profile, validate or init; each has the attributes its
    options are named by.
    """
    shape: dict[str, Any] = {
        "formatter_class": argparse.RawDescriptionHelpFormatter,
        "allow_abbrev": False,
    }
    parser = _Parser(
        prog="chongpai",
        description="Repair text taken from Chinese newspaper pages, and publish it.",
        epilog=_EXAMPLES,
        **shape,
    )
    parser.add_argument("--version", action="version", version=version, help="print the version")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    build = commands.add_parser(
        "build",
        help="publish what pipeline.yaml asks for",
        description="Publish every source that the settings name, in each edition and format.",
        epilog=_BUILD_EXAMPLES,
        **shape,
    )
    build.add_argument(
        "settings",
        nargs="?",
        type=Path,
        default=Path("pipeline.yaml"),
        help="the settings file (pipeline.yaml)",
    )
    build.add_argument("--jobs", type=_count, metavar="N", help="how many processes work (all cores)")
    build.add_argument("--output", type=Path, metavar="DIR", help="the folder for the results")
    _offer_print(build)
    build.add_argument(
        "--no-verify",
        dest="verify",
        action="store_false",
        help="do not read the results back and compare their text; the manifest says so",
    )
    _offer_images(build)
    build.add_argument("--plan", action="store_true", help="show what would be done, and do nothing")
    build.add_argument("--force", action="store_true", help="make everything anew, changed or not")
    build.add_argument(
        "--cluster", metavar="ADDRESS", help="work on a Dask cluster: tcp://HOST:8786, or local:N"
    )
    build.add_argument("--json", action="store_true", help="a line of JSON for each source, and a last one")
    build.add_argument("--quiet", action="store_true", help="print errors only")

    clean = commands.add_parser(
        "clean",
        help="remove what builds have made",
        description="Remove the files that the manifest names, and what is kept to know what changed.",
        epilog=_CLEAN_EXAMPLES,
        **shape,
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
        epilog=_NORMALIZE_EXAMPLES,
        **shape,
    )
    _offer(normalize, "--edition", Edition, "convert to this edition")
    _offer_text(normalize)
    normalize.add_argument(
        "--explain", action="store_true", help="say every decision, change and doubt on standard error"
    )

    convert = commands.add_parser(
        "convert",
        help="repair texts and print them in Traditional Chinese",
        description="Repair texts and set them in Traditional Chinese; a text that is so already stays.",
        epilog=_CONVERT_EXAMPLES,
        **shape,
    )
    _offer(convert, "--edition", _TRADITIONAL, "the edition (zh-Hant-TW)", Edition.TAIWAN)
    _offer_text(convert)
    convert.add_argument(
        "--report", action="store_true", help="say what was chosen, and why, on standard error"
    )
    convert.set_defaults(explain=False)

    layout = commands.add_parser(
        "layout",
        help="draw what is understood of a PDF page",
        description="Draw a PDF's articles, blocks and reading order over its pages, as SVG.",
        epilog=_LAYOUT_EXAMPLES,
        **shape,
    )
    layout.add_argument("file", type=Path, metavar="FILE", help="a PDF")
    layout.add_argument(
        "-o", dest="output", type=Path, metavar="PATH", help="write this file (FILE with .svg)"
    )
    _offer_pages(layout)

    profile = commands.add_parser(
        "profile",
        help="learn a publication's habits",
        description="Learn how a publication sets its text, so that a clipping is repaired as a page is.",
        epilog=_PROFILE_EXAMPLES,
        **shape,
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
        epilog=_VALIDATE_EXAMPLES,
        **shape,
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

    init = commands.add_parser(
        "init",
        help="write a first pipeline.yaml and a sample",
        description="Write a commented pipeline.yaml and a folder of texts with a sample; change nothing.",
        epilog=_INIT_EXAMPLES,
        **shape,
    )
    init.add_argument("folder", nargs="?", type=Path, default=Path(), help="where (this folder)")
    return parser.parse_args(arguments)


def _offer_text(parser: argparse.ArgumentParser) -> None:
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
    _offer(parser, "--spacing", Spacing, spacing, Spacing.STRIP)
    _offer(parser, "--punctuation", Punctuation, "ASCII marks beside Chinese (keep)", Punctuation.KEEP)
    parser.add_argument(
        "--profile", metavar="NAME|FILE", help="the publication's habits: profiles/NAME.yaml, or a file"
    )
    _offer_pages(parser)
    _offer_images(parser)
    vocabulary = "in the edition for Taiwan, the source's words or Taiwan's (keep)"
    _offer(parser, "--vocabulary", Vocabulary, vocabulary, Vocabulary.KEEP)
    forms = "in that for Hong Kong, the forms of its books or of its schools (print)"
    _offer(parser, "--forms", Forms, forms, Forms.PRINT)
    parser.add_argument(
        "--dictionary", type=Path, action="append", default=[], metavar="FILE", help="your names and words"
    )
    parser.add_argument(
        "--opencc", type=Path, metavar="DIR", help="dictionaries of OpenCC newer than those that come along"
    )
    parser.add_argument("--quiet", action="store_true", help="print errors only")


def _offer(
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


def _offer_print(parser: argparse.ArgumentParser) -> None:
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
    _offer(parser, "--pdf-standard", Standard, "the standard that the PDF keeps (ua-1)")


def _offer_images(parser: argparse.ArgumentParser) -> None:
    """Add the option that leaves pictures out."""
    parser.add_argument(
        "--no-images", dest="images", action="store_false", help="leave out the pictures of a PDF"
    )


def _offer_pages(parser: argparse.ArgumentParser) -> None:
    """Add the option that chooses pages of a PDF."""
    parser.add_argument(
        "--pages", type=_read_pages, default=(), metavar="RANGE", help="of a PDF: 3, 1-4 or 1-2,5 (all)"
    )


def _read_pages(text: str) -> tuple[int, ...]:
    try:
        return read_range(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{error}, such as 1-4") from None


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError("a whole number from 1 is needed")
    return int(text)
