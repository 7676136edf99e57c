"""A branch of a Git repository that is a published root: written by one ``git fast-import``.

The working tree and the index of the repository are not touched, and the branch moves as a whole
or not at all.
"""

from collections.abc import Iterator
from pathlib import Path

from chandlery.model.content import LISTING, PublishedFile
from chandlery.ports.errors import GitError
from chandlery.ports.folder import SinkReport
from chandlery.ports.git import GitTree
from chandlery.ports.git_process import as_the_user, feed, output, run
from chandlery.ports.places import Update
from chandlery.ports.publication import in_order, listed_in


class BranchPlace:
    """A branch; it need not be there yet.

    Files of the branch that are not ours stay; those that the last listing names go with it.
    """

    def __init__(self, repository: Path, branch: str) -> None:
        """Look the branch up.

        Raises:
            GitError: there is no repository, or no branch can be called so.
        """
        self._repository = repository
        self._ref = f"refs/heads/{branch}"
        if run(repository, "check-ref-format", "--branch", branch).returncode:
            raise GitError(
                f"{branch!r} is no name for a branch",
                "Give the name alone, such as `gh-pages`.",
                folder=repository,
            )
        found = run(repository, "rev-parse", "--quiet", "--verify", f"{self._ref}^{{commit}}")
        if found.returncode and found.stderr.strip():
            output(repository, "rev-parse", "--git-dir")  # says why, if that is the reason
        self._tip = found.stdout.decode().strip() if not found.returncode else ""
        self._tree = GitTree(repository, "", self._tip) if self._tip else None
        entries = self._tree.entries() if self._tree else ()
        self._there = {entry.path for entry in entries}

    def read(self, path: str) -> bytes | None:
        """See `Place.read`."""
        return self._tree.read(path) if self._tree and path in self._there else None

    def close(self) -> None:
        """See `Place.close`."""
        if self._tree:
            self._tree.close()

    def update(self, update: Update) -> SinkReport:
        """See `Place.update`: one commit, or none where nothing changes."""
        self._refuse_checked_out()
        ordered = in_order(list(update.files), update.last)
        listed = (self.read(LISTING) or b"").splitlines()
        ours = update.former.union(path for line in listed for path in listed_in(line))
        wanted = {file.path for file in ordered}
        gone = sorted(self._there & ours - wanted - update.kept)
        changed = [file for file in ordered if not self._holds(file)]
        if changed or gone:
            stream = self._commit(update.title, changed, gone)
            feed(self._repository, stream, "fast-import", "--quiet")
        return SinkReport(
            written=len(changed), unchanged=len(ordered) - len(changed), removed=len(gone)
        )

    def _refuse_checked_out(self) -> None:
        """See that the branch does not move under somebody's working tree.

        Raises:
            GitError: it would.
        """
        listed = output(self._repository, "worktree", "list", "--porcelain").decode()
        if f"branch {self._ref}" in listed.splitlines():
            raise GitError(
                f"{self._ref} is checked out",
                "Publish to a branch that nobody works on, such as `gh-pages`.",
                folder=self._repository,
            )

    def _holds(self, file: PublishedFile) -> bool:
        there = self.read(file.path)
        return there is not None and PublishedFile.of(file.path, there) == file

    def _commit(self, title: str, changed: list[PublishedFile], gone: list[str]) -> Iterator[bytes]:
        """The stream that ``git fast-import`` reads (its manual, "Input format")."""
        committer = as_the_user(self._repository, "var", "GIT_COMMITTER_IDENT").strip()
        message = f"{title}\n".encode()
        yield b"commit %s\ncommitter %s\n" % (self._ref.encode(), committer)
        yield b"data %d\n%s" % (len(message), message)
        if self._tip:
            yield b"from %s\n" % self._tip.encode()
        for path in gone:
            yield b"D %s\n" % _quoted(path)
        for file in changed:
            data = file.read()
            yield b"M 100644 inline %s\ndata %d\n" % (_quoted(file.path), len(data))
            yield data
            yield b"\n"


def push(repository: Path, branch: str, remote: str) -> None:
    """Push a branch, forwards only.

    Raises:
        GitError: the remote does not take it.
    """
    if remote.startswith("-"):
        raise GitError(f"{remote!r} is no remote", "Give its name or address.", folder=repository)
    as_the_user(repository, "push", "--quiet", remote, f"refs/heads/{branch}:refs/heads/{branch}")


def _quoted(path: str) -> bytes:
    """A path as the stream has it; ours are printable, so only quotes need care."""
    return b'"%s"' % path.replace('"', '\\"').encode()
