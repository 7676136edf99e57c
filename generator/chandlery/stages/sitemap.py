"""The site's addresses for search engines: ``sitemap.xml``, and ``robots.txt`` that names it."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree as ET
from xml.sax.saxutils import escape, unescape

from chandlery.formats.lines import replaced
from chandlery.stages.site.elements import address, child, clean, document

_SPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
_HEAD = f'<?xml version="1.0" encoding="utf-8"?>\n<urlset xmlns="{_SPACE}">\n'.encode()
_END = b"</urlset>\n"
_WHERE = (b"<url><loc>", b"</loc>")
# What stands in an address, and in XML, as it is.
_PLAIN = re.compile(r"[A-Za-z0-9/._-]*")
_MOMENT = re.compile(r"[0-9TZ:-]*")


class Limits(NamedTuple):
    """What sitemaps.org allows in one file: addresses, and bytes."""

    addresses: int = 50_000
    size: int = 50 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Address:
    """A page that search engines are told of.

    Attributes:
        path: below the published root; a folder's page ends in ``/``.
        changed: the newest time in the records that it shows, or "".
    """

    path: str
    changed: str = ""


_LIMITS = Limits()


def sitemap(
    base_url: str, addresses: Iterable[Address], limits: Limits = _LIMITS
) -> Iterator[tuple[str, bytes]]:
    """``sitemap.xml``: the addresses or, where one file may not hold them, a list of parts."""
    ordered = sorted(addresses, key=lambda item: item.path)
    parts = list(_parts(base_url, ordered, limits))
    if len(parts) <= 1:
        yield "sitemap.xml", _HEAD + b"".join(parts[0][0] if parts else ()) + _END
        return
    root = ET.Element("sitemapindex", xmlns=_SPACE)
    for number, (lines, changed) in enumerate(parts, 1):
        path = f"sitemap-{number}.xml"
        yield path, _HEAD + b"".join(lines) + _END
        _place(child(root, "sitemap"), address(base_url, path), changed)
    yield "sitemap.xml", document(root)


def sitemap_again(
    base_url: str,
    before: bytes,
    gone: Collection[Address],
    new: Collection[Address],
    limits: Limits = _LIMITS,
) -> bytes | None:
    """``sitemap.xml`` less some addresses and with others; `None` where it has to be made anew.

    Args:
        before: as `sitemap` made it.
        gone: what is not there any more; an address that changed is in both.
    """
    if not (before.startswith(_HEAD) and before.endswith(_END)):
        return None  # a list of parts
    lines: dict[str, bytes] = dict.fromkeys([item.path for item in gone], b"")
    fresh = defaultdict[str, bytes](bytes)
    for item in new:
        fresh[item.path] += _line(base_url, item)
    begin = len(clean(escape(base_url)).encode())

    def path_of(line: bytes) -> str:
        end = line.index(_WHERE[1])
        return unquote(unescape(line[len(_WHERE[0]) + begin : end].decode()))

    after = replaced(before[len(_HEAD) : -len(_END)], lines | fresh, path_of)
    data = _HEAD + after + _END
    fits = after.count(b"\n") <= limits.addresses and len(data) <= limits.size
    return data if fits else None


def robots(base_url: str) -> Iterator[tuple[str, bytes]]:
    """``robots.txt``, where crawlers look for one: at the root of a host, and nowhere else."""
    if urlsplit(base_url).path == "/":
        lines = ("User-agent: *", "Allow: /", "", f"Sitemap: {address(base_url, 'sitemap.xml')}")
        yield "robots.txt", "".join(f"{line}\n" for line in lines).encode()


def _parts(
    base_url: str, addresses: Sequence[Address], limits: Limits
) -> Iterator[tuple[list[bytes], str]]:
    """Lines that fit into one file, and the newest time among them."""
    lines: list[bytes] = []
    room = limits.size - len(_HEAD + _END)
    size, changed = 0, ""
    for item in addresses:
        line = _line(base_url, item)
        if lines and (len(lines) == limits.addresses or size + len(line) > room):
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
