"""``shell-runner``: one request from stdin, one result to stdout."""

from __future__ import annotations

import argparse
import json
import sys

from shell_runner.adapter import RequestError, ShellRunner


def main(arguments: list[str] | None = None) -> int:
    """Answer the request on standard input.  Returns 0, or 2 for one that cannot be used."""
    options = parse(arguments)
    adapter = ShellRunner(options.command, timeout=options.timeout, cwd=options.cwd)
    try:
        result = adapter.run(json.loads(sys.stdin.buffer.read()))
    except (ValueError, RecursionError) as error:  # no JSON, no UTF-8, or no request
        what = str(error) if isinstance(error, RequestError) else f"the request is no JSON: {error}"
        print(f"shell-runner: {what}", file=sys.stderr)
        return 2
    text = json.dumps(result, ensure_ascii=False, indent=2) + "\n"
    sys.stdout.buffer.write(text.encode(errors="backslashreplace"))  # JSON's own way
    return 0


def parse(arguments: list[str] | None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="shell-runner", description=__doc__)
    parser.add_argument("--timeout", type=seconds, default=60.0, metavar="SECONDS")
    parser.add_argument("--cwd", metavar="DIR", help="where the command runs")
    parser.add_argument("--fixture", action="store_true", help="start nothing")
    parser.add_argument("command", nargs="*", metavar="COMMAND", help="after --")
    options = parser.parse_args(arguments)
    if options.fixture == bool(options.command):
        parser.error("give either a command, after --, or --fixture")
    return options


def seconds(text: str) -> float:
    """A time limit."""
    value = float(text)
    if not 0 < value <= 86_400:
        raise ValueError(text)
    return value


if __name__ == "__main__":
    sys.exit(main())
