"""PIN, the part about signatures: what a publisher signed, against the publisher's keys."""

from chandlery.checks import stated

FORGED = stated(
    "PIN014",
    """The signature is not one of the artifact's bytes.

    ## Why it matters
    A signature says that the publisher made exactly these bytes. One that does not verify says
    that somebody else did, or that they were changed since. Clients refuse such an artifact.

    ## Example
    ```json
    {"signature": {"key": "acme-2026", "value": "ed25519:acme-2026:AAAA…"}}
    ```
    for an artifact that was packed again after `os plugin sign`.

    ## How to mend it
    Sign the artifact as it is published, with the key that the publisher's file has under this
    id. Nobody but the publisher can. The signature is Ed25519 over the raw bytes of the file
    (ObjectStack's contract, section 1.5).
    """,
)
KEY_NAMED_TWICE = stated(
    "PIN015",
    """The signature names another key than the record does.

    ## Why it matters
    Clients look the key up by the id inside the signature; people read the one beside it. If the
    two differ, what people trust is not what is verified.

    ## Example
    ```json
    {"signature": {"key": "acme-2026", "value": "ed25519:acme-2019:AAAA…"}}
    ```

    ## How to mend it
    Write the id that `os plugin sign --key-id` was given into `key`.
    """,
)
RULES = (FORGED, KEY_NAMED_TWICE)

# What is refused for trust.
TRUST_CODES = frozenset({FORGED.code})
