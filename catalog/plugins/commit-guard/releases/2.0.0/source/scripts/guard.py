"""Refuse secrets, conflict markers and very large files, in writes and in commits.

The host runs this before and after its file tools, and before its shell tool, and hands over the
event, one JSON object, on stdin.  Before a file tool the guard judges what would be written;
afterwards it judges the file, since two harmless edits can add up to a harmful file; before a
shell command that makes a commit it judges what Git would commit.  The answer is one JSON object
on stdout, or nothing where there is nothing to say.

Exit codes: 0 answered, also when the answer is "deny"; 2 the event could not be read, which both
hosts take as "deny" too.  A guard that cannot see must not wave things through.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from commands import commits_in
from repository import GitError, NoRepositoryError, problems_of_commit
from rules import READ_LIMIT, Settings, data_problems, problems_in, settings_of, size_problems


@dataclass(frozen=True)
class Event:
    """A host's event, whichever host it came from."""

    name: str
    arguments: dict[str, Any]
    project: Path

    @classmethod
    def read(cls, value: Any) -> Event:
        """Make sense of an event.

        Raises:
            TypeError: it is not an object, or holds no tool call.
        """
        if not isinstance(value, dict):
            raise TypeError("not an object")
        tool = value.get("tool")
        arguments = tool.get("input") if isinstance(tool, dict) else value.get("tool_input")
        if not isinstance(arguments, dict):
            raise TypeError("no tool call in it")
        name = value.get("hook_event_name") or value.get("hookEventName") or "PreToolUse"
        project = value.get("cwd")
        return cls(str(name), arguments, Path(project) if isinstance(project, str) else Path.cwd())

    @property
    def path(self) -> str:
        """The file that the call is about, relative to the project where it lies inside."""
        for key in ("file_path", "path", "notebook_path"):
            if isinstance(self.arguments.get(key), str):
                path = Path(self.arguments[key])
                inside = path.is_absolute() and path.is_relative_to(self.project)
                return (path.relative_to(self.project) if inside else path).as_posix()
        return ""

    @property
    def command(self) -> str:
        """The shell command that the call would run, or ``""``."""
        command = self.arguments.get("command")
        return command if isinstance(command, str) else ""

    def new_texts(self) -> Iterator[str]:
        """Every text that the call would write; what it replaces does not count."""
        edits = self.arguments.get("edits")
        for part in (self.arguments, *(edits if isinstance(edits, list) else ())):
            if isinstance(part, dict):
                for key in ("content", "new_string", "new_source"):
                    if isinstance(part.get(key), str):
                        yield part[key]


def main() -> int:
    """Read one event, print the answer, return the exit code."""
    try:
        event = Event.read(json.load(sys.stdin))
    except (ValueError, TypeError) as error:
        print(f"commit-guard cannot read the event: {error}", file=sys.stderr)
        return 2
    settings = settings_of(event.project)
    if settings.problem:
        print(f"commit-guard uses its defaults: {settings.problem}", file=sys.stderr)
    if event.name == "PostToolUse":
        if problems := file_problems(event, settings):
            json.dump({"decision": "block", "reason": reason(event.path, problems)}, sys.stdout)
    elif event.command:
        deny("the commit", commit_problems(event, settings))
    elif not settings.ignores(event.path):
        texts = event.new_texts()
        deny(event.path, [item for text in texts for item in problems_in(text, settings)])
    return 0


def file_problems(event: Event, settings: Settings) -> list[str]:
    """What is wrong with a file as it lies on the disk; a file that is gone is no problem."""
    path = event.project / event.path
    try:
        if settings.ignores(event.path) or not path.is_file():
            return []
        found = list(size_problems(path.stat().st_size, settings))
        with path.open("rb") as file:
            return found + list(data_problems(file.read(READ_LIMIT), settings))
    except OSError:
        return []


def commit_problems(event: Event, settings: Settings) -> list[str]:
    """What is wrong with the commits that a shell command would make."""
    problems = []
    for commit in commits_in(event.command):
        try:
            problems += problems_of_commit(event.project / commit.directory, commit.adds, settings)
        except NoRepositoryError:
            continue  # Git will refuse the commit itself
        except GitError as error:
            problems.append(f"what would be committed cannot be seen: {error}")
    return problems


def deny(what: str, problems: list[str]) -> None:
    """Print the answer that refuses a call, if there are problems; both hosts read this form."""
    if problems:
        verdict = {
            "hookEventName": "PreToolUse",
            "permissionDecision": "deny",
            "permissionDecisionReason": reason(what, problems),
        }
        json.dump({"hookSpecificOutput": verdict}, sys.stdout)


def reason(what: str, problems: list[str]) -> str:
    """The sentence that the model gets to read."""
    shown = "; ".join(problems[:10]) + (" …" if len(problems) > 10 else "")
    return f"commit-guard: {what or 'the file'}: {shown}"


if __name__ == "__main__":
    sys.exit(main())
