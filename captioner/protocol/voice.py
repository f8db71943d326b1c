"""Every setting that changes how something sounds, and its place in the connection's URL."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from captioner.document import primary_language
from captioner.errors import OptionError

#: What Rime's `/ws3` accepts over all of its models, in Hz.
RATES = range(4000, 96001)


@dataclass(frozen=True, slots=True)
class Voice:
    """How a narration sounds.

    `rate` is the sampling rate in Hz, asked of the service and kept to the end. Raises OptionError
    for values that no service can mean.
    """

    speaker: str
    lang: str = "en"
    model: str = "coda"
    rate: int = 22050

    def __post_init__(self) -> None:
        if not self.speaker:
            raise OptionError("a voice needs a speaker; name one with --speaker")
        if self.rate not in RATES:
            raise OptionError(
                f"--rate {self.rate} is no sampling rate that a service offers; "
                f"choose one from {RATES.start} to {RATES.stop - 1} Hz, such as 22050 or 24000"
            )

    def query(self) -> str:
        """Give the query part of the URL.

        All is said always, since a service replaces what is missing without a word. `never` makes
        the server speak at a flush and at nothing else.
        """
        return urlencode(
            {
                "speaker": self.speaker,
                "modelId": self.model,
                "lang": primary_language(self.lang),
                "audioFormat": "pcm",
                "samplingRate": self.rate,
                "segment": "never",
            }
        )


def parse_query(query: str) -> dict[str, str]:
    """Read the query part of a URL; of a name given twice the last one counts."""
    return dict(parse_qsl(query, keep_blank_values=True))
