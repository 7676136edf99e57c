"""Signatures of artifacts, held against the keys of their publishers."""

from collections.abc import Iterator

from chandlery.catalog import ArtifactEntry, PublisherEntry
from chandlery.checks import Finding
from chandlery.containers.signatures import key_id, verifies
from chandlery.diagnostics import Diagnostic
from chandlery.quoting import quoted
from chandlery.records.publisher import key_bytes
from chandlery.rules import signatures


def signature_problems(
    entry: ArtifactEntry, data: bytes, publisher: PublisherEntry | None
) -> Iterator[Diagnostic]:
    """What is wrong with the signature of an artifact.

    Keys that the publisher does not have, and keys that are none, are other rules' (PUB).

    Args:
        entry: the artifact.
        data: its bytes as they are published.
        publisher: of its release, where that is known.
    """
    signature = entry.record.signature
    if signature is None:
        return
    document, route = entry.release.document, ("artifacts", entry.index, "signature")
    named = key_id(signature.value)
    if named != signature.key:
        finding = Finding(
            (*route, "key"),
            f"the record names the key {quoted(signature.key)}, the signature {quoted(named)}",
            "Give the id of the key that the artifact was signed with.",
        )
        yield signatures.KEY_NAMED_TWICE.report(document, finding)
        return
    keys = _keys(publisher, named) if publisher else ()
    if keys and not any(verifies(signature.value, key, data) for key in keys):
        finding = Finding(
            (*route, "value"),
            f"no key {quoted(named)} of the publisher's made this signature over these bytes",
            "Have the publisher sign the artifact as it is published.",
        )
        yield signatures.FORGED.report(document, finding)


def _keys(publisher: PublisherEntry, name: str) -> tuple[bytes, ...]:
    found = (key_bytes(key.public) for key in publisher.record.keys if key.id == name)
    return tuple(key for key in found if key is not None)
