"""The adapter to Jinja: our own pages for a browser, in which all text is data and nothing foreign runs."""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from functools import cache
from typing import Any

from pipeline.files import style
from pipeline.messages import Language, translate

_UNSAFE = re.compile("[<>&\u2028\u2029\ud800-\udfff]")
_BARE = "default-src 'none'; base-uri 'none'; form-action 'none'"


def render_page(name: str, styles: tuple[str, ...], scripts: tuple[str, ...], **values: object) -> str:
    """Make a page that is one file: a template of styles/pages/ with its styles and scripts inside.

    `values` are escaped wherever they stand. What the page may run and be styled by is named by its hash
    (CSP Level 3, section 2.3.1), so that text which came in as markup after all could do nothing; pictures
    may lie beside it or be inside it.
    """
    css, js = ("\n".join(map(read_part, names)) for names in (styles, scripts))
    policy = f"{_BARE}; style-src {hash_source(css)}; script-src {hash_source(js)}; img-src 'self' data:"
    return _fill(name, css=css, js=js, policy=policy, **values)


def render_served(name: str, **values: object) -> str:
    """Make a page that a server gives out, which sends styles, scripts and the policy by themselves."""
    return _fill(name, css="", js="", policy="", **values)


def read_part(name: str) -> str:
    """Read a style sheet or script of styles/pages/."""
    return style(f"pages/{name}").read_text(encoding="utf-8")


def pair(english: str) -> tuple[str, str]:
    """Give a message in English and in Chinese."""
    return english, translate(english, Language.CHINESE)


def _fill(name: str, **values: object) -> str:
    return str(_load().get_template(name).render(values))


def hash_source(text: str) -> str:
    """Name a script or a style in a content security policy by its hash (CSP level 3, section 2.3.1)."""
    return f"'sha256-{b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def hide_markup(text: str) -> str:
    """Write JSON so that nothing in it can end the element it stands in (HTML, section 4.12.1.3).

    What UTF-8 cannot say, and what ends a line of a script though it ends none of JSON, is written so too.
    """
    return _UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


@cache
def _load() -> Any:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    loaded = Environment(
        loader=FileSystemLoader(style("pages")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    loaded.globals["pair"] = pair
    return loaded
