"""``fixture-replay``: verify recordings, replay them, or check a replay."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from fixture_replay.adapter import FixtureReplay, RequestError
from fixture_replay.recordings import FixtureError, read_lines, read_recordings


def main(arguments: list[str] | None = None) -> int:
    """Run one command.  Returns 0, 1 for what is not as it should be, 2 for unusable files."""
    options = parse(arguments)
    commands = {"verify": verify, "run": run, "check": check}
    try:
        return commands[options.command](options)
    except FixtureError as error:
        for problem in error.problems:
            print(f"fixture-replay: {problem}", file=sys.stderr)
        return 1 if options.command == "verify" else 2
    except OSError as error:
        print(f"fixture-replay: {error.filename}: {error.strerror}", file=sys.stderr)
        return 2


def verify(options: argparse.Namespace) -> int:
    """Say what the recordings are."""
    recordings = read_recordings(options.runs.read_bytes())
    prompts = len({recording.prompt for recording in recordings})
    print(f"{len(recordings)} recordings of {prompts} prompts")
    return 0


def run(options: argparse.Namespace) -> int:
    """Answer the requests on standard input."""
    for result in replayed(options.runs, sys.stdin.buffer.read()):
        sys.stdout.buffer.write(line_of(result))
    return 0


def check(options: argparse.Namespace) -> int:
    """Hold the results against the expected ones, line by line."""
    expected = objects(options.expected.read_bytes())
    results = list(replayed(options.runs, options.requests.read_bytes()))
    wrong = len(results) != len(expected)
    if wrong:
        print(f"{len(results)} results, and {len(expected)} are expected")
    for result, other in zip(results, expected, strict=False):
        # As JSON, where 1 and true are not the same.
        keys = [
            key
            for key in sorted(result.keys() | other.keys())
            if line_of(result.get(key)) != line_of(other.get(key))
        ]
        if keys:
            print(f"{result['request_id']}: not as expected: {', '.join(keys)}")
        wrong = wrong or bool(keys)
    if not wrong:
        print(f"{len(results)} results, all as expected")
    return int(wrong)


def replayed(runs: Path, requests: bytes) -> Iterator[dict[str, Any]]:
    """The results of requests, one for each.

    Raises:
        FixtureError: the recordings or a request cannot be used.
    """
    replay = FixtureReplay(read_recordings(runs.read_bytes()))
    for number, request in enumerate(objects(requests), 1):
        try:
            yield replay.run(request)
        except RequestError as error:
            raise FixtureError([f"request {number}: {error}"]) from error


def objects(data: bytes) -> list[dict[str, Any]]:
    """The objects of a file of JSON Lines.

    Raises:
        FixtureError: a line is none.
    """
    problems: list[str] = []
    found = [value for _, value in read_lines(data, problems)]
    if problems:
        raise FixtureError(problems)
    return found


def line_of(value: Any) -> bytes:
    """A value as one line, the same for equal values."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode(errors="backslashreplace") + b"\n"  # JSON's own way


def parse(arguments: list[str] | None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="fixture-replay", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    for name, files in (
        ("verify", ("runs",)),
        ("run", ("runs",)),
        ("check", ("runs", "requests", "expected")),
    ):
        command = commands.add_parser(name)
        for file in files:
            command.add_argument(file, type=Path, metavar=file.upper())
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
