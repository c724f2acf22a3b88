"""The command `review --apply`: the corrections that a review page saved go to those beside the source."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from pipeline.articles import repair_bytes
from pipeline.cli.options import choose_project
from pipeline.cli.printing import count, print_line, say
from pipeline.corrections import Corrections, parse_corrections, read_corrections
from pipeline.errors import ChongpaiError, InputError, SettingsError, UsageError
from pipeline.files import is_inside, read_bytes, write_whole
from pipeline.project import read_beside
from pipeline.proof.adding import add, rewrite
from pipeline.publish.work import locate
from pipeline.settings import Settings
from pipeline.sources import CORRECTIONS


def apply(chosen: Namespace) -> int:
    """Add the corrections of a file to those beside its source, if every one of them fits."""
    new = read_corrections(chosen.apply)
    source = _find_source(chosen, new)
    asked = choose_project(chosen.settings)
    settings = asked.settings if asked else Settings()
    try:
        repaired = repair_bytes(read_bytes(source), source.name, settings, read_beside(source))
    except ChongpaiError as error:
        raise locate(error, source.name, source) from None
    if repaired is None:
        step = "change it in an editor"
        raise InputError("Markdown and JSON of ours are read as they stand", where=str(source), step=step)
    beside = source.with_suffix(CORRECTIONS)
    data = read_bytes(beside) if beside.exists() else b""
    old = parse_corrections(data, str(beside)) if data else Corrections()
    if old.source and Path(old.source).name != source.name:
        step = "give the two sources two names"
        raise SettingsError(f"these corrections are for {old.source}", where=str(beside), step=step)
    added = add(repaired, old.items, new.items, settings)
    write_whole(beside, rewrite(data, added, new.source and source.name))
    kept = len(added.items) - len(added.new)
    print_line(
        say(
            f"{beside}: {count(len(added.new), 'correction')} added, "
            f"{len(added.replaced)} replaced, {kept} as they were"
        )
    )
    return 0


def _find_source(chosen: Namespace, new: Corrections) -> Path:
    """Find the source that corrections are for: the one named, or the one that the file names, below here."""
    if len(chosen.sources) > 1:
        raise UsageError("--apply takes one source", step="name that of the corrections")
    if chosen.sources:
        return Path(chosen.sources[0])
    if not new.source or not is_inside(new.source) or not Path(new.source).is_file():
        message = "the source of these corrections is not here"
        step = "name it: chongpai review --apply FILE SOURCE"
        raise UsageError(message, where=str(chosen.apply), step=step)
    return Path(new.source)
