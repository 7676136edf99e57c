"""Options of commands that report: where to, since when, judged at what time."""

import argparse
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from chandlery.cli.options import rfc_3339
from chandlery.ports.errors import StorageError


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """A further report: which, and the file that it goes to."""

    format: str
    path: Path


def destination(formats: Collection[str]) -> Callable[[str], Destination]:
    """A reader of a format and a file, joined by ``=``."""

    def read(text: str) -> Destination:
        format_, _, path = text.partition("=")
        if format_ not in formats or not path:
            known = ", ".join(sorted(formats))
            raise argparse.ArgumentTypeError(f"{text!r} is not one of {known}, then `=` and a file")
        return Destination(format=format_, path=Path(path))

    return read


def add_reports(
    command: argparse.ArgumentParser, formats: Collection[str], *, appends: bool = False
) -> None:
    """``--format``, and ``--report`` for further ones.

    Args:
        appends: whether `write` puts Markdown to the end of its file.
    """
    command.add_argument("--format", choices=sorted(formats), default="text", help="(text)")
    where = "to a file, Markdown to its end" if appends else "to a file"
    command.add_argument(
        "--report",
        action="append",
        default=[],
        type=destination(formats),
        metavar="FORMAT=FILE",
        dest="reports",
        help=f"write a further report {where}; may be given several times",
    )


def revision(text: str) -> str:
    """What names a commit.

    Raises:
        argparse.ArgumentTypeError: it is empty, as a variable is that nobody set.
    """
    if not text.strip():
        raise argparse.ArgumentTypeError(
            "the revision is empty: name a commit, or leave the option out"
        )
    return text


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


def write(further: Destination, text: str, *, append: bool = False) -> None:
    """Write a report to its file, or to its end.

    Raises:
        StorageError: it cannot be written.
    """
    mode = "a" if append else "w"
    try:
        with further.path.open(mode, encoding="utf-8", errors="replace", newline="\n") as file:
            file.write(text)
    except OSError as error:
        raise StorageError.of(error, further.path) from error
