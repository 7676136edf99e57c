"""A published site, read as a browser reads it: what its pages hold, load and lead to."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import unquote, urldefrag, urljoin

# What a page loads by itself, as (tag, rel) to the attribute that tells what.
_LOADED = {("script", ""): "src", ("img", ""): "src", ("link", "stylesheet"): "href"}
_LOADED |= {("link", "icon"): "href"}
_ADDRESSES = {"action", "href", "src"}
_IMPORT = re.compile(r"^import [^;]*? from \"(.*?)\";", re.M)
_URL = re.compile(r"url\(([^)]*)\)")


@dataclass
class Read(HTMLParser):
    """One page.

    Attributes:
        links: every address that it leads to or loads.
        loaded: the addresses that a browser loads with it.
    """

    html: str
    ids: Counter[str] = field(default_factory=Counter)
    links: list[str] = field(default_factory=list)
    loaded: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self.feed(self.html)
        self.close()

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if "id" in values:
            self.ids[values["id"]] += 1
        self.links += [values[name] for name in _ADDRESSES & values.keys()]
        kind = (tag, values.get("rel", "") if tag == "link" else "")
        if kind in _LOADED and _LOADED[kind] in values:
            self.loaded.append(values[_LOADED[kind]])


class Site:
    """The files of a site, by path, and the address that they are served at."""

    def __init__(self, files: Mapping[str, bytes], base_url: str) -> None:
        self.files = files
        self.base_url = base_url
        self.pages = {
            path: Read(data.decode()) for path, data in files.items() if path.endswith(".html")
        }

    def broken(self) -> Iterator[str]:
        """Every link to a file or a place in a page that is not there."""
        for path, page in self.pages.items():
            for link in page.links:
                if link.startswith("#"):
                    if link != "#" and unquote(link[1:]) not in page.ids:
                        yield f"{path}: {link}"
                    continue
                # The page for nothing is shown at any address.
                shown = "a/b/c" if path == "404.html" else path.removesuffix("index.html")
                if self._leads_nowhere(urljoin(self.base_url + shown, link)):
                    yield f"{path}: {link}"

    def _leads_nowhere(self, address: str) -> bool:
        plain, fragment = urldefrag(address)
        if not plain.startswith(urljoin(self.base_url, "/")):
            return False  # of another host
        if not plain.startswith(self.base_url):
            return True
        target = unquote(plain.removeprefix(self.base_url).partition("?")[0])
        if not target or target.endswith("/"):
            target += "index.html"
        if target not in self.files:
            return True
        page = self.pages.get(target)
        return bool(fragment and page and unquote(fragment) not in page.ids)

    def loads(self, path: str) -> list[str]:
        """What a browser without a cache asks for to show a page: the page first."""
        found = [path]
        base = self.base_url + path.removesuffix("index.html")
        todo = [urljoin(base, link) for link in self.pages[path].loaded]
        while todo:
            address = todo.pop()
            name = address.removeprefix(self.base_url)
            if not address.startswith("data:") and name not in found:
                found.append(name)
                text = self.files[name].decode(errors="replace")
                more = _IMPORT.findall(text) if name.endswith(".js") else []
                more += _URL.findall(text) if name.endswith(".css") else []
                todo += [urljoin(address, it.strip("\"'")) for it in more if "data:" not in it]
        return found
