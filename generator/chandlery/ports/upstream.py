"""What others released: a file whose digest nobody knows yet, or a tag of a Git repository.

Nothing of either is run or checked out.
"""

import resource
import subprocess
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from chandlery.ports.answers import HEADERS, PIECE, Address, declared
from chandlery.ports.connections import Route, Watch
from chandlery.ports.errors import FetchError, GitError, TimedOut, TooLarge
from chandlery.ports.fetch import DEFAULT_LIMITS
from chandlery.ports.git_process import complaint, isolated, output
from chandlery.ports.limits import FetchLimits

# The largest file that Git may write while it fetches: a whole commit, compressed.
_MOST_FETCHED: Final = 512 * 1024 * 1024


def download(url: str, most: int, limits: FetchLimits = DEFAULT_LIMITS) -> bytes:
    """The bytes at an address, whatever they are, and never more than so many.

    Raises:
        FetchError: they cannot be had, or there are more.
    """
    with Watch(limits.total) as watch:
        address = Address(url, watch, limits)
        return address.tried(lambda: _read(address, most), lambda _: False)


def _read(address: Address, most: int) -> bytes:
    with address.answer({**HEADERS}) as answer:
        address.check_there(answer)
        if answer.status_code != 200:
            status = answer.status_code
            raise address.unreachable(f"the server says {status}", status)
        address.check_coding(answer)
        length = declared(answer)
        if length is not None and length > most:
            raise _too_large(address.url, most)
        data = bytearray()
        while piece := answer.raw.read(PIECE, decode_content=False):
            data += piece
            if len(data) > most:
                raise _too_large(address.url, most)
        if length is not None and len(data) < length:
            raise address.unreachable(f"it broke off after {len(data)} of {length} bytes")
        return bytes(data)


def _too_large(url: str, most: int) -> FetchError:
    return TooLarge(
        f"{url} has more than {most} bytes", "Publish a smaller file.", url=url, limit=most
    )


def fetch_tag(url: str, tag: str, folder: Path, limits: FetchLimits = DEFAULT_LIMITS) -> str:
    """Fetch the commit of a tag, and nothing else, into a new bare repository.

    Only https is spoken, http with this machine; redirects are not followed; no helper, hook or
    submodule is asked for.

    Returns:
        The full name of the tag.

    Raises:
        FetchError: the address is not one that we go to, or Git was too slow.
        GitError: there is no such tag, or Git fails.
    """
    Route(url).check(url)
    ref = tag_name(folder, tag)
    output(folder, "init", "--bare", "--quiet", "--template=", ".")
    done = _fetched(url, ref, folder, limits.total)
    if done.returncode != 0:
        raise GitError(
            f"{url} has no tag {tag!r} that can be fetched: {complaint(done.stderr)}",
            "Check the address and the tag.",
            folder=folder,
            revision=tag,
        )
    return ref


def _fetched(
    url: str, ref: str, folder: Path, seconds: float
) -> "subprocess.CompletedProcess[bytes]":
    scheme = urlsplit(url).scheme.lower()
    settings = {
        "protocol.allow": "never",
        f"protocol.{scheme}.allow": "always",
        "http.followRedirects": "false",
        "credential.helper": "",
        "fetch.fsckObjects": "true",
        "core.hooksPath": "/dev/null",
    }
    options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
    arguments = ["--quiet", "--depth=1", "--no-tags", "--no-recurse-submodules", "--", url]
    try:
        return subprocess.run(
            ["git", "-C", folder, *options, "fetch", *arguments, f"{ref}:{ref}"],
            env=isolated() | {"SSH_ASKPASS": ""},  # nobody is asked for a password
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            timeout=seconds,
            preexec_fn=_bounded,
        )
    except subprocess.TimeoutExpired:
        slow = f"{url} is too slow: {seconds:g} seconds in all"
        raise TimedOut(slow, "Try again later.", url=url) from None


def tag_name(folder: Path, tag: str) -> str:
    """The full name of a tag.

    Raises:
        GitError: Git would not take it for a name.
    """
    try:
        output(folder, "check-ref-format", f"refs/tags/{tag}")
    except GitError:
        raise GitError(
            f"{tag!r} cannot be the name of a tag",
            "Give it as it is there: `v1.2.0`.",
            folder=folder,
            revision=tag,
        ) from None
    return f"refs/tags/{tag}"


def origin_of(folder: Path) -> str:
    """Where a clone was made from, if that is an https address without a user's name."""
    try:
        url = output(folder, "config", "--get", "remote.origin.url").decode().strip()
    except (GitError, UnicodeDecodeError):
        return ""
    return url if url.startswith("https://") and "@" not in url else ""


def _bounded() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (_MOST_FETCHED, _MOST_FETCHED))
