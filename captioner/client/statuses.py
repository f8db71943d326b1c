"""What it means when a service answers an opening request with a status."""

from __future__ import annotations

import time
from collections.abc import Iterable

from captioner.client.service import Service, quoted
from captioner.errors import CaptionerError, SpeechInterrupted, SpeechLimited, SpeechRefused

#: Statuses that another try will not change: another place, or a wrong request, key or account.
_FINAL_STATUSES = frozenset({301, 302, 303, 307, 308, 400, 401, 402, 403, 404, 405, 410})
_Headers = Iterable[tuple[bytes, bytes]]


def answered(status: int, headers: _Headers, body: bytes, service: Service) -> CaptionerError:
    """Tell what a status means with which a service answers an opening request."""
    text = quoted(body.decode("utf-8", "replace"), service)
    said = f"{service.name} answered {status}" + (f": {text}" if text else "")
    if status == 429:
        return SpeechLimited(said, _retry_after(headers))
    if status == 401 and "subscription" in text.lower():
        return SpeechRefused(f"{said}; the key is known, look to the billing of its account")
    if status in (401, 403):
        said += "; check the key in RIME_API_KEY" if service.key else "; set a key in RIME_API_KEY"
    return SpeechRefused(said) if status in _FINAL_STATUSES else SpeechInterrupted(said)


def _retry_after(headers: _Headers) -> float | None:
    """Read after how many seconds another try is welcome, said as such or as a date."""
    said = next((value for name, value in headers if name.lower() == b"retry-after"), b"")
    text = said.decode("latin-1").strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    from email.utils import parsedate_to_datetime  # Hardly ever needed, and long to load.

    try:
        return max(0.0, parsedate_to_datetime(text).timestamp() - time.time())
    except (ValueError, OverflowError):
        return None
