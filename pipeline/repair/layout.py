"""How a source was set, as far as its lines tell: the face, the measures, what its blank lines mean."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from math import log

from pipeline.characters import CLOSERS, SENTENCE_ENDS
from pipeline.document import Line
from pipeline.profiles import USUAL, Count, Profile
from pipeline.repair.hung import part_hung
from pipeline.repair.pieces import Piece, join_pieces, shows_cuts
from pipeline.repair.widths import FACES, Face, has_narrow, measure, measure_unit, printed

INDENT = 2.0  # ems a paragraph's first line is set in (CLREQ 4.2.1)
_STEP = 0.25  # ems between two measures that are told apart
_TOLERANCE = 0.15  # ems a full line may seem to exceed its measure by
_SAMPLE = 400  # lines that settle the face
_DOUBT = 0.25
_BEYOND = 0.6  # of a vote, against a measure, for a line clearly too wide for it
_CLEARLY = 1.0  # ems by which a line is too wide for a measure, whatever its marks gave up
_FIRST = 0.8  # of a vote, for a line that fills the measure less an indent
_WINDOW = 7  # lines that can show a measure of their own
_AGREE = 5  # of them that must
_WIDEST = 60.0  # ems: no column is wider, and a line that long was not broken
_FEW = 4  # lines that tell nothing
_FILLED = 0.25  # of the lines must fill the measure for it to be one
_CLOSERS = "".join(CLOSERS)
ROOMS = (-0.02, 0.2, 0.65, 1.15, 2.15)  # ems of room left, the upper ends of the classes
_CLEAR_GAIN = 1.03  # how much better another face must explain the lines than the usual one
_KNOWN = 2.0  # lines that the measures of a profile weigh


Odds = tuple[float, float]  # the cost, in nats, of (no, yes)


@dataclass(frozen=True, slots=True)
class Row:
    """A line with text, measured: what the line-break program looks at."""

    lines: tuple[Line, ...]  # more than one where extraction cut the printed line
    text: str  # as printed: without justification spaces
    width: float  # ems
    unit: float  # ems of what its start cannot be parted from
    blank: int  # blank lines before it
    lead: float  # ems of white space before it in the source
    doubt: float  # ems by which the width may be misjudged: digits differ from face to face
    ends_sentence: bool  # with a full stop or the like, closing marks after it aside
    measures: tuple[float, ...] = ()  # the measures it may have been set to, the likeliest first

    @property
    def raw(self) -> str:
        """The row as the source has it, with its spaces."""
        return "".join(line.text for line in self.lines).strip()


@dataclass(frozen=True, slots=True)
class Layout:
    """The rows of a source and the odds of a blank line or an indent at each sort of break.

    Each of the last fields is the cost, in nats, of (no, yes).
    """

    rows: tuple[Row, ...]
    measure: float
    blank_inside: Odds
    blank_before_opener: Odds
    blank_between: Odds
    lead_first: Odds
    lead_inside: Odds
    wrapped: bool  # the lines were set to a measure; else each is a block of its own
    room_inside: tuple[float, ...]  # cost of a break inside a paragraph, by the room it left
    face: Face = FACES[0]

    def weigh_room(self, room: float) -> float:
        """Give the cost of a break inside a paragraph that left this room, in ems."""
        return self.room_inside[bisect_left(ROOMS, room)]


def read_layout(lines: Sequence[Line], profile: Profile = USUAL) -> Layout:
    """Infer how the lines were set; a profile tells what they are too few to show."""
    pieces = _gather_pieces(lines)
    face = _choose_face([piece.text for piece in pieces[:_SAMPLE]], profile)
    rows = _measure_rows(pieces, face)
    main = _main_measure(rows, profile)
    parted = part_hung(pieces, main, face)
    if shows_cuts(parted):
        parted = join_pieces(parted, main, face)
    if len(parted) != len(pieces):
        # Lines cut at their squeezed marks show no squeezing before they are whole again.
        face = _choose_face([piece.text for piece in parted[:_SAMPLE]], profile)
        rows = _measure_rows(parted, face)
        main = _main_measure(rows, profile)
    rows = _add_measures(rows, main)
    inside, before_opener, between = count_blanks(rows)
    first, later = count_leads(rows)
    return Layout(
        tuple(rows),
        main,
        _odds(inside, profile.blank_inside),
        _odds(before_opener, profile.blank_before_opener),
        _odds(between, profile.blank_between),
        _odds(first, profile.indent_first),
        _odds(later, profile.indent_inside),
        _is_wrapped(rows, main),
        _weigh_rooms(rows, profile),
        face,
    )


def _fills(row: Row, after: Row, full: float) -> bool:
    """Tell whether a line fills a measure: no wider, and without room for what follows."""
    return row.width <= full + _TOLERANCE and row.width + after.unit > full


def _is_wrapped(rows: Sequence[Row], main: float) -> bool:
    """Tell whether lines were broken to fit a measure: a newspaper's, and filled by many of them."""
    if main > _WIDEST:
        return False
    fills = sum(
        _fills(row, after, main) or _fills(row, after, main - INDENT) for row, after in pairwise(rows)
    )
    return len(rows) < _FEW or fills >= _FILLED * len(rows)


def _gather_pieces(lines: Sequence[Line]) -> list[Piece]:
    pieces: list[Piece] = []
    blank = 0
    for line in lines:
        text = printed(line.text)
        if text:
            pieces.append(Piece((line,), text, blank, _lead(line.text)))
        blank = 0 if text else blank + 1
    return pieces


def _measure_rows(pieces: Sequence[Piece], face: Face) -> list[Row]:
    return [
        Row(
            piece.lines,
            piece.text,
            measure(piece.text, face),
            measure_unit(piece.text, face),
            piece.blank,
            piece.lead,
            _DOUBT if has_narrow(piece.text) else 0.0,
            _ends_sentence(piece.text),
        )
        for piece in pieces
    ]


def _ends_sentence(text: str) -> bool:
    stripped = text.rstrip(_CLOSERS)
    return not stripped or stripped[-1] in SENTENCE_ENDS


def _lead(text: str) -> float:
    white = text[: len(text) - len(text.lstrip())]
    return sum(1.0 if character == "\u3000" else 0.5 for character in white)


def _choose_face(texts: Sequence[str], profile: Profile) -> Face:
    known = Face(profile.digit, profile.squeezed, profile.trimmed, profile.gap, profile.tight)

    @cache
    def explained(face: Face) -> int:
        widths = [measure(text, face) for text in texts]
        units = [measure_unit(text, face) for text in texts]
        return max(_votes(widths, units).values(), default=0)

    usual = explained(known)
    best = max(FACES, key=explained)
    return best if explained(best) > usual * _CLEAR_GAIN else known


def _votes(widths: Sequence[float], units: Sequence[float]) -> Counter[float]:
    """Count for each measure the lines that fill it: no wider, and without room for what follows."""
    votes: Counter[float] = Counter()
    for width, unit in zip(widths, units[1:], strict=False):
        first = round((width - _TOLERANCE) / _STEP + 0.499)
        for step in range(first, int((width + unit - 0.01) / _STEP) + 1):
            votes[step * _STEP] += 1
    return votes


def _main_measure(rows: Sequence[Row], profile: Profile) -> float:
    votes: dict[float, float] = dict(_votes([row.width for row in rows], [row.unit for row in rows]))
    for known, share in profile.measures:
        votes[known] = votes.get(known, 0.0) + _KNOWN * share
    if not votes:
        return max((row.width for row in rows), default=0.0)
    widths = sorted(row.width for row in rows)

    def explained(measure: float) -> float:
        """Count the lines that fill it, the first lines among them, less those too wide for it."""
        beyond = len(widths) - bisect_right(widths, measure + _CLEARLY)
        return votes[measure] + _FIRST * votes.get(measure - INDENT, 0.0) - _BEYOND * beyond

    most = max(map(explained, votes))
    return min(measure for measure in votes if explained(measure) == most)


def _add_measures(rows: Sequence[Row], main: float) -> list[Row]:
    """Give each row the measures that the lines around it fill, the main one always among them."""
    others: list[set[float]] = [set() for _ in rows]
    fills = [_fills(row, after, main) or _fills(row, after, main - INDENT) for row, after in pairwise(rows)]
    for start in range(len(rows) - 3):
        end = min(start + _WINDOW, len(rows))
        agree = min(_AGREE, end - start - 2)
        if sum(fills[start:end]) >= agree:
            continue
        window = rows[start:end]
        votes = _votes([row.width for row in window], [row.unit for row in window])
        shown = {full: count + _FIRST * votes[full - INDENT] for full, count in votes.items()}
        most = max(shown.values(), default=0)
        if most >= agree:
            own = min(full for full, count in shown.items() if count == most)
            if abs(own - main) > 0.5:
                for index in range(start, end):
                    others[index].add(own)
    for start, end in _find_wide(rows, main):
        for index in range(start, min(end + 1, len(rows))):
            others[index].add(max(row.width for row in rows[start:end]))
    return [replace(row, measures=(main, *sorted(own))) for row, own in zip(rows, others, strict=True)]


def _find_wide(rows: Sequence[Row], main: float) -> Iterator[tuple[int, int]]:
    """Find where two or more lines in a row are too wide for the measure: a lede over two columns."""
    start = 0
    for index in range(len(rows) + 1):
        if index < len(rows) and rows[index].width > main + 1:
            continue
        if index - start > 1:
            yield start, index
        start = index + 1


def _odds(seen: Count, known: Count) -> Odds:
    chance = (seen[0] + known[0]) / (sum(seen) + sum(known))
    return -log(1 - chance), -log(chance)


def count_blanks(rows: Sequence[Row]) -> tuple[Count, Count, Count]:
    """Count how often a blank line stands, and how often not, where the measure alone settles the break.

    Gives the counts inside paragraphs, there before an opening mark, and between paragraphs.
    """
    counts: dict[str, list[int]] = {"inside": [0, 0], "opener": [0, 0], "between": [0, 0]}
    for row, after in pairwise(rows):
        measure = row.measures[0]
        full = row.width + after.unit > measure and row.width <= measure + _TOLERANCE
        if full and not row.ends_sentence:
            sort = "opener" if after.text[0] in "“‘《「『（" else "inside"
        elif row.ends_sentence and row.width + after.unit < measure - 1:
            sort = "between"
        else:
            continue
        counts[sort][after.blank == 0] += 1
    inside, opener, between = ((yes, no) for yes, no in counts.values())
    return inside, opener, between


def _weigh_rooms(rows: Sequence[Row], profile: Profile) -> tuple[float, ...]:
    counts = [seen + known for seen, known in zip(count_rooms(rows), profile.rooms, strict=True)]
    return tuple(-log(count / sum(counts)) for count in counts)


def count_rooms(rows: Sequence[Row]) -> tuple[float, ...]:
    """Count how much room this source leaves at breaks that surely are inside a paragraph, by ROOMS.

    A perfect setter leaves none; a loose one, or a width misjudged, leaves some.
    """
    counts = [0.0] * (len(ROOMS) + 1)
    for before, row, after in zip(rows, rows[1:], rows[2:], strict=False):
        if before.ends_sentence or row.ends_sentence or before.blank > 1 or row.width < 0.6 * row.measures[0]:
            continue
        place = bisect_left(ROOMS, row.measures[0] - row.width - after.unit - row.doubt)
        if place < len(ROOMS) - 1:
            counts[place] += 1
    return tuple(counts)


def count_leads(rows: Sequence[Row]) -> tuple[Count, Count]:
    """Count how often an indent, or none, opens a line that surely does not continue, and one that does."""
    first, inside = [0, 0], [0, 0]
    for row, after in pairwise(rows):
        measure = row.measures[0]
        if row.width + after.unit > measure and not row.ends_sentence:
            inside[after.lead < 1] += 1
        elif row.ends_sentence and row.width + after.unit < measure - 1:
            first[after.lead < 1] += 1
    return (first[0], first[1]), (inside[0], inside[1])
