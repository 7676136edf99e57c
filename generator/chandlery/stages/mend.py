"""What ``check --fix`` writes: the mends that are safe, as new bytes for the files that need them.

Nothing here changes what a release ships, a native manifest or a governance record: their bytes
are pinned, signed or hashed somewhere.
"""

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from chandlery.catalog import Catalog, ReleaseEntry
from chandlery.containers import tree_digest
from chandlery.diagnostics import Diagnostic, Fix
from chandlery.documents import Reading, Route, read_json, read_yaml
from chandlery.records.listing import Listing
from chandlery.records.marketplace import MarketplaceRecord
from chandlery.records.notices import AdvisoryRecord, EvidenceRecord
from chandlery.records.publisher import PublisherRecord
from chandlery.rules import formatting, pins
from chandlery.rules.formatting import keys_of
from chandlery.rules.syntax_pages import BYTE_ORDER_MARK as MARKED
from chandlery.rules.tidy import tidy_json, tidy_yaml
from chandlery.stages.artifact_files import pack_source
from chandlery.stages.layout import Role, place_of

# The files that the catalog's own authors write, and the order of their keys.
_ORDERS: Final = {
    Role.SETTINGS: keys_of(MarketplaceRecord),
    Role.PUBLISHER: keys_of(PublisherRecord),
    Role.ADVISORY: keys_of(AdvisoryRecord),
    Role.LISTING: keys_of(Listing),
    Role.EVIDENCE: keys_of(EvidenceRecord),
    Role.RENAMES: (),
    Role.WAIVERS: (),
    Role.RELEASE: (),
}
_FORMAT: Final = frozenset(rule.code for rule in (*formatting.RULES, MARKED))
_LINE_END: Final = re.compile(r"\r\n|\r|\n")
_PINS: Final = frozenset({pins.DIGEST.code, pins.SIZE.code, pins.TREE.code})


@dataclass(frozen=True, slots=True, kw_only=True)
class Mended:
    """A file that is better otherwise.

    Attributes:
        codes: of what is mended, sorted.
    """

    path: str
    before: bytes = field(repr=False)
    after: bytes = field(repr=False)
    codes: tuple[str, ...]


def mend(
    diagnostics: Iterable[Diagnostic], read: Callable[[str], bytes | None]
) -> tuple[Mended, ...]:
    """What becomes of the files that diagnostics can be mended in, sorted by path.

    A mend that would leave a file unreadable, or meets another one, is left out.

    Args:
        diagnostics: with `Diagnostic.fix` where that is what mends them.
        read: the bytes of a file, `None` for one that is not there.
    """
    by_file: dict[str, list[Diagnostic]] = defaultdict(list)
    for item in diagnostics:
        if item.fix or item.code in _FORMAT:
            by_file[item.file].append(item)
    mended = (_mended(path, items, read(path)) for path, items in sorted(by_file.items()))
    return tuple(item for item in mended if item)


def _mended(path: str, items: Sequence[Diagnostic], data: bytes | None) -> Mended | None:
    place = place_of(path)
    if data is None or place is None or place.role not in _ORDERS:
        return None
    fixes = [item for item in items if item.fix]
    after, codes = _edited(path, data, fixes) if fixes else (data, set())
    if formats := {item.code for item in items if item.code in _FORMAT}:
        order = _ORDERS[place.role]
        tidy = tidy_json(after) if path.endswith(".json") else tidy_yaml(after, order)
        codes |= formats if tidy != after else set()
        after = tidy
    if after == data:
        return None
    return Mended(path=path, before=data, after=after, codes=tuple(sorted(codes)))


def _edited(path: str, data: bytes, items: Sequence[Diagnostic]) -> tuple[bytes, set[str]]:
    """The file with each fix written into it, and the codes of those; or as it was."""
    before = _leaves(path, data)
    if before is None:
        return data, set()
    text = data.decode("utf-8")
    starts = [0, *(found.end() for found in _LINE_END.finditer(text))]
    parts, codes, end = [], set(), 0
    for item in sorted(items):
        if item.fix is None:
            continue
        span = item.fix.span
        first = starts[span.line - 1] + span.column - 1
        last = starts[span.end_line - 1] + span.end_column - 1
        if end <= first <= last:  # no other fix has been there
            parts += [text[end:first], item.fix.text]
            codes.add(item.code)
            end = last
    edited = "".join([*parts, text[end:]]).encode()
    return (edited, codes) if _differ(before, _leaves(path, edited), len(parts)) else (data, set())


def _leaves(path: str, data: bytes) -> Mapping[Route, Any] | None:
    """The scalars of a record by their routes; `None` for one that is not quite sound."""
    read: Callable[[str, bytes], Reading] = read_json if path.endswith(".json") else read_yaml
    reading = read(path, data)
    if reading.troubles or reading.document is None:
        return None
    leaves: dict[Route, Any] = {}
    todo: list[tuple[Route, Any]] = [((), reading.document.value)]
    while todo:
        route, part = todo.pop()
        if isinstance(part, dict | list):
            pairs = part.items() if isinstance(part, dict) else enumerate(part)
            todo += [((*route, step), item) for step, item in pairs]
        else:
            leaves[route] = part
    return leaves


def _differ(before: Mapping[Route, Any], after: Mapping[Route, Any] | None, most: int) -> bool:
    """Whether two records differ in so many scalars at most, and in nothing else."""
    if after is None or before.keys() != after.keys():
        return False
    return len([route for route in before if before[route] != after[route]]) <= most


@dataclass(frozen=True, slots=True)
class Repinned:
    """Diagnostics to mend by, for each pin that may be corrected one with the fix for that.

    Attributes:
        left: folders of releases whose pins are wrong and may not be corrected, sorted.
    """

    diagnostics: tuple[Diagnostic, ...]
    left: tuple[str, ...]


def has_wrong_pins(diagnostics: Iterable[Diagnostic]) -> bool:
    """Whether `repin` has anything to look at."""
    return any(item.code in _PINS for item in diagnostics)


def repin(
    diagnostics: Iterable[Diagnostic],
    catalog: Catalog,
    unpublished: Callable[[ReleaseEntry], bool],
) -> Repinned:
    """Give the fix for wrong pins of releases that nobody can have installed yet.

    Args:
        diagnostics: what was found.
        catalog: whose releases are meant.
        unpublished: whether it is known that a release was not published.
    """
    found, left = [*diagnostics], set()
    wrong: dict[str, list[Diagnostic]] = defaultdict(list)
    for item in found:
        if item.code in _PINS:
            wrong[item.file].append(item)
    for release in (item for package in catalog.packages for item in package.releases):
        if release.document.path not in wrong:
            continue
        if unpublished(release):
            found += _fixed(wrong[release.document.path], _pins(release))
        else:
            left.add(release.folder)
    return Repinned(tuple(found), tuple(sorted(left)))


def _fixed(items: Sequence[Diagnostic], fixes: Iterable[Fix]) -> Iterator[Diagnostic]:
    """Each fix with the diagnostic of its pin, or of one that changed for the same reason."""
    by_span = {item.span: item for item in items}
    for fix in fixes:
        yield replace(by_span.get(fix.span, items[0]), span=fix.span, fix=fix)


def _pins(release: ReleaseEntry) -> Iterator[Fix]:
    """What wrong pins of a release's own files should be; a signed artifact keeps its own."""
    document = release.document
    for index, record in enumerate(release.record.artifacts):
        if record.source is None or record.signature is not None:
            continue
        packed = pack_source(release, record.format, record.source)
        if packed.problems:
            continue
        right: dict[str, Any] = {
            "sha256": hashlib.sha256(packed.data).hexdigest(),
            "size": len(packed.data),
            "tree": tree_digest(packed.members),
        }
        for key, value in right.items():
            if value != getattr(record, key):
                span = document.locate(("artifacts", index, key))
                yield Fix(span, json.dumps(value))
