"""What a Markdown text says of itself in its front matter, in the plain lines of YAML."""

from __future__ import annotations

import re

#: What YAML takes for true and false; any other value is of no concern to us.
_SWITCH = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}

#: Authors in a front matter, behind the key or in the lines below it.
_AUTHOR = re.compile(r"^authors?:[ \t]*(.*)\n?((?:[ \t]*-[ \t].*\n?|[ \t]+\w.*\n?)*)", re.MULTILINE)
_LISTED = re.compile(r"^[ \t]*-[ \t]+(?:name:[ \t]+)?(.*)", re.MULTILINE)


def authors_in(content: str) -> tuple[str, ...]:
    """Read who wrote a document from its front matter: a name, or a list of some."""
    found = _AUTHOR.search(content)
    if found is None:
        return ()
    value = found[1].strip()
    if value.startswith("[") and value.endswith("]"):
        names = value[1:-1].split(",")
    elif value:
        names = [fields_in(f"author: {value}").get("author", "")]
    else:
        names = [item[1] for item in _LISTED.finditer(found[2])]
    return tuple(name for each in names if (name := each.strip().strip("\"'").strip()))


def fields_in(content: str) -> dict[str, str]:
    """Read the plain `key: value` lines of a YAML front matter."""
    fields = {}
    for line in content.split("\n"):
        match = re.match(r"(\w+)\s*:\s+(.*\S)\s*$", line)
        if match:
            key, value = match.groups()
            quoted = re.match(r"""(["'])(.*)\1\s*(?:#.*)?$""", value)
            value = quoted.group(2) if quoted else re.sub(r"\s+#.*$", "", value)
            fields["lang" if key == "language" else key.lower()] = value
    return fields


def switched(value: str | None) -> bool | None:
    """Read what is true or false; None for anything else."""
    return _SWITCH.get((value or "").lower())
