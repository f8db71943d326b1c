"""The sampling rates that formats can carry."""

from __future__ import annotations

#: Of MPEG audio layer III: MPEG-1 (ISO/IEC 11172-3), its halves (13818-3) and their halves.
MP3_RATES = (8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000)

#: Of Opus (RFC 6716, 2.1.3).
OPUS_RATES = (8000, 12000, 16000, 24000, 48000)
