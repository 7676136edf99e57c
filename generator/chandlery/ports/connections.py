"""Connections to servers that nobody vouches for: where they may go, and when they end."""

import ipaddress
import os
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Event, Lock, Timer
from types import TracebackType
from typing import Any, Self
from urllib.parse import urljoin, urlsplit

import requests
from requests.adapters import HTTPAdapter
from requests.utils import get_environ_proxies, requote_uri
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection

from chandlery.ports.errors import Refused
from chandlery.ports.limits import FetchLimits

_LOOPBACK = {"localhost", "127.0.0.1", "::1"}
_REDIRECTS = {301, 302, 303, 307, 308}


class Watch:
    """Ends what takes too long, whatever it waits for.

    A trickle of headers outlives any timeout that counts from the last byte, so connections are
    shut down from a thread of its own; their readers then fail.
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._over = Event()
        self._lock = Lock()
        self._lines: list[socket.socket] = []
        self._timer = Timer(seconds, self._end)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._timer.cancel()
        self._timer.join()
        self.release()

    @property
    def over(self) -> bool:
        """Whether the time is up."""
        return self._over.is_set()

    def wait(self, seconds: float) -> None:
        """Sleep, but not beyond the end."""
        self._over.wait(seconds)

    def follow(self, line: socket.socket) -> None:
        """Have an eye on a connection until `release`."""
        # A duplicate: TLS takes the descriptor out of the socket that it wraps.
        with self._lock:
            self._lines.append(line.dup())
        if self.over:
            self._end()

    def release(self) -> None:
        """Let go of all connections, so that they can be closed."""
        with self._lock:
            for line in self._lines:
                line.close()
            self._lines.clear()

    def _end(self) -> None:
        self._over.set()
        with self._lock:
            for line in self._lines:
                with suppress(OSError):  # the other side was faster
                    line.shutdown(socket.SHUT_RDWR)


class Route:
    """Where a download may lead, judged by the address that it starts from.

    Only https, to public addresses.  From a loopback address anything goes: then it is a test, or
    somebody serves their own files; plain http is for these alone, and only while the way began
    with it.

    Behind a proxy (``HTTPS_PROXY``; ``NO_PROXY`` counts) names are resolved by the proxy, and its
    rules say which addresses are reached.  Proxies and ``REQUESTS_CA_BUNDLE`` or
    ``CURL_CA_BUNDLE`` are all that is taken from the environment; never ``.netrc``.
    """

    def __init__(self, start: str) -> None:
        self.start = start
        self.local = _host(start) in _LOOPBACK
        self._schemes = {"https"}
        if self.local and start.lower().startswith("http:"):
            self._schemes.add("http")

    def check(self, url: str) -> None:
        """See whether we go to an address.

        Raises:
            Refused: we do not.
        """
        host = _host(url)
        scheme = url.partition(":")[0].lower()
        if not host or (
            scheme not in self._schemes or (scheme == "http" and host not in _LOOPBACK)
        ):
            raise self._refused(url, "it is not an https address")
        if "@" in urlsplit(url).netloc:
            raise self._refused(url, "it has a user's name in it")
        if not self.local and not _is_public(host):
            raise self._refused(url, "it is not on the public network")

    def check_peer(self, line: socket.socket) -> None:
        """See whether a connection, just made and not used yet, leads where we go.

        Raises:
            Refused: it leads to a private address, whatever the name was.
        """
        address = str(line.getpeername()[0])
        if not self.local and not _is_public(address):
            raise self._refused(address, "it is not on the public network")

    def _refused(self, where: str, reason: str) -> Refused:
        leads = "" if where == self.start else f" leads to {where}, which"
        return Refused(
            f"{self.start}{leads} is not fetched: {reason}",
            "Give an https address of a public server that answers with the file.",
            url=self.start,
        )

    @contextmanager
    def follow(
        self, headers: dict[str, str], watch: Watch, limits: FetchLimits
    ) -> Iterator[requests.Response]:
        """Ask for the file, going where redirects lead; the body is unread.

        There is no session: it would bring cookies, and read a redirect's body to its end.

        Raises:
            Refused: a redirect leads where we do not go, or there are too many.
            requests.RequestException, urllib3.exceptions.HTTPError: the network failed.
        """
        url = self.start
        for _ in range(limits.redirects + 1):
            self.check(url)
            with _Adapter(self, watch).ask(url, headers, limits) as answer:
                location = answer.headers.get("Location", "")
                if answer.status_code not in _REDIRECTS or not location:
                    yield answer
                    return
                url = self._target(url, location)
        raise self._refused(url, f"there were more than {limits.redirects} redirects")

    def _target(self, url: str, location: str) -> str:
        """Where a redirect leads; quoted, so that no control character gets into a message."""
        text = location.encode("latin-1", "replace").decode("utf-8", "replace")
        try:
            return requote_uri(urljoin(url, text))
        except ValueError:
            raise self._refused(repr(text), "it is not an address") from None


class _Adapter(HTTPAdapter):
    """One request's connection, checked and watched."""

    def __init__(self, route: Route, watch: Watch) -> None:
        self._route = route
        self._watch = watch
        super().__init__()

    def init_poolmanager(self, *args: Any, **options: Any) -> None:
        super().init_poolmanager(*args, **options)
        self.poolmanager.pool_classes_by_scheme = _pools(self._admit)

    def proxy_manager_for(self, proxy: str, **options: Any) -> Any:
        manager = super().proxy_manager_for(proxy, **options)
        if not proxy.lower().startswith("socks"):  # those bring connections of their own
            manager.pool_classes_by_scheme = _pools(self._watch.follow)
        return manager

    def _admit(self, line: socket.socket) -> None:
        self._route.check_peer(line)
        self._watch.follow(line)

    @contextmanager
    def ask(
        self, url: str, headers: dict[str, str], limits: FetchLimits
    ) -> Iterator[requests.Response]:
        """Send a GET request."""
        bundle = os.environ.get("REQUESTS_CA_BUNDLE") or os.environ.get("CURL_CA_BUNDLE")
        try:
            answer = self.send(
                requests.Request("GET", url, headers=headers).prepare(),
                stream=True,
                timeout=(limits.connect, limits.read),
                verify=bundle or True,
                proxies={} if self._route.local else get_environ_proxies(url),
            )
            with answer:
                yield answer
        finally:
            self.close()
            self._watch.release()


def _pools(admit: Callable[[socket.socket], None]) -> dict[str, type[HTTPConnectionPool]]:
    """Connection pools that show each connection before it is used.

    `_new_conn` is where urllib3 makes the bare connection; afterwards TLS has begun.
    """

    class Plain(HTTPConnection):
        def _new_conn(self) -> socket.socket:
            return _shown(super()._new_conn(), admit)

    class Secure(HTTPSConnection):
        def _new_conn(self) -> socket.socket:
            return _shown(super()._new_conn(), admit)

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class SecurePool(HTTPSConnectionPool):
        ConnectionCls = Secure

    return {"http": PlainPool, "https": SecurePool}


def _shown(line: socket.socket, admit: Callable[[socket.socket], None]) -> socket.socket:
    try:
        admit(line)
    except BaseException:
        line.close()
        raise
    return line


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:  # brackets that do not match
        return ""


def _is_public(host: str) -> bool:
    """Whether a name or address may be public; a name is judged again when it is resolved."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host not in _LOOPBACK
    address = getattr(address, "ipv4_mapped", None) or address
    return address.is_global and not address.is_multicast
