"""PUB: the keys that publishers sign with."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from chandlery.catalog import Catalog
from chandlery.checks import Finding, rule
from chandlery.quoting import quoted
from chandlery.records.publisher import key_bytes
from chandlery.suggest import did_you_mean

_PRIME = 2**255 - 19
# The height of the points of order 8 (RFC 8032, section 5.1: the curve and its field).
_EIGHTH = 0x05FC536D880238B13933C6D305ACDFD5F098EFF289F4C345B027B2C28F95E826
# A signature by a key of small order fits any text; libraries do not refuse such keys.
_SMALL_ORDER = frozenset({0, 1, _PRIME - 1, _PRIME, _PRIME + 1, _EIGHTH, _PRIME - _EIGHTH})
_SIGN_BIT = 1 << 255


@rule("PUB007")
def not_a_key(catalog: Catalog) -> Iterator[Finding]:
    """The key is no public key of Ed25519 that could prove anything.

    ## Why it matters
    Signatures are checked with it. A text that is no key checks none; one of the few points of
    small order would pass what anybody signed.

    ## Example
    `public: ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI…`

    ## How to mend it
    Give the public key as PEM, or its 32 bytes in Base64, Base64url or hexadecimal:
    `openssl pkey -in key.pem -pubout`. A private key that stood here is known to all: make another.
    """
    for _, publisher in sorted(catalog.publishers.items()):
        for index, key in enumerate(publisher.record.keys):
            if problem := _problem(key.public):
                message, hint = problem
                yield Finding(
                    ("keys", index, "public"),
                    f"the key `{key.id}` {message}",
                    hint,
                    document=publisher.document,
                )


def _problem(text: str) -> tuple[str, str] | None:
    """What is wrong with a key; the key itself is not repeated, since it may be a secret."""
    if "PRIVATE KEY" in text:
        return "is a private key", "Make a new pair of keys, and give the public one."
    data = key_bytes(text)
    hint = "Give the public key as PEM, or its 32 bytes in Base64."
    if data is None:
        return "is not 32 bytes of Ed25519", hint
    if int.from_bytes(data, "little") % _SIGN_BIT in _SMALL_ORDER:
        return "is a point of small order, for which anybody can sign", hint
    return None


@rule("PUB008")
def key_id_given_twice(catalog: Catalog) -> Iterator[Finding]:
    """Two keys of a publisher have one id.

    ## Why it matters
    A signature names its key by the id. Which of the two it is checked with would be chance.

    ## Example
    `keys: [{id: acme-2026, …}, {id: acme-2026, …}]`

    ## How to mend it
    Give the newer key an id of its own.
    """
    for _, publisher in sorted(catalog.publishers.items()):
        seen: set[str] = set()
        for index, key in enumerate(publisher.record.keys):
            if key.id in seen:
                yield Finding(
                    ("keys", index, "id"),
                    f"`{key.id}` is the id of another key already",
                    "Give the newer key an id of its own.",
                    document=publisher.document,
                )
            seen.add(key.id)


@rule("PUB009")
def key_claimed_twice(catalog: Catalog) -> Iterator[Finding]:
    """One key stands in two places.

    ## Why it matters
    Whoever holds it signs for both publishers. Under two ids of one publisher, taking one of them
    out leaves the key in force.

    ## Example
    The same `public` in `publishers/acme.yml` and `publishers/tidepool.yml`.

    ## How to mend it
    Leave it with the one whose it is.
    """
    owners: dict[bytes, tuple[str, str]] = {}
    for _, publisher in sorted(catalog.publishers.items()):
        for index, key in enumerate(publisher.record.keys):
            data = key_bytes(key.public)
            if data is None:
                continue
            owner, first = owners.setdefault(data, (publisher.name, key.id))
            if (owner, first) != (publisher.name, key.id):
                yield Finding(
                    ("keys", index, "public"),
                    f"the key `{key.id}` is the key `{first}` of `{owner}`",
                    "Leave it with the one whose it is.",
                    document=publisher.document,
                )


@rule("PUB010")
def signed_with_an_unknown_key(catalog: Catalog) -> Iterator[Finding]:
    """An artifact is signed with a key that its publisher does not have.

    ## Why it matters
    Nobody can check such a signature (ObjectStack's contract, section 1.5: a key id that is not
    known is refused).

    ## Example
    `"signature": {"key": "acme-2025", …}` where `publishers/acme.yml` has `acme-2026` alone.

    ## How to mend it
    Add the public key to the publisher's file, or correct the id.
    """
    owners = _owners(catalog)
    for package in catalog.packages:
        for release in package.releases:
            name = release.record.publisher
            if name not in catalog.publishers or f"publishers/{name}" in catalog.unread:
                continue
            known = [key.id for key in catalog.publishers[name].record.keys]
            for index, artifact in enumerate(release.record.artifacts):
                if artifact.signature and artifact.signature.key not in known:
                    key = artifact.signature.key
                    yield Finding(
                        ("artifacts", index, "signature", "key"),
                        f"`{name}` has no key {quoted(key)}" + _of_others(owners.get(key, [])),
                        did_you_mean(key, known) or f"Add it to `publishers/{name}.yml`.",
                        document=release.document,
                    )


def _owners(catalog: Catalog) -> Mapping[str, list[str]]:
    """Whose keys an id names."""
    owners: dict[str, list[str]] = defaultdict(list)
    for name, publisher in sorted(catalog.publishers.items()):
        for key in publisher.record.keys:
            owners[key.id].append(name)
    return owners


def _of_others(names: list[str]) -> str:
    return f"; it is a key of `{names[0]}`" if names else ""


CATALOG_RULES = (
    not_a_key,
    key_id_given_twice,
    key_claimed_twice,
    signed_with_an_unknown_key,
)
