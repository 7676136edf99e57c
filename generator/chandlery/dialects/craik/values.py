r"""The values that Craik's records share, as Craik 0.12.9 takes them (its contract, 1 and 2).

Looser than they look on purpose: what Craik accepts is *valid* here, and what this catalog asks
beyond that is the policy rules'.  Patterns match the whole string, and ``\d`` means every decimal
digit of Unicode, as upstream.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import Annotated, Any, Literal
from urllib.parse import urlparse

from pydantic import AfterValidator, GetCoreSchemaHandler, WithJsonSchema
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from chandlery.dialects.craik.redaction import shown

TrustBoundary = Literal["project", "repository", "organization", "user", "external"]
PluginEntrypointKind = Literal["command", "module", "workflow", "service", "docs"]
AdapterEntrypointKind = Literal["module", "command", "service", "docs"]
CapabilityRisk = Literal["low", "medium", "high", "critical"]
CompatibilityStatus = Literal["supported", "experimental", "unsupported"]
ProbationStatus = Literal["probationary", "promoted", "rejected", "expired"]
DecisionKind = Literal["promote", "reject", "expire"]
GrantStatus = Literal["allowed", "denied", "expired", "approval_required"]
ReceiptStatus = Literal["passed", "failed", "blocked", "denied", "skipped"]
RunnerMode = Literal["fixture", "prompt-handoff", "live"]
ReferenceKind = Literal["skill", "plugin", "adapter"]

_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,127}")
_VERSION = re.compile(r"\d+\.\d+\.\d+(?:[-+][0-9A-Za-z.-]+)?")
_RFC_3339 = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]+)?(?:Z|[+-][0-9]{2}:[0-9]{2})"
)
_LOCAL_HOSTS = frozenset({"localhost", "127.0.0.1", "::1"})


def _contract_id(text: str) -> str:
    if not _ID.fullmatch(text):
        raise PydanticCustomError(
            "CRA101",
            "{text} is no id that Craik takes",
            {
                "text": shown(text),
                "hint": "Use lower-case letters, digits, `-` and `_`, beginning with a letter or "
                "digit, at most 128.",
            },
        )
    return text


def _version(text: str) -> str:
    if not _VERSION.fullmatch(text):
        raise PydanticCustomError(
            "CRA102",
            "{text} is no version that Craik takes",
            {
                "text": shown(text),
                "hint": "Write one exact version: three numbers, then perhaps `-rc.1` or `+build`.",
            },
        )
    return text


def _docs_reference(text: str) -> str:
    if problem := _docs_problem(text):
        raise PydanticCustomError(
            "CRA103",
            "{text} {problem}",
            {
                "text": shown(text),
                "problem": problem,
                "hint": "Give a path inside the package, or an `https` address.",
            },
        )
    return text


def _docs_problem(text: str) -> str:
    """What Craik has against a docs reference, or ``""``."""
    try:
        parts = urlparse(text)
        local = parts.scheme == "http" and parts.hostname in _LOCAL_HOSTS
    except ValueError:
        return "cannot be read as an address"
    if parts.scheme:
        return "" if parts.scheme == "https" or local else "is neither `https` nor a relative path"
    path = PurePosixPath(text)
    if path.is_absolute():
        return "is an absolute path"
    return "climbs out of the package" if ".." in path.parts else ""


def _form(pattern: re.Pattern[str], rule: str) -> WithJsonSchema:
    """Let editors know a form of which a rule of its own tells."""
    return WithJsonSchema(
        {"type": "string", "pattern": f"^{pattern.pattern}$", "x-chandlery-rule": rule}
    )


ContractId = Annotated[str, AfterValidator(_contract_id), _form(_ID, "CRA101")]
CraikVersion = Annotated[str, AfterValidator(_version), _form(_VERSION, "CRA102")]
DocsReference = Annotated[str, AfterValidator(_docs_reference)]


@dataclass(frozen=True, slots=True)
class Moment:
    """A time as a record has it: pydantic's lax datetimes, which Craik's records use.

    Attributes:
        written: the JSON value, a string or a number of seconds or milliseconds.
        at: what it stands for; naive where no zone was written.
    """

    written: str | float
    at: datetime

    @property
    def is_rfc_3339(self) -> bool:
        """Whether it is written in full, with its zone."""
        return isinstance(self.written, str) and _RFC_3339.fullmatch(self.written) is not None

    @property
    def instant(self) -> datetime:
        """The time with a zone, for comparing; no zone counts as UTC."""
        return self.at if self.at.tzinfo else self.at.replace(tzinfo=UTC)

    @property
    def text(self) -> str:
        """How it is published: in UTC to the second, so that such texts sort as their times."""
        try:
            moment = self.instant.astimezone(UTC)
        except OverflowError:  # the first or last day of the calendar, seen from another zone
            moment = self.instant
        return moment.isoformat(timespec="seconds").replace("+00:00", "Z")

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """A datetime to pydantic, so that it takes and refuses what Craik does."""

        def keep(value: Any, validate: core_schema.ValidatorFunctionWrapHandler) -> Moment:
            return cls(value, validate(value))

        return core_schema.no_info_wrap_validator_function(
            keep,
            core_schema.datetime_schema(),
            serialization=core_schema.plain_serializer_function_ser_schema(
                lambda moment: moment.text, return_schema=core_schema.str_schema()
            ),
        )
