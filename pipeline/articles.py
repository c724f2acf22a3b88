"""From a source to its articles, with the laws checked: what the door, the build and the pages call."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from os import PathLike
from pathlib import Path

from pipeline import files, laws
from pipeline.characters import HAN_CHARACTER
from pipeline.document import Article, Block, Image, Kind, Source
from pipeline.errors import InputError
from pipeline.pages.articles import PageArticle, read_articles
from pipeline.pages.blocks import Stretch
from pipeline.pages.drafts import draft_article, note_troubles, number_rows
from pipeline.pages.drawing import draw_layout
from pipeline.pdfium import draw_page
from pipeline.profiles import Profile
from pipeline.read import read_source
from pipeline.read.canonical import is_canonical, read_canonical, read_json
from pipeline.read.office import is_office, read_office
from pipeline.read.pdf import read_sheets
from pipeline.read.text import decode
from pipeline.repair.decisions import Decision, judge_breaks
from pipeline.repair.draft import Draft
from pipeline.repair.facts import gather_facts
from pipeline.repair.habits import learn_profile
from pipeline.repair.parts import Part, part_articles
from pipeline.repair.passes import finish, run
from pipeline.settings import Metadata, Settings, read_beside
from pipeline.sheet import Sheet

PDF = b"%PDF-"
_SCALE = 1.5  # pixels a point, of a page that is drawn


def normalize_file(path: str | PathLike[str], settings: Settings = Settings()) -> tuple[Article, ...]:
    """Read a file, with NAME.yaml beside it when it is there, and give its articles.

    Raises InputError or SettingsError when one of the two is not understood.
    """
    place = Path(path)
    return normalize_bytes(files.read_bytes(place), place.name, settings, read_beside(place))


def normalize_bytes(
    data: bytes, name: str, settings: Settings = Settings(), metadata: Metadata = Metadata()
) -> tuple[Article, ...]:
    """Read the bytes of a source called `name` and give its articles.

    Our own JSON is given back as it was written; a PDF is read by its geometry, an office file through
    pandoc; all else is text and repaired.
    """
    if data.startswith(PDF):
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


def normalize_pdf(
    data: bytes, name: str, settings: Settings = Settings(), metadata: Metadata = Metadata()
) -> tuple[Article, ...]:
    """Read the pages of a PDF, those that the settings or the metadata name, or all, and give their articles.

    The lines that blocks and edits name are the printed rows, counted from the top of the first page.
    Raises InputError for a file that is damaged, wants a password or has no Chinese text, and LawError
    as `normalize_source` does.
    """
    reading = read_articles(read_sheets(data, name, settings.pages or metadata.pages, images=settings.images))
    lines = number_rows(reading.articles, reading.furniture)
    source = Source(name, tuple(sorted(lines.values(), key=lambda line: line.number)))
    _refuse_wordless(source)
    notices = note_troubles(reading.troubles)
    articles = []
    for number, page_article in enumerate(reading.articles):
        own = [one for one in reading.furniture if _takes(reading.articles, number, one)]
        draft = finish(draft_article(page_article, own, lines, settings), settings)
        article = Article(
            blocks=_place_pictures(draft.blocks, page_article),
            source=name,
            edits=draft.edits,
            notices=(*(() if number else notices), *draft.notices),
        )
        beside = tuple(
            stretch.text for stretch in reading.furniture if stretch.rows[0].sheet == page_article.sheet
        )
        articles.append(gather_facts(article, metadata, beside))
    laws.check(source, articles)
    return tuple(articles)


def _place_pictures(blocks: Sequence[Block], article: PageArticle) -> tuple[Block, ...]:
    """Put the pictures of an article among its blocks."""
    placed: list[Block] = []
    for number in range(len(blocks) + 1):
        for place, picture in article.pictures:
            if place == number:
                image = Image(picture.data, picture.box.width, picture.box.height)
                placed.append(Block(Kind.PICTURE, "", image=image))
        placed += blocks[number : number + 1]
    return tuple(placed)


def draw_pages(data: bytes, name: str, pages: Sequence[int] = ()) -> Iterator[tuple[int, str]]:
    """Draw what is understood of a PDF's pages over them: each one's number, and its SVG.

    Raises InputError as `normalize_pdf` does.
    """
    sizes: dict[int, tuple[float, float]] = {}

    def read() -> Iterator[Sheet]:
        for sheet in read_sheets(data, name, pages):
            sizes[sheet.number] = sheet.width, sheet.height
            yield sheet

    reading = read_articles(read())
    for number, (width, height) in sizes.items():
        yield number, draw_layout(reading, number, width, height, draw_page(data, name, number, _SCALE))


def _takes(articles: Sequence[PageArticle], number: int, furniture: Stretch) -> bool:
    """Tell whether an article takes a page's furniture: the first that begins there, else the one before."""
    sheet = furniture.rows[0].sheet
    first = next((at for at, one in enumerate(articles) if one.sheet == sheet), None)
    if first is None:
        first = max((at for at, one in enumerate(articles) if one.sheet < sheet), default=0)
    return number == first


def _refuse_wordless(source: Source) -> None:
    """Refuse a PDF that holds no Chinese text."""
    if any(HAN_CHARACTER.search(line.text) for line in source.lines):
        return
    if source.lines:
        step = "give a file of Chinese text"
        raise InputError("there is no Chinese character in this PDF", where=source.name, step=step)
    step = "read its pictures first (ocrmypdf -l chi_sim in.pdf out.pdf)"
    raise InputError("there is no text in this PDF; it may be a scan", where=source.name, step=step)


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
