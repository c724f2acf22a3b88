"""Who is let in: this machine's own browser, from our own page, with the token that was printed.

A page elsewhere may send requests to 127.0.0.1, and a name of its own may lead there (DNS rebinding). Host
and Origin tell such requests (Fetch standard, section 3.1), and without the token nothing is to be had.
"""

from __future__ import annotations

from collections.abc import Mapping
from secrets import compare_digest

_SAFE = frozenset({"GET", "HEAD"})
_OWN_SITES = frozenset({"", "none", "same-origin"})

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


def find_fault(method: str, headers: Mapping[str, str], port: int) -> str:
    """Say why a request is not let in; nothing for one from our own page, or typed by somebody."""
    hosts = [f"{name}:{port}" for name in ("127.0.0.1", "localhost")]
    if headers.get("host", "") not in hosts:
        return "this page is served to this machine alone"
    origin = headers.get("origin", "")
    own = f"http://{headers['host']}"
    if (origin and origin != own) or headers.get("sec-fetch-site", "") not in _OWN_SITES:
        return "another page may ask nothing here"
    if method not in _SAFE and origin != own:
        return "another page may ask nothing here"
    return ""


def is_token(said: str, token: str) -> bool:
    """Compare tokens in a time that tells nothing about them."""
    return compare_digest(said.encode("utf-8", "replace"), token.encode())


def list_headers(policy: str = "") -> dict[str, str]:
    """List the headers of every answer; a `policy` of its own is that of a page we show in a frame."""
    if policy:
        framed = f"{policy}; frame-ancestors 'self'"
        return _HEADERS | {"Content-Security-Policy": framed, "X-Frame-Options": "SAMEORIGIN"}
    return _HEADERS | {"Content-Security-Policy": _POLICY, "X-Frame-Options": "DENY"}
