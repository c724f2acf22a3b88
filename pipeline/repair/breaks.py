"""The line-break program: what each line is to the one before, so that the whole is cheapest.

A dynamic program over the rows of an article. A row opens or continues a paragraph, a section head, a
headline (kicker, title, subtitle) or is a signature; the costs of costs.py say how likely each is
where it stands. An article runs through phases, so that it has one headline: above its body, or below
it where extraction read the banner last.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pipeline.document import Kind
from pipeline.repair import costs
from pipeline.repair.labels import Label, Labelling, Phase, State, Table
from pipeline.repair.layout import Layout
from pipeline.repair.margins import find_margins
from pipeline.repair.measures import INDENT
from pipeline.repair.shapes import Shape, read_shapes
from pipeline.repair.signatures import find_signature

Offer = Callable[[State, float, State], None]

_START: State = (Phase.START, Label.SIGNATURE, 0.0)
_INFINITE = float("inf")


def label_rows(layout: Layout, *, sure: bool = True) -> Labelling:
    """Find the cheapest labels for the rows of one article, and, unless not `sure`, their margins."""
    program = _Program(layout, read_shapes(layout))
    tables = program.run()
    states = _trace(tables, program.finish(tables[-1]))
    return Labelling(states, find_margins(program.step, program.end, tables, states) if sure else ())


def _trace(tables: Sequence[Table], last: State) -> tuple[State, ...]:
    states = [last]
    for table in reversed(tables[1:]):
        before = table[states[-1]][1]
        assert before is not None
        states.append(before)
    return tuple(reversed(states))


class _Program:
    """The costs of one layout, ready to be run over its rows."""

    def __init__(self, layout: Layout, shapes: Sequence[Shape]) -> None:
        self.layout, self.rows, self.shapes = layout, layout.rows, shapes

    def run(self) -> list[Table]:
        tables = [self.step(0, {_START: (0.0, None)})]
        for index in range(1, len(self.rows)):
            tables.append(self.step(index, tables[-1]))
        return tables

    def finish(self, table: Table) -> State:
        last = len(self.rows) - 1
        return min(table, key=lambda state: table[state][0] + self.end(last, state))

    def step(self, index: int, before: Table, only: bool | None = None) -> Table:
        """Extend every reading of the rows before by this row.

        `only` restricts the row to continuing the block before (True) or opening one (False).
        """
        table: Table = {}

        def offer(state: State, cost: float, origin: State) -> None:
            if cost < table.get(state, (_INFINITE,))[0]:
                table[state] = (cost, origin if index else None)

        row = self.rows[index]
        openings: dict[tuple[Phase, Label], tuple[float, State]] = {}
        between = self._between(index) if index else 0.0
        for state, (cost, _) in before.items():
            phase, label, detail = state
            if only is not False and index:
                self._continue(index, state, cost, offer)
            if only is True or (label is Label.SIGNATURE and detail):
                continue
            ended = cost + (self._close(index - 1, state) + between if index else 0.0)
            family: Label = Label.FIRST if label is Label.NEXT else label
            if ended < openings.get((phase, family), (_INFINITE,))[0]:
                openings[phase, family] = (ended, state)
        shape = self.shapes[index]
        for (phase, family), (cost, state) in openings.items():
            signature = shape.signature
            if signature:
                offer((phase, Label.SIGNATURE, signature[1] - 1.0), cost + costs.SIGNATURE, state)
            after = _BODY[phase]
            opens = costs.PARAGRAPH + (costs.DATELINE_OPENS if shape.dateline else 0.0)
            for measure in row.measures:
                offer((after, Label.FIRST, measure), cost + opens + self._over(index, measure, INDENT), state)
                if index == 0:  # a clipping may begin in the middle of a paragraph, its headline elsewhere
                    cut = cost + opens + costs.CUT_OFF + self._over(index, measure, 0.0)
                    offer((Phase.BODY, Label.NEXT, measure), cut, state)
            if shape.head is not None and phase is not Phase.BELOW:
                again = _BEFORE_HEAD.get(family, 0.0)
                offer((after, Label.HEAD, 1.0), cost + costs.HEAD + shape.head + again, state)
            self._open_title(index, phase, family, cost, state, offer)
        best = min((cost for cost, _ in table.values()), default=0.0)
        return {state: entry for state, entry in table.items() if entry[0] < best + _BEAM}

    def _open_title(
        self, index: int, phase: Phase, family: Label, cost: float, state: State, offer: Offer
    ) -> None:
        title = self.shapes[index].title
        if title is None:
            return
        if family is Label.HEAD:
            cost += costs.HEAD_LAST
        if phase in (Phase.START, Phase.TITLED):
            first = phase is Phase.START
            offer(
                (Phase.TITLED, Label.TITLE, 1.0),
                cost + title + (costs.TITLE if first else costs.TITLE_AFTER_TITLE),
                state,
            )
        elif phase is Phase.BODY and self.shapes[index].dashed:
            offer((phase, Label.TITLE, 1.0), cost + title + costs.SUBTITLE_STRAY, state)
        elif phase is Phase.BARE:
            if index < _TOP:
                offer((Phase.TITLED, Label.TITLE, 1.0), cost + title + costs.TITLE_UNDER_LEDE, state)
            offer((Phase.BELOW, Label.TITLE, 1.0), cost + title + costs.TITLE_BELOW, state)
        elif phase is Phase.BELOW and family is Label.TITLE:
            offer((Phase.BELOW, Label.TITLE, 1.0), cost + title + costs.TITLE_AFTER_TITLE, state)

    def _continue(self, index: int, state: State, cost: float, offer: Offer) -> None:
        phase, label, detail = state
        row, shape = self.rows[index], self.shapes[index]
        if label in (Label.FIRST, Label.NEXT):
            joined = cost + self._join(index, detail, label is Label.FIRST)
            for measure in row.measures:
                other = 0.0 if measure == detail else costs.OTHER_MEASURE
                offer((phase, Label.NEXT, measure), joined + other + self._over(index, measure, 0.0), state)
        elif label is Label.HEAD and shape.head_next is not None:
            fourth = costs.HEAD_FOURTH if detail >= 3 else 0.0
            offer((phase, label, min(detail + 1, _MANY)), cost + shape.head_next + fourth, state)
        elif label is Label.TITLE and shape.title_next is not None:
            fourth = costs.HEAD_FOURTH if detail >= 2 else 0.0
            offer((phase, label, min(detail + 1, _MANY)), cost + shape.title_next + fourth, state)
        elif label is Label.SIGNATURE and detail:
            offer((phase, label, detail - 1), cost, state)

    def _over(self, index: int, measure: float, indent: float) -> float:
        """Weigh a row wider than its measure, and the indent it has or lacks."""
        row = self.rows[index]
        beyond = row.width - (measure - indent) - 2 * costs.ROOM_DOUBT
        leads = self.layout.lead_first if indent else self.layout.lead_inside
        return leads[row.lead >= 1] + (costs.OVERFULL * min(beyond + 0.5, 3.0) if beyond > 0 else 0.0)

    def _room(self, index: int, measure: float, first: bool) -> float:
        """Give the ems left at the end of a row once the next unit were set there too."""
        row = self.rows[index]
        return measure - (INDENT if first else 0.0) - row.width - self.rows[index + 1].unit - row.doubt

    def _join(self, index: int, measure: float, first: bool) -> float:
        """Weigh the break before a row as one inside a paragraph."""
        before, row, shape = self.rows[index - 1], self.rows[index], self.shapes[index]
        early = self.layout.weigh_room(self._room(index - 1, measure, first))
        if not self.layout.wrapped:
            early += costs.UNWRAPPED
        stop = costs.STOP_INSIDE if before.ends_sentence else costs.NO_STOP_INSIDE
        blanks = self.layout.blank_before_opener if shape.opens else self.layout.blank_inside
        word = 0.0 if shape.fused is None else costs.WORD_JOINED[shape.fused]
        word += costs.NUMBERED_INSIDE if shape.numbered else 0.0
        word += costs.ADDRESS_INSIDE if shape.address else 0.0
        if before.ends_sentence:
            word += costs.OPENING_INSIDE if shape.opening else 0.0
            word += costs.DASH_INSIDE if shape.dashed else 0.0
        return early + stop + blanks[row.blank > 0] + word

    def _between(self, index: int) -> float:
        """Weigh the break before a row as one between two blocks."""
        shape = self.shapes[index]
        parted = costs.PAIR_OPEN if shape.closes_pair else 0.0
        start = costs.BAD_START if shape.bad_start else 0.0
        word = 0.0 if shape.fused is None else costs.WORD_PARTED[shape.fused]
        return parted + start + word + self.layout.blank_between[self.rows[index].blank > 0]

    def _close(self, index: int, state: State) -> float:
        """Weigh a block that ends with this row."""
        _, label, detail = state
        if label is Label.HEAD:
            return self.shapes[index].head_end
        if label is Label.TITLE:
            return self.shapes[index].title_end
        if label is Label.SIGNATURE:
            return 0.0
        ending = self.shapes[index].paragraph_end
        if index + 1 < len(self.rows):
            room = self._room(index, detail, label is Label.FIRST)
            ending += costs.FULL_LAST_LINE if room < 0 else costs.SHORT_LAST_LINE
            if room < _FULL and not self.rows[index].ends_sentence:
                ending += costs.NO_STOP_FULL
        return ending

    def end(self, index: int, state: State) -> float:
        """Weigh the end of a reading: nothing unless the row is the last."""
        if index < len(self.rows) - 1:
            return 0.0
        return self._close(index, state) + _final(state)


_TOP = 40  # rows in which a headline may still come, after its lede
_MANY = 4.0  # lines of a head: more are counted as so many
_BEAM = 14.0  # nats behind the best at which a reading is given up
_FULL = 0.65  # ems of room that a full line may seem to have
_BODY = {
    Phase.START: Phase.BARE,
    Phase.TITLED: Phase.BODY,
    Phase.BODY: Phase.BODY,
    Phase.BARE: Phase.BARE,
    Phase.BELOW: Phase.BELOW,
}
_BEFORE_HEAD = {Label.HEAD: costs.HEAD_AFTER_HEAD, Label.TITLE: costs.HEAD_UNDER_TITLE}


def _final(state: State) -> float:
    phase, label, _ = state
    untitled = costs.NO_TITLE if phase in (Phase.START, Phase.BARE) else 0.0
    return untitled + (costs.HEAD_LAST if label is Label.HEAD else 0.0)


def kind_of(labelling: Labelling, index: int, layout: Layout) -> Kind:
    """Give the kind of the block that a row opens."""
    label = labelling.states[index][1]
    if label is Label.SIGNATURE:
        found = find_signature([row.raw for row in layout.rows[index : index + 3]])
        return found[0] if found else Kind.PARAGRAPH
    return {Label.HEAD: Kind.HEADING, Label.TITLE: Kind.TITLE}.get(label, Kind.PARAGRAPH)
