"""How a source was set, as far as its lines tell: the face, the measures, what its blank lines mean."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log

from pipeline.characters import CLOSING, SENTENCE_ENDS
from pipeline.document import Line
from pipeline.profiles import USUAL, Count, Profile
from pipeline.repair.hung import part_hung
from pipeline.repair.measures import TOLERANCE, Extent, count_votes, fills, find_main, find_measures
from pipeline.repair.pieces import Piece, join_pieces, shows_cuts
from pipeline.repair.widths import FACES, Face, has_narrow, measure, measure_unit, printed

_SAMPLE = 400  # lines that settle the face
_GLANCE = 100  # of them, which leave it between a few
_LIKELY = 3
_DOUBT = 0.25
_WIDEST = 60.0  # ems: no column is wider, and a line that long was not broken
_FEW = 4  # lines that tell nothing
_FILLED = 0.25  # of the lines must fill the measure for it to be one
ROOMS = (-0.02, 0.2, 0.65, 1.15, 2.15)  # ems of room left, the upper ends of the classes
_CLEAR_GAIN = 1.03  # how much better another face must explain the lines than the usual one


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
    measures: tuple[float, ...]  # the measures it may have been set to, the likeliest first

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
    extents = _measure(pieces, face)
    main = find_main(extents, profile)
    whole = part_hung(pieces, main, face)
    if shows_cuts(whole):
        whole = join_pieces(whole, main, face)
    if len(whole) != len(pieces):
        # Lines cut at their squeezed marks show no squeezing before they are whole again.
        face = _choose_face([piece.text for piece in whole[:_SAMPLE]], profile)
        extents = _measure(whole, face)
        main = find_main(extents, profile)
    rows = _make_rows(whole, extents, find_measures(extents, main))
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
        _is_wrapped(extents, main),
        _weigh_rooms(rows, profile),
        face,
    )


def _is_wrapped(extents: Sequence[Extent], main: float) -> bool:
    """Tell whether lines were broken to fit a measure: a newspaper's, and filled by many of them."""
    if main > _WIDEST:
        return False
    full = sum(fills(line, after, main) for line, after in pairwise(extents))
    return len(extents) < _FEW or full >= _FILLED * len(extents)


def _gather_pieces(lines: Sequence[Line]) -> list[Piece]:
    pieces: list[Piece] = []
    blank = 0
    for line in lines:
        text = printed(line.text)
        if text:
            pieces.append(Piece((line,), text, blank, _lead(line.text)))
        blank = 0 if text else blank + 1
    return pieces


def _measure(pieces: Sequence[Piece], face: Face) -> list[Extent]:
    return [Extent(measure(piece.text, face), measure_unit(piece.text, face)) for piece in pieces]


def _make_rows(
    pieces: Sequence[Piece], extents: Sequence[Extent], measures: Sequence[tuple[float, ...]]
) -> list[Row]:
    return [
        Row(
            piece.lines,
            piece.text,
            extent.width,
            extent.unit,
            piece.blank,
            piece.lead,
            _DOUBT if has_narrow(piece.text) else 0.0,
            _ends_sentence(piece.text),
            own,
        )
        for piece, extent, own in zip(pieces, extents, measures, strict=True)
    ]


def _ends_sentence(text: str) -> bool:
    stripped = text.rstrip(CLOSING)
    return not stripped or stripped[-1] in SENTENCE_ENDS


def _lead(text: str) -> float:
    white = text[: len(text) - len(text.lstrip())]
    return sum(1.0 if character == "\u3000" else 0.5 for character in white)


def _choose_face(texts: Sequence[str], profile: Profile) -> Face:
    known = Face(profile.digit, profile.squeezed, profile.trimmed, profile.gap, profile.tight)

    def explain(face: Face, texts: Sequence[str]) -> int:
        extents = [Extent(measure(text, face), measure_unit(text, face)) for text in texts]
        return max(count_votes(extents).values(), default=0)

    likely = sorted(FACES, key=lambda face: -explain(face, texts[:_GLANCE]))[:_LIKELY]
    explained = {face: explain(face, texts) for face in (known, *likely)}
    best = max(likely, key=lambda face: explained[face])
    return best if explained[best] > explained[known] * _CLEAR_GAIN else known


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
        full = row.width + after.unit > measure and row.width <= measure + TOLERANCE
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
