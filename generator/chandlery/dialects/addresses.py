"""Addresses that a plugin's servers and hooks speak to."""

from collections.abc import Iterable, Iterator
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

from chandlery.checks import Finding
from chandlery.dialects.programs import Text, few
from chandlery.quoting import quoted

# Scheme of what everybody on the way can read and change → the one to use in its place.
_SECURE: Final = {"http": "https", "ws": "wss"}


def insecure(url: str) -> str | None:
    """The scheme that an address needs in place of its own, if it is one of another machine.

    Of a host that comes from a variable nobody knows which it is.
    """
    try:
        parts = urlsplit(url.strip())
        host = (parts.hostname or "").rstrip(".")
    except ValueError:
        return None
    better = _SECURE.get(parts.scheme)
    if better is None or not host or "$" in parts.netloc or is_loopback(host):
        return None
    return better


def is_loopback(host: str) -> bool:
    """Whether a host is the machine itself (RFC 6761, 6.3; RFC 1122, 3.2.1.3)."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


@few
def open_addresses(given: Iterable[Text]) -> Iterator[Finding]:
    """Addresses of servers and hooks that are spoken to in the open."""
    for item in given:
        if item.role == "url" and (better := insecure(item.text)):
            message = f"{quoted(item.text)} is spoken to in the open"
            yield item.found(message, f"Write `{better}://`.")
