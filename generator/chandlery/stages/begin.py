"""What was answered → the files that a record begins with."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from chandlery.catalog import Catalog, ReleaseEntry
from chandlery.dialects import DIALECTS
from chandlery.dialects.starters import Beginning
from chandlery.formats.written import written_json, written_yaml
from chandlery.model.governance import ReviewState, standing
from chandlery.model.marketplace import Kind
from chandlery.quoting import quoted
from chandlery.rules.filed import ordered
from chandlery.stages.answers import Answers, first
from chandlery.stages.criteria import criterion
from chandlery.stages.decide import filed_record, governance_folder, id_part
from chandlery.stages.licence_texts import licence_text
from chandlery.stages.proposals import NotProposed

_STIGMEM = "stigmem-plugin-"
_CHECK = b"""\
#!/bin/sh
# Shows that the fixtures give what is expected; prints what differs.
set -eu
cd "$(dirname "$0")"
sort input.txt | diff expected.txt -
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """Files that were made up.

    Attributes:
        files: by path below the catalog's folder.
        starter: what a release can be made of, by path in a folder of its own.
        notice: what whoever writes them should know.
    """

    files: Mapping[str, bytes]
    notice: str = ""
    starter: Mapping[str, bytes] = field(default_factory=dict)


def begin_plugin(catalog: Catalog, answers: Answers, at: str) -> Begun:
    """A plugin's listing and README, and a starter for each ecosystem that was asked for."""
    listed = _listed(f"plugins/{first(answers, 'name')}", answers)
    dialects = answers.get("dialect", ())
    _refuse_name(answers)
    if not dialects:
        return Begun(files=listed)
    beginning = _beginning(catalog, answers, Kind.PLUGIN, at)
    return Begun(files=listed, starter=_starter(beginning, dialects, _names(answers)))


def begin_adapter(catalog: Catalog, answers: Answers, at: str) -> Begun:
    """An adapter's listing, README and starter, and evidence of where it comes from."""
    name, version = first(answers, "name"), first(answers, "version")
    id_ = f"evidence_{id_part(name)}_{id_part(version)}_provenance"
    evidence = {
        "title": f"Where {name} {version} comes from",
        "kind": "source",
        "summary": f"The source is kept at {first(answers, 'provenance')}.",
        "by": first(answers, "maintainer"),
        "recorded": at,
        "url": first(answers, "provenance"),
    }
    where = f"adapters/{name}/governance/{version}/evidence/{id_}.yml"
    beginning = replace(_beginning(catalog, answers, Kind.ADAPTER, at), provenance=(id_,))
    return Begun(
        files=_listed(f"adapters/{name}", answers) | {where: written_yaml(evidence)},
        starter=_starter(beginning, ("craik",), {}),
    )


def begin_integration(catalog: Catalog, answers: Answers, at: str) -> Begun:
    """A reference integration with a fixture and a check of it."""
    name, shows = first(answers, "name"), first(answers, "shows")
    package = next(item for item in catalog.packages if item.name == shows)
    subject = "plugin_descriptor_id" if package.kind is Kind.PLUGIN else "adapter_package_id"
    record: dict[str, Any] = {
        "schema": "craik.reference_integration",
        "version": "0.1.0",
        "id": name,
        "kind": package.kind.value,
        "name": first(answers, "title"),
        "description": first(answers, "summary"),
        subject: package.listing.names.get("craik", shows),
        "docs": ["README.md"],
        "fixture_paths": ["fixtures/input.txt", "fixtures/expected.txt", "fixtures/check.sh"],
        "check_commands": [first(answers, "command")],
        "receipt_ids": list(answers.get("receipt", ())),
        "compatibility_notes": [f"Made for {package.listing.title}, as it was on {at[:10]}."],
        "provenance_ids": list(answers["evidence"]),
        "created_at": at,
    }
    folder = f"integrations/{name}"
    return Begun(
        files=_listed(folder, answers)
        | {
            f"{folder}/craik.json": written_json(record),
            f"{folder}/fixtures/input.txt": b"two\none\n",
            f"{folder}/fixtures/expected.txt": b"one\ntwo\n",
            f"{folder}/fixtures/check.sh": _CHECK,
        }
    )


def begin_publisher(answers: Answers) -> Begun:
    """A publisher's file; the level of verification is the maintainers' to set."""
    record = {
        "title": first(answers, "title"),
        "type": first(answers, "type"),
        "website": first(answers, "website"),
        "contact": first(answers, "contact"),
        "prefixes": list(answers.get("prefix", ())),
    }
    return Begun(files={f"publishers/{first(answers, 'name')}.yml": _written(record)})


def begin_probation(catalog: Catalog, release: ReleaseEntry, answers: Answers, at: str) -> Begun:
    """A probation that is open."""
    expires = first(answers, "expires")
    if expires and expires <= at:
        raise NotProposed(f"{expires} is over already", "Give a time that is to come.")
    record: dict[str, Any] = {
        "status": "probationary",
        "criteria": [criterion(text) for text in answers["criterion"]],
        "compatibility_check_ids": [],
        "evidence_ids": list(answers.get("evidence", ())),
        "receipt_ids": [],
        **({"expires_at": expires} if expires else {}),
        "durable_trust_granted": False,
    }
    files = filed_record(catalog, release, first(answers, "policy"), record, at)
    return Begun(files=files, notice=_consequence(release, at))


def _consequence(release: ReleaseEntry, at: str) -> str:
    """What a new probation does to a release that has been decided.

    Raises:
        NotProposed: one is open.
    """
    records = [item.record for item in ordered(release)]
    name, state = f"{release.package} {release.version}", standing(records, at)
    if state is ReviewState.PROBATIONARY:
        raise NotProposed(
            f"{name} is on probation already, by {quoted(records[-1].id)}",
            "Decide that one: `chandlery promote`, `reject`, or `expire` when it has run out.",
        )
    if state is ReviewState.PROMOTED:
        return f"{name} is promoted, and will not be offered as such until this is decided"
    return ""


def begin_evidence(release: ReleaseEntry, answers: Answers, at: str) -> Begun:
    """Something that was seen of a release."""
    record = {name: first(answers, name) for name in ("title", "kind", "summary", "by")}
    record |= {"recorded": at, "url": first(answers, "url"), "sha256": first(answers, "sha256")}
    folder = f"{governance_folder(release)}/evidence"
    return Begun(files={f"{folder}/{first(answers, 'id')}.yml": _written(record)})


def _listed(folder: str, answers: Answers) -> dict[str, bytes]:
    """``listing.yml`` and ``README.md``."""
    title, summary = first(answers, "title"), first(answers, "summary")
    source = first(answers, "source")
    record = {
        "title": title,
        "summary": summary,
        "categories": list(answers["category"]),
        "license": first(answers, "license"),
        "links": {"source": source} if source else {},
        "maintainers": [{"name": first(answers, "maintainer")}],
        "names": _names(answers),
    }
    readme = f"# {title}\n\n{summary}\n".encode()
    return {f"{folder}/listing.yml": _written(record), f"{folder}/README.md": readme}


def _names(answers: Answers) -> dict[str, str]:
    """What ecosystems call it whose names have another form."""
    objectstack = first(answers, "objectstack-id")
    return {"objectstack": objectstack} if objectstack else {}


def _refuse_name(answers: Answers) -> None:
    """See that a name is one that Stigmem's publication contract asks for (STI206)."""
    name = first(answers, "name")
    if "stigmem" in answers.get("dialect", ()) and not name.startswith(_STIGMEM):
        raise NotProposed(
            f"{quoted(name)} is not of the form `{_STIGMEM}<slug>`, as a distribution for Stigmem",
            f"Name it `{_STIGMEM}{name.replace('_', '-')}`.",
        )


def _beginning(catalog: Catalog, answers: Answers, kind: Kind, at: str) -> Beginning:
    publisher = first(answers, "publisher")
    return Beginning(
        kind=kind,
        name=first(answers, "name"),
        native=first(answers, "name"),
        title=first(answers, "title"),
        summary=first(answers, "summary"),
        license=first(answers, "license"),
        publisher=publisher,
        author=catalog.publishers[publisher].record.title,
        version=first(answers, "version"),
        at=at,
    )


def _starter(
    beginning: Beginning, dialects: tuple[str, ...], names: Mapping[str, str]
) -> dict[str, bytes]:
    """The files of every ecosystem together; what two of them have is the same."""
    files: dict[str, bytes] = {}
    for dialect in dialects:
        native = replace(beginning, native=names.get(dialect) or beginning.name)
        for path, data in DIALECTS[dialect].starter(native).items():
            if files.setdefault(path, data) != data:
                raise NotProposed(
                    f"{quoted(path)} is one thing to {dialect} and another to the others",
                    "Begin with one ecosystem, and add the others by hand.",
                )
    if set(files) <= {f"{name}.json" for name in dialects}:
        return files  # a record that lies in no artifact, and nothing that would be packed
    readme = f"# {beginning.title}\n\n{beginning.summary}\n".encode()
    licence = licence_text(beginning.license, beginning.author, beginning.at[:4])
    return {**files, "README.md": readme, "LICENSE": licence}


def _written(record: Mapping[str, Any]) -> bytes:
    """YAML without what was left open."""
    return written_yaml({key: value for key, value in record.items() if value})
