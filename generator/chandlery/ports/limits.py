"""How long a fetch may take: apart from what fetches, which most commands do without."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchLimits:
    """How long a fetch may take, and how often it is tried.

    Attributes:
        connect: seconds to reach the server.
        read: seconds between two pieces of its answer.
        total: seconds for all of it, other tries included.
        retries: further tries after what may pass: a cut connection, 429, 500.
        backoff: seconds before the third try; doubled with each.
        redirects: how many are followed.
    """

    connect: float = 10
    read: float = 30
    total: float = 900
    retries: int = 4
    backoff: float = 0.5
    redirects: int = 5
