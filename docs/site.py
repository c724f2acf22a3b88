"""Makes plain words of the documentation's links to files outside docs/, which only a checkout has."""

from __future__ import annotations

import re
from typing import Any

_OUTSIDE = re.compile(r"\[([^\]]+)\]\((?:\.\./)+(?!how-to/|decisions/)[^)#]+\)")


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    """Take the link from what lies outside the site; links between its own pages stay."""

    def keep(found: re.Match[str]) -> str:
        depth = page.file.src_uri.count("/")
        ups = found[0].count("../")
        return found[0] if ups <= depth else found[1]

    return _OUTSIDE.sub(keep, markdown)
