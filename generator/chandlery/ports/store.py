"""An object store by an address that fsspec knows: bytes in and out, and errors in plain words."""

import errno
import hashlib
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final, Protocol
from urllib.parse import urlsplit

from chandlery.model.content_types import content_type
from chandlery.model.file_classes import class_of
from chandlery.ports.errors import StorageError
from chandlery.quoting import escaped
from chandlery.secrecy.masking import HIDDEN

_S3: Final = frozenset({"s3", "s3a"})
AT_ONCE: Final = 16  # requests under way
_MAX_SAID: Final = 300  # characters of what a store's library says

_HINTS: Final = (
    (
        ("NoCredentialsError", "PartialCredentialsError", "TokenRetrievalError"),
        "Give credentials as the store's own tools take them: in the environment, or a profile.",
    ),
    (("NoSuchBucket",), "Create the bucket first, or correct the address."),
    (
        ("InvalidAccessKeyId", "SignatureDoesNotMatch", "ExpiredToken", "InvalidToken"),
        "Check the credentials; they are wrong, or have run out.",
    ),
    (
        ("AccessDenied", "AllAccessDisabled", "403", "PermissionError"),
        "Let these credentials list, read, write and delete below the address.",
    ),
    (("NotImplementedError",), "Choose a store that can be written to."),
)
_NAMED_CREDENTIAL: Final = re.compile("KEY|SECRET|TOKEN|PASSW|CREDENTIAL")
_AWS_KEY: Final = re.compile(r"\b(?:AKIA|ASIA)[A-Z0-9]{12,}\b")
_LEAST: Final = 8  # characters of a credential
_AGAIN: Final = "Publish again when it can be reached; what has arrived is not sent twice."
_MEANWHILE: Final = frozenset(
    {"PreconditionFailed", "ConditionalRequestConflict", "412", "FileExistsError"}
)
_CANNOT: Final = frozenset({"NotImplemented", "501"})
_MISSING: Final = frozenset({"NoSuchKey", "404", "FileNotFoundError"})


class Meanwhile(StorageError):  # noqa: N818 - it reads as what happened
    """Somebody else wrote what was to be written on a condition."""


@dataclass(frozen=True, slots=True)
class Stored:
    """What a store's listing says of an object; `tag` is "" where it says no more than the size."""

    size: int
    tag: str

    def is_surely(self, data: bytes) -> bool:
        """Whether it holds these bytes, as far as an ETag of one upload by MD5 can tell."""
        digest = hashlib.md5(data, usedforsecurity=False).hexdigest()
        return self.size == len(data) and self.tag.strip('"') == digest


class _FileSystem(Protocol):
    """What is used of `fsspec.AbstractFileSystem`."""

    protocol: str | tuple[str, ...]

    def invalidate_cache(self) -> None: ...
    def find(self, path: str, *, detail: bool) -> Mapping[str, Mapping[str, Any]]: ...
    def info(self, path: str) -> Mapping[str, Any]: ...
    def cat_file(self, path: str) -> bytes: ...
    def pipe_file(self, path: str, value: bytes, **options: str) -> object: ...
    def cp_file(self, path1: str, path2: str) -> object: ...
    def call_s3(self, method: str, **options: object) -> object: ...
    def rm_file(self, path: str) -> object: ...


class Store:
    """Objects below an address."""

    def __init__(self, address: str) -> None:
        """Find out how the store is spoken to; nothing is asked of it yet.

        Raises:
            StorageError: the address makes no sense, or a package is missing.
        """
        self.address = address.rstrip("/")
        self._system, root = _opened(self.address)
        self._root = f"{root.rstrip('/')}/"
        named = self._system.protocol
        self._is_s3 = not _S3.isdisjoint({named} if isinstance(named, str) else named)

    def listed(self) -> dict[str, Stored]:
        """Every object there is, by its path below the address.

        Raises:
            StorageError: the store does not say.
        """
        try:
            with self._asked("list"):
                self._system.invalidate_cache()
                found = self._system.find(self._root.rstrip("/"), detail=True)
        except _Absent:
            return {}
        return {
            name.removeprefix(self._root): Stored(facts["size"], str(facts.get("ETag") or ""))
            for name, facts in found.items()
            if name.startswith(self._root) and facts["type"] == "file"
        }

    def read(self, path: str) -> bytes | None:
        """The bytes of an object, `None` where there is none."""
        try:
            with self._asked(f"read {path}"):
                return self._system.cat_file(self._root + path)
        except _Absent:
            return None

    def tag(self, path: str) -> str:
        """What an object is told apart by from what takes its place; "" for none, or no object."""
        if not self._is_s3:
            return ""
        try:
            with self._asked(f"look at {path}"):
                return str(self._system.info(self._root + path).get("ETag") or "")
        except _Absent:
            return ""

    def write(self, place: str, data: bytes, *, like: str = "") -> None:
        """Write an object, with the headers of the file that it is, or will be copied to."""
        with self._asked(f"write {place}"):
            self._system.pipe_file(self._root + place, data, **self._headers(like or place))

    def write_over(self, path: str, data: bytes, tag: str) -> None:
        """Write an object in the place of what had this tag; "" for nothing at all.

        A store that knows no conditions is written to all the same: callers look right before.

        Raises:
            Meanwhile: something else is there.
        """
        condition = {"IfMatch": tag} if tag else {"IfNoneMatch": "*"}
        if self._is_s3:
            try:
                with self._asked(f"write {path}"):
                    options = self._headers(path) | condition
                    self._system.pipe_file(self._root + path, data, **options)
                    return
            except _Unknown:
                pass
        self.write(path, data)

    def copy(self, place: str, path: str) -> bool:
        """Copy an object, headers and all; whether it was there."""
        try:
            with self._asked(f"write {path}"):
                if self._is_s3:  # without asking first how large it is
                    bucket, _, key = (self._root + path).partition("/")
                    source = {"Bucket": bucket, "Key": self._root.partition("/")[2] + place}
                    self._system.call_s3("copy_object", Bucket=bucket, Key=key, CopySource=source)
                else:
                    self._system.cp_file(self._root + place, self._root + path)
        except _Absent:
            return False
        return True

    def remove(self, path: str) -> None:
        """Remove an object, if it is there."""
        try:
            with self._asked(f"remove {path}"):
                self._system.rm_file(self._root + path)
        except _Absent:
            return

    def _headers(self, path: str) -> dict[str, str]:
        if not self._is_s3:
            return {}
        return {"CacheControl": class_of(path).caching.value, "ContentType": content_type(path)}

    @contextmanager
    def _asked(self, what: str) -> Iterator[None]:
        """Turn what a store's library raises, each its own, into a `StorageError`."""
        try:
            yield
        except Exception as error:
            codes = _codes(error)
            if "NoSuchBucket" not in codes and codes & _MISSING:
                raise _Absent from None
            if codes & _CANNOT:
                raise _Unknown(*_told(self.address, what, error, codes)) from error
            kind = Meanwhile if codes & _MEANWHILE else StorageError
            raise kind(*_told(self.address, what, error, codes), path=self.address) from error


class _Absent(Exception):  # noqa: N818
    """There is no such object."""


class _Unknown(StorageError):  # noqa: N818
    """The store does not know what was asked for."""


def _codes(error: BaseException) -> set[str]:
    """What names an error: its classes, the number of the system's, the code of S3's."""
    names = {kind.__name__ for kind in type(error).__mro__}
    for said in (error, error.__cause__):
        response = getattr(said, "response", None)
        if isinstance(response, dict):
            names.add(str(response.get("Error", {}).get("Code", "")))
    if isinstance(error, OSError) and error.errno in {errno.ENOTDIR, errno.EISDIR}:
        names.add("FileNotFoundError")
    return names


def _told(address: str, what: str, error: Exception, codes: set[str]) -> tuple[str, str]:
    said = getattr(error, "strerror", None) or str(error) or type(error).__name__
    words = escaped(_without_credentials(" ".join(str(said).split())), _MAX_SAID)
    hint = next((hint for names, hint in _HINTS if codes.intersection(names)), _AGAIN)
    return f"{address}: cannot {what}: {words}", hint


def _without_credentials(text: str) -> str:
    """What a store says, without what it was told by: keys of the environment, and AWS's own."""
    for name, value in os.environ.items():
        if _NAMED_CREDENTIAL.search(name) and len(value) >= _LEAST:
            text = text.replace(value, HIDDEN)
    return _AWS_KEY.sub(HIDDEN, text)


def _opened(address: str) -> tuple[_FileSystem, str]:
    """The file system of an address, and its root there.

    Raises:
        StorageError: the address makes no sense, or a package is missing.
    """
    scheme, _, rest = address.partition("://")
    if "::" in address or not rest.strip("/"):
        raise StorageError(f"{address} is no place to publish to", "Give s3://BUCKET/PREFIX.")
    if "@" in urlsplit(address).netloc:
        raise StorageError(
            f"the address of {scheme}:// holds credentials",
            "Take them out, and give them in the environment: addresses are shown and logged.",
        )
    options: dict[str, Any] = {"skip_instance_cache": True}
    if scheme in {"file", "local"}:
        options["auto_mkdir"] = True
    elif scheme in _S3:
        # One request a file; we ask for several files at once.
        options |= {"use_listings_cache": False, "max_concurrency": 1}
        options["config_kwargs"] = {"max_pool_connections": AT_ONCE}
    try:
        from fsspec.core import url_to_fs  # noqa: PLC0415 - an extra

        system, root = url_to_fs(address, **options)
    except ImportError as error:
        raise StorageError(
            f"{scheme}:// needs a package that is not installed: {escaped(str(error))}",
            "Install chandlery[s3] for S3, or what fsspec names for another store.",
        ) from error
    except ValueError as error:
        raise StorageError(
            f"{address} is no place to publish to: {escaped(str(error))}",
            "Give s3://BUCKET/PREFIX.",
        ) from error
    except Exception as error:  # some connect at once, each with errors of its own
        raise StorageError(*_told(address, "connect", error, _codes(error))) from error
    return system, root
