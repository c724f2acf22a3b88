"""The command `serve`: a page in the browser, served to this machine alone."""

from __future__ import annotations

from argparse import Namespace

from pipeline.cli.printing import print_line, say
from pipeline.limits import Limits
from pipeline.serve.desk import Bounds
from pipeline.serve.server import serve as run

_LIMITS = Limits(time=300, memory=3072)  # of each piece of work, which is a file at most


def serve(chosen: Namespace) -> int:
    """Serve the page, say where it is, and open it, until somebody ends the command."""

    def tell(address: str) -> None:
        print_line(say(f"open {address}"))
        print_line(say("it is for this machine alone; Ctrl-C ends it"))
        if chosen.browser:
            import webbrowser

            webbrowser.open(address)

    run(chosen.port, _LIMITS, Bounds(), tell)
    return 0
