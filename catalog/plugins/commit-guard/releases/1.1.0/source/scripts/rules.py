"""What must not be committed, and where a text holds it."""

from __future__ import annotations

import fnmatch
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

SETTINGS_FILE = ".commit-guard.json"

SECRETS: tuple[tuple[str, str, re.Pattern[str]], ...] = (
    ("aws-key", "an AWS access key", re.compile(r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b")),
    (
        "github-token",
        "a GitHub token",
        re.compile(r"\b(?:gh[pousr]_[0-9A-Za-z]{36,}|github_pat_[0-9A-Za-z_]{50,})\b"),
    ),
    ("slack-token", "a Slack token", re.compile(r"\bxox[abprs]-[0-9A-Za-z-]{10,}")),
    ("private-key", "a private key", re.compile(r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----")),
)
PASSWORD = re.compile(
    r"""(?i)\b(?:password|passwd|secret|api_?key|token)["']?\s*[:=]\s*["']([^"']{8,})["']"""
)
# Words that stand where a secret would stand in an example.
PLACEHOLDER = re.compile(
    r"(?i)^(?:.*(?:example|placeholder|change.?me|your[-_ ]|dummy|redacted).*"
    r"|\$\{.*|\{\{.*|<.*>|(.)\1*)$"
)


@dataclass(frozen=True)
class Settings:
    """What a project asks of the guard.

    Attributes:
        max_bytes: the largest text that may be written.
        ignore: file patterns (``docs/*``) that are not looked at.
        allow: rules that are switched off: ``large-file``, ``conflict-marker``, ``password`` or
            a secret's name.
        problem: why the project's own settings are not in force, or ``""``.
    """

    max_bytes: int = 1_000_000
    ignore: tuple[str, ...] = ()
    allow: tuple[str, ...] = ()
    problem: str = field(default="", compare=False)

    def ignores(self, path: str) -> bool:
        """Whether a path, relative to the project, is not to be looked at."""
        return any(fnmatch.fnmatchcase(path, pattern) for pattern in self.ignore)


def settings_of(project: Path) -> Settings:
    """A project's settings; settings that cannot be read leave the defaults in force."""
    try:
        text = (project / SETTINGS_FILE).read_text("utf-8")
    except FileNotFoundError:
        return Settings()
    except (OSError, UnicodeDecodeError) as error:
        return Settings(problem=f"{SETTINGS_FILE}: {error}")
    try:
        return _settings(json.loads(text))
    except (ValueError, TypeError) as error:
        return Settings(problem=f"{SETTINGS_FILE}: {error}")


def _settings(value: Any) -> Settings:
    if not isinstance(value, dict):
        raise TypeError("not an object")
    if unknown := sorted(set(value) - {"max_bytes", "ignore", "allow"}):
        raise TypeError(f"unknown setting `{unknown[0]}`")
    max_bytes = value.get("max_bytes", Settings.max_bytes)
    if isinstance(max_bytes, bool) or not isinstance(max_bytes, int) or max_bytes < 1:
        raise TypeError("`max_bytes` is not a positive whole number")
    return Settings(max_bytes, _texts(value, "ignore"), _texts(value, "allow"))


def _texts(value: dict[str, Any], key: str) -> tuple[str, ...]:
    texts = value.get(key, [])
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        raise TypeError(f"`{key}` is not a list of texts")
    return tuple(texts)


def problems_in(text: str, settings: Settings) -> Iterator[str]:
    """What is wrong with a text.  Never repeats a secret: the answer lands in a transcript."""
    yield from size_problems(len(text.encode("utf-8", "surrogatepass")), settings)
    yield from line_problems(text, settings)


def size_problems(size: int, settings: Settings) -> Iterator[str]:
    """Whether so many bytes are too many."""
    if size > settings.max_bytes and "large-file" not in settings.allow:
        yield f"{size:,} bytes, more than {settings.max_bytes:,}"


def line_problems(text: str, settings: Settings) -> Iterator[str]:
    """What is wrong with the lines of a text."""
    lines = text.splitlines()
    if "conflict-marker" not in settings.allow:
        yield from (f"line {number}: a conflict marker" for number in conflict_lines(lines))
    for number, line in enumerate(lines, start=1):
        yield from (f"line {number}: {name}" for name in secrets_in(line, settings.allow))


def conflict_lines(lines: list[str]) -> list[int]:
    """The lines of conflict markers.

    A line of seven ``=`` alone is a heading in reStructuredText; it counts only between the other
    two markers.
    """
    opened = False
    found = []
    for number, line in enumerate(lines, start=1):
        if line.startswith("<<<<<<< "):
            opened = True
            found.append(number)
        elif line.startswith(">>>>>>> "):
            opened = False
            found.append(number)
        elif opened and line == "=======":
            found.append(number)
    return found


def secrets_in(line: str, allow: tuple[str, ...] = ()) -> Iterator[str]:
    """The kinds of secret that a line seems to hold."""
    for rule, name, pattern in SECRETS:
        if rule not in allow and pattern.search(line):
            yield name
    if "password" not in allow:
        for match in PASSWORD.finditer(line):
            if not PLACEHOLDER.match(match[1]):
                yield "a password in the text"
