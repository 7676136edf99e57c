"""The audit of a long history: is its time in proportion to the history?

``python tests/benchmarks/history.py [COMMITS…]`` writes repositories with `git fast-import`, one
release of one plugin a commit, and prints the time that `audit-history` takes for each.
"""

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

_PLUGINS = 1000
_FILES = 8


def stream(commits: int, plugins: int = _PLUGINS) -> Iterator[bytes]:
    """A history for `git fast-import`: every commit adds one release of one plugin."""
    yield b"blob\nmark :1\ndata 11\nname: quay\n\n"
    for number in range(commits):
        folder = f"catalog/plugins/plugin-{number % plugins:04}/releases/1.{number // plugins}.0"
        message = f"Add release {number}\n"
        yield (
            f"commit refs/heads/main\nmark :{number + 10}\n"
            f"committer T <t@example.org> {1_700_000_000 + number * 60} +0000\n"
            f"data {len(message)}\n{message}"
        ).encode()
        if number:
            yield f"from :{number + 9}\n".encode()
        else:
            yield b"M 100644 :1 catalog/marketplace.yml\n"
        record = (
            f'{{"published": "2026-01-01T00:00:00Z", "publisher": "acme-{number % plugins}"}}\n'
        )
        yield _file(f"{folder}/release.json", record)
        for part in range(_FILES):
            yield _file(f"{folder}/source/{part}.txt", f"{number} {part}\n")
        if number % 10 == 9:  # and now and then a decision
            place = folder.replace("/releases/", "/governance/")
            yield _file(f"{place}/probation-1.json", f'{{"id": "p-{number}"}}\n')
        yield b"\n"


def _file(path: str, text: str) -> bytes:
    return f"M 100644 inline {path}\ndata {len(text)}\n{text}\n".encode()


def measured(commits: int) -> float:
    """The seconds that one audit takes, as somebody runs it."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["git", "init", "--quiet", "--initial-branch=main", folder], check=True)
        subprocess.run(
            ["git", "-C", folder, "fast-import", "--quiet"],
            input=b"".join(stream(commits)),
            check=True,
        )
        subprocess.run(["git", "-C", folder, "checkout", "--quiet", "main"], check=True)
        catalog = Path(folder) / "catalog"
        began = time.perf_counter()
        found = subprocess.run(
            [sys.executable, "-m", "chandlery", "audit-history", "--catalog", str(catalog)],
            check=True,
            capture_output=True,
            text=True,
        )
        seconds = time.perf_counter() - began
        assert "no findings" in found.stdout
        return seconds


if __name__ == "__main__":
    for count in [int(word) for word in sys.argv[1:]] or [1000, 2000, 4000]:
        print(f"{count:>6,} commits, {_PLUGINS:,} plugins: {measured(count):6.2f} s", flush=True)
