"""How the demo plugins' own tests reach the plugins: as files, run as their hosts run them.

Nothing here writes below ``catalog/``: no bytecode, no scratch files.
"""

import importlib.util
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

sys.dont_write_bytecode = True

CATALOG = Path(__file__).resolve().parents[2] / "catalog"

Run = Callable[..., "subprocess.CompletedProcess[str]"]


def source(plugin: str, version: str) -> Path:
    """The source folder of one release."""
    return CATALOG / "plugins" / plugin / "releases" / version / "source"


def versions(plugin: str) -> list[str]:
    """The releases of a plugin, in the order of their numbers."""
    folders = (CATALOG / "plugins" / plugin / "releases").iterdir()
    return sorted(
        (folder.name for folder in folders), key=lambda text: tuple(map(int, text.split(".")))
    )


def load(path: Path, name: str) -> ModuleType:
    """Import a file under a name of our own, and leave no trace in `sys.modules`."""
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # dataclasses look their module up
    try:
        spec.loader.exec_module(module)
    finally:
        del sys.modules[name]
    return module


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run a Python script in an empty folder; what is given goes to stdin, objects as JSON."""
    home = tmp_path / "home"
    home.mkdir()
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "LC_ALL": "C.UTF-8",
        "TZ": "UTC",
        "PYTHONDONTWRITEBYTECODE": "1",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_AUTHOR_NAME": "Ada",
        "GIT_AUTHOR_EMAIL": "ada@harbourworks.example",
        "GIT_COMMITTER_NAME": "Ada",
        "GIT_COMMITTER_EMAIL": "ada@harbourworks.example",
    }

    def call(
        script: Path | str, *arguments: str, given: Any = "", cwd: Path = tmp_path
    ) -> "subprocess.CompletedProcess[str]":
        command = [str(script)] if script == "git" else [sys.executable, "-W", "error", str(script)]
        return subprocess.run(
            [*command, *arguments],
            input=given if isinstance(given, str) else json.dumps(given),
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=60,
            cwd=cwd,
            env=environment,
            check=False,
        )

    return call


@pytest.fixture
def project(tmp_path: Path, run: Run) -> Path:
    """An empty Git repository."""
    folder = tmp_path / "project"
    folder.mkdir()
    assert run("git", "init", "-q", "-b", "main", cwd=folder).returncode == 0
    return folder
