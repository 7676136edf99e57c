"""Put the ecosystems' own clients into ``.cache/interop/``, from their locks; nothing global.

``--lock`` writes each ``package-lock.json`` again instead, and ``--validator`` puts nothing there
but the validator of HTML that ``make browser`` uses.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from interop.clients import (
    BROWSER,
    CRAIK,
    HERE,
    NEEDED,
    NO_PYTHON,
    NODE,
    NPM,
    OBJECTSTACK,
    ROOT,
    VALIDATOR,
    ZENSICAL,
)

NPM_FILES = ("package.json", "package-lock.json", ".npmrc")


def main() -> None:
    """Put everything there that is not there yet; end with an error where something cannot be."""
    if sys.argv[1:] == ["--lock"]:
        for folder in (HERE, BROWSER):
            npm(folder, "install", "--package-lock-only")
        return
    if sys.argv[1:] == ["--validator"]:
        prepare_packages(BROWSER, VALIDATOR)
        return
    prepare_packages(HERE, OBJECTSTACK)
    prepare_craik()
    prepare_zensical()


def npm(folder: Path, *words: str) -> None:
    """Run the wheel's npm in a folder."""
    path = f"{NODE.parent}{os.pathsep}{os.environ['PATH']}"
    subprocess.run([NODE, NPM, *words], cwd=folder, check=True, env=os.environ | {"PATH": path})


def prepare_packages(folder: Path, target: Path) -> None:
    """The packages of the npm registry that a folder locks."""
    sources = [folder / name for name in NPM_FILES]
    if _is_done(target, sources):
        return
    for source in sources:
        shutil.copy(source, target)
    npm(target, "ci")
    _done(target, sources)


def prepare_craik() -> None:
    """The package of the Python registry, where there is a Python that it runs on."""
    lock = ROOT / "requirements" / "interop.lock"
    python = next(pythons(), None)
    if python is None:
        shutil.rmtree(CRAIK, ignore_errors=True)
        print(NO_PYTHON, file=sys.stderr)
        return
    _environment(CRAIK, python, lock)


def prepare_zensical() -> None:
    """The other engine, and what Chandlery itself needs."""
    _environment(ZENSICAL, Path(sys.executable), ROOT / "requirements" / "zensical.lock")


def _environment(folder: Path, python: Path, lock: Path) -> None:
    """An environment of exactly what a lock says."""
    if _is_done(folder, [lock]):
        return
    subprocess.run([python, "-m", "venv", folder], check=True)
    pip = (folder / "bin" / "python", "-m", "pip", "install", "--quiet")
    exactly = ("--disable-pip-version-check", "--require-hashes", "--requirement", lock)
    subprocess.run([*pip, *exactly], check=True)
    _done(folder, [lock])


def pythons() -> Iterator[Path]:
    """The machine's Pythons that Craik runs on: those on the path, then those of pyenv."""
    names = [f"python3.{minor}" for minor in range(NEEDED[1], NEEDED[1] + 5)]
    found = [shutil.which(name) for name in ("python3", *names)]
    versions = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv") / "versions"
    every = [Path(path) for path in found if path]
    for python in (*every, *sorted(versions.glob("3.*/bin/python3"))):
        ask = "import sys, venv, ensurepip; print(*sys.version_info[:2])"
        told = subprocess.run([python, "-c", ask], check=False, capture_output=True, text=True)
        if told.returncode == 0 and tuple(map(int, told.stdout.split())) >= NEEDED:
            yield python


def _digest(sources: list[Path]) -> str:
    return hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()


def _is_done(folder: Path, sources: list[Path]) -> bool:
    """Whether a folder was made of these very files; one that was not is emptied."""
    stamp = folder / ".done"
    if stamp.is_file() and stamp.read_text() == _digest(sources):
        return True
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return False


def _done(folder: Path, sources: list[Path]) -> None:
    (folder / ".done").write_text(_digest(sources))


if __name__ == "__main__":
    main()
