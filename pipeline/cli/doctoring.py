"""The command `doctor`: what this machine has, what it lacks, and the commands that bring it."""

from __future__ import annotations

import json
import platform
from argparse import Namespace
from collections.abc import Iterator, Sequence

from pipeline import __version__
from pipeline.check.machine import State, examine
from pipeline.cli.printing import print_line, say
from pipeline.needs import Kind, choose_installer, choose_installer_of, list_commands, list_packages

_FAILED = 1
_WIDTH = 24  # of the column of names


def doctor(chosen: Namespace) -> int:
    """Say what is there and what is missing; 1 when the usual formats lack something."""
    states = examine()
    failing = [state for state in states if not state.met and not state.need.optional]
    if chosen.json:
        print_line(json.dumps(_list(states, not failing), ensure_ascii=False, indent=1))
    else:
        for line in _word(states, chosen):
            print_line(line)
    return _FAILED if failing else 0


def _word(states: Sequence[State], chosen: Namespace) -> Iterator[str]:
    needed = [state for state in states if not state.need.optional]
    if chosen.quiet:
        yield from _word_group(needed, chosen)
        return
    yield f"chongpai {__version__}, Python {platform.python_version()}, {_name_system()}"
    yield ""
    yield say("needed for PDF, EPUB and DOCX:")
    yield from _word_group(needed, chosen)
    yield ""
    yield say("for more (rare characters, chongpai validate, clusters):")
    yield from _word_group([state for state in states if state.need.optional], chosen)
    yield ""
    ready = all(state.met for state in needed)
    yield say("the usual formats can be made" if ready else "the usual formats cannot be made yet")


def _word_group(group: Sequence[State], chosen: Namespace) -> Iterator[str]:
    """Word a group: a line for each need, as far as it is wanted, and the commands for what is missing."""
    packages = [state for state in group if state.need.kind is Kind.PACKAGE]
    if not (chosen.quiet or chosen.verbose):
        met = sum(state.met for state in packages)
        mark = "ok" if met == len(packages) else "--"
        yield f"  {mark:4}{'Python':{_WIDTH}}{say(f'{met} of {len(packages)} packages')}"
    for state in group:
        if not state.met or chosen.verbose or not (chosen.quiet or state in packages):
            yield _word_state(state)
    if lacking := [state for state in group if not state.met]:
        yield say("to get what is missing:")
        yield from (f"  {command}" for command in _list_cures(lacking))


def _word_state(state: State) -> str:
    said = say(state.fault) if state.fault else say(state.found)
    purpose = f" ({say(state.need.purpose)})" if state.need.purpose else ""
    return f"  {'ok' if state.met else '--':4}{state.need.name:{_WIDTH}}{said}{purpose}"


def _name_system() -> str:
    """Name the system, as in `Debian GNU/Linux 12 (bookworm)`."""
    try:
        return platform.freedesktop_os_release()["PRETTY_NAME"]
    except (OSError, KeyError):
        return platform.platform(terse=True)


def _list_cures(lacking: Sequence[State]) -> Iterator[str]:
    """List the commands for what is missing; by Debian's names what this system has no installer for."""
    yield from dict.fromkeys(state.cure for state in lacking if state.cure)
    needs = [state.need for state in lacking if not state.cure]
    yield from list_commands(needs)
    system = choose_installer()
    rest = list_packages((need for need in needs if not choose_installer_of(need, system)), "apt")
    if rest:
        yield say(f"install what Debian calls {' '.join(rest)}")


def _list(states: Sequence[State], ready: bool) -> dict[str, object]:
    return {
        "chongpai": __version__,
        "python": platform.python_version(),
        "system": _name_system(),
        "ready": ready,
        "needs": [
            {
                "name": state.need.name,
                "kind": str(state.need.kind),
                "purpose": state.need.purpose,
                "optional": state.need.optional,
                "met": state.met,
                "found": state.found,
                "fault": state.fault,
                "commands": [] if state.met else list(_list_cures([state])),
            }
            for state in states
        ],
    }
