"""Advisories and renames on their way through a catalog's history: no word is taken back."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

from chandlery.checks import Finding
from chandlery.documents import Document, Syntax, read_yaml
from chandlery.model.history import Blob, Change
from chandlery.quoting import quoted
from chandlery.rules.history import NOTICE
from chandlery.rules.references import in_range
from chandlery.stages.history_records import Records, Trouble

_RENAMES: Final = "renames.yml"
_STRENGTH: Final = {"deprecate": 1, "yank": 2, "block": 3}
_RESTORE: Final = "Restore what was said; an advisory that no longer holds gets `expires`."


class Notices:
    """What was said about packages after the fact.

    Attributes:
        renames: old name to new name, as of the commit that is looked at.
    """

    def __init__(self, records: Records, versions: Callable[[str], Iterable[str]]) -> None:
        """Begin with nothing said.

        Args:
            records: what is read.
            versions: of a package by its name, those that are there.
        """
        self.renames: dict[str, str] = {}
        self._records = records
        self._versions = versions
        self._advisories: dict[str, _Word] = {}
        self._text = b""
        self._led: dict[str, tuple[str, list[Trouble]]] = {}

    def take_renames(self, changes: Iterable[Change]) -> bool:
        """Let a commit act on the renames; tells whether it did."""
        touched = [change for change in changes if change.path == _RENAMES]
        for change in touched:
            self._rename(change.now)
        return bool(touched)

    def take_advisories(self, changes: Iterable[Change]) -> None:
        """Let a commit act on the advisories, after it did on the releases."""
        for change in changes:
            if change.path.startswith("advisories/") and change.path.endswith(".yml"):
                word = self._advisories.setdefault(change.path, _Word(self._versions))
                word.take(self._records, change.path, change.now)

    def _rename(self, now: Blob | None) -> None:
        document = self._records.document(_RENAMES, now, read=False)
        before, self._text = self._text, document.data
        grown = _leads_in(_inserted(before, self._text)) if before else None
        if grown is not None and self.renames.keys().isdisjoint(grown):
            # The usual change: lines that are new, and none that is gone.
            self.renames |= grown
            self._judge(grown)
            self._learn(grown)
            return
        document = self._records.document(_RENAMES, now)
        if now and (
            document.syntax is not Syntax.YAML or not isinstance(document.value, dict | None)
        ):
            self._text = b""
            return  # nobody could read it, and nothing was published of it
        self.renames = dict(_leads(document.value or {}))
        self._judge(self._led, document)
        self._learn(self.renames)

    def _judge(self, names: Iterable[str], document: Document | None = None) -> None:
        """Hold some names against what they ever led to."""
        for old in names:
            target, troubles = self._led.get(old, ("", []))
            if not target:
                continue
            if old in self.renames and self._reached(old) == self._reached(target):
                for trouble in troubles:
                    trouble.mend(self._records.commit)
            elif not troubles or troubles[-1].mended:
                fact = f"leads to {quoted(self.renames[old])}" if old in self.renames else "is gone"
                message = f"the rename of {quoted(old)} to {quoted(target)} {fact}"
                finding = Finding((old,), message, "Restore the line; renames are never shortened.")
                place = document or Document(_RENAMES, self._text)
                troubles.append(self._records.report(NOTICE, place, finding))

    def _learn(self, names: Iterable[str]) -> None:
        for old in names:
            self._led.setdefault(old, (self.renames[old], []))

    def _reached(self, name: str) -> str:
        """Where a chain of renames ends."""
        seen = {name}
        while (following := self.renames.get(name, name)) not in seen:
            seen.add(following)
            name = following
        return name


def _leads(value: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for old, rename in value.items():
        to = rename.get("to") if isinstance(rename, Mapping) else None
        if isinstance(to, str):
            yield old, to


def _leads_in(block: bytes | None) -> dict[str, str] | None:
    """What lines by themselves lead to; `None` where they are not whole lines of renames."""
    if not block or block[:1].isspace() or not block.endswith(b"\n"):
        return None
    document = read_yaml(_RENAMES, block).usable
    return dict(_leads(document.value)) if document and isinstance(document.value, dict) else None


def _inserted(old: bytes, new: bytes) -> bytes | None:
    """The lines that a text has beyond another one, in one place; `None` for any other change."""
    grown = len(new) - len(old)
    if grown <= 0:
        return None
    same, differs = 0, len(old) + 1  # so many bytes are the same at the beginning, or fewer
    while differs - same > 1:
        middle = (same + differs) // 2
        same, differs = (middle, differs) if old[:middle] == new[:middle] else (same, middle)
    start = new.rfind(b"\n", 0, same) + 1
    return new[start : start + grown] if old[start:] == new[start + grown :] else None


class _Word:
    """One advisory: what it said last, before any of that was taken back."""

    def __init__(self, versions: Callable[[str], Iterable[str]]) -> None:
        self._versions = versions
        self._said: Mapping[str, Any] | None = None
        self._met: frozenset[str] = frozenset()
        self._troubles: list[Trouble] = []

    def take(self, records: Records, path: str, now: Blob | None) -> None:
        """Let a commit act on the advisory."""
        document = records.document(path, now)
        value = document.value
        if now and not isinstance(value, Mapping):
            return  # nobody could read it, and nothing was published of it
        if self._said is None:
            self._say(value)
            return
        key = self._taken_back(value) if now else ""
        if key is None:
            self._say(value)
            for trouble in self._troubles:
                trouble.mend(records.commit)
            return
        if key:
            message = f"{quoted(key)} of an advisory takes back what it said"
        else:
            act, package = quoted(self._said.get("act")), quoted(self._said.get("package"))
            message = f"an advisory was deleted, which said {act} of {package}"
        finding = Finding((key,) if key else (), message, _RESTORE)
        self._troubles.append(records.report(NOTICE, document, finding))

    def _say(self, value: Mapping[str, Any]) -> None:
        self._said = value
        there = self._versions(str(value.get("package")))
        ranges = _texts(value, "versions")
        self._met |= {version for version in there if in_range(version, ranges)}

    def _taken_back(self, now: Mapping[str, Any]) -> str | None:
        """The key that says less than it did, or something else; `None` for none.

        A range may be closed before releases that were not there when it was open.
        """
        was = self._said or {}
        for key in ("package", "published", "reason"):
            if now.get(key) != was.get(key):
                return key
        if _STRENGTH.get(str(now.get("act")), 0) < _STRENGTH.get(str(was.get("act")), 0):
            return "act"
        ranges = _texts(now, "versions")
        if any(not in_range(version, ranges) for version in self._met):
            return "versions"
        for key in ("digests", "evidence"):
            if not set(_texts(was, key)) <= set(_texts(now, key)):
                return key
        return None


def _texts(value: Mapping[str, Any], key: str) -> list[str]:
    found = value.get(key)
    return [item for item in found if isinstance(item, str)] if isinstance(found, list) else []
