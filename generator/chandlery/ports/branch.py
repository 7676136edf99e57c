"""A branch of a Git repository that is a published root: written by one ``git fast-import``.

The working tree and the index of the repository are not touched, and the branch moves as a whole
or not at all: the commit is made under a name of its own, and becomes the branch's tip if that is
still the one that was read.
"""

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from chandlery.model.content import LISTING, PublishedFile, parents
from chandlery.ports.errors import GitError
from chandlery.ports.folder import SinkReport
from chandlery.ports.git import GitTree
from chandlery.ports.git_process import as_the_user, complaint, feed, output, run
from chandlery.ports.places import Update
from chandlery.ports.publication import checked, in_order, listed_in
from chandlery.trees import Mode


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
        output(repository, "rev-parse", "--git-dir")
        if not _is_name(repository, branch):
            raise GitError(
                f"{branch!r} is no name for a branch",
                "Give the name alone, such as `gh-pages`.",
                folder=repository,
            )
        found = run(repository, "rev-parse", "--quiet", "--verify", f"{self._ref}^{{commit}}")
        self._tip = found.stdout.decode().strip() if not found.returncode else ""
        self._tree = GitTree(repository, "", self._tip) if self._tip else None
        entries = self._tree.entries() if self._tree else ()
        self._there = {entry.path: entry.mode for entry in entries}

    def read(self, path: str) -> bytes | None:
        """See `Place.read`."""
        is_file = self._there.get(path) in {Mode.FILE, Mode.EXECUTABLE}
        return self._tree.read(path) if self._tree and is_file else None

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
        gone = sorted((self._there.keys() & ours) - wanted - update.kept)
        self._refuse_foreign(wanted, set(gone))
        changed = [file for file in ordered if not self._holds(file)]
        if changed or gone:
            self._write(update.title, changed, gone)
        return SinkReport(
            written=len(changed), unchanged=len(ordered) - len(changed), removed=len(gone)
        )

    def _refuse_foreign(self, wanted: set[str], gone: set[str]) -> None:
        """See that no file of somebody else's has to yield to a folder, or lies in one that has.

        Raises:
            GitError: one would.
        """
        folders = {folder for path in wanted for folder in parents(path)}
        for path in sorted(self._there.keys() - wanted - gone):
            if path in folders or not wanted.isdisjoint(parents(path)):
                raise GitError(
                    f"{path!r} on {self._ref} is in the way, and is not ours to replace",
                    "Move it away, or choose another branch.",
                    folder=self._repository,
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

    def _write(self, title: str, changed: list[PublishedFile], gone: list[str]) -> None:
        """Make the commit, and move the branch to it if nobody else moved it.

        Raises:
            GitError: the branch is where it was.
        """
        committer = self._committer()
        aside = f"refs/chandlery/publish-{os.getpid()}"
        try:
            stream = self._commit(aside, committer, title, changed, gone)
            feed(self._repository, stream, "fast-import", "--quiet", "--done", "--force")
            new = output(self._repository, "rev-parse", "--verify", aside).decode().strip()
            moved = run(self._repository, "update-ref", self._ref, new, self._tip or "0" * len(new))
        finally:
            run(self._repository, "update-ref", "-d", aside)
        if moved.returncode:
            raise GitError(
                f"{self._ref} was not moved: {complaint(moved.stderr)}",
                "Where something else was published meanwhile, publish again.",
                folder=self._repository,
            )

    def _committer(self) -> bytes:
        try:
            return as_the_user(self._repository, "var", "GIT_COMMITTER_IDENT").strip()
        except GitError as error:
            raise GitError(
                error.message,
                "Say who publishes: set `git config user.name` and `git config user.email`.",
                folder=self._repository,
            ) from error

    def _commit(
        self, ref: str, committer: bytes, title: str, changed: list[PublishedFile], gone: list[str]
    ) -> Iterator[bytes]:
        """The stream that ``git fast-import`` reads (its manual, "Input format").

        Without the last line it commits nothing.
        """
        message = f"{title}\n".encode()
        yield b"commit %s\ncommitter %s\n" % (ref.encode(), committer)
        yield b"data %d\n%s" % (len(message), message)
        if self._tip:
            yield b"from %s\n" % self._tip.encode()
        for path in gone:
            yield b"D %s\n" % _quoted(path)
        for file in changed:
            data = checked(file)
            yield b"M 100644 inline %s\ndata %d\n" % (_quoted(file.path), len(data))
            yield data
            yield b"\n"
        yield b"done\n"


def push(repository: Path, branch: str, remote: str) -> None:
    """Push a branch, forwards only.

    Raises:
        GitError: the remote does not take it.
    """
    if remote.startswith("-"):
        raise GitError(f"{remote!r} is no remote", "Give its name or address.", folder=repository)
    refs = f"refs/heads/{branch}:refs/heads/{branch}"
    try:
        as_the_user(repository, "push", "--quiet", remote, refs)
    except GitError as error:
        hint = "The branch here has moved; push it by hand, or publish again."
        if "[rejected]" in error.message:
            hint = (
                "Something else was published there. Take it over with "
                f"`git fetch {remote} +{refs}`, then publish again."
            )
        raise GitError(error.message, hint, folder=repository) from error


def _is_name(repository: Path, branch: str) -> bool:
    """Whether a branch may be called so; ``@{-1}`` and the like are other names for one."""
    with suppress(UnicodeEncodeError):
        branch.encode()
        found = run(repository, "check-ref-format", "--branch", branch)
        return not found.returncode and found.stdout == f"{branch}\n".encode()
    return False


def _quoted(path: str) -> bytes:
    """A path as the stream has it; ours are printable, so only quotes need care."""
    return b'"%s"' % path.replace('"', '\\"').encode()
