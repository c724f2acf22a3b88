"""Makes the reference documents whose styles pandoc gives to our DOCX: one each for sc, tc and hk.

Run by hand after a change: `python styles/make_reference.py`. The same bytes come out each time
(stored, not compressed, so that no version of zlib matters); a test compares.

The page is A4 with a measure of 36 ems. Paragraphs are indented by two characters, as Chinese
setting has it (CLREQ 3.3.4), in the unit of characters, so that the indent follows the font's size.
Names of fonts are those a Word of the region has; fontTable.xml says what to use elsewhere.
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from pathlib import Path

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
LATIN = {"serif": "Times New Roman", "sans": "Arial"}


@dataclass(frozen=True)
class Region:
    """A region's language for Word, its faces, and by which names else they are known."""

    language: str
    serif: str
    sans: str
    serif_else: str
    sans_else: str


REGIONS = {
    "sc": Region("zh-CN", "宋体", "黑体", "SimSun,Noto Serif CJK SC", "SimHei,Noto Sans CJK SC"),
    "tc": Region(
        "zh-TW", "新細明體", "微軟正黑體", "PMingLiU,Noto Serif CJK TC", "Microsoft JhengHei,Noto Sans CJK TC"
    ),
    "hk": Region(
        "zh-HK",
        "細明體_HKSCS",
        "微軟正黑體",
        "MingLiU_HKSCS,Noto Serif CJK HK",
        "Microsoft JhengHei,Noto Sans CJK HK",
    ),
}


@dataclass(frozen=True)
class Style:
    """A paragraph style: points for the size, twentieths of a point around it, hundredths of an em inside."""

    name: str
    face: str = "serif"
    size: float = 12
    align: str = "both"
    based_on: str = "Normal"
    following: str = "Body Text"
    first_line: int = 0
    left: int = 0
    before: int = 0
    after: int = 0
    outline: int = 0  # 1 for a heading of the first level
    keep: bool = False  # with what follows
    together: bool = False  # no space between two of this style


STYLES = (
    Style("Body Text", first_line=200),
    Style("First Paragraph", based_on="Body Text", first_line=200),
    Style("Title", "sans", 22, "center", before=240, after=160, keep=True),
    Style("Subtitle", size=15, align="center", after=160, keep=True),
    Style("heading 1", "sans", 17, "center", before=320, after=160, outline=1, keep=True),
    Style("heading 2", "sans", 15, "center", before=280, after=140, outline=2, keep=True),
    Style("heading 3", "sans", 13, "left", before=240, after=120, outline=3, keep=True),
    Style("Kicker", size=15, align="center", before=240, keep=True, following="Title"),
    Style("Byline", size=12, align="center", after=240),
    Style("Signature", align="right"),
    Style("Credit", size=10.5, align="right"),
    Style("Dateline", "sans", first_line=200),
    Style("Verse", align="left", left=400, before=120, after=120),
    Style("Item", based_on="Body Text", first_line=200, following="Item"),
    Style("caption", "sans", 10.5, "center", after=240),
    Style("Picture", size=10.5, align="center", before=240, keep=True, following="caption"),
    Style("Note", size=10.5, first_line=200, before=120, after=120),
    Style("TOC Heading", "sans", 17, "center", before=320, after=240, keep=True, following="toc 1"),
    Style("toc 1", align="left", after=400, following="toc 1", together=True),
    Style("toc 2", align="left", left=200, after=200, following="toc 2", together=True),
    Style("header", size=9, align="center", following="header"),
    Style("footer", size=9, align="center", following="footer"),
)
CUSTOM = {"Kicker", "Byline", "Credit", "Dateline", "Verse", "Item", "Picture", "Note", "First Paragraph"}
PARTS = {  # what stands beside document.xml: its content type and its relation
    "styles": ("styles+xml", "styles"),
    "settings": ("settings+xml", "settings"),
    "fontTable": ("fontTable+xml", "fontTable"),
    "footer1": ("footer+xml", "footer"),
}


def make_reference(region: Region) -> bytes:
    """Make the reference document of a region."""
    parts = {
        "[Content_Types].xml": _types(),
        "_rels/.rels": _relations({"rId1": (f"{R}/officeDocument", "word/document.xml")}),
        "word/document.xml": _document(),
        "word/_rels/document.xml.rels": _relations(
            {
                f"rId{n}": (f"{R}/{kind}", f"{name}.xml")
                for n, (name, (_, kind)) in enumerate(PARTS.items(), 1)
            }
        ),
        "word/styles.xml": _styles(region),
        "word/settings.xml": _settings(region),
        "word/fontTable.xml": _fonts(region),
        "word/footer1.xml": _footer(),
    }
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as archive:
        for name, text in parts.items():
            entry = zipfile.ZipInfo(name)
            entry.create_system, entry.external_attr = 3, 0o644 << 16
            archive.writestr(entry, XML + text)
    return made.getvalue()


def _types() -> str:
    parts = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{OFFICE}.{kind}"/>'
        for name, (kind, _) in PARTS.items()
    )
    return (
        f'<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{OFFICE}.document.main+xml"/>{parts}</Types>'
    )


def _relations(relations: dict[str, tuple[str, str]]) -> str:
    rows = "".join(
        f'<Relationship Id="{name}" Type="{kind}" Target="{target}"/>'
        for name, (kind, target) in relations.items()
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{rows}</Relationships>'


def _document() -> str:
    """Give a document of one empty paragraph; what counts is its section: page, margins, footer."""
    return (
        f'<w:document xmlns:w="{W}" xmlns:r="{R}"><w:body><w:p/><w:sectPr>'
        '<w:footerReference w:type="default" r:id="rId4"/><w:pgSz w:w="11906" w:h="16838"/>'
        '<w:pgMar w:top="1440" w:right="1633" w:bottom="1440" w:left="1633" '
        'w:header="850" w:footer="850" w:gutter="0"/>'
        "</w:sectPr></w:body></w:document>"
    )


def _footer() -> str:
    return (
        f'<w:ftr xmlns:w="{W}"><w:p><w:pPr><w:pStyle w:val="Footer"/></w:pPr>'
        '<w:fldSimple w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple></w:p></w:ftr>'
    )


def _settings(region: Region) -> str:
    return (
        f'<w:settings xmlns:w="{W}"><w:zoom w:percent="100"/><w:defaultTabStop w:val="480"/>'
        '<w:characterSpacingControl w:val="compressPunctuation"/>'
        '<w:compat><w:compatSetting w:name="compatibilityMode" '
        'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
        f'<w:themeFontLang w:val="en-US" w:eastAsia="{region.language}"/>'
        '<w:decimalSymbol w:val="."/><w:listSeparator w:val=","/></w:settings>'
    )


def _fonts(region: Region) -> str:
    rows = [
        _font(region.serif, region.serif_else, "roman", "88" if region.language != "zh-CN" else "86"),
        _font(region.sans, region.sans_else, "swiss", "88" if region.language != "zh-CN" else "86"),
        _font(LATIN["serif"], "", "roman", "00"),
        _font(LATIN["sans"], "", "swiss", "00"),
    ]
    return f'<w:fonts xmlns:w="{W}">{"".join(rows)}</w:fonts>'


def _font(name: str, otherwise: str, family: str, charset: str) -> str:
    alternative = f'<w:altName w:val="{otherwise}"/>' if otherwise else ""
    return (
        f'<w:font w:name="{name}">{alternative}<w:charset w:val="{charset}"/>'
        f'<w:family w:val="{family}"/><w:pitch w:val="variable"/></w:font>'
    )


def _styles(region: Region) -> str:
    defaults = (
        f"<w:docDefaults><w:rPrDefault><w:rPr>{_faces(region, 'serif')}{_size(12)}"
        f'<w:lang w:val="en-US" w:eastAsia="{region.language}" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
        "<w:pPrDefault/></w:docDefaults>"
    )
    normal = (
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/>'
        f'<w:pPr><w:widowControl/><w:spacing w:line="400" w:lineRule="atLeast"/><w:jc w:val="both"/></w:pPr>'
        f"<w:rPr>{_faces(region, 'serif')}{_size(12)}</w:rPr></w:style>"
    )
    others = (
        '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
        '<w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/></w:style>'
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
        '<w:uiPriority w:val="99"/><w:semiHidden/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar>'
        '<w:top w:w="0" w:type="dxa"/><w:left w:w="108" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/>'
        '<w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
        '<w:style w:type="numbering" w:default="1" w:styleId="NoList"><w:name w:val="No List"/>'
        '<w:uiPriority w:val="99"/><w:semiHidden/></w:style>'
        '<w:style w:type="table" w:customStyle="1" w:styleId="Table"><w:name w:val="Table"/>'
        '<w:basedOn w:val="TableNormal"/></w:style>'
        '<w:style w:type="character" w:styleId="Hyperlink"><w:name w:val="Hyperlink"/>'
        f'<w:basedOn w:val="DefaultParagraphFont"/><w:rPr>{_faces(region, "serif")}'
        '<w:color w:val="auto"/></w:rPr></w:style>'
    )
    ours = "".join(_style(region, style) for style in STYLES)
    return f'<w:styles xmlns:w="{W}">{defaults}{normal}{others}{ours}</w:styles>'


def _style(region: Region, style: Style) -> str:
    custom = ' w:customStyle="1"' if style.name in CUSTOM else ""
    outline = f'<w:outlineLvl w:val="{style.outline - 1}"/>' if style.outline else ""
    around = (
        f'<w:spacing w:before="{style.before}" w:after="{style.after}"/>'
        if style.before or style.after
        else ""
    )
    return (
        f'<w:style w:type="paragraph"{custom} w:styleId="{_identifier(style.name)}">'
        f'<w:name w:val="{style.name}"/><w:basedOn w:val="{_identifier(style.based_on)}"/>'
        f'<w:next w:val="{_identifier(style.following)}"/><w:qFormat/>'
        f"<w:pPr>{'<w:keepNext/><w:keepLines/>' if style.keep else ''}{around}{_indent(style)}"
        f"{'<w:contextualSpacing/>' if style.together else ''}"
        f'<w:jc w:val="{style.align}"/>{outline}</w:pPr>'
        f"<w:rPr>{_faces(region, style.face)}{_size(style.size)}</w:rPr></w:style>"
    )


def _indent(style: Style) -> str:
    """Give the indent in hundredths of a character, and in twentieths of a point for who knows no better."""
    for name, hundredths in (("firstLine", style.first_line), ("left", style.left)):
        if hundredths:
            return f'<w:ind w:{name}Chars="{hundredths}" w:{name}="{round(hundredths * style.size / 5)}"/>'
    return ""


def _identifier(name: str) -> str:
    """Give the identifier that Word itself gives to a style of this name: heading 1 is Heading1."""
    return (
        name.upper().replace(" ", "")
        if name.startswith("toc ")
        else "".join(word[0].upper() + word[1:] for word in name.split())
    )


def _faces(region: Region, face: str) -> str:
    latin, han = LATIN[face], region.serif if face == "serif" else region.sans
    return f'<w:rFonts w:ascii="{latin}" w:hAnsi="{latin}" w:eastAsia="{han}" w:cs="{latin}"/>'


def _size(points: float) -> str:
    half = round(points * 2)
    return f'<w:sz w:val="{half}"/><w:szCs w:val="{half}"/>'


def main() -> None:
    """Write the reference documents beside this script."""
    for name, region in REGIONS.items():
        Path(__file__).with_name(f"reference-{name}.docx").write_bytes(make_reference(region))


if __name__ == "__main__":
    main()
