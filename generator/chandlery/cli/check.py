"""``chandlery check``: everything that is wrong with a catalog, in one run."""

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from chandlery.cli.build import look
from chandlery.cli.options import add_catalog, add_fetching, now, require_folder, rfc_3339
from chandlery.cli.shown import exit_code, reader, root_of
from chandlery.diagnostics import Diagnostic, Severity
from chandlery.ports.errors import StorageError
from chandlery.ports.folder import FolderTree
from chandlery.ports.git import changed_files
from chandlery.ports.progress import Terminal
from chandlery.reports.json_v1 import report_v1
from chandlery.reports.text import printable, text


def add(commands: Any) -> None:
    """Describe the command."""
    command = commands.add_parser(
        "check",
        help="report everything that is wrong with a catalog",
        description="Checks the catalog's folder as it is, committed or not: records, references, "
        "artifacts against their pins.",
    )
    add_catalog(command)
    command.add_argument(
        "paths", nargs="*", type=Path, metavar="PATH", help="report only what is at or below these"
    )
    command.add_argument(
        "--changed-since", metavar="REV", help="findings in files changed since REV come first"
    )
    command.add_argument("--format", choices=["text", "json"], default="text")
    command.add_argument(
        "--fail-on",
        choices=[severity.name.lower() for severity in sorted(Severity, reverse=True)],
        default="error",
        help="the least severity that makes the exit code 1 (error)",
    )
    command.add_argument(
        "--now", type=moment, metavar="TIME", help="judge dates at this time (by the clock)"
    )
    add_fetching(command)
    command.set_defaults(run=run)


def moment(text_: str) -> str:
    """A point in time in UTC, or ``now``.

    Raises:
        argparse.ArgumentTypeError: it is none.
    """
    try:
        time = datetime.now(UTC) if text_ == "now" else datetime.fromisoformat(text_)
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"{text_!r} is not a time like 2026-11-20T09:00:00Z"
        ) from None
    try:
        return rfc_3339(time if time.tzinfo else time.replace(tzinfo=UTC))
    except OverflowError:
        raise argparse.ArgumentTypeError(f"{text_!r} is beyond the calendar") from None


def run(args: argparse.Namespace) -> int:
    """Check, and report in the format asked for."""
    folder = require_folder(args.catalog)
    wanted = [_in_catalog(path, folder) for path in args.paths]
    tree = FolderTree(folder)
    inspection = look(args, tree, args.now or now(), Terminal())
    shown = [item for item in inspection.diagnostics if _wanted(item, wanted, folder)]
    if args.changed_since:
        changed = set(changed_files(folder, args.changed_since))
        shown.sort(key=lambda item: item.file not in changed)
    not_checked = ["published digests: no previous publication was given"]
    not_checked += [f"{path}: there is no such file" for path in wanted if not path.exists()]
    if args.offline:
        not_checked.append("artifacts that were never fetched: --offline was given")
    if args.format == "json":
        report = report_v1(shown, at=inspection.at, not_checked=not_checked)
        print(report.model_dump_json(indent=2))
    else:
        sys.stdout.write(text(shown, reader(tree), root_of(folder)))
        print(f"expiry judged at {inspection.at}")
        for what in not_checked:
            print(f"not checked: {printable(what)}")
    return exit_code(shown, Severity[args.fail_on.upper()])


def _in_catalog(path: Path, folder: Path) -> Path:
    """The path, if it can say anything about the catalog.

    Raises:
        StorageError: it neither lies in the catalog's folder nor holds it.
    """
    if not path.exists() and (folder / path).exists():
        path = folder / path
    place, root = path.resolve(), folder.resolve()
    if not (place.is_relative_to(root) or root.is_relative_to(place)):
        raise StorageError(f"{path} is not in {folder}", "Give paths in the catalog.", path=path)
    return place


def _wanted(diagnostic: Diagnostic, paths: list[Path], folder: Path) -> bool:
    place = folder.resolve() / diagnostic.file
    return not paths or any(place.is_relative_to(path) for path in paths)
