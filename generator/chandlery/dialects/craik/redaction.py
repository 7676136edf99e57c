"""What Craik's redaction pass takes for a secret: see `chandlery.secrecy.redaction`."""

from chandlery.secrecy.redaction import (
    is_innocent,
    is_redacted_value,
    is_secret_key,
    secret_in,
    shown,
)

__all__ = ["is_innocent", "is_redacted_value", "is_secret_key", "secret_in", "shown"]
