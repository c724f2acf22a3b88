"""The command `serve`: a page in the browser, served to this machine alone."""

from __future__ import annotations

from argparse import Namespace

from pipeline.cli.options import choose_limits
from pipeline.cli.printing import print_line, say
from pipeline.serve.desk import Bounds
from pipeline.serve.server import serve as run


def serve(chosen: Namespace) -> int:
    """Serve the page, say where it is, and open it, until somebody ends the command."""

    def tell(address: str) -> None:
        print_line(say(f"open {address}"))
        print_line(say("it is for this machine alone; Ctrl-C ends it"))
        if chosen.browser:
            import webbrowser

            webbrowser.open(address)

    run(chosen.port, choose_limits(chosen), Bounds(), tell)
    return 0
