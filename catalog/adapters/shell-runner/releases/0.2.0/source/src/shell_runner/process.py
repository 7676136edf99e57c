"""A command, run once: a text in, a bounded text out, and an end to it."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import IO

# What a program needs to find its files and to talk; everything else may hold secrets.
ENVIRONMENT = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR")
LIMIT = 1_000_000  # bytes that are kept of an answer
GRACE = 1.0  # seconds in which the pipes of a command that ended have to run dry


@dataclass(frozen=True, slots=True)
class Ending:
    """How a command ended.

    Attributes:
        code: its exit code; `None` where it was never started or had to be killed.
        started: whether there was such a command.
        timed_out: whether it took too long.
        cut: whether it said more than is kept.
    """

    answer: str = ""
    complaint: str = ""
    code: int | None = None
    started: bool = True
    timed_out: bool = False
    cut: bool = False


class Drain(threading.Thread):
    """Reads a pipe to its end and keeps the first bytes, so that no command waits for us."""

    def __init__(self, stream: IO[bytes]) -> None:
        super().__init__(daemon=True)
        self._stream = stream
        self._kept = bytearray()
        self.cut = False
        self.start()

    def run(self) -> None:
        with suppress(OSError), self._stream as stream:
            while chunk := os.read(stream.fileno(), 65_536):
                room = LIMIT - len(self._kept)
                self._kept += chunk[:room]
                self.cut = self.cut or len(chunk) > room

    def text(self) -> str:
        """What was kept; a letter that the limit cuts in two is left out.

        What the command left behind, out of its group, may hold the pipe open: nobody waits for it.
        """
        self.join(GRACE)
        kept = bytes(self._kept)
        return kept.decode(errors="ignore" if self.cut else "replace")


def run_command(
    command: Sequence[str],
    given: str,
    *,
    timeout: float,
    cwd: str | None = None,
    pass_environment: Sequence[str] = (),
) -> Ending:
    """Run a command with a text on its standard input.

    Args:
        timeout: seconds, after which the command and its process group are killed.
        pass_environment: names of variables that the command gets beside the usual ones.
    """
    names = (*ENVIRONMENT, *pass_environment)
    try:
        process = subprocess.Popen(
            list(command),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=cwd,
            env={name: os.environ[name] for name in names if name in os.environ},
            start_new_session=True,
        )
    except OSError as error:
        return Ending(complaint=error.strerror or str(error), started=False)
    return _attend(process, given.encode(errors="replace"), timeout)


def _attend(process: subprocess.Popen[bytes], given: bytes, timeout: float) -> Ending:
    assert process.stdin and process.stdout and process.stderr
    answer, complaint = Drain(process.stdout), Drain(process.stderr)
    threading.Thread(target=_feed, args=(process.stdin, given), daemon=True).start()
    timed_out = False
    try:
        process.wait(timeout)
    except subprocess.TimeoutExpired:
        timed_out = True
    finally:
        with suppress(ProcessLookupError, PermissionError):
            # It leads a group of its own; what it started ends with it, in time or not.
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    return Ending(
        answer=answer.text(),
        complaint=complaint.text(),
        code=None if timed_out else process.returncode,
        timed_out=timed_out,
        cut=answer.cut,
    )


def _feed(stream: IO[bytes], given: bytes) -> None:
    # A command need not read what it is given.
    with suppress(OSError), stream:
        stream.write(given)
