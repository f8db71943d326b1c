"""The files of a page, filled in: the one place where text becomes HTML.

A page runs its own script and shows its own style, which its policy knows by their digests, and
takes nothing from anywhere else. What is told to the script comes as JSON, where nothing can run.
"""

from __future__ import annotations

import base64
import hashlib
import re
import tomllib
from collections.abc import Mapping
from functools import cache
from html import escape
from importlib.resources import files
from typing import Any

import msgspec

from captioner.document import primary_language

_BLANK = re.compile(r"\{\{(\w+)\}\}")
#: What has a meaning in an address, or is taken out of one.
_NOT_IN_ADDRESS = {ord(char): f"%{ord(char):02X}" for char in map(chr, range(0x20))} | {
    ord("%"): "%25",
    ord("#"): "%23",
    0x7F: "%7F",
}


def filled(name: str, code: str, blanks: Mapping[str, str], data: Mapping[str, Any]) -> str:
    """Fill in the template `name`, which the head of all pages stands before, with HTML. Its script
    is in the file `code`, and reads `data`.
    """
    css, code = file("page.css"), file(code)
    own = {
        "css": css,
        "script": code,
        "policy": policy(css, code),
        "data": harmless(msgspec.json.encode(data).decode()),
    }
    return fill(file(name).replace("{{head}}", file("head.html")), {**blanks, **own})


def fill(template: str, blanks: Mapping[str, str]) -> str:
    """Fill in a template, in one pass: what is filled in is never filled in again."""
    return _BLANK.sub(lambda found: blanks[found[1]], template)


def words_for(lang: str) -> tuple[str, dict[str, str]]:
    """Give the words of buttons and the like for a page in a language, and their own language."""
    known = tomllib.loads(file("words.toml"))
    own = primary_language(lang)
    chosen = own if own in known else "en"
    return chosen, known["en"] | known[chosen]


def harmless(text: str) -> str:
    """Write JSON so that a browser finds no tag in it."""
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


def data_address(kind: str, data: bytes) -> str:
    """Give an address that is the thing itself, for an attribute."""
    return f"data:{kind};base64,{base64.b64encode(data).decode()}"


def text_address(kind: str, text: str) -> str:
    """Give an address that is a text itself, for an attribute; it stays nearly as short."""
    return escape(f"data:{kind};charset=utf-8,{text.translate(_NOT_IN_ADDRESS)}")


def policy(css: str, code: str) -> str:
    """Write the policy of a page: what of it may run, and where its media may come from."""
    return (
        f"default-src 'none'; script-src {_digest(code)}; style-src {_digest(css)}; "
        "media-src data: 'self' file:; img-src data: 'self' file:; base-uri 'none'; "
        "form-action 'none'"
    )


def _digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


@cache
def file(name: str) -> str:
    """Read a file of this folder."""
    return files("captioner.publish.page").joinpath(name).read_text("utf-8")
