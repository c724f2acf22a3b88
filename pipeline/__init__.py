"""Chongpai (重排): text taken from newspaper pages becomes articles and books again.

    >>> import pipeline
    >>> article, = pipeline.normalize_text("新春走基层\\n\\n太 谷 经 开 区 2022 年 工 业 投\\n资完成。")
    >>> article.title
    '新春走基层'
    >>> article.blocks[-1].text
    '太谷经开区2022年工业投资完成。'

The names here are the library's promise; everything else may move.
"""

from __future__ import annotations

from os import PathLike
from typing import TYPE_CHECKING

from pipeline.corrections import Correction, Corrections, Deed
from pipeline.design import Design
from pipeline.document import Article, Block, Book, Edit, Kind, Line, Notice, Source, Span, bind
from pipeline.errors import ChongpaiError
from pipeline.prints import Paper, Print, Standard
from pipeline.settings import Metadata, Settings, Wording

if TYPE_CHECKING:
    from concurrent.futures import Executor
    from datetime import datetime

    from pipeline.publish.outcomes import Outcome

__version__ = "0.1.0"

__all__ = [
    "Article",
    "Block",
    "Book",
    "ChongpaiError",
    "Correction",
    "Corrections",
    "Deed",
    "Design",
    "Edit",
    "Kind",
    "Line",
    "Metadata",
    "Notice",
    "Paper",
    "Print",
    "Settings",
    "Source",
    "Span",
    "Standard",
    "Wording",
    "bind",
    "build",
    "convert",
    "convert_text",
    "normalize",
    "normalize_text",
    "read_corrections",
    "write",
    "write_corrections",
]


def normalize(path: str | PathLike[str], settings: Settings = Settings()) -> list[Article]:
    """Read a file and give its articles, repaired and in reading order.

    Metadata (NAME.yaml) and corrections (NAME.corrections.yaml) beside it are used. Raises InputError when
    the file cannot be read or is not Chinese text, SettingsError when its metadata is not understood or a
    correction does not fit.
    """
    from pipeline.articles import normalize_file

    return list(normalize_file(path, settings))


def normalize_text(
    text: str, settings: Settings = Settings(), corrections: Corrections = Corrections()
) -> list[Article]:
    """Give the articles of a text, repaired and in reading order; none when it holds no characters.

    Corrections are made as those beside a file are. Raises SettingsError for a correction that does not fit.

    Examples:
        >>> normalize_text("")
        []
        >>> text = "老菜市场\\n\\n清晨六点，城南的老菜市场已经热闹起来。卖豆腐的\\n周师傅支起摊子。"
        >>> [article] = normalize_text(text)
        >>> [str(block.kind) for block in article.blocks], article.blocks[1].lines
        (['title', 'paragraph'], (3, 4))
        >>> corrected = normalize_text(text, corrections=Corrections((Correction(Kind.HEADING, "老菜市场"),)))
        >>> str(corrected[0].blocks[0].kind)
        'heading'
    """
    from pipeline.articles import normalize_source
    from pipeline.read.text import split_lines

    metadata = Metadata(corrections=corrections.items)
    return list(normalize_source(Source("", split_lines(text)), settings, metadata))


def read_corrections(path: str | PathLike[str]) -> Corrections:
    """Read a file of corrections.

    Raises InputError when it cannot be read, and SettingsError, naming the line, for what is not understood.
    """
    from pathlib import Path

    from pipeline import corrections

    return corrections.read_corrections(Path(path))


def write_corrections(corrections: Corrections) -> str:
    """Word corrections as the YAML that `read_corrections` reads."""
    from pipeline.corrections import write_corrections

    return write_corrections(corrections)


def convert(article: Article, edition: str, wording: Wording = Wording()) -> Article:
    """Give an article in another edition: zh-Hans, zh-Hant-TW or zh-Hant-HK.

    The wording says whose words and forms, and has the user's dictionary. Convert after repair, never
    before: a line break inside a word makes the dictionaries miss it.
    """
    from pipeline import script

    return script.convert(article, edition, wording)


def convert_text(text: str, edition: str, wording: Wording = Wording()) -> str:
    """Give a text, a paragraph a line, in another edition: zh-Hans, zh-Hant-TW or zh-Hant-HK.

    Examples:
        >>> convert_text("理发店里说干净", "zh-Hant-TW")
        '理髮店裡說乾淨'
    """
    from pipeline import script

    return script.convert_text(text, edition, wording)


def write(
    book: Book | Article,
    format: str,
    modified: datetime | None = None,
    print: Print = Print(),
    design: Design = Design(),
) -> bytes:
    """Write a book, or the book of one article, as pdf, epub, docx, md, txt, html or json.

    Any other name is that of a format of pandoc's: odt, typst, latex. `design` is how EPUB and DOCX are
    made up: a cover, vertical layout, embedded faces, contents.

    `modified`, in UTC, is the last change that PDF, EPUB and DOCX name; without it they go by the book's
    date, never by the clock. `print` says how the PDF is printed. Raises UsageError for another format
    and for a book without articles.
    """
    from pipeline.formats import write as write_book

    book = bind(book) if isinstance(book, Article) else book
    return write_book(book, format, modified, print, design)


def build(
    settings: str | PathLike[str],
    *,
    output: str | PathLike[str] | None = None,
    jobs: int = 0,
    executor: Executor | None = None,
    modified: datetime | None = None,
    verify: bool = True,
) -> list[Outcome]:
    """Publish what a pipeline.yaml asks for, as `chongpai build` does, and say what came of each source.

    An outcome has the `source`, the `files` written and the `notices`, or the `error` for which none
    was written. `output` stands for the folder that the settings name. `jobs` processes work side by
    side, each within the limits of the settings, or an `executor` of your own; with neither this process
    works, and only the limit of size holds. `modified` is as for `write`; without `verify` no output is
    read back. Raises SettingsError and InputError for what the settings say, OutputError when the folder
    cannot be written or another build has it.
    """
    from pathlib import Path

    from pipeline.project import read_settings
    from pipeline.publish.build import list_sources, run

    asked = read_settings(Path(settings))
    folder = None if output is None else Path(output)
    sources = list_sources(asked)
    return list(
        run(asked, sources, output=folder, jobs=jobs, executor=executor, modified=modified, verify=verify)
    )
