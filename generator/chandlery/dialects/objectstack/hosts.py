"""Which ObjectStack hosts would take a valid manifest (contract, sections 2 and 2.1)."""

from collections.abc import Iterator

from pydantic.alias_generators import to_camel

from chandlery.dialects.base import HostVerdict
from chandlery.dialects.objectstack.manifest import Manifest
from chandlery.dialects.objectstack.ranges import admits
from chandlery.dialects.objectstack.values import Open
from chandlery.documents import Route
from chandlery.quoting import escaped, quoted
from chandlery.suggest import did_you_mean

PROTOCOL = 17  # the major version of every host that we know

_MOVED = ("author", "license", "icon")


def declared_range(record: Manifest) -> tuple[Route, str] | None:
    """The one range that hosts look at, and where it stands."""
    engines, legacy = record.engines, record.engine
    for route, text in (
        (("engines", "protocol"), engines.protocol if engines else None),
        (("engines", "platform"), engines.platform if engines else None),
        (("engine", "objectstack"), legacy.objectstack if legacy else None),
    ):
        if text and text.strip():
            return route, text.strip()
    return None


def refused_keys(record: Manifest) -> Iterator[tuple[Route, str]]:
    """Every part that hosts from 17.3 on refuse, and what is to be said of it."""
    for key in sorted(record.model_extra or {}):
        yield (key,), "Say it in listing.yml." if key in _MOVED else _cure(key, record)
    for key in ("configuration", "capabilities", "extensions"):
        if key in record.model_fields_set:
            yield (key,), "Take the key out."
    if "main" in record.model_fields_set and not isinstance(record.main, str):
        yield ("main",), "Write a path."
    for name, part in (("engines", record.engines), ("engine", record.engine)):
        for key in sorted((part.model_extra or {}) if part else {}):
            yield (name, key), _cure(key, part)
    if record.contributes:
        yield from _contributions(record)


def _cure(key: str, part: Open | None) -> str:
    """What to do about a key that a part does not know; what it has is not what was meant."""
    fields = type(part).model_fields if part else {}
    given = part.model_fields_set - (part.model_extra or {}).keys() if part else set()
    missing = {to_camel(name) for name in fields if name not in given}
    return did_you_mean(key[:200], missing) or "Take the key out."


def _contributions(record: Manifest) -> Iterator[tuple[Route, str]]:
    contributes = record.contributes
    if contributes is None:
        return
    written = contributes.model_dump(by_alias=True, exclude_unset=True)
    for key in sorted(written):
        if key in (contributes.model_extra or {}):
            yield ("contributes", key), _cure(key, contributes)
        elif key != "kinds":
            yield ("contributes", key), "Take the key out."
    for place, _ in enumerate(contributes.kinds or ()):
        # 17.1 asks for the globs that 17.3 refuses.
        yield ("contributes", "kinds", place, "globs"), "Take the kind out."


def loads(record: Manifest) -> tuple[HostVerdict, ...]:
    """Ask the hosts of both readings of the schema."""
    clash = _clash(record)
    refused = [quoted(".".join(map(str, route))) for route, _ in refused_keys(record)]
    reason = escaped(f"it refuses {', '.join(refused)}") if refused else clash
    return (
        HostVerdict(host="ObjectStack 17.1", loads=not clash, reason=clash),
        HostVerdict(host="ObjectStack 17.3+", loads=not reason, reason=reason),
    )


def _clash(record: Manifest) -> str:
    declared = declared_range(record)
    if declared is None or admits(declared[1], PROTOCOL) is not False:
        return ""
    return f"the range {quoted(declared[1])} leaves protocol {PROTOCOL} out"
