"""What the authoring commands share: files are judged, shown or written, and never overwrite."""

import argparse
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from difflib import unified_diff
from pathlib import Path
from typing import Final

from chandlery.catalog import Catalog
from chandlery.cli.destinations import moment
from chandlery.cli.exits import CLEAN, FINDINGS
from chandlery.cli.options import add_catalog, now
from chandlery.cli.shown import exit_code, root_of, show
from chandlery.diagnostics import Diagnostic, Severity
from chandlery.pipeline import inspect
from chandlery.ports.folder import create_files
from chandlery.quoting import quoted
from chandlery.reports.plain import printable
from chandlery.secrecy.masking import Mask, masked
from chandlery.stages.load import load
from chandlery.stages.pack import DownloadRefused
from chandlery.stages.proposals import Extended, Files, Near, NotProposed, objections
from chandlery.stages.scope import Narrowing, Scope, unit_of
from chandlery.stages.validate import validate
from chandlery.suggest import did_you_mean
from chandlery.trees import Mode, Tree

_MOST_NAMED: Final = 12
_PACKAGES: Final = ("plugins/", "adapters/")


def add_writing(command: argparse.ArgumentParser) -> None:
    """``--catalog``, ``--now`` and ``--dry-run``."""
    add_catalog(command)
    command.add_argument(
        "--now",
        type=moment,
        metavar="TIME",
        help="the time that the record holds (by the clock)",
    )
    command.add_argument(
        "--dry-run", action="store_true", help="print what would be written, and write nothing"
    )


def time_of(args: argparse.Namespace) -> str:
    """The time that a new record holds; only what writes records may look at the clock."""
    return str(args.now or now())


def refusing(run: Callable[[argparse.Namespace], int]) -> Callable[[argparse.Namespace], int]:
    """Say why nothing was written, where a command finds that it cannot."""

    def told(args: argparse.Namespace) -> int:
        try:
            return run(args)
        except NotProposed as refusal:
            print(f"chandlery: {masked(str(refusal))}", file=sys.stderr)
            if refusal.hint:
                print(f"  help: {masked(refusal.hint)}", file=sys.stderr)
            return FINDINGS

    return told


def read_catalog(tree: Tree) -> Catalog:
    """A catalog as far as it can be read; what is wrong with it is for `check` to say."""
    return validate(load(tree).value).catalog


def known(tree: Tree, name: str) -> Catalog:
    """Of the catalog what a word on one package needs.

    Raises:
        NotProposed: there is no such plugin or adapter.
    """
    catalog = read_catalog(Near(tree, {name}))
    if name not in {package.name for package in catalog.packages}:
        units = {unit_of(entry.path) for entry in tree.entries()}
        names = [unit.partition("/")[2] for unit in units if unit.startswith(_PACKAGES)]
        raise NotProposed(
            f"there is no plugin or adapter {quoted(name)} that can be read",
            did_you_mean(name, names) or "Correct the name, or run `chandlery check`.",
        )
    return catalog


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """Files that are to come into a catalog.

    Attributes:
        tree: the catalog as it is.
        files: by path below the catalog's folder; none of them is there yet.
        at: the moment at which dates are judged.
        allowed: codes of what is not finished yet, and will be.
        beside: further units that the files may break something in.
        fetched: artifacts elsewhere, by address; the others are left to `check`.
    """

    tree: Tree
    files: Files
    at: str
    allowed: frozenset[str] = frozenset()
    beside: frozenset[str] = frozenset()
    fetched: Mapping[str, bytes] = field(default_factory=dict)

    def fetch(self, url: str, *, sha256: str, size: int) -> bytes:  # noqa: ARG002 - see `Fetch`
        """What was fetched once is not asked for again."""
        if url in self.fetched:
            return self.fetched[url]
        raise DownloadRefused(f"{url} is fetched by `check`", "", world=True)

    def look(self, tree: Tree, units: Iterable[str]) -> tuple[Diagnostic, ...]:
        """What is wrong with some units of the catalog, as it is or as it would be."""
        narrowing = Narrowing(below=Scope(units=frozenset(units)))
        return inspect(tree, fetch=self.fetch, at=self.at, narrowing=narrowing).diagnostics


def propose(args: argparse.Namespace, proposal: Proposal) -> int:
    """Write the files into the catalog, or show them, unless the rules object.

    Args:
        args: with `catalog` and `dry_run`.
        proposal: what is to be written.

    Raises:
        NotProposed: one of the files is there already.
        StorageError: they cannot be written; then none of them is.
    """
    folder: Path = args.catalog
    tree, files = proposal.tree, proposal.files
    refuse_existing(tree, files)
    extended = Extended(tree, files)
    found = proposal.look(extended, {*map(unit_of, files), *proposal.beside})
    bad = objections(found, (), proposal.allowed)
    if elsewhere := {unit_of(item.file) for item in bad if item.file not in files}:
        bad = objections(bad, proposal.look(tree, elsewhere), proposal.allowed)
    if bad:
        show(bad, extended, folder)
        print("chandlery: nothing was written", file=sys.stderr)
        return exit_code(bad)
    _warn(found, files, extended, folder)
    if args.dry_run:
        sys.stdout.writelines(patch(files, "" if folder.is_absolute() else root_of(folder)))
    else:
        _write(folder, files)
    return CLEAN


def _write(folder: Path, files: Files) -> None:
    create_files(folder, files)
    for path in sorted(files)[:_MOST_NAMED]:
        print(f"chandlery: wrote {masked(printable(str(folder / path)))}", file=sys.stderr)
    if (left := len(files) - _MOST_NAMED) > 0:
        print(f"chandlery: and {left:,} more files", file=sys.stderr)


def refuse_existing(tree: Tree, files: Iterable[str]) -> None:
    """See that nothing would be overwritten.

    Raises:
        NotProposed: something would.
    """
    there = {entry.path for entry in tree.entries()}
    for path in sorted(there.intersection(files)):
        raise NotProposed(f"{path} is there already", "Nothing is overwritten: change it by hand.")


def patch(files: Files, root: str) -> list[str]:
    """What would be written, as a patch that adds files."""
    lines: list[str] = []
    for path, content in sorted(files.items()):
        data, mode = content if isinstance(content, tuple) else (content, Mode.FILE)
        mask = Mask()
        mask.learn(path, data)
        text = data.decode("utf-8", "replace").splitlines()
        lines += [f"diff --git a/{root}{path} b/{root}{path}\n", f"new file mode 100{mode.value}\n"]
        made = unified_diff([], text, "/dev/null", f"b/{root}{path}", lineterm="")
        lines += [f"{printable(mask.words(line))}\n" for line in made]
    return lines


def _warn(found: Iterable[Diagnostic], files: Files, tree: Tree, folder: Path) -> None:
    """Show what does not forbid the files, and is about them."""
    doubts = [item for item in found if item.file in files and item.severity is Severity.WARNING]
    if doubts:
        show(doubts, tree, folder)


def next_steps(*steps: str) -> None:
    """Say what comes next, one line each."""
    for step in steps:
        print(f"  next: {masked(printable(step))}", file=sys.stderr)
