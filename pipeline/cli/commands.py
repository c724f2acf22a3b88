"""The commands: each takes what was chosen on the command line and gives its exit code."""

from __future__ import annotations

import sys
import time
from argparse import Namespace
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.cli.options import STANDARD_INPUT, choose_limits, choose_profile
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
from pipeline.document import Article, Notice, bind
from pipeline.errors import ChongpaiError, InputError, UsageError
from pipeline.settings import Edition, Format, Metadata, Settings, Wording

if TYPE_CHECKING:
    from pipeline.publish.children import Child
    from pipeline.publish.tasks import Reading
    from pipeline.repair.decisions import Decision
    from pipeline.repair.draft import Draft
    from pipeline.script import Choice

_BINARY = (Format.PDF, Format.EPUB, Format.DOCX)


def normalize(chosen: Namespace) -> int:
    """Repair files and give them out as one; when one of them fails, nothing is given out."""
    return _give_out(chosen, _say)


def convert(chosen: Namespace) -> int:
    """Repair files, set them in Traditional Chinese and give them out as one, as `normalize` does."""
    return _give_out(chosen, _report if chosen.report else _say)


def _give_out(chosen: Namespace, say: Callable[[_Text, Namespace], None]) -> int:
    from pipeline.files import write_out
    from pipeline.publish.children import keep_child

    _require_format(chosen)
    if chosen.output and any(_is_same(chosen.output, file) for file in chosen.files):
        raise UsageError(
            "this would overwrite a source", where=str(chosen.output), step="choose another name"
        )
    code = 0
    articles: list[Article] = []
    with keep_child(choose_limits(chosen)) as child:
        for file in chosen.files:
            try:
                began = time.monotonic()
                text = _read(file, chosen, child)
                say(text, chosen)
                if chosen.verbose:
                    warn(_sum_up(text, time.monotonic() - began))
                articles += text.articles
            except ChongpaiError as error:
                complain(error)
                code = code or error.exit_code
        if code:
            return code
        data = child.call(_write, tuple(articles), chosen.to, times=len(chosen.files))
    if chosen.output:
        write_out(chosen.output, data)
    else:
        print_bytes(data)
    return 0


def layout(chosen: Namespace) -> int:
    """Draw what is understood of a PDF's pages, a file for each."""
    from pipeline.files import read_bytes, write_out
    from pipeline.publish.children import keep_child
    from pipeline.publish.work import locate

    output = chosen.output or chosen.file.with_suffix(".svg")
    if output.suffix.lower() not in (".svg", ".png"):
        raise UsageError("a drawing is SVG or PNG", where=str(output), step="call it page.svg or page.png")
    limits = choose_limits(chosen)
    data, name = read_bytes(chosen.file, limits.bytes), str(chosen.file)
    with keep_child(limits) as child:
        try:
            drawn = child.call(_draw, data, name, chosen.pages, output.suffix.lower() == ".png")
        except ChongpaiError as error:
            raise locate(error, name, name) from None
    for number, drawing in drawn:
        path = output if len(drawn) == 1 else output.with_stem(f"{output.stem}-{number}")
        write_out(path, drawing)
        print_line(say(f"wrote {path}"))
    return 0


def _draw(data: bytes, name: str, pages: tuple[int, ...], painted: bool) -> list[tuple[int, bytes]]:
    from pipeline.printed import draw_pages, paint

    drawn = draw_pages(data, name, pages)
    return [(number, paint(drawing) if painted else drawing.encode("utf-8")) for number, drawing in drawn]


def profile(chosen: Namespace) -> int:
    """Learn a publication's habits from its sources and write them into a file."""
    from pipeline.files import write_whole
    from pipeline.profiles import word_profile
    from pipeline.publish.children import keep_child
    from pipeline.repair.habits import learn_profile
    from pipeline.sources import list_sources

    paths = [found.path for found in list_sources(Path(), chosen.sources)]
    if any(_is_same(chosen.output, str(path)) for path in paths):
        raise UsageError(
            "this would overwrite a source", where=str(chosen.output), step="choose another name"
        )
    with keep_child(choose_limits(chosen)) as child:
        counts, drafts = zip(*(_survey(path, child) for path in paths), strict=True)
        learnt = child.call(learn_profile, [*chain(*drafts)], times=len(paths))
    if not learnt.measures:
        raise InputError("no source has lines set to a measure", step="give pages as they were extracted")
    lines = sum(counts)
    write_whole(chosen.output, word_profile(learnt, len(paths), lines))
    measures = ", ".join(f"{ems:g}" for ems, _ in learnt.measures)
    print_line(
        say(
            f"{chosen.output}: {count(len(paths), 'source')}, {count(lines, 'line')}; "
            f"lines of {measures} ems; {count(len(learnt.furniture), 'line')} of furniture"
        )
    )
    return 0


def _survey(path: Path, child: Child) -> tuple[int, list[Draft]]:
    """Let the child read a source: how many lines it has, and its articles before their lines are joined."""
    from pipeline.files import read_bytes
    from pipeline.publish.work import locate

    try:
        return child.call(_draft, read_bytes(path, child.limits.bytes), path.name)
    except ChongpaiError as error:
        raise locate(error, path.name, path) from None


def _draft(data: bytes, name: str) -> tuple[int, list[Draft]]:
    from pipeline.articles import draft_articles
    from pipeline.read import read_source

    source = read_source(data, name)
    return sum(bool(line.text.strip()) for line in source.lines), draft_articles(source)


def init(chosen: Namespace) -> int:
    """Write a first project."""
    from pipeline.publish.begin import begin

    for path in begin(chosen.folder, ci=chosen.ci):
        print_line(say(f"wrote {path}"))
    print_line(say("next: push it to GitHub" if chosen.ci else "next: chongpai build"))
    return 0


@dataclass(frozen=True, slots=True)
class _Text:
    """A source on its way: where it is, its articles, and as much of how they were made as was asked for."""

    where: str
    articles: tuple[Article, ...]
    decisions: tuple[Decision, ...] = ()
    choices: tuple[tuple[Choice, ...], ...] = ()


def _read(file: str, chosen: Namespace, child: Child) -> _Text:
    """Read one file, or standard input, and let a child repair and convert it."""
    from pipeline.files import name_file, read_bytes, read_stream
    from pipeline.project import read_beside
    from pipeline.publish.tasks import Reading
    from pipeline.publish.work import add_dictionary, locate

    where = "standard input" if file == STANDARD_INPUT else file
    name = "" if file == STANDARD_INPUT else name_file(Path(Path(file).name))
    profile = choose_profile(chosen.profile)
    settings = Settings(chosen.spacing, chosen.punctuation, profile, chosen.pages, chosen.images)
    try:
        if file == STANDARD_INPUT:
            if sys.stdin is None:  # its descriptor was closed before we began
                raise InputError("it is closed", where=where, step="name a file, or give it a text")
            data, metadata = read_stream(sys.stdin.buffer, where, child.limits.bytes), Metadata()
        else:
            data, metadata = read_bytes(Path(file), child.limits.bytes), read_beside(Path(file))
        own = {key: value for path in chosen.dictionary for key, value in read_dictionary(path)}
        asked = Wording(chosen.vocabulary, chosen.forms, tuple(own.items()), chosen.opencc)
        reading = Reading(name, data, settings=settings, metadata=metadata)
        wording = add_dictionary(asked, metadata)
        return child.call(_prepare, where, reading, chosen.edition, wording, chosen.explain, chosen.report)
    except ChongpaiError as error:
        raise locate(error, name, where) from None


def _prepare(
    where: str, reading: Reading, edition: Edition | None, wording: Wording, explains: bool, reports: bool
) -> _Text:
    """Repair and convert a source."""
    from pipeline.articles import judge_bytes, normalize_bytes
    from pipeline.publish.work import change

    repaired = normalize_bytes(reading.data, reading.name, reading.settings, reading.metadata)
    text = _Text(where, change(repaired, edition, wording))
    if explains:
        text = replace(text, decisions=judge_bytes(reading.data, reading.name, reading.settings))
    if reports:
        from pipeline.script import list_choices

        made = tuple(list_choices(article, edition or "", wording) for article in repaired)
        text = replace(text, choices=made)
    return text


def _write(articles: tuple[Article, ...], to: str) -> bytes:
    """Write articles as one book, and read back what can be."""
    from pipeline.formats import write

    book = bind(*articles)
    data = write(book, to)
    if to in tuple(Format):
        from pipeline.publish.work import check

        check(book, Format(to), data)
    return data


def _say(text: _Text, chosen: Namespace) -> None:
    """Say on standard error as much of what was done as was asked for."""
    from pipeline.cli.explaining import explain

    if chosen.explain:
        for line in explain(text.where, text.articles, text.decisions):
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

    for article, choices in zip(text.articles, text.choices, strict=True):
        for line in report(text.where, article, choices):
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
    return file != STANDARD_INPUT and output.exists() and Path(file).exists() and output.samefile(file)
