"""OBJ2xx: what this catalog asks of a manifest beyond what ObjectStack's schema does."""

import re
from collections.abc import Iterator

from chandlery.checks import Finding, rule
from chandlery.diagnostics import Severity, Verdict
from chandlery.dialects.objectstack.hosts import PROTOCOL, declared_range, refused_keys
from chandlery.dialects.objectstack.manifest import Manifest
from chandlery.dialects.objectstack.ranges import admits
from chandlery.quoting import quoted

# The package record's id, in the cloud; the manifest's schema takes any text.
_ID = re.compile(r"[a-z][a-z0-9-]*(\.[a-z][a-z0-9-]*)+")


@rule("OBJ201")
def id_is_no_package_id(record: Manifest) -> Iterator[Finding]:
    """The id is not in reverse-domain form.

    ## Why it matters
    The manifest's schema takes any text, the package record only this form. It is also the address
    of the package's files, so it has to be plain.

    ## Example
    ```json
    {"id": "Rates"}
    ```

    ## How to mend it
    Begin with a domain that is yours, turned round, in lower case: `com.example.rates`.
    """
    if _ID.fullmatch(record.id) is None:
        yield Finding(
            ("id",),
            f"{quoted(record.id)} is no id in reverse-domain form",
            "Write it like `com.example.rates`.",
        )


@rule("OBJ202")
def version_has_leading_zeros(record: Manifest) -> Iterator[Finding]:
    """A number of the version begins with a zero.

    ## Why it matters
    ObjectStack takes it, SemVer does not: tools that order versions would refuse the release or
    order it at will.

    ## Example
    ```json
    {"version": "01.4.0"}
    ```

    ## How to mend it
    Write the numbers without leading zeros.
    """
    if any(part != "0" and part.startswith("0") for part in record.version.split(".")):
        yield Finding(("version",), f"{quoted(record.version)} has leading zeros", "Take them out.")


@rule("OBJ203", severity=Severity.WARNING)
def range_is_not_understood(record: Manifest) -> Iterator[Finding]:
    """No host understands the range of hosts.

    ## Why it matters
    What a host does not understand it admits, with a warning. The range then protects nobody.

    ## Example
    ```json
    {"engines": {"protocol": "^16 || ^17"}}
    ```

    ## How to mend it
    Use one of the forms that hosts read: `^17`, `~17.1`, `17.x`, `17.1.0`, `>=17.0.0 <18`,
    `16.0.0 - 17.9.9` or `*`.
    """
    declared = declared_range(record)
    if declared and admits(declared[1], PROTOCOL) is None:
        yield Finding(
            declared[0],
            f"no host understands the range {quoted(declared[1])}",
            "Write it like `^17`.",
        )


@rule("OBJ204", severity=Severity.WARNING)
def network_is_wide_open(record: Manifest) -> Iterator[Finding]:
    """The package asks for hosts by a wildcard.

    ## Why it matters
    A wildcard lets data go wherever the code likes; nobody can review where that is.

    ## Example
    ```json
    {"permissions": {"network": ["*"]}}
    ```

    ## How to mend it
    Name the hosts.
    """
    for place, host in enumerate(record.declared().network or ()):
        if "*" in host:
            yield Finding(
                ("permissions", "network", place),
                f"{quoted(host)} stands for more than one host",
                "Name the hosts.",
            )


@rule("OBJ205", severity=Severity.WARNING)
def files_are_asked_for(record: Manifest) -> Iterator[Finding]:
    """The package asks for files of the host.

    ## Why it matters
    The permission names paths and does not tell reading from writing; a host's files are every
    tenant's.

    ## Example
    ```json
    {"permissions": {"fs": ["/var/lib/rates"]}}
    ```

    ## How to mend it
    Use the host's storage service where it will do; else waive this with the reason.
    """
    for place, path in enumerate(record.declared().fs or ()):
        yield Finding(
            ("permissions", "fs", place),
            f"it asks for {quoted(path)} on the host",
            "Use a storage service, or waive this with a reason.",
        )


@rule("OBJ206", severity=Severity.WARNING)
def code_runs_in_the_host(record: Manifest) -> Iterator[Finding]:
    """The package runs inside the host process.

    ## Why it matters
    There it can do whatever the host can, whatever its permissions say. Publishers that nobody
    verified may not publish it at all.

    ## Example
    ```json
    {"runtime": "node"}
    ```

    ## How to mend it
    Use `sandbox`, or `worker` where that will not do.
    """
    if record.runtime == "node":
        yield Finding(("runtime",), "`node` runs in the host's process", "Use `sandbox`.")


@rule("OBJ207", severity=Severity.WARNING)
def packages_are_installed(record: Manifest) -> Iterator[Finding]:
    """The package has a package manager install code of others.

    ## Why it matters
    That code is in no artifact that was reviewed. Publishers that nobody verified may not publish
    it at all.

    ## Example
    ```json
    {"packaging": "manifest-deps"}
    ```

    ## How to mend it
    Bundle what is needed: `"packaging": "bundled"`.
    """
    if record.packaging == "manifest-deps":
        yield Finding(
            ("packaging",),
            "`manifest-deps` installs code that is not in the artifact",
            "Bundle it.",
        )


@rule("OBJ208", severity=Severity.WARNING)
def permissions_are_a_list(record: Manifest) -> Iterator[Finding]:
    """The permissions are in the old list form.

    ## Why it matters
    Hosts still take it and map it to nothing, so nobody is told what the package needs.

    ## Example
    ```json
    {"permissions": ["object", "http"]}
    ```

    ## How to mend it
    Write an object with `services`, `hooks`, `network` and `fs`.
    """
    if isinstance(record.permissions, list):
        yield Finding(
            ("permissions",),
            "a list of permissions means nothing to any host",
            "Write an object with `services`, `hooks`, `network` and `fs`.",
        )


@rule("OBJ209", severity=Severity.WARNING, verdict=Verdict.LOADS)
def key_is_refused_by_current_hosts(record: Manifest) -> Iterator[Finding]:
    """Hosts from ObjectStack 17.3 on refuse the key.

    ## Why it matters
    17.1 drops keys that it does not know and still reads some that were retired; the hosts of
    today refuse the whole manifest.

    ## Example
    ```json
    {"author": "Example Ltd"}
    ```

    ## How to mend it
    Take the key out. Author, licence and icon belong into `listing.yml`.
    """
    for route, hint in refused_keys(record):
        written = ".".join(map(str, route))
        yield Finding(route, f"ObjectStack 17.3 and later refuse {quoted(written)}", hint, "key")


RULES = (
    id_is_no_package_id,
    version_has_leading_zeros,
    range_is_not_understood,
    network_is_wide_open,
    files_are_asked_for,
    code_runs_in_the_host,
    packages_are_installed,
    permissions_are_a_list,
    key_is_refused_by_current_hosts,
)
