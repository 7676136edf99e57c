"""Pages under the content policy: it comes first in the head, and scripts are files.

The site engine writes small scripts and styles into its pages, which the policy forbids as it
forbids those of strangers.  They become files that are named by their content, at the same place of
the page: a browser runs them in the same order, before it shows what comes after them.
"""

import re
from collections.abc import Callable, Iterable
from hashlib import sha256
from html import unescape

from chandlery.model.content_policy import MARKUP

_FOLDER = "assets/moved"
_INLINE = re.compile(r"<(script|style)\b([^>]*)>(.*?)</\1\s*>", re.S | re.I)
_ATTRIBUTE = re.compile(r"([a-z-]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+)))?", re.I)
_SCRIPT_TYPES = {"", "module", "text/javascript", "application/javascript"}
# Control characters that are no white space, and bytes with a question mark for each.
_FORBIDDEN = (*sorted(set(range(32)) - set(b"\t\n\f\r")), 127)
_ALLOWED = bytes(ord("?") if n in _FORBIDDEN else n for n in range(256))
# Where a head begins, or would if the page had one.
_START = re.compile(r"\s*(?:<!doctype[^>]*>\s*)?(?:<html\b[^>]*>\s*)?(?:<head\b[^>]*>\s*)?", re.I)


def guarded(html: str) -> bytes:
    """A page as it is published: its head begins with the content policy."""
    return b"".join(legible([with_policy(html)]))


def with_policy(html: str) -> str:
    """A page whose head begins with the content policy."""
    start = _START.match(html)
    spot = start.end() if start else 0
    return f"{html[:spot]}{MARKUP}{html[spot:]}"


def legible(pieces: Iterable[str]) -> list[bytes]:
    """Pieces of a page as they are published."""
    # A record may hold half of a surrogate pair, or a control character; no page can.
    found = [piece.encode("utf-8", "replace") for piece in pieces]
    whole = b"".join(found)
    # To look for each of them takes a tenth of the time of looking at each byte.
    if any(map(whole.__contains__, _FORBIDDEN)):
        return [piece.translate(_ALLOWED) for piece in found]
    return found


def moved(html: str, root: str, keep: Callable[[str, bytes], None]) -> str:
    """Move the scripts and styles of a page of the engine's into files.

    A script that asks for the site's root, ``new URL("..", location)``, is told it by its element,
    so that pages of any depth share the file.

    Args:
        root: what the page's links to the published root begin with.
        keep: is given the path and the content of each file.
    """

    def move(match: re.Match[str]) -> str:
        name, written, text = match.groups()
        attributes = _attributes(written)
        if name.lower() == "style":
            address = _file(text, "css", root, keep)
            media = f' media="{attributes["media"]}"' if attributes.get("media") else ""
            return f'<link rel="stylesheet" href="{address}"{media}>'
        kind = unescape(attributes.get("type", "")).lower()
        if "src" in attributes or kind not in _SCRIPT_TYPES:
            return match[0]
        asked = re.compile(rf"(?<=new URL\()([\"']){re.escape(root)}\1(?=,)")
        text, count = asked.subn("document.currentScript.dataset.root", text)
        told = f' data-root="{root}"' if count else ""
        return f'<script{written} src="{_file(text, "js", root, keep)}"{told}></script>'

    return _INLINE.sub(move, html)


def _attributes(written: str) -> dict[str, str]:
    found = _ATTRIBUTE.findall(written)
    return {name.lower(): one or two or bare for name, one, two, bare in found}


def _file(text: str, ending: str, root: str, keep: Callable[[str, bytes], None]) -> str:
    """Keep a text as a file, and give its address."""
    data = text.encode()
    path = f"{_FOLDER}/{sha256(data).hexdigest()[:12]}.{ending}"
    keep(path, data)
    return f"{root.rstrip('/')}/{path}"
