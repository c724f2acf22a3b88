"""The commands: each takes what was chosen on the command line and gives its exit code."""

from __future__ import annotations

import sys
import time
from argparse import Namespace
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pipeline.cli.printing import (
    complain,
    count,
    is_grave,
    print_bytes,
    print_line,
    say,
    warn,
    word_notice,
    word_time,
)
from pipeline.dictionary import read_dictionary
from pipeline.document import Article, Book, Notice, bind
from pipeline.errors import ChongpaiError, InputError, UsageError
from pipeline.profiles import USUAL, find_profile, read_profile
from pipeline.settings import Format, Metadata, Settings, Wording

_STANDARD_INPUT = "-"
_BINARY = (Format.PDF, Format.EPUB, Format.DOCX)


def normalize(chosen: Namespace) -> int:
    """Repair files and give them out as one; when one of them fails, nothing is given out."""
    return _give_out(chosen, _say)


def convert(chosen: Namespace) -> int:
    """Repair files, set them in Traditional Chinese and give them out as one, as `normalize` does."""
    return _give_out(chosen, _report if chosen.report else _say)


def _give_out(chosen: Namespace, say: Callable[[_Text, Namespace], None]) -> int:
    from pipeline.files import write_out
    from pipeline.formats import write

    _require_format(chosen)
    if chosen.output and any(_is_same(chosen.output, file) for file in chosen.files):
        raise UsageError(
            "this would overwrite a source", where=str(chosen.output), step="choose another name"
        )
    code = 0
    articles: list[Article] = []
    for file in chosen.files:
        try:
            began = time.monotonic()
            text = _read(file, chosen)
            say(text, chosen)
            if chosen.verbose:
                warn(_sum_up(text, time.monotonic() - began))
            articles += text.articles
        except ChongpaiError as error:
            complain(error)
            code = code or error.exit_code
    if code:
        return code
    book = bind(articles[0])
    if len(articles) > 1:
        book = Book(articles[0].title, tuple(articles), articles[0].language)
    data = write(book, chosen.to)
    if chosen.to in tuple(Format):
        from pipeline.publish.work import check

        check(book, Format(chosen.to), data)
    if chosen.output:
        write_out(chosen.output, data)
    else:
        print_bytes(data)
    return 0


def layout(chosen: Namespace) -> int:
    """Draw what is understood of a PDF's pages, a file for each."""
    from pipeline.files import read_bytes, write_out
    from pipeline.printed import draw_pages, paint

    output = chosen.output or chosen.file.with_suffix(".svg")
    if output.suffix.lower() not in (".svg", ".png"):
        raise UsageError("a drawing is SVG or PNG", where=str(output), step="call it page.svg or page.png")
    drawn = list(draw_pages(read_bytes(chosen.file), str(chosen.file), chosen.pages))
    for number, drawing in drawn:
        path = output if len(drawn) == 1 else output.with_stem(f"{output.stem}-{number}")
        write_out(path, paint(drawing) if path.suffix.lower() == ".png" else drawing.encode("utf-8"))
        print_line(say(f"wrote {path}"))
    return 0


def profile(chosen: Namespace) -> int:
    """Learn a publication's habits from its sources and write them into a file."""
    from pipeline.articles import learn_habits
    from pipeline.files import find_sources, read_bytes, write_whole
    from pipeline.profiles import word_profile
    from pipeline.read import read_source

    paths = dict.fromkeys(found.path for name in chosen.sources for found in find_sources(Path(), name))
    if any(_is_same(chosen.output, str(path)) for path in paths):
        raise UsageError(
            "this would overwrite a source", where=str(chosen.output), step="choose another name"
        )
    sources = [read_source(read_bytes(path), path.name) for path in paths]
    learnt = learn_habits(sources)
    if not learnt.measures:
        raise InputError("no source has lines set to a measure", step="give pages as they were extracted")
    lines = sum(bool(line.text.strip()) for source in sources for line in source.lines)
    write_whole(chosen.output, word_profile(learnt, len(sources), lines))
    measures = ", ".join(f"{ems:g}" for ems, _ in learnt.measures)
    print_line(
        say(
            f"{chosen.output}: {count(len(sources), 'source')}, {count(lines, 'line')}; "
            f"lines of {measures} ems; {count(len(learnt.furniture), 'line')} of furniture"
        )
    )
    return 0


def init(chosen: Namespace) -> int:
    """Write a first project."""
    from pipeline.publish.begin import begin

    for path in begin(chosen.folder, ci=chosen.ci):
        print_line(say(f"wrote {path}"))
    print_line(say("next: push it to GitHub" if chosen.ci else "next: chongpai build"))
    return 0


@dataclass(frozen=True, slots=True)
class _Text:
    """A source on its way: where it is, its bytes, its articles repaired and as they are given out."""

    where: str
    name: str
    data: bytes
    settings: Settings
    wording: Wording
    repaired: tuple[Article, ...]
    articles: tuple[Article, ...]


def _read(file: str, chosen: Namespace) -> _Text:
    """Read, repair and convert one file, or standard input."""
    from pipeline.articles import normalize_bytes
    from pipeline.files import name_file, read_bytes, read_stream
    from pipeline.project import read_beside
    from pipeline.publish.work import add_dictionary, change, locate

    where = "standard input" if file == _STANDARD_INPUT else file
    name = "" if file == _STANDARD_INPUT else name_file(Path(Path(file).name))
    profile = read_profile(find_profile(chosen.profile, Path())) if chosen.profile else USUAL
    settings = Settings(chosen.spacing, chosen.punctuation, profile, chosen.pages, chosen.images)
    try:
        if file == _STANDARD_INPUT:
            if sys.stdin is None:  # its descriptor was closed before we began
                raise InputError("it is closed", where=where, step="name a file, or give it a text")
            data, metadata = read_stream(sys.stdin.buffer, where), Metadata()
        else:
            data, metadata = read_bytes(Path(file)), read_beside(Path(file))
        own = {key: value for path in chosen.dictionary for key, value in read_dictionary(path)}
        asked = Wording(chosen.vocabulary, chosen.forms, tuple(own.items()), chosen.opencc)
        wording = add_dictionary(asked, metadata)
        repaired = normalize_bytes(data, name, settings, metadata)
        articles = change(repaired, chosen.edition, wording)
    except ChongpaiError as error:
        raise locate(error, name, where) from None
    return _Text(where, name, data, settings, wording, repaired, articles)


def _say(text: _Text, chosen: Namespace) -> None:
    """Say on standard error as much of what was done as was asked for."""
    from pipeline.articles import judge_bytes
    from pipeline.cli.explaining import explain

    if chosen.explain:
        decisions = judge_bytes(text.data, text.name, text.settings)
        for line in explain(text.where, text.articles, decisions):
            warn(line)
    elif not chosen.quiet:
        for notice in _list_notices(text):
            if chosen.verbose or is_grave(notice):
                warn(word_notice(text.where, notice))


def _sum_up(text: _Text, seconds: float) -> str:
    """Say in a line what came of a file, and how long it took."""
    articles, doubts = count(len(text.articles), "article"), count(len(_list_notices(text)), "doubt")
    return f"{text.where}: {articles}, {doubts}, {word_time(seconds)}"


def _list_notices(text: _Text) -> list[Notice]:
    return list(dict.fromkeys(notice for article in text.articles for notice in article.notices))


def _report(text: _Text, chosen: Namespace) -> None:
    """Say on standard error what the conversion chose: first its doubts, then each choice."""
    from pipeline.cli.explaining import report
    from pipeline.script import list_choices

    for repaired, article in zip(text.repaired, text.articles, strict=True):
        for line in report(text.where, article, list_choices(repaired, chosen.edition, text.wording)):
            warn(line)


def _require_format(chosen: Namespace) -> None:
    """See that the format asked for is known, and not one that would be shown to a terminal as bytes."""
    binary = chosen.to in _BINARY
    if chosen.to not in tuple(Format):
        from pipeline.formats.other import is_binary, require_other

        require_other(chosen.to)
        binary = is_binary(chosen.to)
    if binary and not chosen.output and sys.stdout is not None and sys.stdout.isatty():
        raise UsageError(f"{chosen.to} is nothing for a terminal", step="name a file with -o")


def _is_same(output: Path, file: str) -> bool:
    return file != _STANDARD_INPUT and output.exists() and Path(file).exists() and output.samefile(file)
