"""What a publication's sources have in common: learnt into a profile, and its furniture set apart by it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import fields, replace

from pipeline.characters import HAN_CHARACTER
from pipeline.document import Kind, Line
from pipeline.profiles import USUAL, Count, Profile, fold_numbers
from pipeline.repair.draft import Draft, Passage
from pipeline.repair.furniture import trim
from pipeline.repair.layout import Layout, count_blanks, count_leads, count_rooms, read_layout
from pipeline.repair.signatures import find_signature
from pipeline.repair.widths import Face
from pipeline.settings import Settings

_WEIGHT = 60.0  # a source of so many lines outweighs what the profile says
_LEAST = 0.05  # of the lines, for a measure to be one of the publication's
_EDGE = 5  # lines at a source's start and end where furniture stands
_LONGEST = 40  # characters of a line of furniture
_SHARE = 0.3  # of the sources a line must recur in, and in two at least


def learn_profile(drafts: Sequence[Draft]) -> Profile:
    """Learn the habits of a publication from its sources, each as it is before its line breaks are decided.

    Sources whose lines were not set to a measure tell nothing.
    """
    layouts = [read_layout(draft.lines) for draft in drafts]
    layouts = [layout for layout in layouts if layout.wrapped and layout.rows]
    blanks = [count_blanks(layout.rows) for layout in layouts]
    leads = [count_leads(layout.rows) for layout in layouts]
    rooms = (count_rooms(layout.rows) for layout in layouts)
    seen: tuple[float, ...] = tuple(map(sum, zip(*rooms, strict=True)))
    seen = seen or (0.0,) * len(USUAL.rooms)
    face = _choose_face(layouts)
    return Profile(
        measures=_share_measures(layouts),
        **{name.name: getattr(face, name.name) for name in fields(Face)},
        blank_inside=_add(USUAL.blank_inside, [blank[0] for blank in blanks]),
        blank_before_opener=_add(USUAL.blank_before_opener, [blank[1] for blank in blanks]),
        blank_between=_add(USUAL.blank_between, [blank[2] for blank in blanks]),
        indent_first=_add(USUAL.indent_first, [lead[0] for lead in leads]),
        indent_inside=_add(USUAL.indent_inside, [lead[1] for lead in leads]),
        rooms=tuple(
            usual + count * _scale(sum(seen)) for usual, count in zip(USUAL.rooms, seen, strict=True)
        ),
        furniture=_find_furniture([draft.lines for draft in drafts]),
    )


def set_apart_known(draft: Draft, settings: Settings) -> Draft:
    """Take the lines that the profile knows as its publication's furniture out, into `apart`."""
    known = settings.profile.furniture
    if not known:
        return draft
    found = {line for line in draft.lines if line.text.strip() and fold_numbers(line.text) in known}
    return replace(
        draft,
        lines=tuple(line for line in draft.lines if line not in found),
        apart=(
            *draft.apart,
            *(Passage(Kind.FURNITURE, (trim(line),)) for line in draft.lines if line in found),
        ),
    )


def _choose_face(layouts: Sequence[Layout]) -> Face:
    lines: Counter[Face] = Counter()
    for layout in layouts:
        lines[layout.face] += len(layout.rows)
    return lines.most_common(1)[0][0] if lines else Face()


def _share_measures(layouts: Sequence[Layout]) -> tuple[tuple[float, float], ...]:
    lines: Counter[float] = Counter()
    for layout in layouts:
        lines[layout.measure] += len(layout.rows)
    shares = [(measure, count / lines.total()) for measure, count in lines.items()]
    return tuple(
        sorted(((ems, share) for ems, share in shares if share >= _LEAST), key=lambda s: (-s[1], s[0]))
    )


def _add(usual: Count, counts: Sequence[Count]) -> Count:
    """Add to what is usual what was seen, which weighs no more than _WEIGHT: a source may show otherwise."""
    yes, no = sum(count[0] for count in counts), sum(count[1] for count in counts)
    return usual[0] + yes * _scale(yes + no), usual[1] + no * _scale(yes + no)


def _scale(seen: float) -> float:
    return min(1.0, _WEIGHT / seen) if seen else 1.0


def _find_furniture(sources: Sequence[Sequence[Line]]) -> frozenset[str]:
    """Find the lines that recur at the edges of the sources, whatever number stands in them."""
    recurring: Counter[str] = Counter()
    for lines in sources:
        ordered = sorted(lines, key=lambda line: (line.number, line.column))
        texts = [line.text.strip() for line in ordered if line.text.strip()]
        edges = texts[:_EDGE] + texts[_EDGE:][-_EDGE:]
        recurring.update({fold_numbers(text) for text in edges if _may_be_furniture(text)})
    needed = max(2, _SHARE * len(sources))
    return frozenset(text for text, count in recurring.items() if count >= needed)


def _may_be_furniture(text: str) -> bool:
    return (
        len(text) <= _LONGEST
        and "。" not in text
        and HAN_CHARACTER.search(text) is not None
        and find_signature([text]) is None
    )
