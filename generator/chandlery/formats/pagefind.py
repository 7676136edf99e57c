"""What Pagefind writes, made smaller: what a browser fetches for its first query.

Pagefind names a page after its content, seven random digits that nothing compresses, and lists
those of all pages in a file that each visitor needs.  Here a page has the name that its address
gives it: shorter, the same after every change of its text, and known to whoever knows the address.
The list is sorted, so that neighbours share their beginnings; lengths of pages, which only help
to rank them, are rounded.
"""

import gzip
import json
from collections.abc import Iterator, Mapping

import cbor2
import deflate

from chandlery.model.search import search_ids

_SIGNATURE = b"pagefind_dcd"  # before all data, below the compression
_LEVEL = 12  # the best there is
_ROUNDED = 8  # words; below that the order of results is the same in all but close calls
_FRAGMENT = ".pf_fragment"


def smaller(files: Mapping[str, bytes]) -> Iterator[tuple[str, bytes]]:
    """The files of a search, by path below its folder, under better names and better packed."""
    written = {path: _opened(data) for path, data in files.items() if path.endswith(_FRAGMENT)}
    addresses = {
        path.rpartition("/")[2].removesuffix(_FRAGMENT): json.loads(data)["url"]
        for path, data in written.items()
    }
    ids = search_ids(addresses.values())
    for path, data in files.items():
        folder, _, name = path.rpartition("/")
        if path in written:
            address = addresses[name.removesuffix(_FRAGMENT)]
            yield f"{folder}/{ids[address]}{_FRAGMENT}", data
        elif path.endswith(".pf_meta"):
            names = {page: ids[address] for page, address in addresses.items()}
            yield path, _closed(_listed(_opened(data), names))
        elif path.endswith((".pf_index", ".pagefind")):
            yield path, _closed(_opened(data))
        else:
            yield path, data


def _listed(data: bytes, names: Mapping[str, str]) -> bytes:
    """The list of pages under other names, which the index numbers in the same order."""
    version, pages, *rest = cbor2.loads(data)
    renamed = [
        [names[page], max(_ROUNDED, round(words / _ROUNDED) * _ROUNDED)] for page, words in pages
    ]
    return cbor2.dumps([version, renamed, *rest])


def _opened(data: bytes) -> bytes:
    return gzip.decompress(data).removeprefix(_SIGNATURE)


def _closed(data: bytes) -> bytes:
    return bytes(deflate.gzip_compress(_SIGNATURE + data, _LEVEL))
