"""A command, run once: a text in, a text out, and an end to it."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

# What a program needs to find its files and to talk; everything else may hold secrets.
ENVIRONMENT = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR")


@dataclass(frozen=True, slots=True)
class Ending:
    """How a command ended.

    Attributes:
        code: its exit code; `None` where it was never started or had to be killed.
        started: whether there was such a command.
        timed_out: whether it took too long.
    """

    answer: str = ""
    complaint: str = ""
    code: int | None = None
    started: bool = True
    timed_out: bool = False


def run_command(
    command: Sequence[str], given: str, *, timeout: float, cwd: str | None = None
) -> Ending:
    """Run a command with a text on its standard input.

    Args:
        timeout: seconds, after which the command and its process group are killed.
    """
    environment = {name: os.environ[name] for name in ENVIRONMENT if name in os.environ}
    try:
        process = subprocess.Popen(
            list(command),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=cwd,
            env=environment,
            start_new_session=True,
        )
    except OSError as error:
        return Ending(complaint=error.strerror or str(error), started=False)
    timed_out = False
    with process:
        try:
            answer, complaint = process.communicate(
                given.encode(errors="replace"), timeout=timeout
            )
        except subprocess.TimeoutExpired:
            timed_out = True
            kill(process)
            answer, complaint = rest_of(process)
    return Ending(
        answer=answer.decode(errors="replace"),
        complaint=complaint.decode(errors="replace"),
        code=None if timed_out else process.returncode,
        timed_out=timed_out,
    )


def kill(process: subprocess.Popen[bytes]) -> None:
    """End a process and what it started; it leads a group of its own."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def rest_of(process: subprocess.Popen[bytes]) -> tuple[bytes, bytes]:
    """What a killed command had said; nothing where something that it left behind goes on."""
    try:
        return process.communicate(timeout=1)
    except subprocess.TimeoutExpired:
        return b"", b""
