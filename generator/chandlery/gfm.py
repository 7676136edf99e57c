"""GitHub-flavoured Markdown → HTML that nobody may trust yet, and what the site keeps of it.

READMEs and notes have HTML in them, and links that mean something only in their repository; the
site shows a part of that (`chandlery.stages.site.markdown`), and the rules tell what it does not
show (`chandlery.rules.links`).  Here is what both have to know.
"""

import re
from collections.abc import Callable, Container
from html import unescape
from posixpath import normpath
from typing import Final
from urllib.parse import quote, unquote, urlsplit

import comrak

# Past these a text is not shown at all: what takes a second to render is no README.
MAX_TEXT: Final = 100_000  # characters
MAX_HTML: Final = 500_000  # characters
MAX_NESTING: Final = 50  # quotes and lists inside each other

_WORDS = "a abbr b br code del em i img ins kbd q s samp small span strong sub sup u var"
_BLOCKS = (
    "blockquote dd details div dl dt h1 h2 h3 h4 h5 h6 hr input li ol p pre section summary ul"
)
KEPT_TAGS: Final = frozenset(f"{_WORDS} {_BLOCKS} table tbody td th thead tr".split())
KEPT_SCHEMES: Final = frozenset({"https", "mailto"})

# Of a text behind an end of a line: to look for that takes a tenth of what `^` takes.
_NESTED = re.compile(rf"\n[ \t]*(?:(?:>|(?:[-+*]|\d{{1,9}}[.)])[ \t])[ \t]*){{{MAX_NESTING}}}")
_ANY_TAG = re.compile(r"""<(?:[^<>"']|"[^"]*"|'[^']*')*+>""")
_FORGES = {"github.com": "blob", "gitlab.com": "-/blob", "codeberg.org": "src"}


class NotShown(Exception):  # noqa: N818 - it reads as what happened
    """Why a text is not rendered, as a clause: ``it is longer than 100,000 characters``."""


def to_html(text: str, *, places: bool = False) -> str:
    """Render a text; the result may hold whatever HTML the text has.

    Args:
        text: may be anything; half of a surrogate pair, which JSON can hold and no page, is lost.
        places: whether each element made of Markdown tells its place, in lines and UTF-8 bytes from
            1, as ``data-sourcepos="1:1-1:9"``.

    Raises:
        NotShown: it would take too long, or become too long, or breaks the renderer.
    """
    if len(text) > MAX_TEXT:
        raise NotShown(f"it is longer than {MAX_TEXT:,} characters")
    if _NESTED.search(f"\n{text}"):
        raise NotShown(f"its quotes or lists nest more than {MAX_NESTING} deep")
    text = text.encode("utf-8", "replace").decode()
    rendering = _PLACED if places else _PLAIN
    html = unbroken(comrak.render_markdown, text, _EXTENSIONS, _PARSE, rendering)
    if len(html) > MAX_HTML * (1 + places):
        raise NotShown(f"it renders to more than {MAX_HTML:,} characters")
    return html


def unbroken(render: Callable[..., str], *given: object) -> str:
    """Call a renderer that is written in Rust, whose panics are no `Exception`.

    Raises:
        NotShown: it broke; a text that does this to it stops nothing else.
    """
    try:
        return str(render(*given))
    except BaseException as error:
        if isinstance(error, Exception) or type(error).__name__ == "PanicException":
            raise NotShown("what renders it broke") from error
        raise


def slug(words: str) -> str:
    """The id of a heading, as the large forges make it; the second of a name gets a number."""
    return re.sub(r"[^\w\- ]", "", words.lower()).replace(" ", "-") or "section"


def words_of(html: str) -> str:
    """The text of a piece of HTML, tags taken out and characters unescaped."""
    bare = _ANY_TAG.sub("", html) if "<" in html else html
    return " ".join(unescape(bare).split())


def has_words(html: str) -> bool:
    """Whether `words_of` a piece of HTML are any."""
    text = _ANY_TAG.sub("", html)
    return bool(text.partition("&")[0].strip() or unescape(text).strip())


def in_repository(source: str, url: str) -> str | None:
    """The address of a file that a README names relative to itself.

    Args:
        source: a repository's page, or a folder's in it, on a host whose addresses we know.
        url: the link.

    Returns:
        An ``https`` address, or `None` where none can be told.
    """
    try:
        place, link = urlsplit(source), urlsplit(url)
    except ValueError:
        return None
    infix = _FORGES.get(place.hostname or "")
    if infix is None or place.scheme != "https" or link.scheme or link.netloc or not link.path:
        return None
    parts = [part for part in place.path.split("/") if part]
    owner, folder, ref = parts[:2], parts[2:], "HEAD"
    while folder and folder[0] in {"-", "tree", "src", "branch"}:
        folder = folder[1:]
    if folder:
        ref, folder = folder[0], folder[1:]
    if len(owner) < 2:
        return None
    base = "" if link.path.startswith("/") else "/".join(folder)
    path = normpath(f"/{base}/{unquote(link.path)}").lstrip("/")
    where = "/".join([*owner, infix, ref, *(path.split("/") if path else [])])
    return f"https://{place.hostname}/{quote(where)}"


def in_catalog(folder: str, url: str) -> str | None:
    """The path in the catalog that a README means by a link relative to itself.

    Args:
        folder: where the README lies, below the catalog's root.
        url: the link.

    Returns:
        The path, ``""`` for the root, or `None` for what is no such link, or leads out.
    """
    try:
        link = urlsplit(url)
    except ValueError:
        return None
    if link.scheme or link.netloc or not link.path or link.path.startswith("/"):
        return None
    path = normpath(f"{folder}/{unquote(link.path)}")
    if path == ".." or path.startswith("../"):
        return None
    return "" if path == "." else path


def page_of(path: str, pages: Container[str]) -> str | None:
    """Which page of the site tells of a file or folder of the catalog.

    Args:
        path: of the file or folder.
        pages: what has a page, as ``plugins/link-keeper`` and ``publishers/acme``.
    """
    for ending in ("", "/README.md", "/listing.yml", ".yml"):
        bare = path.removesuffix(ending)
        if path.endswith(ending) and bare in pages:
            return bare
    return None


def _extensions() -> comrak.ExtensionOptions:
    options = comrak.ExtensionOptions()
    for name in ("alerts", "autolink", "footnotes", "strikethrough", "table", "tasklist"):
        setattr(options, name, True)
    return options


def _rendering(*, places: bool) -> comrak.RenderOptions:
    options = comrak.RenderOptions()
    options.unsafe_ = True  # what is not safe is taken out afterwards, as on GitHub
    options.sourcepos = places
    return options


_EXTENSIONS = _extensions()
_PARSE = comrak.ParseOptions()
_PLAIN = _rendering(places=False)
_PLACED = _rendering(places=True)
