"""GOV: what an advisory points at, for those who want to know why."""

import re
from collections import defaultdict
from collections.abc import Iterator

from chandlery.catalog import AdvisoryEntry, Catalog
from chandlery.checks import Finding, rule
from chandlery.model.marketplace import Kind
from chandlery.quoting import quoted
from chandlery.suggest import Choices

_HTTPS = re.compile(r"https://[^\s/@]+")
# Numbers that anybody can look up.
_NUMBER = re.compile(r"\b(CVE-[0-9]{4}-[0-9]{4,}|GHSA(-[0-9a-z]{4}){3})\b")
# What an entry begins with: all of it, or what stands before a remark.
_POINTER = re.compile(r"(\S+?)(:\s.*)?", re.DOTALL)
_FOLDERS = (f"{Kind.PLUGIN.folder}/", f"{Kind.ADAPTER.folder}/")


@rule("GOV032")
def nothing_to_read_again(catalog: Catalog) -> Iterator[Finding]:
    """Releases are taken away on evidence that nobody can look up.

    ## Why it matters
    To yank or to block is to overrule somebody. Those who are concerned must be able to see why,
    and to object.

    ## Example
    `act: block` with `evidence: [told by a user]`

    ## How to mend it
    Give one entry that is an `https` address, or that begins with the id or the path of a record
    of this catalog: `evidence_changelog-scribe_1-1-0_signature: what it shows`.
    """
    known = _evidence(catalog)
    for advisory in catalog.advisories:
        record = advisory.record
        pointers = [_pointer(text) for text in record.evidence]
        if record.act == "deprecate" or any(map(_anywhere, record.evidence)):
            continue
        # One that leads nowhere is the next rule's to report.
        if not any(pointer in known or _is_meant(pointer) for pointer in pointers):
            yield Finding(
                ("evidence",),
                f"the {record.act} gives no evidence that can be looked up",
                "Give an `https` address, or begin an entry with a record's id.",
                document=advisory.document,
            )


@rule("GOV033")
def evidence_leads_nowhere(catalog: Catalog) -> Iterator[Finding]:
    """An entry of the evidence names a record that the catalog does not hold.

    ## Why it matters
    Whoever wants to know why a release was taken away finds nothing.

    ## Example
    `evidence: [evidence_text-stats_1-0-1_miscuont]`, or an address that is not `https`.

    ## How to mend it
    Correct the id, or add the record below the package's `governance/<version>/evidence/`.
    """
    known = _evidence(catalog)
    of_package: dict[str, list[str]] = defaultdict(list)
    for name, package in known.items():
        of_package[package].append(name)
    choices = {package: Choices(names) for package, names in of_package.items()}
    for advisory in catalog.advisories:
        for index, text in enumerate(advisory.record.evidence):
            pointer = _pointer(text)
            if not _is_meant(pointer) or pointer in known:
                continue
            if "://" in pointer:
                message, hint = f"{quoted(pointer)} is no `https` address", "Give one."
            elif _may_be_unread(catalog, advisory):
                continue  # it may be among what could not be read
            else:
                message = f"there is no record {quoted(pointer)}"
                theirs = choices.get(advisory.record.package)
                near = theirs.hint(pointer) if theirs else ""
                hint = near or "Correct the id, or add the record."
            yield Finding(("evidence", index), message, hint, document=advisory.document)


def _evidence(catalog: Catalog) -> dict[str, str]:
    """What evidence can point at, by id and by path, with the package that it belongs to."""
    found: dict[str, str] = {}
    concerned = {advisory.record.package for advisory in catalog.advisories}
    for package in catalog.packages if concerned else ():
        for release in package.releases:
            records, evidence = release.governance.records, release.governance.evidence
            ids = [item.id for item in evidence]
            ids += [item.document.value["id"] for item in records]
            paths = [item.document.path for item in (*release.manifests, *records)]
            paths += [release.document.path, *(item.document.path for item in evidence)]
            if package.name in concerned:
                paths += [f"{release.folder}/{file.path}" for file in release.source]
            found |= dict.fromkeys([*ids, *paths], package.name)
    return found


def _may_be_unread(catalog: Catalog, advisory: AdvisoryEntry) -> bool:
    """Whether some of the package that an advisory is about, or all of it, could not be read."""
    name = advisory.record.package
    folders = [package.folder for package in catalog.packages if package.name == name]
    return folders[0] in catalog.unread if folders else name in catalog.unread_names


def _anywhere(text: str) -> bool:
    """Whether an entry can be looked up by everybody, with no look into the catalog."""
    return bool(_HTTPS.search(text) or _NUMBER.search(text))


def _pointer(text: str) -> str:
    """The word that an entry is, or that stands before its remark; ``""`` for prose."""
    match = _POINTER.fullmatch(text.strip())
    return match[1] if match else ""


def _is_meant(pointer: str) -> bool:
    """Whether a word is meant for a record or an address, by its form."""
    is_address = "://" in pointer and not _HTTPS.match(pointer)
    return is_address or pointer.startswith(_FOLDERS) or ("_" in pointer and "://" not in pointer)


CATALOG_RULES = (nothing_to_read_again, evidence_leads_nowhere)
