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

_TAKE_OUT = "Take the key out."
# To look for what was meant takes time, and a manifest can have a hundred thousand keys.
_MAX_SUGGESTIONS = 100
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
    for key, cure in _strangers(record):
        yield (key,), "Say it in listing.yml." if key in _MOVED else cure
    for key in ("configuration", "capabilities", "extensions"):
        if key in record.model_fields_set:
            yield (key,), _TAKE_OUT
    if "main" in record.model_fields_set and not isinstance(record.main, str):
        yield ("main",), "Write a path."
    for name, part in (("engines", record.engines), ("engine", record.engine)):
        for key, cure in _strangers(part) if part else ():
            yield (name, key), cure
    if record.contributes:
        yield from _contributions(record)


def _strangers(part: Open) -> Iterator[tuple[str, str]]:
    """The keys that a part does not know, and the cure; what it has is not what was meant."""
    extra = part.model_extra or {}
    given = part.model_fields_set - extra.keys()
    missing = {to_camel(name) for name in type(part).model_fields if name not in given}
    for at, key in enumerate(sorted(extra)):
        near = did_you_mean(key[:200], missing) if at < _MAX_SUGGESTIONS else ""
        yield key, near or _TAKE_OUT


def _contributions(record: Manifest) -> Iterator[tuple[Route, str]]:
    contributes = record.contributes
    if contributes is None:
        return
    written = contributes.model_dump(by_alias=True, exclude_unset=True)
    cures = dict(_strangers(contributes))
    for key in sorted(written):
        if key != "kinds":
            yield ("contributes", key), cures.get(key, _TAKE_OUT)
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
