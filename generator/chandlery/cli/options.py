"""What several commands share: options, where a catalog comes from, where artifacts come from."""

import argparse
import os
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Final, NamedTuple

from chandlery.pipeline import RunAll
from chandlery.ports.engines import ENGINES
from chandlery.ports.errors import FetchError, Offline, StorageError, TimedOut, Unreachable
from chandlery.ports.executors import in_processes, on_dask
from chandlery.ports.fetch import Fetcher
from chandlery.ports.processes import over_processes
from chandlery.records.base import BASE_URL_PATTERN
from chandlery.stages.artifact_files import Fetch
from chandlery.stages.pack import DownloadRefused

_MANY_PACKAGES: Final = 32  # fewer are looked at before processes have begun
_WORLD = (Offline, TimedOut, Unreachable)


def add_catalog(command: argparse.ArgumentParser) -> None:
    """``--catalog``: which folder is meant."""
    command.add_argument(
        "--catalog",
        type=Path,
        default=Path("catalog"),
        metavar="DIR",
        help="the catalog's folder (catalog)",
    )


def add_fetching(command: argparse.ArgumentParser) -> None:
    """``--offline``, ``--cache``, ``--jobs`` and ``--executor``."""
    command.add_argument(
        "--offline", action="store_true", help="fetch nothing; use what was fetched before"
    )
    command.add_argument(
        "--cache",
        type=Path,
        default=cache_folder(),
        metavar="DIR",
        help="where fetched artifacts are kept (%(default)s)",
    )
    command.add_argument(
        "--jobs",
        type=positive,
        default=os.cpu_count() or 1,
        metavar="N",
        help="workers (%(default)s)",
    )
    command.add_argument(
        "--executor",
        type=executor,
        default="threads",
        metavar="WHICH",
        help="who verifies and packs releases: threads, processes, or a Dask cluster by "
        "dask:ADDRESS (%(default)s); with threads, what need not be fetched is verified where "
        "packages are looked at, by forks of this process if there are many",
    )


def add_engine(command: argparse.ArgumentParser) -> None:
    """``--engine``: what renders the written pages."""
    command.add_argument(
        "--engine",
        choices=tuple(ENGINES),
        default="",
        help="what renders the written pages (mkdocs where it is installed, else zensical)",
    )


def cache_folder() -> Path:
    """Where fetched artifacts are kept, by the XDG convention."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "chandlery"


def positive(text: str) -> int:
    """A whole number above zero.

    Raises:
        argparse.ArgumentTypeError: it is none.
    """
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number above zero")
    return int(text)


def base_url(text: str) -> str:
    """The address of a folder; ``http`` will do, for a trial on one's own machine.

    Raises:
        argparse.ArgumentTypeError: it is none.
    """
    if re.fullmatch(BASE_URL_PATTERN, text) is None:
        raise argparse.ArgumentTypeError(f"{text!r} is not an address like https://example.org/")
    return text


def rfc_3339(moment: datetime) -> str:
    """A time with a zone as our records have it: in UTC, to the second.

    Raises:
        OverflowError: it is beyond the calendar in UTC.
    """
    text = moment.astimezone(UTC).isoformat(timespec="seconds")
    return text.replace("+00:00", "Z")


def now() -> str:
    """The time by this machine's clock; for a working tree, which has no commit's."""
    return rfc_3339(datetime.now(UTC))


def require_folder(folder: Path, hint: str = "Give the catalog's folder with --catalog.") -> Path:
    """The folder, if there is one.

    Raises:
        StorageError: there is none.
    """
    if not folder.is_dir():
        raise StorageError(f"there is no folder {folder}", hint, path=folder)
    return folder


def refuse_nested(out: Path, source: Path, what: str, option: str) -> None:
    """See that a command cannot write among the files that it reads, or over them.

    Args:
        out: where it writes.
        source: what it reads.
        what: what people call that.
        option: which names `out`.

    Raises:
        StorageError: one of the two folders lies in the other.
    """
    place, read = out.resolve(), source.resolve()
    if place.is_relative_to(read) or read.is_relative_to(place):
        raise StorageError(
            f"{out} and {what} {source} lie in each other",
            f"Give a folder of its own with {option}.",
            path=out,
        )


def fetch_with(fetcher: Fetcher) -> Fetch:
    """A fetcher of the world as the pure stages know it; another process can be given it."""
    return partial(_fetch, fetcher)


def _fetch(fetcher: Fetcher, url: str, *, sha256: str, size: int) -> bytes:
    try:
        return fetcher.fetch(url, sha256=sha256, size=size)
    except FetchError as error:
        raise DownloadRefused(str(error), error.hint, world=isinstance(error, _WORLD)) from error


def executor(text: str) -> str:
    """Who does the work: `threads`, `processes` or `dask:ADDRESS`.

    Raises:
        argparse.ArgumentTypeError: it is none of these.
    """
    kind, _, address = text.partition(":")
    if text not in {"threads", "processes"} and not (kind == "dask" and address):
        raise argparse.ArgumentTypeError(f"{text!r} is not threads, processes or dask:ADDRESS")
    return text


class Workers(NamedTuple):
    """Who does the work of an inspection; see `chandlery.pipeline.inspect`."""

    run_all: RunAll
    apart: RunAll | None


@contextmanager
def workers(args: argparse.Namespace) -> Iterator[Workers]:
    """How to spread work, as the options ask for."""
    if args.executor.startswith("dask:"):
        with on_dask(args.executor.removeprefix("dask:")) as run_all:
            yield Workers(run_all, None)
    elif args.executor == "processes":
        with in_processes(args.jobs) as run_all:
            yield Workers(run_all, None)
    elif args.jobs == 1:
        yield Workers(map, map)
    else:
        apart = partial(over_processes, processes=args.jobs, worth=_MANY_PACKAGES)
        with ThreadPoolExecutor(args.jobs) as pool:
            yield Workers(pool.map, apart)


def describe(command: argparse.ArgumentParser, description: str, epilog: str = "") -> None:
    """What the help of a command says around its options, in the lines that it is written in."""
    command.formatter_class = argparse.RawDescriptionHelpFormatter
    command.description, command.epilog = description, epilog
