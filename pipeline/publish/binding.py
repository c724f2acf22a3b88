"""How a volume is bound: its sources are read where something is to be made, then it is made in each form."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pipeline.errors import ChongpaiError, InputError
from pipeline.publish.books import Leaf
from pipeline.publish.outcomes import Outcome, Outcomes
from pipeline.publish.plan import Basis, Draft, Member, plan_binding, plan_reading, plan_volume
from pipeline.publish.press import Press
from pipeline.publish.tasks import Reading, Result
from pipeline.volumes import Volume


def bind(press: Press, basis: Basis, volume: Volume, outcomes: Outcomes) -> Iterator[Outcome]:
    """Bind a volume: read its sources where something is to be made, then write it in each form."""
    name, path = volume.name, Path(volume.name)
    try:
        draft = plan_volume(basis, volume)
    except ChongpaiError as error:
        yield outcomes.finish(name, name, path, (Result(error=error),))
        return
    press.ledger.want(member.key for member in draft.members)
    found = {at: press.ledger.find(key) for at, key in draft.keys.items()}
    leaves: list[Leaf] = []
    if not all(found.values()):
        failed = 0
        for member, result in _read(press, basis, draft):
            if result.error:
                failed += 1
                yield Outcome(Path(member.name), error=result.error)
            leaves += (Leaf(article, member.section, member.metadata) for article in result.articles)
        if failed or not leaves:
            message = (
                f"{failed} of its {len(draft.members)} sources cannot be read"
                if failed
                else ("there is no article in its sources")
            )
            fault = InputError(message, where=name, step="mend them, or leave them out of the book")
            yield outcomes.finish(name, name, path, (Result(error=fault),))
            return
    tasks = [kept or plan_binding(basis, draft, tuple(leaves), *at) for at, kept in found.items()]
    for results in press.work([tasks]):
        yield outcomes.finish(name, name, path, results)


def _read(press: Press, basis: Basis, draft: Draft) -> Iterator[tuple[Member, Result]]:
    """Read the sources of a volume, as far as they are not kept as articles, in their order."""

    def find(member: Member) -> Reading | Result:
        if kept := press.ledger.find_articles(member.key):
            return Result(articles=kept)
        try:
            return plan_reading(basis, member)
        except ChongpaiError as error:  # it was there a moment ago
            return Result(error=error)

    groups = ([find(member)] for member in draft.members)
    for member, (result,) in zip(draft.members, press.work(groups), strict=True):
        assert isinstance(result, Result)
        if result.key:
            press.ledger.add_articles(result.key, result.articles)
        yield member, result
