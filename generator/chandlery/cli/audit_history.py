"""``chandlery audit-history``: whether anything that was published was altered afterwards."""

import argparse
import sys
from collections.abc import Iterable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from chandlery.checks import Finding
from chandlery.cli.destinations import add_reports, moment, revision, write
from chandlery.cli.exits import CLEAN, FINDINGS, WORLD
from chandlery.cli.options import add_catalog, describe, now, require_folder, rfc_3339
from chandlery.cli.shown import root_of
from chandlery.diagnostics import has_errors
from chandlery.documents import Document, read_yaml
from chandlery.model.history import Occurrence
from chandlery.ports.git import read_commit
from chandlery.ports.git_history import History
from chandlery.records.notices import Waivers
from chandlery.reports.audit import FORMATS, Audit
from chandlery.rules.history import REWRITTEN
from chandlery.rules.waivers import UNWAIVABLE
from chandlery.stages.history import audit

_DESCRIPTION = """\
Walks the main line of the catalog's history (first parents; what a merge brought is one step)
and reports what was done to releases, versions, names, digests, decisions, advisories and
renames after they had landed. Packages that moved are followed by renames.yml.

exit codes: 0 nothing, or only what was undone since; 1 findings; 3 the history is not all there,
as in a shallow clone: never a clean pass
"""


def add(command: argparse.ArgumentParser) -> None:
    """Describe the command."""
    describe(command, _DESCRIPTION)
    add_catalog(command)
    command.add_argument(
        "--rev", type=revision, default="HEAD", metavar="REV", help="whose history (HEAD)"
    )
    command.add_argument(
        "--since",
        type=revision,
        metavar="REV",
        help="report only what happened after this commit, which has to be on the main line",
    )
    add_reports(command, FORMATS, appends=True)
    command.add_argument(
        "--now", type=moment, metavar="TIME", help="judge waivers at this time (by the clock)"
    )
    command.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Walk through the history, and report."""
    folder = require_folder(args.catalog)
    with closing(History(folder, args.rev)) as history:
        found = audit(history.steps(), history.read)
        times = {commit: _time(seconds) for commit, seconds in history.commits.items()}
        since = read_commit(folder, args.since).id if args.since else ""
        if since:
            found = (*rewritten(history, since), *_after(history, since, found))
        left = _unwaived(found, folder, args.now or now())
        made = Audit(
            tip=history.tip,
            since=since,
            commits=len(times),
            found=left,
            accepted=len(found) - len(left),
            not_checked=history.unseen,
            times=times,
            root=root_of(folder),
        )
    sys.stdout.write(FORMATS[args.format](made))
    for further in args.reports:
        write(further, FORMATS[further.format](made), append=further.format == "markdown")
    if has_errors(item.diagnostic for item in left):
        return FINDINGS
    return WORLD if made.not_checked else CLEAN


def _time(seconds: int) -> str:
    return rfc_3339(datetime.fromtimestamp(seconds, UTC))


def rewritten(history: History, since: str) -> Iterable[Occurrence]:
    """Say that a commit is not where it was, if it is not."""
    if since not in history.commits:
        finding = Finding(
            (),
            f"commit {since} is not on the main line of {history.tip}",
            "Find out who replaced the branch, and restore it.",
        )
        told = REWRITTEN.report(Document("marketplace.yml", b""), finding)
        yield Occurrence(history.tip, "", told)


def _after(history: History, since: str, found: Iterable[Occurrence]) -> Iterable[Occurrence]:
    """What happened after a commit; everything, where that is not on the main line."""
    order = {commit: number for number, commit in enumerate(history.commits)}
    yield from (item for item in found if order[item.commit] > order.get(since, -1))


def _unwaived(found: Iterable[Occurrence], folder: Path, at: str) -> tuple[Occurrence, ...]:
    """What no waiver in force covers of those that the catalog's folder has."""
    covered = {(item.code, item.path) for item in _waivers(folder) if item.expires > at}
    return tuple(
        item
        for item in found
        if (item.diagnostic.code, item.diagnostic.file) not in covered
        or item.diagnostic.code.startswith(UNWAIVABLE)
    )


def _waivers(folder: Path) -> list[Any]:
    """The waivers of a catalog; none where they cannot be read, which `check` reports."""
    path = folder / "waivers.yml"
    if not path.is_file():
        return []
    document = read_yaml("waivers.yml", path.read_bytes()).usable
    try:
        return Waivers.model_validate(document.value if document else []).root
    except ValidationError:
        return []
