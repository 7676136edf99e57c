"""What goes wrong, put there by a test.

What goes wrong in a worker is here, since the workers import this module by its name.
"""

import errno
import os
import shutil
import signal
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from chandlery import pipeline as patched
from chandlery.ports.disk import write_new

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


class Killed(BaseException):
    """As a process that is killed: nothing more is done, and nothing cleaned up."""


def killed_after(steps: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let so many files be renamed into place or removed, and no more."""
    left = [steps]
    replace, unlink = Path.replace, Path.unlink

    def step() -> None:
        if not left[0]:
            raise Killed
        left[0] -= 1

    def replaced(self: Path, target: Path) -> Path:
        step()
        return replace(self, target)

    def unlinked(self: Path, missing_ok: bool = False) -> None:
        step()
        unlink(self, missing_ok=missing_ok)

    monkeypatch.setattr(Path, "replace", replaced)
    monkeypatch.setattr(Path, "unlink", unlinked)
    monkeypatch.setattr(shutil, "rmtree", lambda *_, **__: None)


def full_after(files: int) -> Callable[[Path, bytes], None]:
    """Writes so many files; then the disk is full in the middle of one."""
    left = [files]

    def write(place: Path, data: bytes) -> None:
        if not left[0]:
            write_new(place, data[: len(data) // 2])
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(place))
        left[0] -= 1
        write_new(place, data)

    return write
