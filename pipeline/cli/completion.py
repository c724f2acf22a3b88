"""The command `completion`: what a shell has to read to complete our commands and options."""

from __future__ import annotations

from argparse import Namespace

from pipeline import __version__
from pipeline.cli.arguments import make_parser
from pipeline.cli.printing import print_bytes


def complete(chosen: Namespace) -> int:
    """Print the completions for a shell."""
    import shtab

    print_bytes(f"{shtab.complete(make_parser(__version__), shell=chosen.shell)}\n".encode())
    return 0
