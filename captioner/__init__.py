"""captioner narrates documents and captions them, to the sample.

The public names are loaded when they are first used. Values such as a Voice or Settings are msgspec
structs: `msgspec.structs.replace` gives one that is changed.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

__version__ = "0.1.0"

_HOME = {
    "CaptionerError": "captioner.errors",
    "Document": "captioner.document",
    "DocumentError": "captioner.errors",
    "Edits": "captioner.audio",
    "Fit": "captioner.narrate",
    "Incomplete": "captioner.errors",
    "Narration": "captioner.publish.folder",
    "OptionError": "captioner.errors",
    "OutputError": "captioner.errors",
    "Pauses": "captioner.timeline",
    "PoolSettings": "captioner.client",
    "Profile": "captioner.captions",
    "Progress": "captioner.narrate",
    "Section": "captioner.document",
    "Sentence": "captioner.document",
    "Service": "captioner.client",
    "Settings": "captioner.narrate",
    "SpeechInterrupted": "captioner.errors",
    "SpeechRefused": "captioner.errors",
    "Voice": "captioner.protocol",
    "caption_document": "captioner.publish.caption",
    "check_captions": "captioner.check",
    "embedded": "captioner.local",
    "load_timeline": "captioner.publish.kept",
    "local_voice": "captioner.local",
    "narrate_document": "captioner.publish.folder",
    "publish_folder": "captioner.publish.again",
    "read": "captioner.text",
    "remote": "captioner.client",
    "retake_folder": "captioner.publish.retake",
}

__all__ = [*_HOME, "__version__"]  # noqa: PLE0604 - they are strings

if TYPE_CHECKING:
    from captioner.audio import Edits as Edits
    from captioner.captions import Profile as Profile
    from captioner.check import check_captions as check_captions
    from captioner.client import PoolSettings as PoolSettings
    from captioner.client import Service as Service
    from captioner.client import remote as remote
    from captioner.document import Document as Document
    from captioner.document import Section as Section
    from captioner.document import Sentence as Sentence
    from captioner.errors import CaptionerError as CaptionerError
    from captioner.errors import DocumentError as DocumentError
    from captioner.errors import Incomplete as Incomplete
    from captioner.errors import OptionError as OptionError
    from captioner.errors import OutputError as OutputError
    from captioner.errors import SpeechInterrupted as SpeechInterrupted
    from captioner.errors import SpeechRefused as SpeechRefused
    from captioner.local import embedded as embedded
    from captioner.local import local_voice as local_voice
    from captioner.narrate import Fit as Fit
    from captioner.narrate import Progress as Progress
    from captioner.narrate import Settings as Settings
    from captioner.protocol import Voice as Voice
    from captioner.publish.again import publish_folder as publish_folder
    from captioner.publish.caption import caption_document as caption_document
    from captioner.publish.folder import Narration as Narration
    from captioner.publish.folder import narrate_document as narrate_document
    from captioner.publish.kept import load_timeline as load_timeline
    from captioner.publish.retake import retake_folder as retake_folder
    from captioner.text import read as read
    from captioner.timeline import Pauses as Pauses


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"module 'captioner' has no attribute {name!r}")
    return getattr(import_module(_HOME[name]), name)
