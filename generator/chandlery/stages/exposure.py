"""Secrets, looked for in everything that a catalog holds, whatever else is wrong with it.

`stages.contents` looks into what a release ships; here are the records, everything beside them, and
the files of releases and integrations that could not be typed.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Final

from chandlery.catalog import Catalog, ContentFile
from chandlery.checks import Rule, asked
from chandlery.diagnostics import Diagnostic
from chandlery.documents import Document, Syntax
from chandlery.records.release import MAX_ARTIFACT_BYTES
from chandlery.rules import secrets
from chandlery.secrecy.discretion import discreet
from chandlery.secrecy.masking import Mask
from chandlery.stages.load import Sources
from chandlery.trees import Entry, Mode, Tree

_FILE_RULES: Final = (secrets.secret, secrets.called_a_secret, secrets.not_all_looked_at)


def exposed(
    sources: Sources,
    catalog: Catalog,
    paths: Iterable[str],
    looked_at: Callable[[str], bool],
    *,
    in_records: Iterable[Diagnostic],
) -> Iterator[Diagnostic]:
    """What looks like a secret in the catalog's own files and their names.

    Args:
        sources: what the catalog holds.
        catalog: what of that could be typed.
        paths: of every file.
        looked_at: whether a run that looks at a part of the catalog looks at a file.
        in_records: what was found in its documents, by `in_record`.
    """
    yield from secrets.secret_names(sorted(filter(looked_at, paths)))
    yield from in_records
    for entry in sources.others:
        if looked_at(entry.path):
            yield from _in_file(sources, entry.path, entry, _FILE_RULES)
    for path, entry in _untyped(sources, catalog):
        if looked_at(path):
            yield from _in_file(sources, path, entry, secrets.CONTENT_RULES)


def in_record(document: Document) -> Iterator[Diagnostic]:
    """What looks like a secret in a document of the catalog, whether it can be typed or not."""
    if not secrets.may_hold_one(document.data):
        return iter(())
    return asked(secrets.RECORD_RULES, document, document)


def discreetly(
    told: Iterable[Diagnostic], found: Iterable[Diagnostic], tree: Tree
) -> tuple[Diagnostic, ...]:
    """What is to be told, without the secrets that were found.

    Args:
        told: of `found`, what is left of it, and what was said about that.
        found: everything.
        tree: the catalog.
    """
    mask = Mask()
    files = {item.file for item in found if item.confidential}
    for entry in tree.entries() if files else ():
        if entry.path in files and _is_small(entry):
            mask.learn(entry.path, tree.read(entry.path))
    return discreet(told, mask)


def _untyped(sources: Sources, catalog: Catalog) -> Iterator[tuple[str, Entry]]:
    """The files of releases and integrations that are in no catalog, with their whole paths."""
    typed = {release.folder for package in catalog.packages for release in package.releases}
    typed.update(integration.folder for integration in catalog.integrations)
    for package in sources.packages.values():
        if package.folder not in typed:
            yield from ((f"{package.folder}/{entry.path}", entry) for entry in package.fixtures)
        for release in package.releases.values():
            if release.folder not in typed:
                yield from ((f"{release.folder}/{entry.path}", entry) for entry in release.source)


def _in_file(
    sources: Sources, path: str, entry: Entry, rules: Iterable[Rule]
) -> Iterator[Diagnostic]:
    if not _is_small(entry):
        return
    data = sources.read(path)
    file = ContentFile(path=path, data=data, document=Document(path, data, Syntax.TEXT))
    yield from asked(rules, file.document, file)


def _is_small(entry: Entry) -> bool:
    """Whether an entry is a file, and no larger than what is read at all."""
    return entry.mode in {Mode.FILE, Mode.EXECUTABLE} and entry.size <= MAX_ARTIFACT_BYTES
