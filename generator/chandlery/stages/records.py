"""Documents → typed records; what does not fit becomes a diagnostic."""

from copy import deepcopy
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from chandlery.catalog import NativeRecord
from chandlery.checks import Finding, Rule
from chandlery.diagnostics import Diagnostic, Verdict
from chandlery.dialects import DIALECTS
from chandlery.documents import Document
from chandlery.rules import layout
from chandlery.rules.schema import schema_diagnostics
from chandlery.stages.judge import judge

R = TypeVar("R", bound=BaseModel)


def _without_strangers(value: Any, error: ValidationError, model: type[R]) -> R | None:
    """What a record comes to without its unknown keys, where those are all that is wrong.

    They were reported, and nothing will be published; but what hangs on the record can be judged
    in the same run.
    """
    problems = error.errors(include_url=False, include_context=False)
    if any(problem["type"] != "extra_forbidden" for problem in problems):
        return None
    known = deepcopy(value)
    for problem in problems:
        part = known
        for step in problem["loc"][:-1]:
            part = part[step]
        del part[problem["loc"][-1]]
    return model.model_validate(known)


class Records:
    """Types the documents of one catalog, and keeps what is found on the way.

    Attributes:
        found: the diagnostics so far.
        lost: paths of files that are missing, cannot be read, or could not be typed.
    """

    def __init__(self, broken: set[str]) -> None:
        """Begin with the paths of the files that could not be read."""
        self.found: list[Diagnostic] = []
        self.lost = set(broken)

    @property
    def unread(self) -> frozenset[str]:
        """See `chandlery.catalog.Catalog.unread`."""
        parts = (path.split("/") for path in self.lost)
        return frozenset("/".join(part[:2]).removesuffix(".yml") for part in parts)

    def typed(self, document: Document, model: type[R]) -> R | None:
        """The record of a document."""
        try:
            return model.model_validate(document.value)
        except ValidationError as error:
            self.lost.add(document.path)
            self.found += schema_diagnostics(document, error, verdict=Verdict.POLICY, model=model)
            return _without_strangers(document.value, error, model)

    def optional(self, document: Document | None, model: type[R]) -> R | None:
        """The record of a document that may be absent."""
        return self.typed(document, model) if document else None

    def required(self, document: Document | None, path: str, model: type[R]) -> R | None:
        """The record of a document that has to be at a path."""
        if document is None:
            self.missing(path)
            return None
        return self.typed(document, model)

    def judged(self, dialect: str, kind: str, document: Document) -> NativeRecord | None:
        """A native record, judged by its ecosystem's rules and ours."""
        record_kind = DIALECTS[dialect].kind(kind)
        judgement = judge(record_kind, document)
        self.found += judgement.diagnostics
        if judgement.record is None:
            self.lost.add(document.path)
            return None
        description = record_kind.describe(judgement.record) if record_kind.describe else None
        return NativeRecord(
            dialect=dialect,
            kind=kind,
            document=document,
            record=judgement.record,
            description=description,
        )

    def missing(self, path: str) -> None:
        """Say that there is no file at a path, unless one is there that cannot be read."""
        if path not in self.lost:
            self.lost.add(path)
            self.say(path, layout.MISSING_FILE, f"`{path}` is missing", "Add the file.")

    def name(self, path: str, name: str) -> None:
        """See that a name has the form that names have."""
        if not layout.is_name(name):
            self.say(
                path,
                layout.BAD_NAME,
                f"`{name}` is not a name",
                "Use lower-case letters, digits, `-` and `_`, at most 64.",
            )

    def say(self, path: str, rule: Rule, message: str, hint: str) -> None:
        """Report something about a file as a whole."""
        self.found.append(rule.report(Document(path, b""), Finding((), message, hint)))
