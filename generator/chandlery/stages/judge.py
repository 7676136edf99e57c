"""One native record, judged: is it valid, does this catalog take it, which hosts load it?"""

from collections.abc import Iterator
from dataclasses import dataclass

from pydantic import BaseModel, ValidationError

from chandlery.checks import asked
from chandlery.diagnostics import Diagnostic, Outcome, Severity, Verdict
from chandlery.dialects.base import HostVerdict, RecordKind
from chandlery.documents import Document
from chandlery.rules.schema import schema_diagnostics
from chandlery.stages.kinds import wrong_kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What there is to say about one record.

    Attributes:
        record: an instance of the kind's model, or `None` where its own code refuses a field.
        hosts: what named host versions would do; `None` where that was *not checked*, because
            the record is not valid and the kind has no word about such records.
    """

    record: BaseModel | None
    diagnostics: tuple[Diagnostic, ...]
    hosts: tuple[HostVerdict, ...] | None

    @property
    def valid(self) -> bool:
        """Whether the ecosystem's own code accepts the record."""
        return self.record is not None and not self._errs(Verdict.VALID)

    @property
    def policy(self) -> bool | None:
        """Whether this catalog takes the record; `None`, *not checked*, for an invalid one."""
        return not self._errs(Verdict.POLICY) if self.valid else None

    def _errs(self, verdict: Verdict) -> bool:
        return any(
            item.severity is Severity.ERROR and item.verdict is verdict for item in self.diagnostics
        )


def judge(
    kind: RecordKind, document: Document | None, before: tuple[Diagnostic, ...] = ()
) -> Judgement:
    """Judge a record of a kind.

    A record-level rule does not run while any field is bad, as in the ecosystems' own code.

    Args:
        kind: which kind the record is meant to be.
        document: what was read, or `None` where nothing could be.
        before: what was found while reading; becomes part of the judgement.
    """
    if document is None:
        return Judgement(record=None, diagnostics=before, hosts=None)
    typed = typed_as(kind, document)
    record, found = typed.value, (*before, *typed.diagnostics)
    if record is None:
        return _refused(kind, document, None, found)
    found += tuple(ruled(kind, document, record))
    judgement = Judgement(record=record, diagnostics=found, hosts=None)
    if not judgement.valid:
        return _refused(kind, document, record, judgement.diagnostics)
    return Judgement(record=record, diagnostics=found, hosts=kind.loads(record))


def typed_as(kind: RecordKind, document: Document) -> Outcome[BaseModel | None]:
    """An instance of a kind's model; what the ecosystem's own code refuses becomes diagnostics."""
    try:
        return Outcome(kind.model.model_validate(document.value))
    except ValidationError as error:
        if stranger := wrong_kind(document, kind.model, error.error_count()):
            return Outcome(None, (stranger,))
        codes = {rule.code: rule for rule in kind.rules}
        schema = schema_diagnostics(
            document, error, verdict=Verdict.VALID, codes=codes, model=kind.model
        )
        return Outcome(None, tuple(schema))


def ruled(kind: RecordKind, document: Document, record: BaseModel) -> Iterator[Diagnostic]:
    """What the rules of its kind say of a record."""
    return asked(kind.rules, document, record)


def _refused(
    kind: RecordKind,
    document: Document,
    record: BaseModel | None,
    diagnostics: tuple[Diagnostic, ...],
) -> Judgement:
    """The judgement of a record that is not valid."""
    why = next(
        item.message
        for item in sorted(diagnostics)
        if item.severity is Severity.ERROR and item.verdict is Verdict.VALID
    )
    return Judgement(
        record=record, diagnostics=diagnostics, hosts=kind.refused(document.value, why)
    )
