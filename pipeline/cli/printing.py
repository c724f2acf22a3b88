"""What people see: lines on standard output and standard error, and a bar on a terminal."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

from pipeline.errors import ChongpaiError, OutputError
from pipeline.messages import Language, translate

if TYPE_CHECKING:
    from pipeline.document import Edit, Notice
    from pipeline.publish.outcomes import Outcome

# Doubts that put the whole text, or its print, in question, and what was changed because it was asked for.
_GRAVE = ("encoding/", "glyph/", "script/vocabulary")
_CONTROL = re.compile("[\\x00-\\x09\\x0b-\\x1f\\x7f-\\x9f\\u202a-\\u202e\\u2066-\\u2069]")


_LANGUAGE = ContextVar("language", default=Language.ENGLISH)


def speak(language: Language) -> None:
    """Let everything said from now on be in this language."""
    _LANGUAGE.set(language)


def say(message: str) -> str:
    """Give a message of ours in the language that is spoken."""
    return translate(message, _LANGUAGE.get())


def word_error(error: ChongpaiError) -> str:
    """Word an error in the language that is spoken: `WHERE: MESSAGE; NEXT STEP`."""
    where = say(error.where)
    return str(ChongpaiError(say(error.message), where=where, line=error.line, step=say(error.step)))


def complain(error: ChongpaiError) -> None:
    """Print an error on standard error, behind its trace where there is one."""
    warn(_word_whole(error))


def _word_whole(error: ChongpaiError) -> str:
    return f"{error.trace}chongpai: {word_error(error)}"


@contextmanager
def follow(total: int, quiet: bool, verbose: bool = False) -> Iterator[Callable[[Outcome], None]]:
    """Give what tells of each outcome: in plain lines, with a bar below them on a terminal."""
    word = _word_all if verbose else _word_outcome
    if quiet or not _is_terminal():
        yield lambda outcome: _tell(outcome, () if quiet else word(outcome), print_line, warn)
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        ProgressColumn,
        Task,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )
    from rich.text import Text

    class Rate(ProgressColumn):
        def render(self, task: Task) -> Text:
            return Text(f"{task.speed or 0:.1f}/s")

    console = Console(stderr=True)
    left = say("left")
    columns = (BarColumn(), MofNCompleteColumn(), Rate(), TimeElapsedColumn(), left, TimeRemainingColumn())
    after = console.status(say("making the download page"))
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=total)

        def show(line: str) -> None:
            console.print(_disarm(line), markup=False, highlight=False, soft_wrap=True)

        def tell(outcome: Outcome) -> None:
            _tell(outcome, word(outcome), show, show)
            bar.advance(task)
            if bar.finished:
                bar.stop()
                after.start()

        try:
            yield tell
        finally:
            after.stop()


def print_table(heads: Sequence[str], rows: Sequence[Sequence[str]], caption: str) -> None:
    """Print a table on a terminal; a file or another program is spared it."""
    if not rows or not _is_terminal():
        return
    from rich.console import Console
    from rich.table import Table

    table = Table(*heads, caption=caption)
    for row in rows:
        table.add_row(*map(_disarm, row))
    Console(stderr=True).print(table)


def _is_terminal() -> bool:
    """Tell whether a person is looking on."""
    shown = all(stream is not None and stream.isatty() for stream in (sys.stdout, sys.stderr))
    return shown and not os.environ.get("CI")


def _tell(
    outcome: Outcome, lines: Iterable[str], say: Callable[[str], None], warn: Callable[[str], None]
) -> None:
    if outcome.error:
        warn(_word_whole(outcome.error))
        return
    for line in lines:
        say(line)


def _word_outcome(outcome: Outcome) -> Iterator[str]:
    """Word what came of a source: its files and doubts in numbers, and the doubts that are grave."""
    if outcome.kept:
        return
    said = f"{outcome.source}: {count(len(outcome.files), 'file')}"
    yield said + (f", {count(len(outcome.notices), 'doubt')}" if outcome.notices else "")
    yield from (word_notice(str(outcome.source), notice) for notice in outcome.notices if is_grave(notice))


def _word_all(outcome: Outcome) -> Iterator[str]:
    """Word all that came of a source: its time, each file and each doubt."""
    said = f"{outcome.source}: {count(len(outcome.files), 'file')}"
    yield f"{said}, {say('unchanged') if outcome.kept else word_time(outcome.seconds)}"
    yield from (f"  {path}" for path in outcome.files)
    yield from (word_notice(str(outcome.source), notice) for notice in outcome.notices)


def word_notice(where: str, notice: Notice) -> str:
    """Word a doubt about a source: its place, what was done, what else it could be, how sure it is."""
    place = f"{where}:{notice.line}" if notice.line else where
    sure = f"{notice.confidence:.0%}"
    doubt = say(f"or {notice.alternative} ({sure} sure)") if notice.alternative else ""
    return f"{place}: {notice.code}: {say(notice.text)}" + (
        f"; {doubt}" if doubt else f" ({say(f'{sure} sure')})"
    )


def word_edit(where: str, edit: Edit) -> str:
    """Word a change to a source: its place, its rule, what became what, and why."""
    if not edit.before + edit.after:  # of a block that was named, moved or parted, and not changed
        return f"{where}:{edit.line}:{edit.column}: {edit.rule}: {edit.why}"
    why = f" ({edit.why})" if edit.why else ""
    return f"{where}:{edit.line}:{edit.column}: {edit.rule}: {edit.before!r} → {edit.after!r}{why}"


def is_grave(notice: Notice) -> bool:
    """Tell whether a doubt is about the whole text, so that it is said without being asked for."""
    return notice.code.startswith(_GRAVE)


def word_time(seconds: float) -> str:
    """Word a time to tenths of a second."""
    return say(f"{seconds:.1f} s")


def count(number: int, noun: str) -> str:
    """Word a number of things: `1 file`, `2 files`."""
    return say(f"{number} {noun}" if number == 1 else f"{number} {noun}s")


def print_line(line: str) -> None:
    """Print a line on standard output, if there is one."""
    if sys.stdout is not None:  # as it is when its descriptor was closed before we began
        print_bytes(f"{_disarm(line)}\n".encode("utf-8", "backslashreplace"))


def print_bytes(data: bytes) -> None:
    """Put bytes on standard output as they are: UTF-8, whatever the locale says.

    Raises OutputError when they cannot be written, BrokenPipeError when the reader went away.
    """
    if sys.stdout is None:
        raise OutputError("standard output is closed", step="open it, or name a file with -o")
    try:
        sys.stdout.flush()
        rest = memoryview(data)
        while rest:  # with PYTHONUNBUFFERED a write may take a part and say so
            rest = rest[sys.stdout.buffer.write(rest) :]
        sys.stdout.buffer.flush()
    except OSError as error:
        # Nothing more can be said there, not even by Python when it flushes at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if isinstance(error, BrokenPipeError):
            raise
        raise OutputError(f"standard output cannot be written: {error.strerror}", step="make room") from None


def warn(line: str) -> None:
    """Print a line on standard error, if there is one; what the locale cannot show is escaped there."""
    if sys.stderr is not None:
        print(_disarm(line), file=sys.stderr)


def _disarm(line: str) -> str:
    """Show controls, which could command the terminal, by their numbers: text and names are only data."""
    return _CONTROL.sub(lambda found: f"\\x{ord(found[0]):02x}", line)
