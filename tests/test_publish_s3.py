"""Publishing to S3: the real API, over HTTP, with what a reader without credentials gets."""

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import requests
from botocore.exceptions import EndpointConnectionError
from s3fs import S3FileSystem

from chandlery.ports.store import Store
from chandlery.ports.store_journal import JOURNAL
from editions import first, second
from faults import Killed
from publications import Publication, a_publication, publish, shard
from rules.guards_cases import ENTRY, LATER, ONE
from stores import PUBLIC, SECRET, objects, s3_environment, s3_server
from test_index import BLOCK

_NUMBERS = count()


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with s3_server() as endpoint:
        yield endpoint


@pytest.fixture
def endpoint(server: str, monkeypatch: pytest.MonkeyPatch) -> str:
    s3_environment(monkeypatch, server)
    return server


@pytest.fixture
def address(endpoint: str) -> str:
    bucket = f"quay-{next(_NUMBERS)}"
    system = S3FileSystem(skip_instance_cache=True)
    system.mkdir(bucket)
    system.call_s3("put_bucket_policy", Bucket=bucket, Policy=PUBLIC % bucket)
    return f"s3://{bucket}/market"


class Watched:
    """The objects that are written, copied and removed."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.done: list[tuple[str, str]] = []
        self.before: Callable[[], None] = lambda: None
        self._lock = threading.Lock()
        for name in ("write", "write_over", "copy", "remove"):
            monkeypatch.setattr(Store, name, self._wrapped(name, getattr(Store, name)))

    def _wrapped(self, name: str, original: Any) -> Any:
        def call(store: Store, path: str, *rest: Any, **options: Any) -> Any:
            with self._lock:
                self.before()
                self.done.append((name, rest[0] if name == "copy" else path))
            return original(store, path, *rest, **options)

        return call

    def sent(self) -> set[str]:
        """What was written for readers."""
        return {
            path
            for name, path in self.done
            if name != "remove" and not path.startswith(".chandlery-staging/")
        }

    def paths(self, what: str) -> list[str]:
        return [path for name, path in self.done if name == what]


def fetched(endpoint: str, address: str, path: str) -> requests.Response:
    where = f"{endpoint}/{address.removeprefix('s3://')}/{quote(path)}"
    return requests.get(where, timeout=20, headers={"Accept-Encoding": "identity"})


def test_anybody_gets_the_very_bytes_with_the_headers_of_the_table(
    tmp_path: Path, endpoint: str, address: str
) -> None:
    publication = first()
    assert publish(tmp_path, publication, address) == 0
    assert objects(address) == publication
    for path, data in publication.items():
        answer = fetched(endpoint, address, path)
        assert answer.status_code == 200, path
        assert answer.content == data, path
        assert "Content-Encoding" not in answer.headers, path
    (artifact,) = [path for path in publication if path.startswith("artifacts/")]
    for_ever, ask = "public, max-age=31536000, immutable", "public, no-cache"
    for path, caching, kind in (
        (shard(publication), for_ever, "application/json"),
        (artifact, for_ever, "application/gzip"),
        (ENTRY, ask, "application/json"),
        ("index/v1/files.jsonl", ask, "application/jsonl; charset=utf-8"),
    ):
        headers = fetched(endpoint, address, path).headers
        assert (headers["Cache-Control"], headers["Content-Type"]) == (caching, kind), path


def test_a_later_publication_sends_what_changed_and_copies_keep_their_headers(
    tmp_path: Path, endpoint: str, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, after = first(), second()
    assert publish(tmp_path, before, address) == 0
    watched = Watched(monkeypatch)
    assert publish(tmp_path, after, address, "--keep-days", "0") == 0
    assert objects(address) == after
    changed = {path for path, data in after.items() if before.get(path) != data}
    assert watched.sent() == changed
    headers = fetched(endpoint, address, "index/v1/bins.json").headers
    assert headers["Cache-Control"] == "public, no-cache"
    watched.done.clear()
    assert publish(tmp_path, after, address, "--keep-days", "0") == 0
    assert not watched.done


@pytest.mark.parametrize("step", [2, 25, 45])
def test_a_publication_that_was_killed_is_carried_on_and_sends_nothing_twice(
    tmp_path: Path, address: str, step: int
) -> None:
    with pytest.MonkeyPatch.context() as patched, pytest.raises(Killed):
        watched = Watched(patched)

        def kill() -> None:
            if len(watched.done) >= step:
                raise Killed

        watched.before = kill
        publish(tmp_path, second(), address)
    there = set(objects(address))
    with pytest.MonkeyPatch.context() as patched:
        again = Watched(patched)
        assert publish(tmp_path, second(), address, "--keep-days", "0") == 0
    assert objects(address) == second()
    assert not there & set(again.paths("write"))


def test_an_entry_that_changes_at_the_last_moment_is_not_overwritten(
    tmp_path: Path,
    address: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert publish(tmp_path, first(), address) == 0
    watched = Watched(monkeypatch)
    put = S3FileSystem._call_s3

    async def call_s3(system: Any, method: str, *rest: Any, **options: Any) -> Any:
        if method == "put_object" and options["Key"].endswith(ENTRY):
            theirs = {"Bucket": options["Bucket"], "Key": options["Key"], "Body": b"Theirs"}
            await put(system, method, **theirs)
        return await put(system, method, *rest, **options)

    monkeypatch.setattr(S3FileSystem, "_call_s3", call_s3)
    assert publish(tmp_path, second(), address) == 3
    assert "something else was published" in capsys.readouterr().err
    assert objects(address)[ENTRY] == b"Theirs"
    assert watched.done


def test_only_one_of_two_that_publish_at_once_gets_through(
    tmp_path: Path,
    address: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert publish(tmp_path, first(), address) == 0
    put = S3FileSystem._call_s3

    async def call_s3(system: Any, method: str, *rest: Any, **options: Any) -> Any:
        if method == "put_object" and options["Key"].endswith(JOURNAL):
            theirs = {"Bucket": options["Bucket"], "Key": options["Key"], "Body": b"{}"}
            await put(system, method, **theirs)
        return await put(system, method, *rest, **options)

    monkeypatch.setattr(S3FileSystem, "_call_s3", call_s3)
    assert publish(tmp_path, second(), address) == 3
    assert "something else is being published" in capsys.readouterr().err
    assert objects(address)[ENTRY] == first()[ENTRY]


def test_a_store_that_goes_away_midway_keeps_the_last_publication(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with s3_server() as endpoint:
        s3_environment(monkeypatch, endpoint)
        S3FileSystem(skip_instance_cache=True).mkdir("quay-midway")
        assert publish(tmp_path, first(), "s3://quay-midway") == 0
        with monkeypatch.context() as patched:
            watched = Watched(patched)

            def gone() -> None:
                if len(watched.done) == 4:
                    patched.setattr(S3FileSystem, "_call_s3", refused)

            async def refused(system: Any, *_: Any, **__: Any) -> Any:
                raise EndpointConnectionError(endpoint_url=endpoint)

            watched.before = gone
            assert publish(tmp_path, second(), "s3://quay-midway") == 3
        said = capsys.readouterr().err
        assert "Could not connect to the endpoint" in said
        assert "what has arrived is not sent twice" in said
        there = objects("s3://quay-midway")
        assert there.items() >= first().items()
        assert publish(tmp_path, second(), "s3://quay-midway", "--keep-days", "0") == 0
        assert objects("s3://quay-midway") == second()


def test_a_bucket_that_is_not_there_is_told_of(
    tmp_path: Path, endpoint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert publish(tmp_path, first(), "s3://nosuch-bucket/market") == 3
    said = capsys.readouterr().err
    assert "bucket does not exist" in said
    assert "Create the bucket first" in said


def test_without_credentials_nothing_is_tried(
    tmp_path: Path,
    address: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    assert publish(tmp_path, first(), address) == 3
    assert "Give credentials as the store's own tools take them" in capsys.readouterr().err


def test_nobody_there_is_told_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    s3_environment(monkeypatch, "http://127.0.0.1:9")
    assert publish(tmp_path, first(), "s3://quay/market") == 3
    assert "Could not connect to the endpoint" in capsys.readouterr().err


DENIED = (
    b'<?xml version="1.0" encoding="UTF-8"?><Error><Code>%s</Code>'
    b"<Message>%s</Message><RequestId>1</RequestId></Error>"
)


@pytest.mark.parametrize(
    ("code", "message", "hint"),
    [
        (b"AccessDenied", b"Access Denied", "list, read, write and delete"),
        (b"SignatureDoesNotMatch", b"The signature does not match.", "Check the credentials"),
        (b"InvalidAccessKeyId", b"AKIAQUAYQUAYQUAYQUAY is unknown.", "Check the credentials"),
    ],
)
def test_a_store_that_says_no_is_told_of_and_no_credential_is(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    code: bytes,
    message: bytes,
    hint: str,
) -> None:
    class No(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = DENIED % (code, message)
            self.send_response(403)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Content-Type", "application/xml")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), No) as refusing:
        threading.Thread(target=refusing.serve_forever, daemon=True).start()
        s3_environment(monkeypatch, f"http://127.0.0.1:{refusing.server_address[1]}")
        assert publish(tmp_path, first(), "s3://quay/market") == 3
        refusing.shutdown()
    said = capsys.readouterr().err
    assert hint in said
    assert SECRET not in said
    assert "AKIAQUAYQUAYQUAYQUAY" not in said


def test_a_blocked_release_goes_from_the_store_at_once(tmp_path: Path, address: str) -> None:
    before = first()
    (artifact,) = [path for path in before if path.startswith("artifacts/")]
    assert publish(tmp_path, before, address) == 0
    assert publish(tmp_path, a_publication(ONE | BLOCK, serial=LATER), address) == 0
    there: Publication = objects(address)
    assert artifact not in there
    assert shard(before) in there
