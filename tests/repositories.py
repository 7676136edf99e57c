"""Git repositories for tests: same authors, same dates, no settings of the machine."""

import os
import subprocess
from pathlib import Path

from builders import Files
from chandlery.trees import Mode

DATE = "2026-11-20T12:00:00+00:00"


def git(folder: Path, *arguments: str, date: str = DATE) -> str:
    """Run Git in a folder and return what it printed."""
    environment = os.environ | {
        "GIT_AUTHOR_DATE": date,
        "GIT_COMMITTER_DATE": date,
        "GIT_AUTHOR_NAME": "Tests",
        "GIT_AUTHOR_EMAIL": "tests@example.org",
        "GIT_COMMITTER_NAME": "Tests",
        "GIT_COMMITTER_EMAIL": "tests@example.org",
    }
    return subprocess.run(
        ["git", *arguments], cwd=folder, env=environment, check=True, capture_output=True, text=True
    ).stdout


def write(folder: Path, files: Files) -> None:
    """Write files below a folder."""
    for path, value in files.items():
        data, mode = value if isinstance(value, tuple) else (value, Mode.FILE)
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
        if mode is Mode.EXECUTABLE:
            target.chmod(0o755)


def a_repository(folder: Path, files: Files) -> Path:
    """A repository with the files below ``catalog/``, in one commit."""
    folder.mkdir(parents=True, exist_ok=True)
    git(folder, "init", "--quiet", "--initial-branch=main")
    write(folder / "catalog", files)
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message=catalog")
    return folder
