"""The site's addresses for search engines: ``sitemap.xml``, and ``robots.txt`` that names it."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET
from xml.sax.saxutils import escape

from chandlery.stages.site.elements import address, child, clean, document

# What sitemaps.org allows in one file.
MAX_ADDRESSES = 50_000
MAX_BYTES = 50 * 1024 * 1024

_SPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
_HEAD = f'<?xml version="1.0" encoding="utf-8"?>\n<urlset xmlns="{_SPACE}">\n'.encode()
_END = b"</urlset>\n"
# What stands in an address, and in XML, as it is.
_PLAIN = re.compile(r"[A-Za-z0-9/._-]*")
_MOMENT = re.compile(r"[0-9TZ:-]*")


@dataclass(frozen=True, slots=True)
class Address:
    """A page that search engines are told of.

    Attributes:
        path: below the published root; a folder's page ends in ``/``.
        changed: the newest time in the records that it shows, or "".
    """

    path: str
    changed: str = ""


def sitemap(
    base_url: str,
    addresses: Iterable[Address],
    *,
    max_addresses: int = MAX_ADDRESSES,
    max_bytes: int = MAX_BYTES,
) -> Iterator[tuple[str, bytes]]:
    """``sitemap.xml``: the addresses or, where one file may not hold them, a list of parts."""
    ordered = sorted(addresses, key=lambda item: item.path)
    parts = list(_parts(base_url, ordered, max_addresses, max_bytes - len(_HEAD + _END)))
    if len(parts) <= 1:
        yield "sitemap.xml", _HEAD + b"".join(parts[0][0] if parts else ()) + _END
        return
    root = ET.Element("sitemapindex", xmlns=_SPACE)
    for number, (lines, changed) in enumerate(parts, 1):
        path = f"sitemap-{number}.xml"
        yield path, _HEAD + b"".join(lines) + _END
        _place(child(root, "sitemap"), address(base_url, path), changed)
    yield "sitemap.xml", document(root)


def robots(base_url: str) -> Iterator[tuple[str, bytes]]:
    """``robots.txt``, where crawlers look for one: at the root of a host, and nowhere else."""
    if urlsplit(base_url).path == "/":
        lines = ("User-agent: *", "Allow: /", "", f"Sitemap: {address(base_url, 'sitemap.xml')}")
        yield "robots.txt", "".join(f"{line}\n" for line in lines).encode()


def _parts(
    base_url: str, addresses: Sequence[Address], max_addresses: int, max_bytes: int
) -> Iterator[tuple[list[bytes], str]]:
    """Lines that fit into one file, and the newest time among them."""
    lines: list[bytes] = []
    size, changed = 0, ""
    for item in addresses:
        line = _line(base_url, item)
        if lines and (len(lines) == max_addresses or size + len(line) > max_bytes):
            yield lines, changed
            lines, size, changed = [], 0, ""
        lines.append(line)
        size += len(line)
        changed = max(changed, item.changed)
    if lines:
        yield lines, changed


def _line(base_url: str, item: Address) -> bytes:
    """What `fragment` would make, in a fraction of its time: there is one for each page."""
    if _PLAIN.fullmatch(item.path) and _MOMENT.fullmatch(item.changed):
        changed = f"<lastmod>{item.changed}</lastmod>" if item.changed else ""
        return f"<url><loc>{clean(escape(base_url))}{item.path}</loc>{changed}</url>\n".encode()
    url = escape(address(base_url, item.path))
    changed = f"<lastmod>{escape(clean(item.changed))}</lastmod>" if item.changed else ""
    return f"<url><loc>{clean(url)}</loc>{changed}</url>\n".encode()


def _place(element: ET.Element, url: str, changed: str) -> None:
    child(element, "loc", url)
    if changed:
        child(element, "lastmod", changed)
