"""The command `normalize --in-place`: the files themselves, and only those that a page's columns have cut."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from pipeline.cli.options import STANDARD_INPUT, choose_limits, choose_profile
from pipeline.cli.printing import complain, print_line, say
from pipeline.errors import ChongpaiError, UsageError
from pipeline.files import read_bytes, write_out
from pipeline.project import read_beside
from pipeline.publish.children import keep_child
from pipeline.publish.inspection import repair_in_place
from pipeline.publish.work import locate
from pipeline.settings import Settings


def mend(chosen: Namespace) -> int:
    """Repair each file in place, or leave it byte for byte; the code is that of the first that failed."""
    _refuse(chosen)
    settings = Settings(chosen.spacing, chosen.punctuation, choose_profile(chosen.profile))
    code = 0
    with keep_child(choose_limits(chosen)) as child:
        for file in chosen.files:
            path = Path(file)
            try:
                data = read_bytes(path, child.limits.bytes)
                repaired, genre = child.call(repair_in_place, data, path.name, settings, read_beside(path))
                if repaired != data:
                    write_out(path, repaired)
            except ChongpaiError as error:
                complain(locate(error, path.name, path))
                code = code or error.exit_code
                continue
            if genre and chosen.verbose:
                print_line(say(f"{file}: left as it is: {genre}"))
            elif repaired != data and not chosen.quiet:
                print_line(say(f"{file}: repaired"))
    return code


def _refuse(chosen: Namespace) -> None:
    """Refuse what would not leave a text in the place of a text."""
    for option, given in (
        ("-o", chosen.output),
        ("--edition", chosen.edition),
        ("--to", str(chosen.to) != "md"),
        ("--explain", chosen.explain),
    ):
        if given:
            raise UsageError(f"{option} does not go with --in-place", step="leave one of them out")
    if STANDARD_INPUT in chosen.files:
        raise UsageError("standard input has no place", step="name a file, or leave out --in-place")
