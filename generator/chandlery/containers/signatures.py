"""Ed25519 signatures of publishers over artifacts, as ObjectStack makes them (its contract, 1.5).

A signature is written ``ed25519:<key id>:<base64url without padding>``.
"""

import base64

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


def key_id(signature: str) -> str:
    """The id of the key that a signature says it was made with."""
    return signature.split(":")[1]


def verifies(signature: str, key: bytes, data: bytes) -> bool:
    """Whether a signature is a key's over these bytes.

    Args:
        signature: with its 64 bytes in base64url.
        key: 32 bytes, as `records.publisher.key_bytes` gives them.
        data: what was signed: the artifact as it is published.
    """
    digits = signature.rpartition(":")[2]
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(
            base64.urlsafe_b64decode(digits + "=="), data
        )
    except InvalidSignature:
        return False
    return True
