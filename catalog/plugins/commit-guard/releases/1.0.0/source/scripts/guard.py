"""Refuse a file write that carries a secret, a conflict marker or a very large text.

The host runs this before its file tools and hands over the event, one JSON object, on stdin.
The answer is one JSON object on stdout, or nothing where there is nothing to say.

Exit codes: 0 answered, also when the answer is "deny"; 2 the event could not be read, which both
hosts take as "deny" too.  A guard that cannot see must not wave things through.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from typing import Any

MAX_BYTES = 1_000_000

SECRETS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("an AWS access key", re.compile(r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b")),
    ("a GitHub token", re.compile(r"\bgh[pousr]_[0-9A-Za-z]{36,}\b")),
    ("a Slack token", re.compile(r"\bxox[abprs]-[0-9A-Za-z-]{10,}")),
    ("a private key", re.compile(r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----")),
    (
        "a password in the text",
        re.compile(
            r"""(?i)\b(?:password|passwd|secret|api_?key|token)["']?\s*[:=]\s*["'][^"']{8,}["']"""
        ),
    ),
)
CONFLICT = re.compile(r"^(?:<{7} |={7}$|>{7} )")


def main() -> int:
    """Read one event, print the answer, return the exit code."""
    try:
        event = json.load(sys.stdin)
        arguments = tool_arguments(event)
    except (ValueError, TypeError) as error:
        print(f"commit-guard cannot read the event: {error}", file=sys.stderr)
        return 2
    problems = [problem for text in new_texts(arguments) for problem in problems_in(text)]
    if problems:
        json.dump(denial(target(arguments), problems), sys.stdout)
    return 0


def tool_arguments(event: Any) -> dict[str, Any]:
    """The tool's arguments, from either host's event.

    Raises:
        TypeError: the event is not an object, or holds no tool call.
    """
    if not isinstance(event, dict):
        raise TypeError("not an object")
    tool = event.get("tool")
    arguments = tool.get("input") if isinstance(tool, dict) else event.get("tool_input")
    if not isinstance(arguments, dict):
        raise TypeError("no tool call in it")
    return arguments


def new_texts(arguments: dict[str, Any]) -> Iterator[str]:
    """Every text that the call would write; what it replaces does not count."""
    edits = arguments.get("edits")
    for part in (arguments, *(edits if isinstance(edits, list) else ())):
        if isinstance(part, dict):
            for key in ("content", "new_string", "new_source"):
                if isinstance(part.get(key), str):
                    yield part[key]


def target(arguments: dict[str, Any]) -> str:
    """The file that the call is about, for the message."""
    for key in ("file_path", "path", "notebook_path"):
        if isinstance(arguments.get(key), str):
            return str(arguments[key])
    return "the file"


def problems_in(text: str) -> Iterator[str]:
    """What is wrong with a text.  Never repeats a secret: the answer lands in a transcript."""
    size = len(text.encode("utf-8", "surrogatepass"))
    if size > MAX_BYTES:
        yield f"{size:,} bytes, more than {MAX_BYTES:,}"
    for number, line in enumerate(text.splitlines(), start=1):
        if CONFLICT.match(line):
            yield f"line {number}: a conflict marker"
        for name, pattern in SECRETS:
            if pattern.search(line):
                yield f"line {number}: {name}"


def denial(path: str, problems: list[str]) -> dict[str, Any]:
    """The answer that refuses a call, in the form that both hosts read."""
    shown = "; ".join(problems[:10]) + (" …" if len(problems) > 10 else "")
    return {
        "hookSpecificOutput": {
            "hookEventName": "PreToolUse",
            "permissionDecision": "deny",
            "permissionDecisionReason": f"commit-guard: {path}: {shown}",
        }
    }


if __name__ == "__main__":
    sys.exit(main())
