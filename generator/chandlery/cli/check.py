"""``chandlery check``: everything that is wrong with a catalog, in one run."""

import argparse
import sys
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

from chandlery.cli import check_fix
from chandlery.cli.build import published_at
from chandlery.cli.check_scope import Asked, asked
from chandlery.cli.composition import look, with_ignored
from chandlery.cli.destinations import add_reports, moment, revision, write
from chandlery.cli.exits import CLEAN, FINDINGS, USAGE
from chandlery.cli.options import add_catalog, add_fetching, describe, now, require_folder
from chandlery.cli.shown import coloured, exit_code, reader, root_of, width
from chandlery.diagnostics import Diagnostic, Severity, in_order
from chandlery.pipeline import Inspection
from chandlery.ports.folder import FolderTree
from chandlery.ports.git_changes import place_in_repository
from chandlery.ports.progress import Terminal
from chandlery.reports import FORMATS
from chandlery.reports.report import Report
from chandlery.rules import layout, pins
from chandlery.stages.previous import altered
from chandlery.stages.rulebook import every_rule
from chandlery.trees import Tree

_EPILOG = """\
in a GitHub workflow, annotate the change and write a summary:

  chandlery check --changed-since "$BASE" --format github \\
    --report "markdown=$GITHUB_STEP_SUMMARY" --report sarif=check.sarif
"""


def add(command: argparse.ArgumentParser) -> None:
    """Describe the command."""
    describe(
        command,
        "Checks the catalog's folder as it is, committed or not: records, references, "
        "artifacts\nagainst their pins.",
        _EPILOG,
    )
    add_catalog(command)
    command.add_argument(
        "paths",
        nargs="*",
        type=Path,
        metavar="PATH",
        help="look only at the packages and files at or below these, and report only on them",
    )
    command.add_argument(
        "--changed-since",
        type=revision,
        metavar="REV",
        help="look only at what the changes since HEAD left REV have an effect on, and hold what "
        "was published there against it; changed lines come first",
    )
    add_reports(command, FORMATS, appends=True)
    command.add_argument(
        "--fail-on",
        choices=[severity.name.lower() for severity in sorted(Severity, reverse=True)],
        default="error",
        help="the least severity that makes the exit code 1 (error)",
    )
    _add_fixing(command)
    command.add_argument(
        "--now", type=moment, metavar="TIME", help="judge dates at this time (by the clock)"
    )
    add_fetching(command)
    command.set_defaults(run=run)


def _add_fixing(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--fix",
        action="store_true",
        help="write what is safe to write, then check again: formatting, the order of keys, the "
        "spelling of licences and tags, chains of renames, and pins of releases that nobody "
        "can have installed yet",
    )
    command.add_argument(
        "--diff",
        action="store_true",
        help="with --fix: show what it would write, and write nothing",
    )
    command.add_argument(
        "--previous",
        metavar="DIR|URL",
        help="the last publication: what it holds must not change, nor does --fix touch its pins",
    )


def run(args: argparse.Namespace) -> int:
    """Check, mend what may be mended, and report."""
    if args.diff and not args.fix:
        print("chandlery: --diff shows what --fix would write: give both", file=sys.stderr)
        return USAGE
    folder = require_folder(args.catalog)
    args.now = args.now or now()
    tree = FolderTree(folder)
    with asked(args, folder, tree) as what:
        inspection = _inspect(args, what.part or tree, what)
    if args.fix:
        found = what.reported(inspection.diagnostics)
        mended = check_fix.fixes(args, folder, tree, inspection, found)
        if args.diff:
            return _show(check_fix.diff(mended, root_of(folder)))
        check_fix.write(folder, tree, mended)
        tree = FolderTree(folder)
        with asked(args, folder, tree) as what:
            inspection = _inspect(args, tree, what)
    return _tell(args, tree, what, inspection)


def _tell(args: argparse.Namespace, tree: FolderTree, what: Asked, inspection: Inspection) -> int:
    """Report in the formats asked for; what is not listed counts for the exit code too."""
    folder: Path = args.catalog
    unfetched = {*_unfetched(args, inspection)}
    found = what.reported(item for item in inspection.diagnostics if item not in unfetched)
    in_repository = place_in_repository(folder)
    made = partial(
        Report,
        diagnostics=found,
        at=inspection.at,
        not_checked=tuple(_not_checked(args, folder, what, inspection, in_repository)),
        scope=what.scope(inspection),
        changed=what.lines,
        root=root_of(folder),
        prefix=root_of(folder) if in_repository is None else in_repository,
        read=reader(tree),
        rules=every_rule(),
        site=_site(inspection),
        width=width(sys.stdout),
    )
    sys.stdout.write(FORMATS[args.format](made(colour=coloured(sys.stdout))))
    for further in args.reports:
        # A summary page has other parts.
        write(further, FORMATS[further.format](made()), append=further.format == "markdown")
    return exit_code(found, Severity[args.fail_on.upper()])


def _inspect(args: argparse.Namespace, tree: Tree, what: Asked) -> Inspection:
    inspection = look(args, tree, args.now, Terminal(), what.narrowing)
    if what.part:
        inspection = with_ignored(args, inspection)
    if not args.previous or inspection.catalog is None:
        return inspection
    found = [*inspection.diagnostics, *altered(inspection.catalog, published_at(args))]
    return replace(inspection, diagnostics=in_order(found))


def _show(patch: Iterator[str]) -> int:
    lines = [*(check_fix.shown(patch) if sys.stdout.isatty() else patch)]
    sys.stdout.writelines(lines)
    return FINDINGS if lines else CLEAN


def _site(inspection: Inspection) -> str:
    settings = inspection.catalog.settings if inspection.catalog else None
    return f"{settings.base_url.rstrip('/')}/" if settings and settings.base_url else ""


def _unfetched(args: argparse.Namespace, inspection: Inspection) -> list[Diagnostic]:
    """The artifacts that nothing was asked for: not checked, which is no finding."""
    found = inspection.diagnostics if args.offline else ()
    return [item for item in found if item.code == pins.UNREACHABLE.code]


def _not_checked(
    args: argparse.Namespace,
    folder: Path,
    what: Asked,
    inspection: Inspection,
    in_repository: str | None,
) -> Iterator[str]:
    if not args.previous:
        yield "published digests: no previous publication was given"
    if unfetched := sorted({item.file for item in _unfetched(args, inspection)}):
        yield f"artifacts of {', '.join(unfetched)}: not fetched before, and --offline was given"
    if in_repository is None:
        yield f"{layout.IGNORED.code}, files that Git ignores: {folder} is in no Git repository"
    too_large = sum(item.code == layout.TOO_LARGE.code for item in inspection.diagnostics)
    if too_large:
        yield f"what is in {too_large:,} files: they are larger than what is read"
    yield from what.not_checked(inspection)
