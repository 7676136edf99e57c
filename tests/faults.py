"""What goes wrong in a worker, put there by a test: the workers import this module by its name."""

import errno
import os
import signal
import time
from functools import partial
from pathlib import Path
from typing import Any

from chandlery import pipeline as patched

pipeline: Any = patched
_verify = pipeline.verify


def heal() -> None:
    """Take everything back."""
    pipeline.verify = _verify


def die_once(marker: str) -> None:
    """Let the first worker that gets some work be killed by it."""
    _instead(partial(_killed, marker))


def wait(marker: str, seconds: float) -> None:
    """Say that work has begun, and take long."""
    _instead(partial(_waited, marker, seconds))


def fail() -> None:
    """Let the work have a fault of ours."""
    _instead(_failed)


def fill_the_disk() -> None:
    """Let the work find the disk full."""
    _instead(_full)


def _instead(function: Any) -> None:
    pipeline.verify = function


def _killed(marker: str, *work: Any) -> Any:
    try:
        os.close(os.open(marker, os.O_CREAT | os.O_EXCL))
    except FileExistsError:
        return _verify(*work)
    return os.kill(os.getpid(), signal.SIGKILL)


def _waited(marker: str, seconds: float, *work: Any) -> Any:
    Path(marker).touch()
    time.sleep(seconds)
    return _verify(*work)


def _failed(*_: Any) -> Any:
    raise ValueError("a fault of ours")


def _full(*_: Any) -> Any:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "/cache/part")
