"""A parser of command lines that speaks the language of its user, and the taking of that language."""

from __future__ import annotations

import argparse
import re
from collections.abc import Sequence
from typing import Any, NoReturn

from pipeline.cli.printing import print_bytes, say
from pipeline.errors import UsageError
from pipeline.messages import Language

_WORDS = re.compile(r"^(\S.*)$|(?<=  )(\S(?:(?!  ).)*)$", re.MULTILINE)  # a head, or the last part of a row


class Formatter(argparse.RawDescriptionHelpFormatter):
    """The form of the help: examples stay as they stand, and its own word is translated too."""

    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        """Add the usage behind its word."""
        super().add_usage(usage, actions, groups, say("usage: ") if prefix is None else prefix)


class Parser(argparse.ArgumentParser):
    """A parser whose help and complaints are in the language that is spoken."""

    def __init__(self, **shape: Any) -> None:
        for key in ("description", "epilog"):
            shape[key] = _say_rows(shape[key])
        super().__init__(**shape, formatter_class=Formatter, allow_abbrev=False, add_help=False)
        self.color = False  # of Python 3.14; what is translated has no colours in it
        self.add_argument("-h", "--help", action="help", help="show this help message and exit")

    def add_argument(self, *names: Any, **shape: Any) -> argparse.Action:
        """Add an argument, its help translated."""
        if "help" in shape:
            shape["help"] = say(shape["help"])
        return super().add_argument(*names, **shape)

    def format_help(self) -> str:
        """Give the help; argparse's own heads are translated with the rest."""
        return _say_rows(super().format_help())

    def print_help(self, file: Any = None) -> None:
        """Print the help as everything is printed, whatever the locale can show."""
        print_bytes(self.format_help().encode())

    def error(self, message: str) -> NoReturn:
        """Complain as everything here does, instead of ending the process."""
        raise UsageError(message, step=f"see {self.prog} --help")


def _say_rows(text: str) -> str:
    """Translate what the rows of a help say; what is no message of ours stays."""
    return _WORDS.sub(lambda found: say(found[0]), text)


def take_language(arguments: Sequence[str]) -> tuple[Language | None, list[str]]:
    """Take `--lang zh` or `--lang=en`, wherever it stands, out of the arguments. Raises UsageError."""
    rest: list[str] = []
    said = None
    waiting = iter(arguments)
    for argument in waiting:
        if argument == "--":
            return _read_language(said), [*rest, argument, *waiting]
        if argument == "--lang":
            said = next(waiting, "")
        elif argument.startswith("--lang="):
            said = argument.partition("=")[2]
        else:
            rest.append(argument)
    return _read_language(said), rest


def _read_language(said: str | None) -> Language | None:
    if said is None or said in tuple(Language):
        return Language(said) if said else None
    raise UsageError(f"no language {said!r}", step=f"choose from {', '.join(Language)}")
