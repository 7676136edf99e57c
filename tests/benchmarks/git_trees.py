"""What Git itself takes for a folder of so many plugins: its tree, and the difference of two.

Run it with ``python tests/benchmarks/git_trees.py [PLUGINS …]``.  Nothing below the folder is made:
a commit that changes one plugin writes the whole list of `plugins/` again, and that is measured.
"""

import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from random import Random

ROOT = Path(__file__).parent.parent.parent
sys.path[:0] = [str(ROOT / "generator"), str(ROOT / "tests")]

from benchmarks.texts import name_of  # noqa: E402 - after the path is set


def main() -> None:
    for count in [int(word) for word in sys.argv[1:]] or [10_000, 100_000, 1_000_000]:
        with tempfile.TemporaryDirectory() as folder:
            print(measured(Path(folder), count), flush=True)


def measured(folder: Path, count: int) -> str:
    """A folder of so many plugins, and the same after one of them changed."""
    _git(folder, "init", "--quiet")
    random = Random(1)
    lines = [f"040000 tree {random.getrandbits(160):040x}\t{name_of(i)}" for i in range(count)]
    before, _ = _tree(folder, lines)
    changed = count // 2
    lines[changed] = f"040000 tree {random.getrandbits(160):040x}\t{name_of(changed)}"
    after, wrote = _tree(folder, lines)
    began = time.perf_counter()
    _git(folder, "diff-tree", before, after)
    compared = time.perf_counter() - began
    began = time.perf_counter()
    listed = len(_git(folder, "ls-tree", after))
    took = time.perf_counter() - began
    kept = (folder / ".git" / "objects" / after[:2] / after[2:]).stat().st_size
    return (
        f"{count:>9,} plugins: a commit adds {kept:,} bytes (tree of {_size(folder, after):,}) "
        f"in {wrote:.2f} s; git diff-tree {compared:.2f} s; "
        f"git ls-tree {took:.2f} s, {listed:,} bytes"
    )


def _tree(folder: Path, lines: Sequence[str]) -> tuple[str, float]:
    began = time.perf_counter()
    told = _git(folder, "mktree", "--missing", told="\n".join(lines).encode() + b"\n")
    return told.decode().strip(), time.perf_counter() - began


def _size(folder: Path, tree: str) -> int:
    return int(_git(folder, "cat-file", "-s", tree))


def _git(folder: Path, *words: str, told: bytes = b"") -> bytes:
    command = ["git", "-C", str(folder), *words]
    return subprocess.run(command, input=told, stdout=subprocess.PIPE, check=True).stdout


if __name__ == "__main__":
    main()
