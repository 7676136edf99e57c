"""What the engine made of the written pages, with what they ask of records filled in."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from chandlery.model.marketplace import Frame
from chandlery.stages.site import metadata
from chandlery.stages.site.guarding import guarded, moved
from chandlery.stages.site.search_box import with_search_box
from chandlery.stages.site.shell import SHELL_PATH, Shell, ShellError, cut, root
from chandlery.stages.site.templating import Renderer

# A written page asks for something that only records can say.
_SLOT = re.compile(r"<!-- chandlery:([a-z_]+) -->")
_HOME = "index.html"
LOST = "404.html"  # shown at any address, so that no relative one works in it


@dataclass(frozen=True, slots=True, kw_only=True)
class Website:
    """The written pages and their assets.

    Attributes:
        files: by path, as the engine made them.
        html: the pages, less the scripts and styles in them, the shell among them.
        scripts: these, as files by path.
    """

    files: Mapping[str, bytes]
    html: Mapping[str, str]
    scripts: Mapping[str, bytes]

    @classmethod
    def of(cls, files: Mapping[str, bytes]) -> "Website":
        """Take the scripts out of the engine's pages.

        Raises:
            ShellError: the shell is not among them.
        """
        if SHELL_PATH not in files:
            raise ShellError(f"there is no {SHELL_PATH} among the written pages")
        scripts: dict[str, bytes] = {}
        html = {
            path: moved(files[path].decode(), root(path).rstrip("/"), scripts.__setitem__)
            for path in sorted(files)
            if path.endswith(".html") and path != LOST
        }
        return cls(files=files, html=html, scripts=dict(sorted(scripts.items())))

    def shell(self, base_url: str) -> Shell:
        """What pages that are made from records are put into.

        Raises:
            ShellError: it is not as expected.
        """
        html = with_search_box(self.html[SHELL_PATH], root(SHELL_PATH))
        return cut(html, f"{base_url}_shell/")

    @property
    def published(self) -> Iterator[str]:
        """The paths of what is published."""
        return iter(sorted(self.files.keys() - {SHELL_PATH, LOST}))

    def asks(self, path: str) -> bool:
        """Whether a page has something of records in it."""
        return path in self.html and bool(_SLOT.search(self.html[path]))

    def page(self, path: str, frame: Frame, renderer: Renderer, shown: Mapping[str, Any]) -> bytes:
        """A file as it is published.

        Args:
            shown: what pages may ask of records; see `home`.
        """
        if path not in self.html:
            return self.files[path]
        # Scripts are moved by now: what stands in a slot is of records, and no script of ours.
        html = self.html[path]
        head = metadata.preview_of(frame.settings.title, html)
        if path == _HOME:
            head += metadata.structured_home(frame)
        head += metadata.links(frame, root(path))
        if self.asks(path):
            html = _filled(path, html, renderer, {**shown, "root": root(path)})
        html = with_search_box(html, root(path))
        return guarded(html.replace("</head>", f"{head}</head>", 1))


def _filled(path: str, html: str, renderer: Renderer, context: Mapping[str, Any]) -> str:
    def fill(match: re.Match[str]) -> str:
        return renderer.render(f"slots/{match[1]}.html", path, context)

    return _SLOT.sub(fill, html)
