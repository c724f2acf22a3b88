"""The command `review`: a page for each source, on which its decisions are seen and changed."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import replace
from pathlib import Path

from pipeline.cli.options import choose_limits, choose_project
from pipeline.cli.printing import complain, print_line, say
from pipeline.errors import ChongpaiError, UsageError
from pipeline.files import contained, read_bytes, write_whole
from pipeline.limits import Limits
from pipeline.project import read_beside
from pipeline.publish.children import Child, keep_child
from pipeline.publish.tasks import Viewing
from pipeline.publish.work import locate, view
from pipeline.settings import Build, Settings, Wording
from pipeline.sources import Found, list_sources, refuse_namesakes


def review(chosen: Namespace) -> int:
    """Write the review page of each source; one that fails stops no other, and gives the exit code."""
    asked = choose_project(chosen.settings)
    code = 0
    with keep_child(choose_limits(chosen, asked.limits if asked else Limits())) as child:
        for found in _find_sources(chosen, asked):
            try:
                _review_one(found, chosen, asked, child)
            except ChongpaiError as error:
                complain(locate(error, found.path.name, found.path))
                code = code or error.exit_code
    return code


def _find_sources(chosen: Namespace, asked: Build | None) -> tuple[Found, ...]:
    """List the sources named, or the project's, each once; two whose pages would share a name are refused."""
    if not chosen.sources and asked is None:
        raise UsageError("no source is named, and there is no pipeline.yaml here", step="name a source")
    folder = Path() if chosen.sources or asked is None else asked.folder
    patterns = chosen.sources or (asked.sources if asked else ())
    found = list_sources(folder, patterns)
    refuse_namesakes(found)
    return found


def _review_one(found: Found, chosen: Namespace, asked: Build | None, child: Child) -> None:
    settings, wording = (asked.settings, asked.wording) if asked else (Settings(), Wording())
    data, metadata = read_bytes(found.path, child.limits.bytes), read_beside(found.path)
    settings = replace(settings, pages=chosen.pages)
    viewing = Viewing(
        found.path.name,
        data,
        found.stem,
        chosen.edition,
        settings=settings,
        metadata=metadata,
        wording=wording,
    )
    files = child.call(view, viewing)
    for name, made in files:
        write_whole(contained(chosen.output, name), made)
    print_line(say(f"wrote {chosen.output / files[0][0]}"))
