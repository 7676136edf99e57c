"""``chandlery review``: what a maintainer has to know to merge a change."""

import argparse
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from chandlery.cli.composition import look
from chandlery.cli.destinations import add_reports, moment, revision, write
from chandlery.cli.exits import CLEAN, FINDINGS, REVIEW
from chandlery.cli.options import add_catalog, add_fetching, describe, fetch_with, now
from chandlery.cli.review_trees import Trees, trees_of
from chandlery.cli.shown import coloured, reader, root_of, width
from chandlery.formats import review_v1 as v1
from chandlery.pipeline import Inspection
from chandlery.ports.errors import GitError
from chandlery.ports.fetch import Fetcher
from chandlery.ports.git import place_of
from chandlery.ports.git_authors import Author, authors
from chandlery.ports.git_landing import Landing, landing
from chandlery.ports.git_objects import resolve
from chandlery.ports.progress import Terminal
from chandlery.reports.report import Report, ordered
from chandlery.reports.review_formats import REVIEW_FORMATS
from chandlery.reports.review_report import ReviewReport
from chandlery.rules import pins
from chandlery.stages.ownership import Person, person
from chandlery.stages.review import Authors, Proposal, refused, review, unread
from chandlery.stages.rulebook import every_rule
from chandlery.stages.scope import Change, Narrowing

_EXITS: Final[Mapping[str, int]] = {"ok": CLEAN, "needs_review": REVIEW, "fail": FINDINGS}
_DEFAULT_BASE: Final = "origin/HEAD"
_ALL_LINES: Final = range(1, 2**31)

_EPILOG = """\
exit codes: 0 ok, 1 fail, 5 needs review

in a GitHub workflow, annotate the change and keep a report for the comment:

  chandlery review --base "$BASE" --head "$HEAD" --author "$LOGIN" --format github \\
    --report markdown=review.md --report json=review.json
"""


def add(command: argparse.ArgumentParser) -> None:
    """Describe the command."""
    describe(
        command,
        "Merges two revisions without touching any file, and reports what would land: what\n"
        "plugins ask for beyond their last release, whose they are, who changes them, what is\n"
        "wrong, what to do.",
        _EPILOG,
    )
    add_catalog(command)
    command.add_argument(
        "--base",
        type=revision,
        default=_DEFAULT_BASE,
        metavar="REV",
        help="what the change would be merged into (%(default)s, the remote's main branch)",
    )
    command.add_argument(
        "--head", type=revision, default="HEAD", metavar="REV", help="what would be merged (HEAD)"
    )
    command.add_argument(
        "--author",
        metavar="LOGIN",
        help="the account on GitHub that asks for the change, as the host says; without it the "
        "commits are believed",
    )
    add_reports(command, REVIEW_FORMATS)
    command.add_argument(
        "--now", type=moment, metavar="TIME", help="judge dates at this time (by the clock)"
    )
    add_fetching(command)
    command.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Merge, inspect, review and report."""
    args.now = args.now or now()
    place, prefix = place_of(args.catalog)
    landed = landing(place, _base(args, place), args.head)
    if not landed.tree:
        found = refused(_landing_v1(args, landed, ()))
        return _tell(args, ReviewReport(review=found, check=Report(diagnostics=())))
    with trees_of(place, landed, prefix, args.cache, Terminal()) as trees:
        _require_catalog(args, trees)
        told = _landing_v1(args, landed, trees.outside)
        return _tell(args, _review(args, place, trees, landed, told))


def _base(args: argparse.Namespace, place: Path) -> str:
    """What was asked for as the base.

    Raises:
        GitError: nothing was, and there is no remote with a main branch.
    """
    base: str = args.base
    if base == _DEFAULT_BASE and not resolve(place, f"{base}^{{commit}}")[0]:
        raise GitError(
            f"no --base was given, and this clone has no {base}",
            "Name the branch that the change is for: `--base main`.",
            folder=args.catalog,
        )
    return base


def _require_catalog(args: argparse.Namespace, trees: Trees) -> None:
    """See that there is anything to review.

    Raises:
        GitError: there never was a catalog, and would be none.
    """
    if not trees.before.entries() and not trees.after.entries():
        raise GitError(
            f"neither {args.base!r} nor {args.head!r} has a catalog in {args.catalog}",
            "Give the catalog's folder with --catalog.",
            folder=args.catalog,
        )


def _review(
    args: argparse.Namespace, place: Path, trees: Trees, landed: Landing, told: v1.Landing
) -> ReviewReport:
    before, after, paths = trees.before, trees.after, trees.differences.paths
    narrowing = Narrowing(change=Change(paths=paths, before=before, formerly=trees.formerly))
    inspection = look(args, after, args.now, Terminal(), narrowing)
    who = _authors(args, place, trees.prefix, landed)
    missing = tuple(_not_checked(landed, who, inspection))
    check = _check(args, trees, inspection, missing)
    if inspection.catalog is None or inspection.was is None:
        return ReviewReport(review=unread(told), check=check)
    were, are = (paths & {entry.path for entry in tree.entries()} for tree in (before, after))
    proposal = Proposal(
        landing=told,
        was=inspection.was,
        now=inspection.catalog,
        paths=paths,
        before=were,
        after=are,
        found=inspection.diagnostics,
        artifacts=inspection.artifacts,
        at=inspection.at,
        authors=who,
        fetch=fetch_with(Fetcher(args.cache, offline=args.offline)),
        not_checked=missing,
    )
    return ReviewReport(review=review(proposal), check=check)


def _check(
    args: argparse.Namespace, trees: Trees, inspection: Inspection, missing: tuple[str, ...]
) -> Report:
    found, prefix = trees.differences, trees.prefix.rstrip("/")
    lines = {path: found.lines.get(path, _ALL_LINES) for path in found.paths}
    return Report(
        diagnostics=ordered(inspection.diagnostics, lines),
        at=inspection.at,
        not_checked=missing,
        changed=lines,
        root=root_of(args.catalog),
        prefix=f"{prefix}/" if prefix else "",
        read=reader(trees.after),
        rules=every_rule(),
        width=width(sys.stdout),
        colour=coloured(sys.stdout),
    )


def _authors(args: argparse.Namespace, place: Path, prefix: str, landed: Landing) -> Authors:
    if args.author:
        login = args.author.removeprefix("@")
        return Authors(given=person(f"@{login}", f"@{login}"))
    found = authors(place, prefix, landed.base.id, landed.head.id)
    by_path = {path: frozenset(map(_person, who)) for path, who in found.items()}
    return Authors(by_path=by_path, complete=not landed.shallow)


def _person(author: Author) -> Person:
    return person(author.name, author.email)


def _not_checked(landed: Landing, who: Authors, inspection: Inspection) -> Iterator[str]:
    if landed.shallow:
        yield "what the base held before: this clone is shallow"
    if landed.shallow and who.given is None:
        yield "who makes the change: this clone is shallow"
    for item in inspection.diagnostics:
        if item.code in pins.WORLD_CODES:
            yield f"{item.file}: {item.message}"


def _landing_v1(args: argparse.Namespace, landed: Landing, outside: tuple[str, ...]) -> v1.Landing:
    return v1.Landing(
        base=v1.Revision(name=args.base, commit=landed.base.id),
        head=v1.Revision(name=args.head, commit=landed.head.id),
        fork=landed.fork or None,
        manner=landed.manner.value,
        tree=landed.tree or None,
        conflicts=list(landed.conflicts),
        outside=list(outside),
    )


def _tell(args: argparse.Namespace, report: ReviewReport) -> int:
    sys.stdout.write(REVIEW_FORMATS[args.format](report))
    for further in args.reports:
        write(further, REVIEW_FORMATS[further.format](report))
    return _EXITS[report.review.verdict]
