"""Documents → typed records; what does not fit becomes a diagnostic."""

from collections.abc import Container, Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from chandlery.catalog import NativeRecord
from chandlery.checks import Finding, Rule
from chandlery.diagnostics import Diagnostic, Verdict, in_order
from chandlery.dialects import DIALECTS
from chandlery.documents import Document, Route
from chandlery.records.listing import Listing
from chandlery.records.notices import Waivers
from chandlery.records.release import ReleaseRecord
from chandlery.rules import layout
from chandlery.rules.schema import real_part, schema_diagnostics
from chandlery.stages.judge import typed_as
from chandlery.stages.kinds import wrong_kind

R = TypeVar("R", bound=BaseModel)

# Records whose parts can be judged one without the other, each with what stands in for the parts
# that it cannot do without.  A bad part of any other record might have changed what the rest says.
_SEPARABLE: dict[type[BaseModel], dict[str, Any]] = {
    ReleaseRecord: {"published": "1970-01-01T00:00:00Z", "publisher": "unknown"},
    Waivers: {},
    Listing: {
        "title": "Untitled",
        "summary": "Nothing is known of what it does.",
        "categories": ["none"],
        "license": "NOASSERTION",
        "maintainers": [{"name": "nobody"}],
    },
}
_MAX_ROUNDS = 20  # what is taken out may leave what held it wanting, level by level


@dataclass(frozen=True, slots=True)
class _Rest(Generic[R]):
    """What is left of a record without its bad parts.

    Attributes:
        document: as if the file did not have them.
        stood_in: the parts that something stands in for.
    """

    record: R
    document: Document
    stood_in: frozenset[Route]


def _rest(document: Document, error: ValidationError, model: type[R]) -> _Rest[R] | None:
    """What a record comes to without the parts that are bad; `None` where that is nothing.

    They were reported, and nothing will be published; but what hangs on the record can be judged
    in the same run.
    """
    known: Any = None
    taken_out: list[Route] = []
    stood_in: set[Route] = set()
    stand_ins = _SEPARABLE.get(model, {})
    for _ in range(_MAX_ROUNDS):
        problems = error.errors(include_url=False, include_context=False, include_input=False)
        strangers = all(problem["type"] == "extra_forbidden" for problem in problems)
        if not (strangers or model in _SEPARABLE):
            break
        known = deepcopy(document.value) if known is None else known
        # Members first, then what holds them; of a list, the last first.
        bad = {_bad_part(known, problem, stand_ins) for problem in problems}
        for route in sorted(bad, key=_by_depth, reverse=True):
            if not route:
                return None
            if len(route) == 1 and route[0] in stand_ins:
                known[route[0]] = stand_ins[str(route[0])]
                stood_in.add(route)
                continue
            del real_part(known, route[:-1])[1][route[-1]]
            taken_out.append(route)
        try:
            record = model.model_validate(known)
        except ValidationError as again:
            error = again
        else:
            shown = document.without(tuple(taken_out), known)
            return _Rest(record, shown, frozenset(stood_in))
    return None


def _by_depth(route: Route) -> tuple[tuple[bool, int | str], ...]:
    """Routes in an order that keys and indices share."""
    return tuple((isinstance(step, str), step) for step in route)


def _bad_part(value: Any, problem: ErrorDetails, stand_ins: Mapping[str, Any]) -> Route:
    """What to leave out of a record: the bad part, or for a missing key what should hold it.

    An artifact is left out as a whole: without one of its facts it cannot be verified.
    """
    if problem["type"] == "missing" and problem["loc"][0] in stand_ins and len(problem["loc"]) == 1:
        return problem["loc"]
    route, _ = real_part(value, problem["loc"])
    if route[:1] == ("artifacts",) and problem["type"] != "extra_forbidden":
        return route[:2]
    return route


class Records:
    """Types the documents of one catalog, and keeps what is found on the way.

    Attributes:
        found: the diagnostics so far.
        lost: paths of files that are missing, cannot be read, or could not be typed.
        natives: the native records, whether anything else comes of what they stand in or not.
    """

    def __init__(self, broken: set[str]) -> None:
        """Begin with the paths of the files that could not be read."""
        self.found: list[Diagnostic] = []
        self.lost = set(broken)
        self.natives: list[NativeRecord] = []
        self._rests: dict[str, _Rest[Any]] = {}

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
            if stranger := wrong_kind(document, model, error.error_count()):
                self.found.append(stranger)
                return None
            self.found += schema_diagnostics(document, error, verdict=Verdict.POLICY, model=model)
            if rest := _rest(document, error, model):
                self._rests[document.path] = rest
            return rest.record if rest else None

    def document(self, document: Document) -> Document:
        """A document as its record has it: see `Document.without`."""
        rest = self._rests.get(document.path)
        return rest.document if rest else document

    def without_ours(self, found: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
        """What was found, sorted, without what rules say of values that we put in."""
        ours = {
            (path, rest.document.locate(route))
            for path, rest in self._rests.items()
            for route in rest.stood_in
        }
        return tuple(
            item
            for item in in_order(found)
            if (item.file, item.span) not in ours or item.code.startswith("MAN")
        )

    def optional(self, document: Document | None, model: type[R]) -> R | None:
        """The record of a document that may be absent, or say nothing: comments, at most."""
        return self.typed(document, model) if document and document.value is not None else None

    def required(self, document: Document | None, path: str, model: type[R]) -> R | None:
        """The record of a document that has to be at a path."""
        if document is None:
            self.missing(path)
            return None
        return self.typed(document, model)

    def native(self, dialect: str, kind: str, document: Document) -> NativeRecord | None:
        """A native record, if its ecosystem's own code takes its fields."""
        record_kind = DIALECTS[dialect].kind(kind)
        typed = typed_as(record_kind, document)
        record = typed.value
        self.found += typed.diagnostics
        if record is None:
            self.lost.add(document.path)
            return None
        native = NativeRecord(
            dialect=dialect,
            kind=kind,
            document=document,
            record=record,
            description=record_kind.describe(record) if record_kind.describe else None,
            governed=record_kind.govern(record) if record_kind.govern else None,
            links=record_kind.links(record),
        )
        self.natives.append(native)
        return native

    def missing(self, path: str) -> None:
        """Say that there is no file at a path, unless one is there that cannot be read."""
        if path not in self.lost:
            self.lost.add(path)
            self.say(path, layout.MISSING_FILE, f"`{path}` is missing", "Add the file.")

    def name(self, path: str, name: str, taken: Container[str]) -> str:
        """See that a name has the form that names have; where not, go on with the nearest.

        Everything that speaks of the package uses the name that was meant, and is not wrong.
        """
        if layout.is_name(name):
            return name
        near = layout.nearest_name(name)
        form = "Use lower-case letters, digits, `-` and `_`, at most 64."
        cure = f"Call it `{near}`: lower-case letters, digits, `-` and `_`." if near else form
        self.say(path, layout.BAD_NAME, f"`{name}` is not a name", cure)
        return name if not near or near in taken else near

    def say(self, path: str, rule: Rule, message: str, hint: str) -> None:
        """Report something about a file as a whole."""
        self.found.append(rule.report(Document(path, b""), Finding((), message, hint)))
