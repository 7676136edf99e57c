"""Running ``git``: its environment, its answers, its complaints."""

import os
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Final

from chandlery.ports.errors import GitError

# What a hook sets, and what would send Git to another repository.
_ELSEWHERE = {
    *("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_COMMON_DIR"),
    *("GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_NAMESPACE", "GIT_PREFIX"),
}

_BUFFER: Final = 64 * 1024  # what a pipe holds


def run(folder: Path, *arguments: str) -> "subprocess.CompletedProcess[bytes]":
    """Run a Git command in a folder to its end, whatever its exit status.

    Raises:
        GitError: ``git`` cannot be started.
    """
    with _startable(folder):
        return subprocess.run(
            _command(folder, arguments),
            env=isolated(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )


def output(folder: Path, *arguments: str) -> bytes:
    """What a Git command prints.

    Raises:
        GitError: it failed, or cannot be started.
    """
    result = run(folder, *arguments)
    if result.returncode != 0:
        raise failure(folder, result.stderr)
    return result.stdout


def feed(folder: Path, chunks: Iterable[bytes], *arguments: str) -> None:
    """Run a Git command that reads a stream, to its end.

    Raises:
        GitError: it failed, or cannot be started.
    """
    with _startable(folder):
        process = subprocess.Popen(
            _command(folder, arguments),
            env=isolated(),
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
    with process:
        if process.stdin is None or process.stderr is None:
            raise RuntimeError("the process was started without pipes")
        with _killed_on_error(process), suppress(BrokenPipeError):  # it gave up, and says why
            for chunk in chunks:
                process.stdin.write(chunk)
        with suppress(BrokenPipeError):
            process.stdin.close()
        said = process.stderr.read()
    if process.returncode != 0:
        raise failure(folder, said)


def streamed(folder: Path, asked: IO[bytes], *arguments: str) -> Iterator[bytes]:
    """What a Git command prints between NULs, as it prints it.

    Args:
        folder: where it runs.
        asked: the file that it reads.
        arguments: of the command.

    Raises:
        GitError: it failed, or cannot be started.
    """
    with _startable(folder), TemporaryFile() as complaints:
        process = subprocess.Popen(
            _command(folder, arguments),
            env=isolated(),
            stdin=asked,
            stdout=subprocess.PIPE,
            stderr=complaints,
        )
        with process:
            if process.stdout is None:
                raise RuntimeError("the process was started without pipes")
            with _killed_on_error(process):
                yield from _words(process.stdout)
        if process.returncode != 0:
            complaints.seek(0)
            raise failure(folder, complaints.read())


def _words(stream: IO[bytes]) -> Iterator[bytes]:
    rest = b""
    while part := stream.read(1 << 16):
        *words, rest = (rest + part).split(b"\0")
        yield from words


@contextmanager
def _killed_on_error(process: "subprocess.Popen[bytes]") -> Iterator[None]:
    """Let a process not take the end of a broken stream for the end of its input."""
    try:
        yield
    except BaseException:
        process.kill()
        raise


def as_the_user(folder: Path, *arguments: str) -> bytes:
    """What a Git command prints that speaks for the user: their identity, their credentials.

    Raises:
        GitError: it failed, or cannot be started.
    """
    with _startable(folder):
        result = subprocess.run(
            _command(folder, arguments),
            env={name: value for name, value in os.environ.items() if name not in _ELSEWHERE}
            | {"GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
    if result.returncode != 0:
        raise failure(folder, result.stderr)
    return result.stdout


def failure(folder: Path, stderr: bytes) -> GitError:
    """Git's complaint as an error, with a cure where we know one."""
    said = stderr.decode("utf-8", "backslashreplace").strip()
    if "detected dubious ownership" in said:
        fact = f"{folder} belongs to somebody else, so Git refuses to read it"
        hint = f'Run `git config --global --add safe.directory "{folder}"` if you trust it.'
    elif "not a git repository" in said:
        fact = f"{folder} is not in a Git repository"
        hint = "Run `git init` and commit, or build the folder as it is with `--worktree`."
    else:
        fact, hint = f"{folder}: {complaint(stderr)}", ""
    return GitError(fact, hint, folder=folder)


def complaint(stderr: bytes) -> str:
    """What Git complained of, in a line."""
    lines = stderr.decode("utf-8", "backslashreplace").strip().splitlines()
    refused = [line.strip() for line in lines if line.startswith((" ! ", "remote: "))]
    line = " ".join(refused) or (lines[0] if lines else "Git failed without a word")
    return line.removeprefix("fatal: ").removeprefix("error: ")


def begun(folder: Path, *arguments: str) -> "subprocess.Popen[bytes]":
    """A Git command that is asked questions through one pipe, and answers through another.

    Raises:
        GitError: ``git`` cannot be started.
    """
    with _startable(folder):
        return subprocess.Popen(
            _command(folder, arguments),
            env=isolated(),
            bufsize=_BUFFER,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # nobody would empty a pipe
        )


def _command(folder: Path, arguments: tuple[str, ...]) -> list[bytes]:
    encoded = (argument.encode("utf-8", "surrogateescape") for argument in arguments)
    return [b"git", b"-C", os.fsencode(folder), *encoded]


@contextmanager
def _startable(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise GitError(
            f"git cannot be started: {error.strerror}",
            "Install Git, and see that `git --version` works.",
            folder=folder,
        ) from error


def isolated() -> dict[str, str]:
    """The caller's, without what sends Git elsewhere (a hook's ``GIT_DIR``) or alters its output.

    ``GIT_EXEC_PATH`` stays: a relocated Git needs it.  Replacement objects are left out because
    they would put other bytes under the same commit id.
    """
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("GIT_") or name == "GIT_EXEC_PATH"
    }
    fixed = {
        "GIT_LITERAL_PATHSPECS": "1",
        "GIT_NO_REPLACE_OBJECTS": "1",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_TERMINAL_PROMPT": "0",
        "LC_ALL": "C",
    }
    return kept | fixed
