"""A published root in an object store: uploaded side by side, made current at the end."""

import hashlib
import re
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from typing import Final, TypeVar

from chandlery.model.content import ENTRY_FILE, LISTING, STAGING, PublishedFile
from chandlery.ports.errors import StorageError
from chandlery.ports.folder import SinkReport
from chandlery.ports.places import MAX_FILE_BYTES, Update
from chandlery.ports.publication import checked, in_order, listed_in
from chandlery.ports.store import AT_ONCE, Meanwhile, Store
from chandlery.ports.store_journal import JOURNAL, Placing, aside

A = TypeVar("A")
Read = Callable[[str], bytes | None]

_NAMES: Final = "index/v1/names/"
# What nobody but us writes; of this, what no listing names is left of a run that was killed.
_OURS: Final = re.compile(r"index/v1/shards/[0-9a-f]{64}\.json|artifacts/[0-9a-f]{12}/[^/]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a publication would do."""

    written: tuple[PublishedFile, ...]
    unchanged: int
    removed: tuple[str, ...]


class StorePlace:
    """An object store.  What is not ours, that is what no listing of ours names, stays.

    Whoever reads it while a run is under way, or after one was killed, gets it as it is when that
    is done.
    """

    def __init__(self, address: str) -> None:
        """Look what is there.

        Raises:
            StorageError: the store cannot be reached, or says no.
        """
        self._store = Store(address)
        self.near: Read = lambda _: None  # where the same content-addressed files may be read
        self._look()

    def _look(self) -> None:
        self._seen = self._now()
        self._there = self._store.listed()
        self._known: dict[str, bytes | None] = {}
        self._pending = self._found_pending()
        if self._pending:
            for digest, path in self._pending.placed:
                if waiting := self._there.get(aside(digest)):
                    self._there[path] = waiting
            for path in self._pending.removed:
                self._there.pop(path, None)

    def _found_pending(self) -> Placing | None:
        """What a run has left undone; nothing, where somebody wrote another entry since."""
        journal, entry = self._seen
        pending = Placing.of(journal)
        return pending if pending and _digest(entry) in {pending.over, pending.entry} else None

    def _now(self) -> tuple[bytes | None, bytes | None]:
        """What tells whether somebody publishes, or did."""
        return self._store.read(JOURNAL), self._store.read(ENTRY_FILE)

    def require_still(self) -> None:
        """See that nobody began to publish since the place was looked at.

        Raises:
            StorageError: somebody did, so that what was read may be of one and the other.
        """
        if self._now() != self._seen:
            raise self._meanwhile("is being published")

    def holds(self, path: str, size: int) -> bool:
        """Whether something of this size is there."""
        there = self._there.get(path)
        return there is not None and there.size == size

    def read(self, path: str) -> bytes | None:
        """See `Place.read`."""
        there = self._there.get(path)
        if there is None:
            return None
        if there.size > MAX_FILE_BYTES:
            raise StorageError(
                f"{self._store.address}/{path} has {there.size} bytes", "Check that it is ours."
            )
        if _OURS.fullmatch(path):
            near = self.near(path)
            if near is not None and len(near) == there.size:
                return near
        if path not in self._known:
            together = [path]
            if path.startswith(_NAMES):  # who asks for one bin of names asks for all
                together = [name for name in self._there if name.startswith(_NAMES)]
            _each(self._learn, together)
        return self._known[path]

    def _learn(self, path: str) -> None:
        for digest, waits_for in self._pending.placed if self._pending else ():
            if waits_for == path and (data := self._store.read(aside(digest))) is not None:
                self._known[path] = data
                return
        self._known[path] = self._store.read(path)

    def close(self) -> None:
        """See `Place.close`."""

    def plan(self, update: Update) -> Plan:
        """What `update` would do."""
        ordered = in_order(list(update.files), update.last)
        written = tuple(file for file in ordered if not self._has(file, update))
        wanted = {file.path for file in ordered}
        listed = (self.read(LISTING) or b"").splitlines()
        ours = update.former.union(path for line in listed for path in listed_in(line))
        if any(file.path == ENTRY_FILE for file in written):
            ours |= {path for path in self._there if _OURS.fullmatch(path)}
        removed = sorted((self._there.keys() & ours) - wanted - update.kept)
        return Plan(written=written, unchanged=len(ordered) - len(written), removed=tuple(removed))

    def _has(self, file: PublishedFile, update: Update) -> bool:
        """Whether the very bytes are there, as the published index or the store itself says."""
        if not self.holds(file.path, file.size):
            return False
        if update.there.get(file.path) == file.sha256:
            return True
        return file.immutable and self._there[file.path].is_surely(file.read())

    def update(self, update: Update) -> SinkReport:
        """See `Place.update`.

        Raises:
            StorageError: what is published is what was, or will be what was begun, at the next run.
        """
        self._end_what_was_begun()
        plan = self.plan(update)
        if plan.written or plan.removed:
            self._write(plan, update.over)
        return SinkReport(
            written=len(plan.written), unchanged=plan.unchanged, removed=len(plan.removed)
        )

    def _write(self, plan: Plan, over: bytes | None) -> None:
        immutable = [file for file in plan.written if file.immutable]
        others = [file for file in plan.written if not file.immutable]
        _each(self._upload, immutable)
        _each(self._lay_aside, others)
        digests = {file.path: file.sha256 for file in others}
        placing = Placing(
            over=_digest(over),
            entry=digests.get(ENTRY_FILE, _digest(over)),
            placed=tuple((digest, path) for path, digest in digests.items()),
            removed=plan.removed,
        )
        tag = self._begin(placing, over)
        self._carry_out(placing, tag)
        # Who was under way meanwhile will be refused if the entry is another one now.
        swept = self._there if ENTRY_FILE in digests else ()
        self._end(placing, (path for path in swept if path.startswith(f"{STAGING}/")))

    def _upload(self, file: PublishedFile) -> None:
        self._store.write(file.path, checked(file))

    def _lay_aside(self, file: PublishedFile) -> None:
        data, place = checked(file), aside(file.sha256)
        there = self._there.get(place)
        if there is None or not there.is_surely(data):
            self._store.write(place, data, like=file.path)

    def _begin(self, placing: Placing, over: bytes | None) -> str:
        """Be the only one that publishes, over what was read; the tag of the entry there.

        Raises:
            StorageError: somebody else publishes, or did.
        """
        if self._store.read(JOURNAL) is not None:
            raise self._meanwhile("is being published")
        try:
            self._store.write_over(JOURNAL, placing.data(), "")
        except Meanwhile:
            # An answer that was lost makes the store's library ask again.
            if self._store.read(JOURNAL) != placing.data():
                raise self._meanwhile("is being published") from None
        tag = self._store.tag(ENTRY_FILE)
        if self._store.read(ENTRY_FILE) != over:
            self._store.remove(JOURNAL)
            raise self._meanwhile("was published")
        return tag

    def _carry_out(self, placing: Placing, tag: str) -> None:
        """Put everything in place, the entry last, and remove what goes."""
        *others, listing, entry = _in_steps(placing)
        _each(self._put, others)
        self._put(listing)
        self._put_entry(entry, tag)
        _each(self._store.remove, placing.removed)

    def _put(self, item: tuple[str, str]) -> None:
        digest, path = item
        if digest:
            self._store.copy(aside(digest), path)  # what is not there was copied before

    def _put_entry(self, item: tuple[str, str], tag: str) -> None:
        digest, path = item
        data = self._store.read(aside(digest)) if digest else None
        if data is None:
            return
        try:
            self._store.write_over(path, data, tag)
        except Meanwhile:
            if self._store.read(path) != data:
                raise self._meanwhile("was published") from None

    def _end(self, placing: Placing, swept: Iterable[str]) -> None:
        """Let go: first of what waits aside, so that nobody puts it in place any more."""
        mine = {aside(digest) for digest, _ in placing.placed}
        _each(self._store.remove, sorted({*swept, *mine} - {JOURNAL}))
        if Placing.of(self._store.read(JOURNAL)) == placing:
            self._store.remove(JOURNAL)

    def _end_what_was_begun(self) -> None:
        """End what a run that was killed has left undone, whatever it was."""
        pending = self._pending
        if pending:
            tag = self._store.tag(ENTRY_FILE)
            if _digest(self._store.read(ENTRY_FILE)) not in {pending.over, pending.entry}:
                raise self._meanwhile("was published")
            self._carry_out(pending, tag)
            self._end(pending, ())
            self._look()
        elif self._seen[0] is not None and self._store.read(JOURNAL) == self._seen[0]:
            self._store.remove(JOURNAL)  # of no use any more, or never

    def _meanwhile(self, what: str) -> StorageError:
        return StorageError(
            f"something else {what} at {self._store.address}",
            "Publish again, so that it is held against that.",
            path=self._store.address,
        )


def _in_steps(placing: Placing) -> list[tuple[str, str]]:
    """What is put in place side by side, then the listing, then the entry; "" where it stays."""
    last = {path: (digest, path) for digest, path in placing.placed if path in _LAST}
    others = [(digest, path) for digest, path in placing.placed if path not in _LAST]
    return [*others, *(last.get(path, ("", path)) for path in _LAST)]


_LAST: Final = (LISTING, ENTRY_FILE)


def _each(function: Callable[[A], object], items: Iterable[A]) -> None:
    """Do something for each, several at once; the first that fails ends it."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        under_way = [pool.submit(function, item) for item in items]
        try:
            for done in as_completed(under_way):
                done.result()
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


def _digest(data: bytes | None) -> str:
    return "" if data is None else hashlib.sha256(data).hexdigest()
