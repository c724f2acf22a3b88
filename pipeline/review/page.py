"""The review page of a source: one file of HTML that asks nothing of any network.

The policy (CSP, level 3) names the page's own script and style by their hashes and forbids everything else,
so that nothing in a source can run, load or be sent, whatever it says. The source's text is data: it stands
in the page as JSON without `<`, and the script puts it on the page as text.
"""

from __future__ import annotations

import json
import re
from functools import cache
from html import escape

from pipeline.files import style
from pipeline.proof.quotes import ALIKE
from pipeline.review.matter import Matter
from pipeline.review.packing import pack
from pipeline.templates import hash_source, hide_markup

# In the order they stand in; every one is a list of functions, and the last starts.
_SCRIPTS = ("words", "text", "state", "quotes", "view", "source", "list", "actions", "start")
_SLOT = re.compile("@([a-z]+)@")
_TEMPLATE = "review/page.html"
_STYLE = "review/review.css"
_WORDS = "review/words.json"


def write_review(matter: Matter) -> str:
    """Give the review page of a source as HTML, with its style and script inside.

    Its pictures, if it has any, lie beside it under the names that the matter gives them.
    """
    script, look = read_script(), read_style()
    parts = {
        "title": escape(matter.name),
        "policy": escape(find_policy()),
        "style": look,
        "data": hide_markup(json.dumps(pack(matter), ensure_ascii=False, separators=(",", ":"))),
        "script": script,
    }
    return _SLOT.sub(lambda slot: parts[slot[1]], style(_TEMPLATE).read_text("utf-8"))


def find_policy() -> str:
    """Give the content security policy of every review page (CSP level 3, section 2.3.1)."""
    script, look = hash_source(read_script()), hash_source(read_style())
    return (
        f"default-src 'none'; script-src {script}; style-src {look}; "
        "img-src 'self' file: data:; base-uri 'none'; form-action 'none'"
    )


@cache
def read_style() -> str:
    """Give the page's style sheet."""
    return style(_STYLE).read_text("utf-8")


@cache
def read_script() -> str:
    """Give the page's script: its files in order, inside one function, and the tables they read.

    These are the words of both languages, and the marks that are one letter to a quote.
    """
    words = json.dumps(json.loads(style(_WORDS).read_text("utf-8")), ensure_ascii=False)
    alike = json.dumps(ALIKE, ensure_ascii=False)
    tables = f"const WORDS = {words};\nconst ALIKE = {alike};"
    files = (style(f"review/{name}.js").read_text("utf-8") for name in _SCRIPTS)
    return "\n".join(('"use strict";', "(() => {", tables, *files, "})();\n"))
