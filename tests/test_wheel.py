"""The installed package: it brings its templates, pages and configuration, and builds with them."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

from builders import a_catalog
from repositories import a_repository

ROOT = Path(__file__).parent.parent


def test_a_wheel_builds_a_marketplace_without_the_checkout(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        archive.extractall(tmp_path / "installed")
    assert {
        "chandlery/_defaults/mkdocs.yml",
        "chandlery/_defaults/site-src/index.md",
        "chandlery/_defaults/templates/package.html",
        "chandlery/py.typed",
        "chandlery/starter/.gitattributes",
        "chandlery/starter/.gitignore",
        "chandlery/starter/.github/workflows/check.yml",
    } <= names
    environment = os.environ | {"PYTHONPATH": str(tmp_path / "installed")}
    where = [sys.executable, "-c", "import chandlery; print(chandlery.__file__)"]
    found = subprocess.run(where, env=environment, check=True, capture_output=True, text=True)
    assert found.stdout.startswith(str(tmp_path))
    repository = a_repository(tmp_path / "repo", a_catalog())
    subprocess.run(
        [sys.executable, "-m", "chandlery", "build", "--jobs", "1"],
        cwd=repository,
        env=environment,
        check=True,
        capture_output=True,
    )
    assert (repository / "public/plugins/knot-counter/index.html").exists()
