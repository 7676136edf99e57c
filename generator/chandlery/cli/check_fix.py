"""``check --fix``: write what is safe to write, or show it."""

import argparse
import re
import sys
from collections.abc import Iterator, Sequence
from difflib import diff_bytes, unified_diff
from functools import partial
from pathlib import Path

from chandlery.catalog import ReleaseEntry
from chandlery.cli.build import published_at
from chandlery.diagnostics import Diagnostic
from chandlery.pipeline import Inspection
from chandlery.ports.errors import GitError, StorageError
from chandlery.ports.folder import FolderTree, read_file, write_file
from chandlery.ports.git_changes import base_of, files_at
from chandlery.reports.plain import printable
from chandlery.secrecy.masking import Mask, masked
from chandlery.stages.mend import Mended, has_wrong_pins, mend, repin
from chandlery.trees import Mode

_LINE = re.compile(rb"[^\n]*\n|[^\n]+")


class Published:
    """What is known of the releases that somebody may have installed."""

    def __init__(self, args: argparse.Namespace, folder: Path) -> None:
        """Ask the last publication and Git, whichever there is.

        Raises:
            StorageError: the last publication cannot be read.
        """
        self.why = ""
        self._releases = (
            {(name, version) for name, version, _, _ in published_at(args)}
            if args.previous
            else None
        )
        revision = args.changed_since or "HEAD"
        self._files: frozenset[str] | None = None
        try:
            # What either branch holds somebody may have.
            self._files = files_at(folder, revision) | files_at(
                folder, base_of(folder, revision).id
            )
            self.why = f"{revision} holds it"
        except GitError as error:
            if args.changed_since:
                raise
            self.why = f"nothing says what was published: {error}"
        if args.previous:
            self.why = f"{args.previous} or {revision} holds it"

    def lacks(self, release: ReleaseEntry) -> bool:
        """Whether something is known, and nothing of it holds the release."""
        if self._releases is None and self._files is None:
            return False
        published = (release.package, release.version) in (self._releases or ())
        return not published and release.document.path not in (self._files or ())


def fixes(
    args: argparse.Namespace,
    folder: Path,
    tree: FolderTree,
    inspection: Inspection,
    wanted: Sequence[Diagnostic],
) -> tuple[Mended, ...]:
    """What would be written; wrong pins that stay are told on stderr.

    Raises:
        StorageError: the last publication cannot be read.
        GitError: there is no such revision as was named.
    """
    if inspection.catalog is not None and has_wrong_pins(wanted):
        published = Published(args, folder)
        pinned = repin(wanted, inspection.catalog, published.lacks)
        wanted = pinned.diagnostics
        for name in pinned.left:
            why = masked(f"{name}: pins not mended: {published.why}")
            print(f"chandlery: {why}", file=sys.stderr)
    return mend(wanted, partial(_read, tree))


def write(folder: Path, tree: FolderTree, mended: Sequence[Mended]) -> None:
    """Put each file into the place of the one that was there.

    Raises:
        StorageError: a file changed meanwhile, or cannot be written.
    """
    executable = {entry.path for entry in tree.entries() if entry.mode is Mode.EXECUTABLE}
    for item in mended:
        place = folder / item.path
        if read_file(place) != item.before:
            raise StorageError(
                f"{place} changed while it was checked", "Run the command again.", path=place
            )
        write_file(place, item.after, executable=item.path in executable)
        done = masked(f"{place}: mended {', '.join(item.codes)}")
        print(f"chandlery: {done}", file=sys.stderr)


def diff(mended: Sequence[Mended], root: str) -> Iterator[str]:
    """What would be written, as a patch; no patch applies to a line with a secret in it."""
    for item in mended:
        mask = Mask()
        mask.learn(item.path, item.before)
        name = f"{root}{item.path}".encode("utf-8", "surrogateescape")
        lines = diff_bytes(
            unified_diff,
            _LINE.findall(item.before),
            _LINE.findall(item.after),
            b"a/" + name,
            b"b/" + name,
        )
        for line in lines:
            text = mask.words(line.decode("utf-8", "replace"))
            yield text if text.endswith("\n") else f"{text}\n\\ No newline at end of file\n"


def shown(lines: Iterator[str]) -> Iterator[str]:
    """The lines of a patch as a terminal may get them."""
    return (f"{printable(line.removesuffix(chr(10)))}\n" for line in lines)


def _read(tree: FolderTree, path: str) -> bytes | None:
    try:
        return tree.read(path)
    except KeyError:
        return None
