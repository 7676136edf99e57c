"""A decision on a release → the probation record that holds it (Craik's contract, 3.2).

Records are added to, never changed: the decision comes as a record of its own, with the criteria of
the one that is open.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, Final

from chandlery.catalog import Catalog, PackageEntry, ReleaseEntry
from chandlery.dialects.craik.records import PluginProbation
from chandlery.formats.written import written_json
from chandlery.model.governance import Probation, ReviewState, standing
from chandlery.quoting import quoted
from chandlery.rules.filed import Filed, ordered, register_of
from chandlery.rules.waivers import parties, plain
from chandlery.stages.proposals import NotProposed
from chandlery.suggest import did_you_mean

STATUSES: Final[Mapping[str, ReviewState]] = {
    "promote": ReviewState.PROMOTED,
    "reject": ReviewState.REJECTED,
    "expire": ReviewState.EXPIRED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What was decided.

    Attributes:
        act: ``promote``, ``reject`` or ``expire``.
        evidence: ids of what it rests on.
        checks: ids of compatibility checks, beside those that are on record.
        passed: criterion to the ids of what shows that it is met.
        at: RFC 3339 in UTC.
    """

    act: str
    by: str
    rationale: str
    evidence: tuple[str, ...]
    checks: tuple[str, ...] = ()
    passed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    at: str


def decide(catalog: Catalog, release: ReleaseEntry, decision: Decision) -> dict[str, bytes]:
    """The file of the record, by its path below the catalog's folder.

    Raises:
        NotProposed: the release is not to be decided so, or not by them.
    """
    newest = _open_review(release, decision)
    _refuse_party(catalog, release, decision.by)
    criteria = _criteria(newest, decision)
    if decision.act == "promote":
        _refuse_open(release, criteria)
    shown = [name for item in criteria for name in item["evidence_ids"]]
    known = newest.evidence_ids
    record = {
        "status": STATUSES[decision.act].value,
        "criteria": criteria,
        "compatibility_check_ids": _once(newest.compatibility_check_ids, decision.checks),
        "evidence_ids": _once(known, shown, decision.evidence),
        "receipt_ids": list(newest.receipt_ids),
        "decision": {
            "decision": decision.act,
            "decided_by": decision.by,
            "rationale": decision.rationale,
            "evidence_ids": _once(decision.evidence),
            "decided_at": decision.at,
        },
        "expires_at": newest.expires_at.text if newest.expires_at else None,
        "durable_trust_granted": decision.act == "promote",
    }
    if decision.act != "expire":
        del record["expires_at"]
    return filed_record(catalog, release, newest.policy_envelope_id, record, decision.at)


def filed_record(
    catalog: Catalog, release: ReleaseEntry, policy: str, record: Mapping[str, Any], at: str
) -> dict[str, bytes]:
    """The next probation record of a release, by its path below the catalog's folder."""
    number, folder = next_number(release), governance_folder(release)
    whole = {
        "schema": "craik.plugin_probation",
        "version": "0.1.0",
        "id": _id(catalog, release, number),
        "plugin_descriptor_id": release.native_name("craik"),
        "policy_envelope_id": policy,
        **record,
        "created_at": at,
    }
    return {f"{folder}/probation-{number}.json": written_json(whole)}


def release_of(catalog: Catalog, name: str, version: str) -> ReleaseEntry:
    """The release of a name and version.

    Raises:
        NotProposed: the catalog does not hold it.
    """
    package = package_of(catalog, name)
    for release in package.releases:
        if release.version == version:
            return release
    versions = [release.version for release in package.releases]
    raise NotProposed(
        f"{name} has no release {quoted(version)} that can be read",
        did_you_mean(version, versions) or f"It has {', '.join(versions) or 'none'}.",
    )


def package_of(catalog: Catalog, name: str) -> PackageEntry:
    """The plugin or adapter of a name.

    Raises:
        NotProposed: the catalog does not hold it.
    """
    for package in catalog.packages:
        if package.name == name:
            return package
    raise NotProposed(
        f"there is no plugin or adapter {quoted(name)}",
        did_you_mean(name, (package.name for package in catalog.packages)) or "Correct the name.",
    )


def governance_folder(release: ReleaseEntry) -> str:
    """Where the governance records of a release lie, below the catalog's folder."""
    return release.folder.replace("/releases/", "/governance/")


def next_number(release: ReleaseEntry) -> int:
    """The number of the next probation record."""
    numbers = [
        int(match[1])
        for item in release.governance.records
        if (match := re.search(r"/probation-([0-9]{1,6})\.json$", item.document.path))
    ]
    return max(numbers, default=0) + 1


def id_part(text: str) -> str:
    """A name or version as a part of an id."""
    return re.sub("[^a-z0-9_-]", "-", text.lower())


def _id(catalog: Catalog, release: ReleaseEntry, number: int) -> str:
    begin = f"probation_{id_part(release.package)}_{id_part(release.version)}"
    ids = (begin, *(f"{begin}_{count}" for count in range(2, 10_000)))[number - 1 :]
    taken = register_of(catalog).definitions
    return next(one for one in ids if one not in taken)


def _open_review(release: ReleaseEntry, decision: Decision) -> PluginProbation:
    """The record that the decision follows."""
    records = ordered(release)
    name = f"{release.package} {release.version}"
    if not records:
        raise NotProposed(
            f"nobody has begun to review {name}",
            f"Begin with `chandlery new probation {release.package}@{release.version}`.",
        )
    newest = records[-1]
    _refuse_state(newest, name, decision, standing((item.record for item in records), decision.at))
    if not isinstance(newest.native.record, PluginProbation):
        raise TypeError(f"{newest.native.document.path} is no probation record")
    return newest.native.record


def _refuse_state(
    newest: Filed[Probation], name: str, decision: Decision, state: ReviewState
) -> None:
    record = newest.record
    wanted = STATUSES[decision.act]
    ran_out = record.status is ReviewState.PROBATIONARY and state is ReviewState.EXPIRED
    if record.status is wanted:
        raise NotProposed(
            f"{name} is {wanted.value} already, by {quoted(record.id)}", "There is nothing to do."
        )
    if decision.act == "promote" and ran_out:
        raise NotProposed(
            f"the probation of {name} ran out on {record.expires_at}",
            "Open a new probation, and decide that one.",
        )
    if decision.act == "expire" and not ran_out:
        raise NotProposed(
            f"the probation of {name} "
            + (f"runs until {record.expires_at}" if _runs(record) else "is not one that runs out"),
            "Reject it, if it is not to wait.",
        )


def _runs(record: Probation) -> bool:
    return record.status is ReviewState.PROBATIONARY and bool(record.expires_at)


def _refuse_party(catalog: Catalog, release: ReleaseEntry, by: str) -> None:
    """See that nobody decides on what is theirs."""
    packages = {package.folder: package for package in catalog.packages}
    folder = release.folder.partition("/releases/")[0]
    concerned = parties(catalog, packages, folder)
    for name in (by, *by.split(",")):
        if what := concerned.get(plain(name)):
            raise NotProposed(
                f"{quoted(name)} is {what}", "Let somebody decide who has no part in it."
            )


def _criteria(newest: PluginProbation, decision: Decision) -> list[dict[str, Any]]:
    """The criteria of the open record, with what has been shown since."""
    names = [item.name for item in newest.criteria]
    for name in decision.passed:
        if name not in names:
            raise NotProposed(
                f"there is no criterion {quoted(name)}",
                did_you_mean(name, names) or f"The criteria are {', '.join(map(quoted, names))}.",
            )
    return [
        {
            "name": item.name,
            "required": item.required,
            "passed": item.passed or item.name in decision.passed,
            "summary": item.summary,
            "evidence_ids": _once(item.evidence_ids, decision.passed.get(item.name, ())),
        }
        for item in newest.criteria
    ]


def _refuse_open(release: ReleaseEntry, criteria: Iterable[Mapping[str, Any]]) -> None:
    still = [item["name"] for item in criteria if item["required"] and not item["passed"]]
    if still:
        raise NotProposed(
            f"{release.package} {release.version} cannot be promoted, with required criteria "
            f"open: {', '.join(map(quoted, still))}",
            f"Give what shows each: `--passed {still[0]}=EVIDENCE`; or leave it on probation.",
        )


def _once(*lists: Iterable[str]) -> list[str]:
    """All of them in their order, without repeats."""
    return list(dict.fromkeys(chain.from_iterable(lists)))
