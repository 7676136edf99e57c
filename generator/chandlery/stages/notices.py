"""The files of the index that are of no package: advisories, renames, waivers, and the schemas."""

from collections.abc import Iterator, Mapping
from typing import Any

from chandlery.formats import index_v1 as v1
from chandlery.formats.canonical import canonical, readable
from chandlery.model.content import INDEX
from chandlery.model.marketplace import Frame, Subject
from chandlery.model.parts import Ask, File, One, Part


def _one(_frame: Frame, _subject: Subject) -> One[None]:
    return One()


def _joined(frame: Frame, _told: Mapping[str, None], _ask: Ask) -> Iterator[File]:
    yield from _notices(frame)
    for name, model in v1.SCHEMAS.items():
        yield f"{INDEX}/schemas/{name}.json", readable(schema(model))


NOTICES: Part[None] = Part(name="notices", told=None, one=_one, joined=_joined)


def schema(model: type[v1.Published]) -> dict[str, Any]:
    """A type's JSON Schema as readers should hold it: fields will be added, and are let pass."""
    described: dict[str, Any] = _opened(model.model_json_schema())
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **described}


def _opened(part: Any) -> Any:
    if isinstance(part, list):
        return [_opened(item) for item in part]
    if not isinstance(part, dict):
        return part
    opened = {key: _opened(value) for key, value in part.items()}
    if opened.get("additionalProperties") is False:
        del opened["additionalProperties"]
        constant = {key for key, field in opened["properties"].items() if "const" in field}
        opened["required"] = sorted({*opened.get("required", ()), *constant})  # always written
    if isinstance(words := opened.get("description"), str):
        opened["description"] = " ".join(words.replace("``", "`").split())
    return opened


def _notices(frame: Frame) -> Iterator[File]:
    advisories = [
        v1.AdvisoryEntry(
            id=advisory.id,
            title=advisory.title,
            act=advisory.act,
            package=advisory.package,
            ranges=list(advisory.ranges),
            digests=list(advisory.digests),
            versions=list(advisory.versions),
            severity=advisory.severity,
            reason=advisory.reason,
            evidence=list(advisory.evidence),
            published=advisory.published,
            expires=advisory.expires or None,
            in_force=advisory.in_force,
            appeal=advisory.appeal,
        )
        for advisory in frame.advisories
    ]
    renames = {
        old: v1.RenameEntry(to=rename.to, since=rename.since, reason=rename.reason)
        for old, rename in frame.renames.items()
    }
    waivers = [v1.WaiverEntry(**waiver.dump()) for waiver in frame.waivers]
    yield _file("advisories.json", v1.Advisories(advisories=advisories))
    yield _file("renames.json", v1.Renames(renames=renames))
    yield _file("waivers.json", v1.Waivers(waivers=waivers))


def _file(name: str, value: v1.Published) -> File:
    return f"{INDEX}/{name}", canonical(value.plain())
