"""Downloads from servers that are slow, broken or hostile."""

import gzip
import hashlib
import pickle
import socket
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from chandlery import __version__
from chandlery.ports.errors import (
    DigestMismatch,
    FetchError,
    NotFound,
    Offline,
    Refused,
    StorageError,
    TimedOut,
    TooLarge,
    Unreachable,
)
from chandlery.ports.fetch import Fetcher
from chandlery.ports.limits import FetchLimits

BODY = bytes(range(256)) * 400
DIGEST = hashlib.sha256(BODY).hexdigest()
TAG = '"v1"'
QUICK = FetchLimits(connect=5, read=5, total=10, retries=2, backoff=0.001)

Answer = Callable[["Request"], None]


class Request(BaseHTTPRequestHandler):
    """One request; tests say how it is answered."""

    protocol_version = "HTTP/1.1"
    server: "Server"

    def do_GET(self) -> None:
        self.close_connection = True
        self.server.asked.append(dict(self.headers.items()) | {"path": self.path})
        answers = self.server.answers[self.path]
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        answer(self)

    def head(self, status: int, **headers: object) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), str(value))
        self.end_headers()
        self.wfile.flush()

    def trickle(self, data: bytes) -> None:
        """Send the same bytes for ever, slowly."""
        while not self.server.stopped.wait(0.02):
            self.wfile.write(data)
            self.wfile.flush()

    def log_message(self, *args: object) -> None:
        pass


class Server(ThreadingHTTPServer):
    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Request)
        self.answers: dict[str, list[Answer]] = {}
        self.asked: list[dict[str, str]] = []
        self.stopped = threading.Event()

    def handle_error(self, *args: object) -> None:
        pass  # clients hang up

    def at(self, *answers: Answer, path: str = "/file") -> str:
        """Answer a path so; the last answer is given again and again."""
        self.answers[path] = list(answers)
        return f"http://127.0.0.1:{self.server_port}{path}"


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as running:
        thread = threading.Thread(target=running.serve_forever, args=(0.01,))
        thread.start()
        yield running
        running.stopped.set()
        running.shutdown()
        thread.join()


@dataclass
class Cache:
    folder: Path
    steps: list[str] = field(default_factory=list)

    def fetch(
        self,
        url: str,
        *,
        body: bytes = BODY,
        limits: FetchLimits = QUICK,
        offline: bool = False,
    ) -> bytes:
        fetcher = Fetcher(self.folder, limits, offline=offline)
        return fetcher.fetch(url, sha256=hashlib.sha256(body).hexdigest(), size=len(body))

    @property
    def place(self) -> Path:
        return self.folder / "sha256" / DIGEST[:2] / DIGEST

    @property
    def files(self) -> list[str]:
        return sorted(path.name for path in self.folder.rglob("*") if path.is_file())


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    return Cache(tmp_path / "cache")


def whole(body: bytes = BODY, **headers: object) -> Answer:
    def answer(request: Request) -> None:
        request.head(200, Content_Length=len(body), **headers)
        request.wfile.write(body)

    return answer


def status(code: int, **headers: object) -> Answer:
    return lambda request: request.head(code, Content_Length=0, **headers)


def cut(after: int, tag: str = TAG) -> Answer:
    """Promise everything, give the beginning, and hang up."""

    def answer(request: Request) -> None:
        request.head(200, Content_Length=len(BODY), ETag=tag)
        request.wfile.write(BODY[:after])

    return answer


def rest(request: Request) -> None:
    start = int(request.headers["Range"].removeprefix("bytes=").removesuffix("-"))
    assert request.headers["If-Range"] == TAG
    part = f"bytes {start}-{len(BODY) - 1}/{len(BODY)}"
    request.head(206, Content_Length=len(BODY) - start, Content_Range=part, ETag=TAG)
    request.wfile.write(BODY[start:])


def test_a_file_is_fetched_once_and_kept_by_digest(server: Server, cache: Cache) -> None:
    url = server.at(whole())
    assert cache.fetch(url) == BODY
    assert cache.fetch(url) == BODY
    assert cache.fetch("https://elsewhere.example/same", offline=True) == BODY
    assert len(server.asked) == 1
    assert server.asked[0]["User-Agent"] == f"chandlery/{__version__}"
    assert server.asked[0]["Accept-Encoding"] == "identity"
    assert cache.place.read_bytes() == BODY
    assert cache.files == [DIGEST]


def test_what_is_fetched_is_said(server: Server, tmp_path: Path) -> None:
    class Spoken:
        def __init__(self) -> None:
            self.steps: list[str] = []

        def step(self, text: str) -> None:
            self.steps.append(text)

        def track(self, items: object, total: object, text: object) -> Iterator[object]:
            raise NotImplementedError

    url = server.at(whole())
    progress = Spoken()
    fetcher = Fetcher(tmp_path, QUICK, progress=progress)  # type: ignore[arg-type]
    for _ in range(2):
        fetcher.fetch(url, sha256=DIGEST, size=len(BODY))
    assert progress.steps == [f"fetching {url}"]


def test_a_corrupt_cache_is_fetched_again(server: Server, cache: Cache) -> None:
    url = server.at(whole())
    cache.fetch(url)
    cache.place.write_bytes(BODY[:-1] + b"?")
    with pytest.raises(Offline):
        cache.fetch(url, offline=True)
    assert cache.fetch(url) == BODY
    assert cache.place.read_bytes() == BODY


def test_offline_asks_nobody(server: Server, cache: Cache) -> None:
    with pytest.raises(Offline, match="not in the cache") as caught:
        cache.fetch(server.at(whole()), offline=True)
    assert "--offline" in caught.value.hint
    assert server.asked == []


def test_many_who_want_one_file_fetch_it_once(server: Server, cache: Cache) -> None:
    url = server.at(whole())
    with ThreadPoolExecutor(8) as executor:
        assert set(executor.map(cache.fetch, [url] * 16)) == {BODY}
    assert len(server.asked) == 1
    assert cache.files == [DIGEST]


def test_who_waited_in_vain_fetches_for_himself(server: Server, cache: Cache) -> None:
    def late(request: Request) -> None:
        request.server.stopped.wait(0.1)
        request.head(404, Content_Length=0)

    def fetch(url: str) -> bytes:
        try:
            return cache.fetch(url)
        except NotFound:
            return b""

    url = server.at(late, whole())
    with ThreadPoolExecutor(2) as executor:
        assert sorted(executor.map(fetch, [url, url])) == [b"", BODY]
    assert cache.files == [DIGEST]


@pytest.mark.parametrize("code", [404, 410])
def test_what_is_not_there_is_not_asked_for_again(server: Server, cache: Cache, code: int) -> None:
    url = server.at(status(code))
    with pytest.raises(NotFound, match=str(code)) as caught:
        cache.fetch(url)
    assert caught.value.url == url
    assert caught.value.hint
    assert len(server.asked) == 1
    assert cache.files == []


@pytest.mark.parametrize("code", [429, 500, 502, 503, 504])
def test_a_server_in_trouble_is_asked_again(server: Server, cache: Cache, code: int) -> None:
    url = server.at(status(code, Retry_After=3600), status(code), whole())
    assert cache.fetch(url) == BODY
    assert len(server.asked) == 3


def test_a_server_in_trouble_is_not_asked_for_ever(server: Server, cache: Cache) -> None:
    with pytest.raises(Unreachable, match="503") as caught:
        cache.fetch(server.at(status(503)))
    assert caught.value.status == 503
    assert len(server.asked) == 1 + QUICK.retries
    again = pickle.loads(pickle.dumps(caught.value))
    assert (again.status, again.url, str(again)) == (503, caught.value.url, str(caught.value))


@pytest.mark.parametrize("code", [204, 304, 401, 403, 451])
def test_other_answers_are_final(server: Server, cache: Cache, code: int) -> None:
    with pytest.raises(Unreachable, match=str(code)):
        cache.fetch(server.at(status(code)))
    assert len(server.asked) == 1


def test_nobody_listens(cache: Cache) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}/file"
        with pytest.raises(Unreachable, match="refused") as caught:
            cache.fetch(url)
    assert caught.value.status == 0


def test_a_body_larger_than_pinned_is_not_even_begun(server: Server, cache: Cache) -> None:
    def answer(request: Request) -> None:
        request.head(200, Content_Length=len(BODY) + 1)
        request.trickle(b"")

    with pytest.raises(TooLarge, match=str(len(BODY) + 1)) as caught:
        cache.fetch(server.at(answer))
    assert caught.value.limit == len(BODY)
    assert len(server.asked) == 1
    assert cache.files == []


@pytest.mark.parametrize("chunked", [False, True])
def test_an_endless_body_ends_at_the_pinned_size(
    server: Server, cache: Cache, chunked: bool
) -> None:
    sent = 0

    def answer(request: Request) -> None:
        nonlocal sent
        request.head(200, ETag=TAG, **({"Transfer_Encoding": "chunked"} if chunked else {}))
        while sent < 100_000_000:
            sent += request.wfile.write(b"1000\r\n" + bytes(4096) + b"\r\n" if chunked else BODY)

    with pytest.raises(TooLarge):
        cache.fetch(server.at(answer))
    assert sent < 50_000_000  # what sockets buffer
    assert cache.files == []


def test_an_endless_line_between_chunks_is_not_read(server: Server, cache: Cache) -> None:
    def answer(request: Request) -> None:
        request.head(200, Transfer_Encoding="chunked")
        request.wfile.write(b"1;")
        for _ in range(2000):
            request.wfile.write(bytes(100_000))

    with pytest.raises(Unreachable):
        cache.fetch(server.at(answer), limits=FetchLimits(total=10, retries=0))


def test_a_body_shorter_than_pinned_is_another_file(server: Server, cache: Cache) -> None:
    for answer in (whole(BODY[:-1]), short_without_length):
        with pytest.raises(DigestMismatch, match=f"{len(BODY) - 1} bytes long"):
            cache.fetch(server.at(answer))
    assert len(server.asked) == 2
    assert cache.files == []


def short_without_length(request: Request) -> None:
    request.head(200, ETag=TAG)
    request.wfile.write(BODY[:-1])


def test_a_body_that_goes_on_after_its_stated_end_is_not_believed(
    server: Server, cache: Cache
) -> None:
    def answer(request: Request) -> None:
        request.head(200, Content_Length=len(BODY))
        request.wfile.write(BODY + b"more")

    assert cache.fetch(server.at(answer)) == BODY


def test_other_bytes_leave_nothing_in_the_cache(server: Server, cache: Cache) -> None:
    url = server.at(whole(bytes(len(BODY)), ETag=TAG))
    with pytest.raises(DigestMismatch) as caught:
        cache.fetch(url)
    assert caught.value.expected == DIGEST
    assert caught.value.actual == hashlib.sha256(bytes(len(BODY))).hexdigest()
    assert len(server.asked) == 1
    assert cache.files == []


@pytest.mark.parametrize("where", ["body", "headers", "status"])
def test_a_trickle_ends_with_the_time_allowed(server: Server, cache: Cache, where: str) -> None:
    def answer(request: Request) -> None:
        match where:
            case "body":
                request.head(200, Content_Length=len(BODY))
            case "headers":
                request.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        request.trickle(b"x")

    limits = FetchLimits(connect=5, read=5, total=0.3, retries=5)
    with pytest.raises(TimedOut, match=r"0\.3 seconds in all"):
        cache.fetch(server.at(answer), limits=limits)


def test_a_trickle_within_the_tls_handshake_ends_too(cache: Cache) -> None:
    stopped = threading.Event()

    def trickle(listener: socket.socket) -> None:
        line, _ = listener.accept()
        with line, suppress(OSError):
            line.send(b"\x16\x03\x03\x40\x00")  # a handshake of 16 kB follows
            while not stopped.wait(0.02):
                line.send(b"\x02")

    limits = FetchLimits(connect=600, total=0.3, retries=0)
    with socket.create_server(("127.0.0.1", 0)) as listener, ThreadPoolExecutor(1) as executor:
        executor.submit(trickle, listener)
        try:
            with pytest.raises(TimedOut, match="in all"):
                cache.fetch(f"https://127.0.0.1:{listener.getsockname()[1]}/", limits=limits)
        finally:
            stopped.set()


def silent(request: Request) -> None:
    request.server.stopped.wait(5)


def test_a_server_that_says_nothing_is_left(server: Server, cache: Cache) -> None:
    limits = FetchLimits(read=0.05, retries=1, backoff=0)
    with pytest.raises(TimedOut, match=r"0\.05 seconds without a byte"):
        cache.fetch(server.at(silent), limits=limits)


def test_a_server_that_says_nothing_is_asked_again(server: Server, cache: Cache) -> None:
    limits = FetchLimits(read=0.3, retries=8, backoff=0)
    assert cache.fetch(server.at(silent, whole()), limits=limits) == BODY


def test_a_wait_between_tries_ends_with_the_time_allowed(server: Server, cache: Cache) -> None:
    limits = FetchLimits(total=0.3, retries=50, backoff=20)
    with pytest.raises(TimedOut, match="in all"):
        cache.fetch(server.at(status(500)), limits=limits)


def test_a_cut_connection_is_resumed_where_it_broke(server: Server, cache: Cache) -> None:
    url = server.at(cut(50_000), rest)
    assert cache.fetch(url) == BODY
    start = int(server.asked[1]["Range"].removeprefix("bytes=").removesuffix("-"))
    assert 0 < start <= 50_000
    assert cache.files == [DIGEST]


def test_a_later_run_resumes_what_an_earlier_one_began(server: Server, cache: Cache) -> None:
    once = FetchLimits(retries=0)
    with pytest.raises(Unreachable, match=f"of {len(BODY)} bytes|more expected"):
        cache.fetch(server.at(cut(50_000)), limits=once)
    assert cache.files == [f"{DIGEST}.etag", f"{DIGEST}.part"]
    assert cache.fetch(server.at(rest), limits=once) == BODY
    assert cache.files == [DIGEST]


@pytest.mark.parametrize("tag", ["", 'W/"v1"', "v1", '"v\u00e91"'])
def test_without_a_strong_etag_nothing_is_resumed(server: Server, cache: Cache, tag: str) -> None:
    url = server.at(cut(50_000, tag), whole())
    assert cache.fetch(url) == BODY
    assert all("Range" not in asked for asked in server.asked)


def wrong_range(text: str) -> Answer:
    def answer(request: Request) -> None:
        request.head(206, Content_Length=10, **({"Content_Range": text} if text else {}))
        request.wfile.write(bytes(10))

    return answer


@pytest.mark.parametrize(
    "second",
    [
        pytest.param(whole(ETag='"v2"'), id="the whole file"),
        pytest.param(status(416), id="no such range"),
        pytest.param(wrong_range(""), id="a part without its place"),
        pytest.param(wrong_range("bytes 0-9/10"), id="another part"),
        pytest.param(wrong_range("bytes 16384-16393/*"), id="a shorter part"),
        pytest.param(wrong_range("pages 1-2/3"), id="no bytes"),
    ],
)
def test_a_server_that_does_not_resume_is_asked_for_everything(
    server: Server, cache: Cache, second: Answer
) -> None:
    url = server.at(cut(50_000), second, whole())
    assert cache.fetch(url) == BODY
    assert "Range" in server.asked[1]
    assert all("Range" not in asked for asked in server.asked[2:])


def test_two_halves_of_different_files_are_thrown_away(server: Server, cache: Cache) -> None:
    def other_file(request: Request) -> None:
        request.head(200, Content_Length=len(BODY), ETag=TAG)
        request.wfile.write(bytes(50_000))

    assert cache.fetch(server.at(other_file, rest, whole())) == BODY
    assert "Range" not in server.asked[2]


@pytest.mark.parametrize("coding", ["gzip", "x-gzip", "br", "identity, gzip"])
def test_an_encoded_body_is_not_taken(server: Server, cache: Cache, coding: str) -> None:
    body = gzip.compress(BODY)
    with pytest.raises(Refused, match=coding):
        cache.fetch(server.at(whole(body, Content_Encoding=coding)))
    assert cache.files == []


def test_redirects_are_followed_within_the_rules(server: Server, cache: Cache) -> None:
    server.at(whole(), path="/there%20now")
    server.at(status(308, Location="/there now"), path="/second")
    assert cache.fetch(server.at(status(302, Location="second"))) == BODY


def test_a_redirect_without_an_address_is_an_answer(server: Server, cache: Cache) -> None:
    with pytest.raises(Unreachable, match="302"):
        cache.fetch(server.at(status(302)))


def test_redirects_in_a_circle_end(server: Server, cache: Cache) -> None:
    with pytest.raises(Refused, match="more than 5 redirects"):
        cache.fetch(server.at(status(302, Location="/file")))
    assert len(server.asked) == 6


def test_an_endless_redirect_is_not_read(server: Server, cache: Cache) -> None:
    sent = 0

    def answer(request: Request) -> None:
        nonlocal sent
        request.head(302, Location="/there")
        while sent < 100_000_000:
            sent += request.wfile.write(BODY)

    server.at(whole(), path="/there")
    assert cache.fetch(server.at(answer)) == BODY
    assert sent < 50_000_000


@pytest.mark.parametrize(
    "target",
    [
        "file:///etc/passwd",
        "ftp://127.0.0.1/file",
        "http://plugins.example/file",
        "http://10.0.0.1/file",
        "data:,x",
        "http://[::1",
        "http://user:word@127.0.0.1/file",
        "http://127.0.0.1@plugins.example/",
        "javascript:\x1b[2J",
    ],
)
def test_a_redirect_elsewhere_is_refused(server: Server, cache: Cache, target: str) -> None:
    with pytest.raises(Refused) as caught:
        cache.fetch(server.at(status(302, Location=target)))
    assert "\x1b" not in str(caught.value)
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    "url",
    [
        "http://plugins.example/file",
        "file:///etc/passwd",
        "ftp://plugins.example/file",
        "https://",
        "https:///file",
        "plugins.example/file",
        "https://user:word@plugins.example/file",
        "https://10.0.0.1/file",
        "https://192.168.1.1/file",
        "https://169.254.169.254/latest/meta-data",
        "https://100.64.0.1/file",
        "https://0.0.0.0/file",
        "https://224.0.0.1/file",
        "https://[fe80::1]/file",
        "https://[fd00::1]/file",
        "https://[::ffff:10.0.0.1]/file",
        "https://[::ffff:224.0.0.1]/file",
        "https://[::]/file",
    ],
)
def test_addresses_that_we_do_not_go_to(
    cache: Cache, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", no_network)
    with pytest.raises(Refused) as caught:
        cache.fetch(url)
    assert caught.value.url == url
    assert caught.value.hint


def no_network(*args: object, **options: object) -> list[object]:
    raise AssertionError("nobody should be asked")


def test_a_public_name_of_a_private_address_is_refused_before_a_byte_is_sent(
    cache: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]

        def resolve(host: str, *args: object, **options: object) -> list[object]:
            assert host == "plugins.example"
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

        monkeypatch.setattr(socket, "getaddrinfo", resolve)
        for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.delenv(name, raising=False)
        with pytest.raises(Refused, match=r"127\.0\.0\.1, which is not fetched"):
            cache.fetch(f"https://plugins.example:{port}/file")
        peer, _ = listener.accept()
        with peer:
            assert peer.recv(1) == b""


def test_a_proxy_of_the_environment_is_used_and_watched(
    server: Server, cache: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = threading.Event()

    def tunnel(request: Request) -> None:
        asked.set()
        request.trickle(b"x")

    monkeypatch.setattr(Request, "do_CONNECT", tunnel, raising=False)
    monkeypatch.setenv("https_proxy", f"http://127.0.0.1:{server.server_port}")
    monkeypatch.setenv("no_proxy", "")
    with pytest.raises(TimedOut, match="in all"):
        cache.fetch("https://plugins.example/file", limits=FetchLimits(total=0.3))
    assert asked.is_set()


def test_loopback_never_goes_through_a_proxy_and_netrc_is_not_read(
    server: Server, cache: Cache, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login ada password secret\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("no_proxy", "")
    assert cache.fetch(server.at(whole())) == BODY
    assert "Authorization" not in server.asked[0]


def test_cookies_are_not_carried_along(server: Server, cache: Cache) -> None:
    server.at(whole(), path="/there")
    cache.fetch(server.at(status(302, Location="/there", Set_Cookie="id=1")))
    assert all("Cookie" not in asked for asked in server.asked)


def test_a_cache_that_cannot_be_written(server: Server, tmp_path: Path) -> None:
    (tmp_path / "cache").write_bytes(b"a file")
    with pytest.raises(StorageError) as caught:
        Cache(tmp_path / "cache").fetch(server.at(whole()))
    assert caught.value.path.startswith(str(tmp_path / "cache"))


@pytest.mark.parametrize("sha256", ["", "../../x", "A" * 64, "0" * 63])
def test_what_is_no_digest_is_our_bug(cache: Cache, sha256: str) -> None:
    with pytest.raises(ValueError, match="SHA-256"):
        Fetcher(cache.folder).fetch("https://plugins.example/", sha256=sha256, size=1)


def test_every_error_is_one_of_the_world() -> None:
    assert {NotFound, TooLarge, TimedOut, Unreachable, Refused, DigestMismatch, Offline} == set(
        FetchError.__subclasses__()
    )
