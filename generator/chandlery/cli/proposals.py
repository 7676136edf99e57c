"""What the authoring commands share: files are judged, shown or written, and never overwrite."""

import argparse
import sys
from collections.abc import Callable, Iterable
from difflib import unified_diff
from pathlib import Path
from typing import Any

from chandlery.catalog import Catalog
from chandlery.cli.check import moment
from chandlery.cli.exits import CLEAN, FINDINGS
from chandlery.cli.options import add_catalog, now
from chandlery.cli.shown import exit_code, root_of, show
from chandlery.diagnostics import Diagnostic, Severity
from chandlery.pipeline import Inspection, inspect
from chandlery.ports.folder import FolderTree, create_files
from chandlery.reports.plain import printable
from chandlery.secrecy.masking import Mask, masked
from chandlery.stages.load import load
from chandlery.stages.pack import DownloadRefused, Fetch
from chandlery.stages.proposals import Extended, Files, NotProposed, objections
from chandlery.stages.scope import Change, Narrowing, Scope, unit_of
from chandlery.stages.validate import validate
from chandlery.trees import Mode, Tree


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
    """The catalog as far as it can be read; what is wrong with it is for `check` to say."""
    return validate(load(tree).value, beyond=lambda _: ()).value


def propose(
    args: argparse.Namespace,
    files: Files,
    *,
    at: str,
    allowed: frozenset[str] = frozenset(),
    fetch: Fetch | None = None,
) -> int:
    """Write the files into the catalog, or show them, unless the rules object.

    Args:
        args: with `catalog` and `dry_run`.
        files: by path below the catalog's folder; none of them is there yet.
        at: the moment at which dates are judged.
        allowed: codes of what is not finished yet, and will be.
        fetch: what artifacts elsewhere are had from; without it they are left to `check`.

    Raises:
        NotProposed: one of the files is there already.
        StorageError: they cannot be written; then none of them is.
    """
    folder: Path = args.catalog
    tree = FolderTree(folder)
    refuse_existing(tree, files)
    extended = Extended(tree, files)
    found = _look(extended, tree, files, at, fetch or _not_fetched)
    before = _known(tree, found, at) if any(item.file not in files for item in found) else ()
    if bad := objections(found, before, allowed):
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
    for path in sorted(files):
        print(f"chandlery: wrote {masked(printable(str(folder / path)))}", file=sys.stderr)


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


def _look(after: Tree, before: Tree, files: Files, at: str, fetch: Fetch) -> list[Diagnostic]:
    change = Change(paths=frozenset(files), before=before)
    return [*_inspect(after, at, fetch, Narrowing(change=change)).diagnostics]


def _known(tree: Tree, found: Iterable[Diagnostic], at: str) -> tuple[Diagnostic, ...]:
    """What was wrong already, with the parts of the catalog that something is said of."""
    units = frozenset(unit_of(item.file) for item in found)
    return _inspect(tree, at, _not_fetched, Narrowing(below=Scope(units=units))).diagnostics


def _inspect(tree: Tree, at: str, fetch: Fetch, narrowing: Narrowing) -> Inspection:
    return inspect(tree, fetch=fetch, at=at, narrowing=narrowing)


def _warn(found: Iterable[Diagnostic], files: Files, tree: Tree, folder: Path) -> None:
    """Show what does not forbid the files, and is about them."""
    doubts = [item for item in found if item.file in files and item.severity is Severity.WARNING]
    if doubts:
        show(doubts, tree, folder)


def _not_fetched(url: str, *, sha256: str, size: int) -> bytes:  # noqa: ARG001 - see `Fetch`
    raise DownloadRefused(f"{url} is fetched by `check`", "", world=True)


def next_steps(*steps: str) -> None:
    """Say what comes next, one line each."""
    for step in steps:
        print(f"  next: {masked(printable(step))}", file=sys.stderr)


def parser_of(commands: Any, name: str, **described: Any) -> argparse.ArgumentParser:
    """A command whose description keeps its lines."""
    command: argparse.ArgumentParser = commands.add_parser(
        name, formatter_class=argparse.RawDescriptionHelpFormatter, **described
    )
    return command
