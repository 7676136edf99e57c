"""Which addresses are spoken to in the open."""

import pytest

from chandlery.dialects.addresses import insecure


@pytest.mark.parametrize(
    ("url", "better"),
    [
        ("http://links.example/mcp", "https"),
        (" HTTP://LINKS.example:80/mcp", "https"),
        ("http://10.0.0.4/", "https"),
        ("http://localhost.example/", "https"),
        ("http://user@links.example/", "https"),
        ("ws://links.example/", "wss"),
    ],
)
def test_what_is_in_the_open(url: str, better: str) -> None:
    assert insecure(url) == better


@pytest.mark.parametrize(
    "url",
    [
        *("https://links.example/", "wss://links.example/", "stdio:", "", "http:", "http://["),
        *("http://localhost:3000/", "http://a.localhost/", "http://127.0.0.1/", "http://[::1]:8/"),
        *("http://127.8.9.1/", "http://LOCALHOST./", "http://${HOST}/mcp", "http://$HOST:80/"),
    ],
)
def test_what_is_not(url: str) -> None:
    assert insecure(url) is None
