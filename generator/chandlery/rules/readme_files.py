"""What a README leads to inside the catalog: pages of the site, and files that it does not have."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Final

from chandlery.catalog import Catalog, IntegrationEntry
from chandlery.gfm import page_of

_MAGIC: Final = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a")
_SVG_WITHIN: Final = 4096  # bytes: after an XML declaration, comments and a document type


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageFile:
    """A file of a release or of an integration that a README takes for an image."""

    size: int
    read: Callable[[], bytes] = field(repr=False)


class CatalogFiles:
    """The files and folders of a catalog, and which of them the site has a page for."""

    def __init__(self, catalog: Catalog) -> None:
        # Not the catalog itself, which keeps this: neither would go before somebody looks for it.
        self._entries = catalog.entries
        self._paths = catalog.paths
        publishers = [f"publishers/{name}" for name in catalog.publishers]
        advisories = [f"advisories/{advisory.id}" for advisory in catalog.advisories]
        folders = [entry.folder for entry in catalog.entries]
        self._pages = catalog.unread.union(folders, publishers, advisories)

    @classmethod
    def of(cls, catalog: Catalog) -> "CatalogFiles":
        """Those of a catalog, made once."""
        return catalog.once(cls)

    @cached_property
    def _folders(self) -> frozenset[str]:
        found = {""}
        for path in self._paths:
            above = path.rpartition("/")[0]
            while above not in found:
                found.add(above)
                above = above.rpartition("/")[0]
        return frozenset(found)

    def page(self, path: str) -> str | None:
        """The page that tells of a file or folder, or will when it can be read."""
        return page_of(path, self._pages)

    def has(self, path: str) -> bool:
        """Whether there is such a file or folder."""
        return path in self._paths or path.removesuffix("/") in self._folders

    def image(self, path: str) -> ImageFile | None:
        """The file at a path, if a release or an integration ships it."""
        for entry in self._entries:
            if not path.startswith(f"{entry.folder}/"):
                continue
            if isinstance(entry, IntegrationEntry):
                holders = [(entry.folder, entry.fixtures, entry.read)]
            else:
                holders = [(item.folder, item.source, item.read) for item in entry.releases]
            for folder, files, read in holders:
                for file in files:
                    if f"{folder}/{file.path}" == path:
                        return ImageFile(size=file.size, read=partial(read, file.path))
        return None


def is_image(data: bytes) -> bool:
    """Whether browsers show these bytes: PNG, JPEG, GIF, WebP, AVIF or SVG."""
    return (
        data.startswith(_MAGIC)
        or (data[:4] == b"RIFF" and data[8:12] == b"WEBP")
        or data[4:12] in {b"ftypavif", b"ftypavis"}
        or (data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<" and b"<svg" in data[:_SVG_WITHIN])
    )
