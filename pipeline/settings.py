"""What a user may choose, as frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from pipeline.corrections import Correction
from pipeline.design import COVER_OF_TITLE, Contents, Fonts, Layout
from pipeline.dictionary import Dictionary, find_fault
from pipeline.errors import UsageError
from pipeline.limits import Limits
from pipeline.prints import PAPERS, Paper, Print, Standard
from pipeline.profiles import USUAL, Profile
from pipeline.volumes import Volume

_MOST_PAGES = 10_000  # of one range


class Spacing(StrEnum):
    """What stands between Han and Latin or digits in the text."""

    STRIP = "strip"  # nothing; the gap on paper and screen is the writer's job
    SPACE = "space"  # one space


class Punctuation(StrEnum):
    """Whether ASCII marks beside Han are kept."""

    KEEP = "keep"
    FULLWIDTH = "fullwidth"


class Images(StrEnum):
    """Whether the pictures of the sources are kept."""

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
    images: bool = True  # whether the pictures of a PDF or an office file are kept


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
    goes to. `corrections` are those of NAME.corrections.yaml; their names and words are in the dictionary.
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
    corrections: tuple[Correction, ...] = ()


@dataclass(frozen=True, slots=True)
class Build:
    """What pipeline.yaml asks for. The fields but the first are its keys.

    `sources` are files, folders or globs, and `output` is a folder, both relative to `folder`, where
    the settings file lies. `profile`, `dictionary` and `style` are what the files that the keys name say;
    `opencc` is a folder. `cover` is `title` (one is made from the title), `none` or a picture, relative to
    `folder`. `silence` gives, for the code of each message of `chongpai validate` that this project does not
    want to hear, the reason. `books` are bound of several sources, beside the book of each of `sources`;
    `review` asks for a review page of each of them.
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
    review: bool = False
    limit_time: int = Limits().time
    limit_memory: int = Limits().memory
    limit_size: int = Limits().size

    @property
    def limits(self) -> Limits:
        """What the work on each source may take."""
        return Limits(self.limit_time, self.limit_memory, self.limit_size)

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
