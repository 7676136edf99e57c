"""What the name of a file says about secrets in it."""

import re
from typing import Final

_NAMES: Final = frozenset(
    {
        *(".env", ".envrc", ".netrc", "_netrc", ".npmrc", ".pypirc", ".pgpass", ".htpasswd"),
        *("id_rsa", "id_dsa", "id_ecdsa", "id_ed25519", "id_ecdsa_sk", "id_ed25519_sk"),
        *(".git-credentials", "credentials.json", "client_secret.json", "token.pickle"),
        *("minisign.key", ".vault-token", ".terraformrc", "terraform.tfstate"),
    }
)
# Stores of private keys. A `.pem` or `.key` may be a public one: those are looked into instead.
_SUFFIXES: Final = (".p12", ".pfx", ".jks", ".keystore", ".ppk", ".kdbx", ".agekey")
_PLACES: Final = ("/.aws/credentials", "/.docker/config.json", "/.kube/config", "/.ssh/config")
# `.env.local` and `.env.production`, but not the templates that are there to be copied.
_ENVIRONMENT: Final = re.compile(r"\.env\.(?!(?:example|sample|template|dist|defaults?)$).+")

_CODE: Final = (
    *(".py", ".pyi", ".js", ".mjs", ".cjs", ".jsx", ".ts", ".mts", ".tsx", ".rs", ".go", ".java"),
    *(".kt", ".swift", ".c", ".h", ".cc", ".cpp", ".hpp", ".cs", ".rb", ".php", ".lua", ".ex"),
)


def is_code(path: str) -> bool:
    """Whether a file's bare words are the names of variables, by its own name."""
    return path.lower().endswith(_CODE)


def holds_secrets(path: str) -> bool:
    """Whether a file holds secrets, by its name or by that of a folder above it.

    Args:
        path: with ``/``, relative to whatever.
    """
    lower = path.lower()
    parts = lower.split("/")
    return (
        not _NAMES.isdisjoint(parts)
        or parts[-1].endswith(_SUFFIXES)
        or f"/{lower}".endswith(_PLACES)
        or _ENVIRONMENT.fullmatch(parts[-1]) is not None
    )
