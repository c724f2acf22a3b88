"""What a user may choose, as frozen values; the files that say it become such values here."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from pathlib import Path
from typing import Any

from pipeline.design import COVER_OF_TITLE, Contents, Fonts, Layout
from pipeline.dictionary import Dictionary, find_fault, read_dictionary
from pipeline.entries import Entries, advise, is_date, read_entries
from pipeline.errors import UsageError
from pipeline.files import is_inside, read_bytes
from pipeline.prints import PAPERS, Paper, Print, Standard, read_paper, read_style
from pipeline.profiles import USUAL, Profile, find_profile, read_profile
from pipeline.volumes import Volume, read_volumes

_MOST_PAGES = 10_000  # of one range
_LARGEST = 1024 * 1024  # bytes of a settings file
_BREAK_OR_CONTROL = re.compile("[\\x00-\\x1f\\x7f-\\x9f\\u2028\\u2029]")


class Spacing(StrEnum):
    """What stands between Han and Latin or digits in the text."""

    STRIP = "strip"  # nothing; the gap on paper and screen is the writer's job
    SPACE = "space"  # one space


class Punctuation(StrEnum):
    """Whether ASCII marks beside Han are kept."""

    KEEP = "keep"
    FULLWIDTH = "fullwidth"


class Images(StrEnum):
    """Whether the pictures of a PDF are kept."""

    KEEP = "keep"
    NONE = "none"


class Edition(StrEnum):
    """The script and region a text is published in, as BCP 47 tags."""

    SIMPLIFIED = "zh-Hans"
    TAIWAN = "zh-Hant-TW"
    HONG_KONG = "zh-Hant-HK"


class Vocabulary(StrEnum):
    """Whose words the edition for Taiwan uses."""

    KEEP = "keep"  # those of the source
    TAIWAN = "taiwan"  # 软件 becomes 軟體


class Forms(StrEnum):
    """How the edition for Hong Kong writes characters that have two forms there."""

    PRINT = "print"  # as its books print them: 說
    STANDARD = "standard"  # as the Education Bureau's list for schools has them: 説


class Format(StrEnum):
    """What a book can be written as; the value is the suffix of the file."""

    PDF = "pdf"
    EPUB = "epub"
    DOCX = "docx"
    MARKDOWN = "md"
    TEXT = "txt"
    HTML = "html"
    JSON = "json"


@dataclass(frozen=True, slots=True)
class Settings:
    """How text is normalized."""

    spacing: Spacing = Spacing.STRIP
    punctuation: Punctuation = Punctuation.KEEP
    profile: Profile = USUAL
    pages: tuple[int, ...] = ()  # of a PDF, from 1; none named are all
    images: bool = True  # whether the pictures of a PDF are kept


@dataclass(frozen=True, slots=True)
class Wording:
    """How text is set in Traditional.

    `dictionary` has the user's words and names; `opencc` is a folder of OpenCC's dictionaries, in their
    text form, that stand in for those of the library.
    """

    vocabulary: Vocabulary = Vocabulary.KEEP
    forms: Forms = Forms.PRINT
    dictionary: Dictionary = ()
    opencc: Path | None = None

    def __post_init__(self) -> None:
        """Refuse, as a UsageError, the words that no dictionary may hold."""
        for key, value in self.dictionary:
            fault, step = find_fault(key, value)
            if fault:
                raise UsageError(f"{key!r} {fault}", step=step)

    @property
    def keeps_length(self) -> bool:
        """Whether a character always gives one character: not where words are changed for others."""
        even = all(len(value or key) == len(key) for key, value in self.dictionary)
        return self.vocabulary is Vocabulary.KEEP and even


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a user says about a source in NAME.yaml; empty where nothing is said.

    `pages` are those of a PDF that are read, all if none. `dictionary` is what the file that the key names
    says. `cover` is the name of a picture beside the source; `section` is the part of a bound volume it
    goes to.
    """

    title: str = ""
    subtitle: str = ""
    byline: str = ""
    date: str = ""
    publication: str = ""
    page: str = ""
    language: str = ""
    pages: tuple[int, ...] = ()
    section: str = ""
    dictionary: Dictionary = ()
    cover: str = ""


@dataclass(frozen=True, slots=True)
class Build:
    """What pipeline.yaml asks for. The fields but the first are its keys.

    `sources` are files, folders or globs, and `output` is a folder, both relative to `folder`, where
    the settings file lies. `profile`, `dictionary` and `style` are what the files that the keys name say;
    `opencc` is a folder. `cover` is `title` (one is made from the title), `none` or a picture, relative to
    `folder`. `silence` gives, for the code of each message of `chongpai validate` that this project does not
    want to hear, the reason. `books` are bound of several sources, beside the book of each of `sources`.
    """

    folder: Path
    sources: tuple[str, ...] = ()
    editions: tuple[Edition, ...] = (Edition.SIMPLIFIED,)
    formats: tuple[Format, ...] = (Format.PDF, Format.EPUB, Format.DOCX)
    spacing: Spacing = Spacing.STRIP
    punctuation: Punctuation = Punctuation.KEEP
    images: Images = Images.KEEP
    output: str = "dist"
    profile: Profile = USUAL
    layout: Layout = Layout.HORIZONTAL
    cover: str = COVER_OF_TITLE
    fonts: Fonts = Fonts.READER
    contents: Contents = Contents.BOOKS
    silence: Mapping[str, str] = field(default_factory=dict)
    page_size: Paper = PAPERS["A5"]
    columns: int = 1
    style: str = ""
    pdf_standard: Standard = Standard.UA_1
    vocabulary: Vocabulary = Vocabulary.KEEP
    forms: Forms = Forms.PRINT
    dictionary: Dictionary = ()
    opencc: Path | None = None
    books: tuple[Volume, ...] = ()

    @property
    def print(self) -> Print:
        """How the PDFs of this build are printed."""
        return Print(self.page_size, self.columns, self.style, self.pdf_standard)

    @property
    def settings(self) -> Settings:
        """How the sources of this build are normalized."""
        keep = self.images is Images.KEEP
        return Settings(self.spacing, self.punctuation, self.profile, images=keep)

    @property
    def wording(self) -> Wording:
        """How the sources of this build are set in Traditional."""
        return Wording(self.vocabulary, self.forms, self.dictionary, self.opencc)


CHOICES: dict[str, type[StrEnum]] = {
    "editions": Edition,
    "formats": Format,
    "spacing": Spacing,
    "punctuation": Punctuation,
    "images": Images,
    "pdf_standard": Standard,
    "vocabulary": Vocabulary,
    "forms": Forms,
    "layout": Layout,
    "fonts": Fonts,
    "contents": Contents,
}
_EXAMPLES = {
    "sources": "[texts]",
    "editions": "[zh-Hans, zh-Hant-TW]",
    "formats": "[pdf, epub, docx]",
    "spacing": "strip",
    "punctuation": "keep",
    "images": "keep",
    "output": "dist",
    "profile": "daily",
    "page_size": "A5",
    "columns": "2",
    "style": "large",
    "pdf_standard": "ua-1",
    "vocabulary": "keep",
    "forms": "print",
    "dictionary": "names.txt",
    "opencc": "opencc",
    "layout": "vertical",
    "cover": "title",
    "fonts": "reader",
    "contents": "books",
    "silence": "{E201: the reason}",
    "date": "2022-03-01",
    "page": "03",
    "pages": "1-4",
    "language": "zh-Hans",
}


def read_settings(path: Path) -> Build:
    """Read pipeline.yaml. Raises InputError when it cannot be read, SettingsError for what it says.

    Every SettingsError names the file and line; an unknown key or value comes with the nearest known one.
    A single word does where a list is asked for; an empty value is the default.
    """
    from pydantic import TypeAdapter, ValidationError

    said = read_entries(read_bytes(path, _LARGEST), str(path))
    known = [key.name for key in fields(Build) if key.name != "folder"]
    _refuse_unknown(said, known)
    if "sources" not in said.values and "books" not in said.values:
        raise said.error("there is no 'sources'", step="add the line: sources: [texts]")
    values = {key: value for key, value in said.values.items() if value not in (None, "")}
    values["books"] = read_volumes(said)
    for key in ("sources", "editions", "formats"):
        if isinstance(values.get(key), str):
            values[key] = [values[key]]
        if key in said.values and not values.get(key):
            raise said.error(f"{key} is empty", key, step="name at least one")
    for key in ("profile", "dictionary", "opencc"):
        if key in values and not isinstance(values[key], str):
            raise said.error(f"{key} takes a word", key, step=f"write {key}: {_example(key)}")
    _check_silence(said, values.get("silence", {}))
    if "profile" in values:
        values["profile"] = read_profile(find_profile(values["profile"], path.parent))
    if "page_size" in values:
        try:
            values["page_size"] = read_paper(str(values["page_size"]))
        except UsageError as error:
            raise said.error(f"page_size: {error.message}", "page_size", step=error.step) from None
    if "columns" in values:
        if str(values["columns"]) not in ("1", "2", "3"):
            raise said.error("columns takes 1, 2 or 3", "columns", step="write columns: 2")
        values["columns"] = int(str(values["columns"]))
    if "style" in values:
        if not isinstance(values["style"], str):
            raise said.error("style takes the name of a file", "style", step="write style: large.css")
        values["style"] = read_style(values["style"], path.parent)
    if "dictionary" in values:
        values["dictionary"] = read_dictionary(path.parent / values["dictionary"])
    if "opencc" in values:
        values["opencc"] = path.parent / values["opencc"]
    try:
        build = TypeAdapter(Build).validate_python({"folder": path.parent, **values})
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = first["loc"]
        key = str(place[0])
        if first["type"] == "enum":
            value = str(first["input"])
            step = advise(value, list(CHOICES[key]))
            raise said.error(f"{key}: {value!r} is not known", *place, step=step) from None
        kind = "a list of words" if "tuple" in first["type"] else "a word"
        raise said.error(f"{key} takes {kind}", *place, step=f"write {key}: {_example(key)}") from None
    if build.layout is Layout.VERTICAL and Format.EPUB not in build.formats:
        raise said.error("only EPUB is set vertically", "layout", step="add epub to formats")
    return build


def _check_silence(said: Entries, silence: object) -> None:
    """See that each message that is silenced is a code with a reason."""
    reasons = silence.items() if isinstance(silence, dict) else [("", "")]
    for code, reason in reasons:
        if not isinstance(reason, str) or not reason.strip():
            step = "write what is silenced and why, as in silence: {E201: the title is long on purpose}"
            raise said.error("silence takes codes, each with a reason", "silence", code, step=step)


def read_metadata(path: Path) -> Metadata:
    """Read what NAME.yaml says about the source beside it.

    Values are kept as they are written (`date: 2022-03-01`, `page: 03`). Raises InputError when the
    file cannot be read, and SettingsError, naming file and line, for unknown keys, values that are not
    one line of text, a date that is not YYYY, YYYY-MM or YYYY-MM-DD, an unknown language, no range of
    pages, and a dictionary (a file beside this one) that is none.
    """
    said = read_entries(read_bytes(path, _LARGEST), str(path))
    _refuse_unknown(said, [key.name for key in fields(Metadata)])
    for key, value in said.values.items():
        if value is not None and (not isinstance(value, str) or _BREAK_OR_CONTROL.search(value)):
            raise said.error(f"{key} takes one line of text", key, step=f"write {key}: {_example(key)}")
    values: dict[str, Any] = {key: value.strip() for key, value in said.values.items() if value}
    if "dictionary" in values:
        if not is_inside(values["dictionary"]):
            step = "put the dictionary beside the source"
            raise said.error("dictionary: this leads out of the folder", "dictionary", step=step)
        values["dictionary"] = read_dictionary(path.parent / values["dictionary"])
    if "pages" in values:
        try:
            values["pages"] = read_range(values["pages"])
        except ValueError as error:
            raise said.error(f"pages: {error}", "pages", step="write it as 3, 1-4 or 1-2,5") from None
    metadata = Metadata(**values)
    if metadata.date and not is_date(metadata.date):
        step = "write it as 2022-03-01, 2022-03 or 2022"
        raise said.error(f"date: {metadata.date!r} is not a date", "date", step=step)
    if metadata.language and metadata.language not in tuple(Edition):
        step = advise(metadata.language, list(Edition))
        raise said.error(f"language: {metadata.language!r} is not known", "language", step=step)
    if metadata.cover != Path(metadata.cover).name or metadata.cover == "..":
        raise said.error("cover takes the name of a picture beside the source", "cover", step="put it there")
    return metadata


def read_range(text: str) -> tuple[int, ...]:
    """Read page numbers as they are written for a printer: 3, 1-4 or 1-2,5. Raises ValueError."""
    pages: list[int] = []
    for part in text.split(","):
        first, dash, last = (word.strip() for word in part.partition("-"))
        numbers = [int(word) if word.isdecimal() else 0 for word in (first, last if dash else first)]
        if not 1 <= numbers[0] <= numbers[1] < numbers[0] + _MOST_PAGES:
            raise ValueError(f"{part.strip()!r} is not a range of pages")
        pages += range(numbers[0], numbers[1] + 1)
    return tuple(dict.fromkeys(pages))


def read_beside(path: Path) -> Metadata:
    """Read NAME.yaml beside the source NAME.txt; empty metadata when there is none."""
    beside = path.with_suffix(".yaml")
    return read_metadata(beside) if beside.exists() else Metadata()


def _refuse_unknown(said: Entries, known: list[str]) -> None:
    for key in said.values:
        if key not in known:
            raise said.error(f"no setting {key!r}", key, step=advise(key, known))


def _example(key: str) -> str:
    return _EXAMPLES.get(key, "a few words")
