"""What is an address and a key, and what is not."""

from __future__ import annotations

import pytest

from captioner.client import remote
from captioner.errors import OptionError


@pytest.mark.parametrize(
    ("url", "name", "host", "path"),
    [
        ("wss://users-ws.rime.ai", "wss://users-ws.rime.ai/ws3", "users-ws.rime.ai", "/ws3"),
        ("ws://localhost:8003", "ws://localhost:8003/ws3", "localhost:8003", "/ws3"),
        ("ws://localhost:8003/", "ws://localhost:8003/", "localhost:8003", "/"),
        ("ws://localhost:8001/ws2", "ws://localhost:8001/ws2", "localhost:8001", "/ws2"),
        ("ws://[::1]:80/other", "ws://[::1]:80/other", "[::1]:80", "/other"),
    ],
)
def test_an_address_without_a_path_means_ws3_and_a_path_is_asked_as_it_is(
    url: str, name: str, host: str, path: str
) -> None:
    service = remote(url)

    assert (service.name, service.host, service.path) == (name, host, path)


@pytest.mark.parametrize(
    "url",
    [
        "", "example.org", "http://example.org", "ws://", "ws://h:99999", "ws://h:x/", "ws://a..b/",
        f"ws://{'x' * 80}/", "ws://h/\u00fc", "ws://h/a b", "ws://h/\n", "ws://[::1/",
    ],
)  # fmt: skip
def test_what_is_no_address_is_a_usage_error(url: str) -> None:
    with pytest.raises(OptionError, match="--url"):
        remote(url)


@pytest.mark.parametrize(
    "url", ["ws://u:SECRET@h/", "http://u:SECRET@h/", "wss://u:SECRET@h:99999/", "ws://h/?k=SECRET"]
)
def test_an_address_that_may_hold_a_secret_is_not_shown(url: str) -> None:
    with pytest.raises(OptionError, match="RIME_API_KEY") as caught:
        remote(url)

    assert "SECRET" not in str(caught.value)


def test_blanks_around_a_key_are_no_part_of_it() -> None:
    assert remote("ws://h", "key\n").key == "key"
    assert remote("ws://h", " \n").key is None
    assert remote("ws://h", None).key is None


@pytest.mark.parametrize("key", ["sk\u2013SECRET", "sk\nSECRET", "sk\0SECRET", "schl\u00fcssel"])
def test_what_can_be_no_key_is_refused_and_not_shown(key: str) -> None:
    with pytest.raises(OptionError, match="RIME_API_KEY") as caught:
        remote("ws://h", key)

    assert key not in str(caught.value)
    assert key not in repr(caught.value)
