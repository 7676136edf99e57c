"""Other people's prose → HTML that may stand on our pages.

READMEs and notes are GitHub-flavoured Markdown with HTML in it, and nobody's HTML is trusted:
`comrak` renders, `nh3` keeps what a strict list allows, and one pass over its canonical output
fits the rest into a page.  Nothing on a page may be fetched from another host, so an image
becomes a link, or its words.  Rule pages are our own and go through Python-Markdown.
"""

import re
from collections import Counter
from collections.abc import Container
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import lru_cache
from html import escape, unescape
from urllib.parse import unquote

import markdown
import nh3
from markdown.extensions.tables import TableExtension
from markupsafe import Markup

from chandlery.gfm import (
    KEPT_SCHEMES,
    KEPT_TAGS,
    MAX_TEXT,
    NotShown,
    in_catalog,
    in_repository,
    page_of,
    slug,
    to_html,
    unbroken,
    words_of,
)

_REL = "nofollow noopener noreferrer ugc"
_ALERTS = ("note", "tip", "important", "warning", "caution")
# Not to be read even as text.
_GONE = frozenset({"script", "style", "template", "noscript", "iframe", "object", "textarea"})
# Characters that turn the direction of what follows, so that code reads as it does not run.
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
_TOP = 3  # the level of a README's highest headings, below a page's title and its section
# Of such words Markdown makes a paragraph, and of lines of them a list: no sign in them means any
# more than that, and none has to be escaped.
_WORD = r"[A-Za-z0-9]++(?:[-'][A-Za-z0-9]++)*+[.,;:!?]?+"
_SENTENCES = rf"(?=[A-Za-z])(?:{_WORD} )*+{_WORD}"
_PARAGRAPH = re.compile(_SENTENCES)
_LIST = re.compile(rf"(?:- {_SENTENCES}\n)*+- {_SENTENCES}")
# A tag that does not stay as it is; nh3 writes values in double quotes, and escapes quotes in them.
_TAG = re.compile(r'<(/?)(a|img|input)((?: [a-z-]+="[^"]*")*)>')
_HEADING = re.compile(r"<h([1-6])(?: [a-z-]+=\"[^\"]*\")*>((?:(?!<h[1-6]).)*?)</h\1>", re.S)
_ATTRIBUTE = re.compile(r' ([a-z-]+)="([^"]*)"')


@dataclass(frozen=True, slots=True)
class Prose:
    """Rendered prose.

    Attributes:
        html: safe to put into a page.
        problem: why the text is not shown, or "".
    """

    html: Markup
    problem: str = ""


def readme(
    text: str,
    *,
    titles: frozenset[str] = frozenset(),
    source: str = "",
    folder: str = "",
    pages: Container[str] = frozenset(),
) -> Prose:
    """Render a README as a part of a page: its headings begin at level 3, its ids with ``readme-``.

    Args:
        titles: what the page is called already; a first heading that only repeats it is dropped.
        source: address of the repository (``listing.links.source``): relative links lead there,
            and are plain text without it.
        folder: where the README lies in the catalog; its page has the same address.
        pages: what else has one: relative links to these lead to their pages.
    """
    place = _Place("readme-", source, folder, pages)
    return _render(text, _Fitting(prefix="readme-", titles=titles), place)


@lru_cache(maxsize=128)
def notes(text: str) -> Markup:
    """Render notes or a reason: without headings or ids, for it may stand often on a page.

    Those of a release stand on two pages and in feeds, which are made one after the other.
    """
    if len(text) <= MAX_TEXT and (plain := _plain(text)):
        return Markup(plain)  # noqa: S704 - there was nothing in it to escape
    prose = _render(text, _Fitting(), _Place())
    return prose.html or Markup('<p class="pre">{}</p>').format(text)


def _plain(text: str) -> str:
    """What Markdown makes of sentences, or of a list of them; "" for all else.

    Most notes are no more, and cost as much as a README.
    """
    if _PARAGRAPH.fullmatch(text):
        return f"<p>{text}</p>\n"
    if _LIST.fullmatch(text):
        items = "".join(f"<li>{line[2:]}</li>\n" for line in text.split("\n"))
        return f"<ul>\n{items}</ul>\n"
    return ""


def rule_page(text: str) -> Markup:
    """Render a rule's page, less its first line: that is the page's title."""
    return Markup(_ours().reset().convert(text.partition("\n")[2]))  # noqa: S704 - ours


@lru_cache(maxsize=1)
def _ours() -> markdown.Markdown:
    """The renderer of our own texts; to make one takes as long as to render a page."""
    tables = TableExtension(use_align_attribute=True)  # pages have no inline styles
    return markdown.Markdown(extensions=["fenced_code", tables, "toc"])


def _render(text: str, fitting: "_Fitting", place: "_Place") -> Prose:
    try:
        clean = _clean(to_html(text), place)
    except NotShown as reason:
        return Prose(Markup(""), str(reason))
    if not clean.isascii():
        clean = _TURNING.sub(_told, clean)
    return Prose(Markup(fitting.fit(clean)))  # noqa: S704 - sanitised


def _told(match: re.Match[str]) -> str:
    """A character that nobody sees, as words."""
    return f"⟨U+{ord(match[0]):04X}⟩"


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a text stands, and so where its relative links lead; see `readme`."""

    prefix: str = ""
    source: str = ""
    folder: str = ""
    pages: Container[str] = frozenset()

    def address(self, url: str) -> str | None:
        """Where a relative link leads, or `None` for nowhere."""
        prefix, (bare, _, anchor) = self.prefix, url.partition("#")
        if not bare:
            anchor = anchor.removeprefix(prefix)
            return f"#{prefix}{anchor}" if prefix and anchor else None
        path = in_catalog(self.folder, url) if self.folder else None
        if path and (page := page_of(path, self.pages)):
            up = "../" * (self.folder.count("/") + 1)
            inside = f"#{prefix}{anchor}" if anchor and path.endswith("/README.md") else ""
            return f"{up}{page}/{inside}"
        return in_repository(self.source, url)


# Where the text stands that is being cleaned.  To make a cleaner takes half as long as it takes to
# clean a README, so one does for all places.
_HERE: ContextVar[_Place] = ContextVar("here")


def _clean(html: str, place: _Place) -> str:
    """What the site keeps of a text's HTML, its relative links leading from where it stands."""
    _HERE.set(place)
    return unbroken(_cleaner(place.prefix).clean, html)


@lru_cache(maxsize=2)
def _cleaner(prefix: str) -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=KEPT_TAGS,
        clean_content_tags=_GONE,
        attributes={
            "*": {"id", "title"} if prefix else {"title"},
            "a": {"href"},
            "img": {"src", "alt"},
            "input": {"checked"},
            "ol": {"start"},
            "td": {"align", "colspan", "rowspan"},
            "th": {"align", "colspan", "rowspan"},
        },
        allowed_classes={
            "div": {"markdown-alert", *(f"markdown-alert-{name}" for name in _ALERTS)},
            "p": {"markdown-alert-title"},
        },
        link_rel=_REL,
        url_schemes=KEPT_SCHEMES,
        url_relative=lambda url: _HERE.get().address(url),
        id_prefix=prefix or None,
    )


@dataclass(slots=True)
class _Fitting:
    """One text's pass from sanitised HTML to a part of a page, and what it has seen so far.

    Attributes:
        prefix: of all ids; without one there are none, and headings become bold lines.
        shift: added to the level of each heading.
        linked: whether the pass stands inside a link that leads somewhere.
    """

    prefix: str = ""
    titles: frozenset[str] = frozenset()
    shift: int = 0
    linked: bool = False
    slugs: Counter[str] = field(default_factory=Counter)

    def fit(self, html: str) -> str:
        """Shift headings and give them ids, turn images into links and check boxes into signs."""
        first = _HEADING.search(html)
        if first and words_of(first[2]).casefold() in self.titles:
            html = html[: first.start()] + html[first.end() :]
        levels = [int(level) for level, _ in _HEADING.findall(html)]
        self.shift = _TOP - min(levels, default=_TOP)
        return _TAG.sub(self._tag, _HEADING.sub(self._heading, html))

    def _heading(self, match: re.Match[str]) -> str:
        inner = match[2]
        if not self.prefix:
            return f"<p><strong>{inner}</strong></p>"
        name = slug(words_of(inner))
        number = self.slugs[name]
        self.slugs[name] += 1
        ident = f"{self.prefix}{name}-{number}" if number else f"{self.prefix}{name}"
        level = min(6, int(match[1]) + self.shift)
        return f'<h{level} id="{escape(ident)}">{inner}</h{level}>'

    def _tag(self, match: re.Match[str]) -> str:
        closing, name, attributes = match.groups()
        if name == "img":
            return _image(dict(_ATTRIBUTE.findall(attributes)), linked=self.linked)
        if name == "input":
            return "☑" if " checked=" in attributes else "☐"
        kept = self.linked if closing else " href=" in attributes
        self.linked = kept and not closing
        return match[0] if kept else ""


def _image(attributes: dict[str, str], *, linked: bool) -> str:
    """An image's words, as a link to it unless it stands in one; values are escaped already."""
    address = attributes.get("src", "")
    name = escape(unquote(unescape(address)).rpartition("/")[2])
    words = attributes.get("alt", "").strip() or name
    if linked or not address:
        return words
    return f'<a href="{address}" rel="{_REL}">{words or "image"}</a>'
