"""``chandlery verify-artifacts``: do the pinned addresses still give the pinned bytes?"""

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from chandlery.cli.destinations import add_reports, moment, write
from chandlery.cli.exits import CLEAN, FINDINGS, USAGE, WORLD
from chandlery.cli.options import add_catalog, describe, now, positive, require_folder
from chandlery.cli.proposals import read_catalog
from chandlery.formats.artifact_reports_v1 import AskedArtifacts, Remembered, Standing
from chandlery.ports.errors import (
    DigestMismatch,
    FetchError,
    NotFound,
    Refused,
    StorageError,
    TooLarge,
    Unreachable,
)
from chandlery.ports.folder import FolderTree, read_file, write_file
from chandlery.ports.hosts import Rounds, host_of, rehashed
from chandlery.ports.limits import FetchLimits
from chandlery.ports.progress import Terminal
from chandlery.quoting import quoted
from chandlery.reports import artifacts as reports
from chandlery.secrecy.masking import masked
from chandlery.stages.artifact_addresses import (
    BROKEN,
    Answer,
    Choice,
    Pinned,
    addresses,
    days_before,
    due,
    report,
)
from chandlery.suggest import did_you_mean

_DESCRIPTION: Final = """\
Fetches every artifact that lies elsewhere, anew, and holds it against its digest. Each host is
asked for one file at a time, and left in peace when it fails again and again; what nobody knows
then is not checked, never good.

exit codes: 0 all that were asked are good; 1 other bytes, or gone; 3 some could not be asked
"""
_EPILOG: Final = """\
examples:
  chandlery verify-artifacts
  chandlery verify-artifacts --state .cache/artifacts.json --older-than 7 --limit 500 \\
    --report markdown=rot.md
      each night those that were looked at longest ago, 500 at most
"""
_FORMATS: Final[dict[str, Callable[[AskedArtifacts], str]]] = {
    "json": lambda found: json.dumps(found.plain(), indent=2) + "\n",
    "markdown": reports.markdown,
    "text": reports.text,
}
_GIVEN_UP: Final = Answer(
    standing="not-checked", detail="its host had failed three times in a row", network=True
)
_OFFLINE: Final = Answer(standing="not-checked", detail="--offline was given", network=True)
_SAVED_EVERY: Final = 25
# What a server says that gives a file to nobody, or to those alone who have an account there.
_DENIED: Final = frozenset({400, 401, 402, 403, 405, 406, 451})


def add(command: argparse.ArgumentParser) -> None:
    """Describe the command."""
    describe(command, _DESCRIPTION, _EPILOG)
    command.add_argument("names", nargs="*", metavar="PLUGIN", help="only of these (all)")
    add_catalog(command)
    add_reports(command, _FORMATS, appends=True)
    _add_choice(command)
    command.add_argument("--offline", action="store_true", help="ask nobody; all is not checked")
    command.add_argument(
        "--jobs", type=positive, default=8, metavar="N", help="hosts at a time (%(default)s)"
    )
    command.add_argument(
        "--seconds",
        type=positive,
        default=300,
        metavar="N",
        help="the most that one file may take (%(default)s)",
    )
    command.set_defaults(run=run)


def _add_choice(command: argparse.ArgumentParser) -> None:
    """What is asked, where that is not everything."""
    command.add_argument(
        "--state",
        type=Path,
        metavar="FILE",
        help="remember what was good and when; a run that was stopped goes on from there",
    )
    command.add_argument(
        "--older-than",
        type=positive,
        metavar="DAYS",
        help="with --state: leave what was good within so many days",
    )
    command.add_argument(
        "--limit",
        type=positive,
        metavar="N",
        help="with --state: ask for so many at most, those that were good longest ago",
    )
    command.add_argument("--now", type=moment, metavar="TIME", help="(by the clock)")


def run(args: argparse.Namespace) -> int:
    """Ask, remember, and report."""
    if args.state is None and (args.limit or args.older_than):
        print("chandlery: --limit and --older-than need --state", file=sys.stderr)
        return USAGE
    catalog = read_catalog(FolderTree(require_folder(args.catalog)))
    known = {package.name for package in catalog.packages} | catalog.unread_names
    if unknown := next((name for name in args.names if name not in known), ""):
        hint = did_you_mean(unknown, known)
        print(f"chandlery: there is no plugin {quoted(unknown)}. {hint}", file=sys.stderr)
        return USAGE
    at = args.now or now()
    good = _remembered(args.state)
    choice = Choice(
        before=days_before(at, args.older_than) if args.older_than else "", limit=args.limit
    )
    pins = addresses(catalog, frozenset(args.names))
    asked, left = due(pins, good, choice)
    answers = [*_answers(args, asked, good, at)]
    unread = [folder for folder in sorted(catalog.unread) if _is_asked(folder, args.names)]
    found = report(answers, left, good, at).model_copy(update={"unread": unread})
    sys.stdout.write(_FORMATS[args.format](found))
    for further in args.reports:
        write(further, _FORMATS[further.format](found), append=further.format == "markdown")
    return _exit_code(found)


def _answers(
    args: argparse.Namespace, asked: list[Pinned], good: dict[str, str], at: str
) -> Iterator[tuple[Pinned, Answer]]:
    """Every answer as it comes; what is good is remembered at once."""
    if args.offline:
        yield from ((pin, _OFFLINE) for pin in asked)
        return
    limits = FetchLimits(total=args.seconds, retries=2)
    rounds: Rounds[Pinned, Answer] = Rounds(
        host=lambda pin: host_of(pin.url),
        ask=partial(_ask, limits),
        failed=lambda answer: answer.network,
        given_up=_GIVEN_UP,
        jobs=args.jobs,
    )
    since = 0
    try:
        for pin, answer in Terminal().track(rounds.answers(asked), len(asked), "asking"):
            if answer.standing == "good":
                good[pin.key] = at
                since += 1
            if since >= _SAVED_EVERY:
                since = 0
                _save(args.state, good)
            yield pin, answer
    finally:
        _save(args.state, good)


def _ask(limits: FetchLimits, pin: Pinned) -> Answer:
    try:
        rehashed(pin.url, sha256=pin.sha256, size=pin.size, limits=limits)
    except FetchError as error:
        standing = _standing(error)
        unknown = standing == "not-checked"
        return Answer(standing=standing, detail=_told(error, pin), network=unknown)
    return Answer(standing="good")


def _standing(error: FetchError) -> Standing:
    """What a download that came to nothing says of the address."""
    match error:
        case DigestMismatch() | TooLarge():
            return "changed"
        case NotFound():
            return "gone"
        case Refused():
            return "refused"
        case Unreachable() if error.status in _DENIED:
            return "gone"
        case _:
            return "not-checked"


def _told(error: FetchError, pin: Pinned) -> str:
    return masked(str(error).removeprefix(pin.url).strip())


def _remembered(state: Path | None) -> dict[str, str]:
    """What was good and when."""
    if state is None or not state.exists():
        return {}
    try:
        return dict(Remembered.model_validate_json(read_file(state)).good)
    except ValidationError as error:
        raise StorageError(
            f"{state} is not what `--state` writes",
            "Give another file, or remove this one to begin anew.",
            path=state,
        ) from error


def _save(state: Path | None, good: dict[str, str]) -> None:
    if state is not None:
        plain = Remembered(good=dict(sorted(good.items()))).plain()
        write_file(state, json.dumps(plain, indent=1).encode() + b"\n")


def _is_asked(folder: str, names: list[str]) -> bool:
    """Whether something that cannot be read may pin what was asked about."""
    kind, _, name = folder.partition("/")
    return kind in {"plugins", "adapters"} and (not names or name in names)


def _exit_code(found: AskedArtifacts) -> int:
    if found.unread or any(item.standing in BROKEN for item in found.artifacts):
        return FINDINGS
    return WORLD if any(item.network for item in found.artifacts) else CLEAN
