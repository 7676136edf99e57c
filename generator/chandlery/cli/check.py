"""``chandlery check``: everything that is wrong with a catalog, in one run."""

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from chandlery.cli.build import look
from chandlery.cli.options import add_catalog, add_fetching, require_folder
from chandlery.cli.shown import exit_code, reader
from chandlery.diagnostics import Diagnostic, Severity
from chandlery.ports.folder import FolderTree
from chandlery.ports.git import changed_files
from chandlery.ports.progress import Terminal
from chandlery.reports.json_v1 import report_v1
from chandlery.reports.text import text


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
        "--now", type=moment, metavar="TIME", help="judge expiry at this time, RFC 3339 in UTC"
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
    if time.tzinfo is None:
        time = time.replace(tzinfo=UTC)
    return time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def run(args: argparse.Namespace) -> int:
    """Check, and report in the format asked for."""
    folder = require_folder(args.catalog)
    tree = FolderTree(folder)
    inspection = look(args, tree, args.now, Terminal())
    shown = [item for item in inspection.diagnostics if _wanted(item, args.paths, folder)]
    if args.changed_since:
        changed = set(changed_files(folder, args.changed_since))
        shown.sort(key=lambda item: item.file not in changed)
    not_checked = ["published digests: no previous publication was given"]
    if args.offline:
        not_checked.append("artifacts that were never fetched: --offline was given")
    if args.format == "json":
        report = report_v1(shown, at=args.now, not_checked=not_checked)
        print(report.model_dump_json(indent=2))
    else:
        sys.stdout.write(text(shown, reader(tree)))
        if args.now:
            print(f"expiry judged at {args.now}")
        for what in not_checked:
            print(f"not checked: {what}")
    return exit_code(shown, Severity[args.fail_on.upper()])


def _wanted(diagnostic: Diagnostic, paths: list[Path], folder: Path) -> bool:
    if not paths:
        return True
    place = (folder / diagnostic.file).resolve()
    return any(place.is_relative_to(path.resolve()) for path in paths)
