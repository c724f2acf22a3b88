"""From a source to its articles, with the laws checked: what the door, the build and the pages call."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from os import PathLike
from pathlib import Path

from pipeline import files, laws
from pipeline.document import Article, Repaired, Source
from pipeline.errors import InputError
from pipeline.profiles import Profile
from pipeline.project import read_beside
from pipeline.proof import correct
from pipeline.read import read_source
from pipeline.read.canonical import is_canonical, read_canonical, read_json
from pipeline.read.illustrations import illustrate
from pipeline.read.office import is_office, read_office
from pipeline.read.text import decode
from pipeline.repair.decisions import Decision, judge_breaks
from pipeline.repair.draft import Draft
from pipeline.repair.facts import gather_facts
from pipeline.repair.habits import learn_profile
from pipeline.repair.parts import Part, part_articles
from pipeline.repair.passes import run
from pipeline.settings import Metadata, Settings
from pipeline.sources import CORRECTIONS

PDF = b"%PDF-"


def normalize_file(path: str | PathLike[str], settings: Settings = Settings()) -> tuple[Article, ...]:
    """Read a file, with NAME.yaml and NAME.corrections.yaml beside it when they are there; give its articles.

    Raises InputError or SettingsError when one of them is not understood.
    """
    place = Path(path)
    name = files.name_file(Path(place.name))
    return normalize_bytes(files.read_bytes(place), name, settings, read_beside(place))


def normalize_bytes(
    data: bytes, name: str, settings: Settings = Settings(), metadata: Metadata = Metadata()
) -> tuple[Article, ...]:
    """Read the bytes of a source called `name` and give its articles, corrected as the metadata says.

    Our own Markdown and JSON are given back as they were written. Raises as `repair_bytes` and `finish` do.
    """
    if repaired := repair_bytes(data, name, settings, metadata):
        return finish(repaired, settings, metadata)
    if name.lower().endswith(".json"):
        text, _ = decode(data, name)
        if articles := read_json(text, name):
            return articles
        raise InputError("there is no article in this file", where=name, step="leave it out")
    return normalize_source(read_source(data, name), settings, metadata)


def normalize_source(
    source: Source, settings: Settings = Settings(), metadata: Metadata = Metadata()
) -> tuple[Article, ...]:
    """Give the articles of a text in reading order, corrected as the metadata says.

    Our own Markdown is the canonical form: it is read as it stands. Raises as `finish` does.
    """
    if repaired := repair_source(source, settings):
        return finish(repaired, settings, metadata)
    articles = read_canonical(source)
    laws.check(source, articles)
    return articles


def repair_bytes(
    data: bytes, name: str, settings: Settings = Settings(), metadata: Metadata = Metadata()
) -> Repaired | None:
    """Read the bytes of a source and repair it, but correct nothing yet; None for our own Markdown and JSON.

    A PDF is read by its geometry, an office file through pandoc; all else is text. A line of three or more
    dashes, equals signs or asterisks, or a form feed, parts two articles of a text.
    """
    if name.endswith(CORRECTIONS):
        step = "name the source that it is for"
        raise InputError("these are corrections, and no source", where=name, step=step)
    if data.startswith(PDF):
        from pipeline.printed import read_pages  # geometry takes time to load, and text needs none

        return read_pages(data, name, settings, metadata).repaired
    if name.lower().endswith(".json"):
        return None
    if is_office(name):
        office = read_office(data, name, images=settings.images)
        whole = Repaired(office.source, (office.whole,)) if office.whole else None
        repaired = whole or repair_source(office.source, settings)
        return repaired and replace(repaired, articles=illustrate(repaired.articles, office.pictures))
    return repair_source(read_source(data, name), settings)


def repair_source(source: Source, settings: Settings = Settings()) -> Repaired | None:
    """Repair a text, but correct nothing yet; None for our own Markdown."""
    if _is_ours(source):
        return None
    return Repaired(source, tuple(_normalize(part, source, settings) for part in part_articles(source.lines)))


def finish(
    repaired: Repaired, settings: Settings = Settings(), metadata: Metadata = Metadata()
) -> tuple[Article, ...]:
    """Make an editor's corrections, and gather what each article says of itself.

    Raises SettingsError, naming its file and line, for a correction that does not fit, and LawError, naming
    the lines, when the result would lose a character or hide a change.
    """
    corrected = correct(repaired, metadata.corrections, settings)
    articles = tuple(
        gather_facts(article, metadata, _find_beside(article, repaired)) for article in corrected
    )
    laws.check(repaired.source, articles)
    return articles


def _find_beside(article: Article, repaired: Repaired) -> tuple[str, ...]:
    """Give the furniture of the page that an article begins on, by the first line of its text."""
    lines = [number for block in article.body for number in block.lines]
    lines = lines or [number for block in article.blocks for number in block.lines]
    return next((texts for first, texts in reversed(repaired.beside) if first <= min(lines, default=0)), ())


def learn_habits(sources: Iterable[Source]) -> Profile:
    """Learn the habits of the publication that all the sources are from; our own Markdown shows none."""
    return learn_profile([draft for source in sources for draft in draft_articles(source)])


def judge_bytes(data: bytes, name: str, settings: Settings = Settings()) -> tuple[Decision, ...]:
    """Give what was decided on every line break of a source, in the order the lines were read in.

    Of our own Markdown and JSON nothing had to be decided, and of PDF and office files
    no lines are read.
    """
    if name.lower().endswith(".json") or data.startswith(PDF) or is_office(name):
        return ()
    drafts = draft_articles(read_source(data, name), settings)
    return tuple(decision for draft in drafts for decision in judge_breaks(draft, settings))


def _is_ours(source: Source) -> bool:
    return is_canonical("\n".join(line.text for line in source.lines[:2]))


def draft_articles(source: Source, settings: Settings = Settings()) -> list[Draft]:
    """Bring each article of a source to where its line breaks are decided."""
    parts = () if _is_ours(source) else part_articles(source.lines)
    return [run(Draft(lines=part.lines), settings, until="lines") for part in parts]


def _normalize(part: Part, source: Source, settings: Settings) -> Article:
    draft = run(Draft(lines=part.lines, edits=part.edits, notices=part.notices), settings)
    numbers = {line.number for line in part.lines}
    notices = tuple(notice for notice in source.notices if notice.line in numbers)
    return Article(
        blocks=draft.blocks, source=source.name, edits=draft.edits, notices=(*notices, *draft.notices)
    )
