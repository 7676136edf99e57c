"""The shell: one page of the site engine's, cut into a template for all of ours (design §6).

The engine renders ``site-src/_shell.md`` like any page.  Marker words in it show where a title, a
description, the content and the table of contents go; `cut` turns them into slots.  It knows HTML
(`ul`, `li`, `href`, ``</head>``) and the markers, and nothing of the theme.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape

from chandlery.errors import CatalogError
from chandlery.stages.site.guarding import legible, with_policy

# Where the engine puts the rendered page, and what is therefore its path to the published root.
SHELL_PATH = "_shell/index.html"
_ROOT = ".."

_TITLE = "chandlery-slot-title"
_DESCRIPTION = "chandlery-slot-description"
_BEGIN = "<!-- chandlery-slot-content-begin -->"
_END = "<!-- chandlery-slot-content-end -->"
# One heading without and one with a heading below it, to learn both kinds of entry from.
_LEAF = "chandlery-slot-leaf"
_BRANCH = "chandlery-slot-branch"
_CHILD = "chandlery-slot-child"

# Tags with nothing between them but white space, a block's or a head's among them: where a block
# begins or ends, so does a line, and spaces at either end of a line are not shown.
_BLOCKS = "article|div|footer|form|header|li|link|main|meta|nav|ol|script|title|ul"
_LINE = rf"</?(?:{_BLOCKS})\b[^>]*>"
_THROUGH = r"</?(?:a|span)\b[^>]*>"
_EDGE = re.compile(rf"(?:\n?{_THROUGH})*\n?{_LINE}(?:\n?(?:{_LINE}|{_THROUGH}))*\n?")

# The page's template is text and slot names in turn; no page holds the character that parts them.
_MARK = "\0"
Heading = tuple[int, str, str]  # level from 2, id, plain text
# The slots that each page fills in its own way.
_EACH = {"title", "description", "canonical", "content", "contents", "head"}


class ShellError(CatalogError):
    """The rendered shell is not as expected: a marker is missing, or there are too many."""

    def __init__(self, message: str) -> None:
        super().__init__(
            message, "Look at site-src/_shell.md and at what the theme in mkdocs.yml makes of it."
        )


@dataclass(frozen=True, slots=True)
class Shell:
    """A page with slots; `cut` makes it."""

    _page: tuple[str, ...]
    # Formats, with a slot as `%(name)s`.
    _contents: str
    _leaf: str
    _branch: str
    _child: str
    _known: dict[tuple[str, str, str], tuple[list[bytes], list[str]]] = field(
        default_factory=dict, init=False, compare=False, repr=False
    )

    def page(  # noqa: PLR0913 - one argument a slot
        self,
        path: str,
        *,
        title: str,
        description: str,
        content: str,
        toc: Sequence[Heading] = (),
        canonical: str,
        section: str = "",
        head: str = "",
        up: str = "",
    ) -> bytes:
        """Fill the shell, as it is published.

        Args:
            path: of the page, below the published root; gives the depth of its links.
            title: plain text, like `description`, `toc` and `canonical`: escaped here.
            content: HTML that holds the page's ``<h1 id="page">``.
            toc: headings in the order of the page.
            section: the first folder of the path, whose link in the navigation is marked.
            head: HTML for the end of the page's head.
            up: the address of the published root, ending in ``/``, where `path` does not tell.
        """
        current = "page" if path == f"{section}/index.html" else "true"
        values = {
            "title": escape(title),
            "description": escape(description),
            "canonical": escape(canonical),
            "content": content,
            "contents": self._list(toc),
            "head": head,
        }
        texts, slots = self._ready(_as_folder(up or root(path)), section, current)
        parts = [b""] * (2 * len(slots) + 1)
        parts[::2] = texts
        parts[1::2] = legible(values[name] for name in slots)
        return b"".join(parts)

    def _ready(self, up: str, section: str, current: str) -> tuple[list[bytes], list[str]]:
        """What is the same for all pages of a section and a depth, and the slots between it."""
        key = up, section, current
        if key not in self._known:
            given = {"root": escape(up), f"in:{section}": f' aria-current="{current}"'}
            parts = list(self._page)
            parts[1::2] = [
                _slot(name) if name in _EACH else given.get(name, "") for name in parts[1::2]
            ]
            parts = with_policy("".join(parts)).split(_MARK)
            self._known[key] = legible(parts[::2]), parts[1::2]
        return self._known[key]

    def _list(self, toc: Sequence[Heading]) -> str:
        if not toc:
            return ""
        entries: list[tuple[Heading, list[Heading]]] = []
        for heading in toc:
            if heading[0] > 2 and entries:
                entries[-1][1].append(heading)
            else:
                entries.append((heading, []))
        items = "".join(self._entry(heading, below) for heading, below in entries)
        return self._contents % {"entries": items}

    def _entry(self, heading: Heading, below: Sequence[Heading]) -> str:
        if not below:
            return _item(self._leaf, heading)
        children = "".join(_item(self._child, child) for child in below)
        return _item(self._branch, heading, children)


def root(path: str) -> str:
    """The relative address of the published root from a page: ``./``, ``../`` and so on."""
    return "../" * path.count("/") or "./"


def _as_folder(address: str) -> str:
    """An address to put instead of ``..``: without the slash, and a folder all the same."""
    return f"{address}." if address.startswith("/") else address.rstrip("/")


def cut(html: str, canonical: str) -> Shell:
    """Make a template of the rendered shell.

    Args:
        html: what the engine wrote to `SHELL_PATH`.
        canonical: the absolute address that the engine knows the page by.

    Raises:
        ShellError: a marker is not found as often as it should be.
    """
    if _MARK in html:
        raise ShellError("the shell holds a NUL character")
    html = _squeezed(html)
    html = _between(html, _BEGIN, _END, "content")
    html, entries = _cut_contents(html)
    html = _once(html, escape(canonical), "canonical")
    html = _once(html, _DESCRIPTION, "description")
    if not re.search(rf"<title>[^<]*{_TITLE}[^<]*</title>", html):
        raise ShellError(f"the shell's <title> does not hold {_TITLE}")
    html = html.replace(_TITLE, _slot("title"))
    html = _once(html, "</head>", "head", keep="</head>")
    html, count = re.subn(rf"(?<=[\"'])(?:\./)?{re.escape(_ROOT)}(?=[\"'/])", _slot("root"), html)
    if count < 3:
        raise ShellError(f"the shell refers {count} times to the root of the site, not often")
    html = re.sub(rf'href="{_slot("root")}/([a-z0-9-]+)/"', _mark_section, html)
    if "chandlery-slot" in html:
        raise ShellError("the shell holds a marker in an unexpected place")
    return Shell(tuple(html.split(_MARK)), *entries)


def _squeezed(html: str) -> str:
    """Take out the white space that no browser shows, which is a seventh of the engine's page."""
    html = re.sub(r"\s*\n\s*", "\n", html)
    return _EDGE.sub(lambda match: match[0].replace("\n", ""), html)


def _cut_contents(html: str) -> tuple[str, tuple[str, str, str, str]]:
    """Learn the list that holds the table of contents, and its three kinds of entry."""
    spots = [_only(html, f'href="#{name}-id"') for name in (_LEAF, _BRANCH, _CHILD)]
    try:
        leaf, branch, child = (html.rindex("<li", 0, spot) for spot in spots)
        leaf_end = html.index("</li>", leaf) + len("</li>")
        child_end = html.index("</li>", child) + len("</li>")
        branch_end = html.index("</li>", child_end) + len("</li>")
        begin = html.rindex("<ul", 0, leaf)
        end = html.index("</ul>", branch_end) + len("</ul>")
    except ValueError:
        raise ShellError("the shell's table of contents is not a list of lists") from None
    if not begin < leaf < leaf_end <= branch < child < child_end < branch_end < end:
        raise ShellError("the shell's table of contents is not in order")
    contents = html[begin:leaf] + _slot("entries") + html[branch_end:end]
    below = html[branch:child] + _slot("children") + html[child_end:branch_end]
    entries = (
        _format(contents),
        _entry_template(html[leaf:leaf_end], _LEAF),
        _entry_template(below, _BRANCH),
        _entry_template(html[child:child_end], _CHILD),
    )
    return html[:begin] + _slot("contents") + html[end:], entries


def _entry_template(html: str, name: str) -> str:
    return _format(html.replace(f"{name}-id", _slot("id")).replace(name, _slot("text")))


def _item(template: str, heading: Heading, children: str = "") -> str:
    _, ident, text = heading
    return template % {"id": escape(ident), "text": escape(text), "children": children}


def _mark_section(match: re.Match[str]) -> str:
    return match[0] + _slot(f"in:{match[1]}")


def _slot(name: str) -> str:
    return f"{_MARK}{name}{_MARK}"


def _format(html: str) -> str:
    return re.sub(f"{_MARK}(.*?){_MARK}", r"%(\1)s", html.replace("%", "%%"))


def _only(html: str, text: str) -> int:
    if (count := html.count(text)) != 1:
        raise ShellError(f"the shell holds {text} {count} times, not once")
    return html.index(text)


def _once(html: str, text: str, slot: str, keep: str = "") -> str:
    spot = _only(html, text)
    return html[:spot] + _slot(slot) + keep + html[spot + len(text) :]


def _between(html: str, begin: str, end: str, slot: str) -> str:
    first, last = _only(html, begin), _only(html, end)
    if last < first:
        raise ShellError("the shell's content ends before it begins")
    return html[:first] + _slot(slot) + html[last + len(end) :]
