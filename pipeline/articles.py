"""From a source to its articles, with the laws checked: what the door, the build and the pages call."""

from __future__ import annotations

from collections.abc import Iterable
from os import PathLike
from pathlib import Path

from pipeline import files, laws
from pipeline.document import Article, Source
from pipeline.errors import InputError
from pipeline.profiles import Profile
from pipeline.project import read_beside
from pipeline.read import read_source
from pipeline.read.canonical import is_canonical, read_canonical, read_json
from pipeline.read.office import is_office, read_office
from pipeline.read.text import decode
from pipeline.repair.decisions import Decision, judge_breaks
from pipeline.repair.draft import Draft
from pipeline.repair.facts import gather_facts
from pipeline.repair.habits import learn_profile
from pipeline.repair.parts import Part, part_articles
from pipeline.repair.passes import run
from pipeline.settings import Metadata, Settings

PDF = b"%PDF-"


def normalize_file(path: str | PathLike[str], settings: Settings = Settings()) -> tuple[Article, ...]:
    """Read a file, with NAME.yaml beside it when it is there, and give its articles.

    Raises InputError or SettingsError when one of the two is not understood.
    """
    place = Path(path)
    name = files.name_file(Path(place.name))
    return normalize_bytes(files.read_bytes(place), name, settings, read_beside(place))


def normalize_bytes(
    data: bytes, name: str, settings: Settings = Settings(), metadata: Metadata = Metadata()
) -> tuple[Article, ...]:
    """Read the bytes of a source called `name` and give its articles.

    Our own JSON is given back as it was written; a PDF is read by its geometry, an office file through
    pandoc; all else is text and repaired.
    """
    if data.startswith(PDF):
        from pipeline.printed import normalize_pdf  # geometry takes time to load, and text needs none

        return normalize_pdf(data, name, settings, metadata)
    if name.lower().endswith(".json"):
        text, _ = decode(data, name)
        if articles := read_json(text, name):
            return articles
        raise InputError("there is no article in this file", where=name, step="leave it out")
    if is_office(name):
        return _normalize_office(data, name, settings, metadata)
    return normalize_source(read_source(data, name), settings, metadata)


def _normalize_office(data: bytes, name: str, settings: Settings, metadata: Metadata) -> tuple[Article, ...]:
    source, whole = read_office(data, name)
    if whole is None:
        return normalize_source(source, settings, metadata)
    laws.check(source, [whole])
    return (gather_facts(whole, metadata),)


def normalize_source(
    source: Source, settings: Settings = Settings(), metadata: Metadata = Metadata()
) -> tuple[Article, ...]:
    """Repair a source and give its articles in reading order.

    A line of three or more dashes, equals signs or asterisks, or a form feed, parts two articles. Our
    own Markdown is the canonical form: it is read as it stands.
    Raises LawError, naming the lines, when the result would lose a character or hide a change.
    """
    if _is_ours(source):
        articles = read_canonical(source)
    else:
        articles = tuple(_normalize(part, source, settings, metadata) for part in part_articles(source.lines))
    laws.check(source, articles)
    return articles


def learn_habits(sources: Iterable[Source]) -> Profile:
    """Learn the habits of the publication that all the sources are from; our own Markdown shows none."""
    return learn_profile([draft for source in sources for draft in _prepare(source, Settings())])


def judge_bytes(data: bytes, name: str, settings: Settings = Settings()) -> tuple[Decision, ...]:
    """Give what was decided on every line break of a source, in the order the lines were read in.

    Of our own Markdown and JSON nothing had to be decided, and of PDF and office files
    no lines are read.
    """
    if name.lower().endswith(".json") or data.startswith(PDF) or is_office(name):
        return ()
    drafts = _prepare(read_source(data, name), settings)
    return tuple(decision for draft in drafts for decision in judge_breaks(draft, settings))


def _is_ours(source: Source) -> bool:
    return is_canonical("\n".join(line.text for line in source.lines[:2]))


def _prepare(source: Source, settings: Settings) -> list[Draft]:
    """Bring each article of a source to where its line breaks are decided."""
    parts = () if _is_ours(source) else part_articles(source.lines)
    return [run(Draft(lines=part.lines), settings, until="lines") for part in parts]


def _normalize(part: Part, source: Source, settings: Settings, metadata: Metadata) -> Article:
    draft = run(Draft(lines=part.lines, edits=part.edits, notices=part.notices), settings)
    numbers = {line.number for line in part.lines}
    notices = tuple(notice for notice in source.notices if notice.line in numbers)
    article = Article(
        blocks=draft.blocks, source=source.name, edits=draft.edits, notices=(*notices, *draft.notices)
    )
    return gather_facts(article, metadata)
