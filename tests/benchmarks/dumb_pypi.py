"""dumb-pypi beside us: another static index, of as many packages and files, on the same disk.

It lives in an environment of its own, made for the run and thrown away with it.
"""

import json
import resource
import subprocess
import sys
import venv
from collections.abc import Iterator
from pathlib import Path

from benchmarks.texts import name_of

LOCK = Path(__file__).parent.parent.parent / "requirements" / "benchmark.lock"


def installed(folder: Path) -> Path:
    """The command, from an environment with what the lock says and nothing else."""
    venv.create(folder, with_pip=True)
    subprocess.run(
        [
            *(folder / "bin" / "python", "-m", "pip", "install", "--quiet"),
            *("--disable-pip-version-check", "--require-hashes", "--requirement", LOCK),
        ],
        check=True,
    )
    return folder / "bin" / "dumb-pypi"


def timed(command: Path, scratch: Path, packages: int, files: int) -> tuple[float, int, int]:
    """Seconds of processor time for its whole index, how many files that has, and their bytes."""
    listing, out = scratch / "packages.jsonl", scratch / "dumb-pypi"
    listing.write_text("".join(_lines(packages, files)))
    begin = _spent()
    subprocess.run(
        [
            *(command, "--package-list-json", listing, "--output-dir", out),
            *("--packages-url", "../../files/", "--no-generate-timestamp"),
        ],
        check=True,
        stdout=sys.stderr,
    )
    took = _spent() - begin
    sizes = [path.stat().st_size for path in out.rglob("*") if path.is_file()]
    return took, len(sizes), sum(sizes)


def _spent() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def _lines(packages: int, files: int) -> Iterator[str]:
    """So many files, spread evenly; each with all that dumb-pypi would show of it."""
    for index in range(files):
        name, version = name_of(index % packages), f"1.{index // packages}.0"
        yield (
            json.dumps(
                {
                    "filename": f"{name.replace('-', '_')}-{version}-py3-none-any.whl",
                    "hash": f"sha256={index:064x}",
                    "requires_python": ">=3.11",
                    "uploaded_by": "harbourworks",
                    "upload_timestamp": 1_790_000_000 + index,
                }
            )
            + "\n"
        )
