"""A book of EPUB 2, with what EPUB 3 writes in another way."""

from __future__ import annotations

import zipfile
from pathlib import Path

DOCTYPE = (
    '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.1//EN" '
    '"http://www.w3.org/TR/xhtml11/DTD/xhtml11.dtd">'
)
PAGE = f"""<?xml version="1.0" encoding="iso-8859-1"?>
{DOCTYPE}
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" xml:lang="de">
<head><title>Caf\u00e9</title>
<meta http-equiv="Content-Type" content="application/xhtml+xml; charset=iso-8859-1" />
<meta http-equiv="Content-Style-Type" content="text/css" />
</head>
<body>{{}}</body></html>"""
CHAPTER = """<h1><a name="top"></a>Caf\u00e9&nbsp;&amp; Co</h1>
<p>Es war sp\u00e4t&mdash;so <em>sp\u00e4t. Und</em> dunkel.</p>
<table border="1" cellpadding="4" summary="Zahlen"><tr><td align="right" valign="top">Eins.</td>
<td nowrap="nowrap" width="20%">Zwei.</td></tr></table>
<p><img src="a.svg" alt="Ein Schiff" /><br clear="all" />Ende.</p>"""
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>'
PACKAGE = """<?xml version="1.0" encoding="utf-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="2.0" unique-identifier="id">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:opf="http://www.idpf.org/2007/opf"
  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
  xmlns:dcterms="http://purl.org/dc/terms/">
<dc:identifier id="id" opf:scheme="UUID"
>urn:uuid:7d31c4bf-57b6-4605-a71c-339368a18c73</dc:identifier>
<dc:title>Caf\u00e9</dc:title>
<dc:language xsi:type="dcterms:RFC4646">de</dc:language>
<dc:creator opf:role="aut" opf:file-as="Quill, Mara">Mara Quill</dc:creator>
<dc:date opf:event="creation">2001</dc:date>
<dc:date opf:event="publication">2002</dc:date>
<meta name="cover" content="cover"/>
</metadata>
<manifest>
<item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/>
<item id="one" href="one.html" media-type="application/xhtml+xml"/>
<item id="two" href="two.html" media-type="application/xhtml+xml"/>
<item id="cover" href="a.svg" media-type="image/svg+xml"/>
</manifest>
<spine toc="ncx"><itemref idref="one"/><itemref idref="two"/></spine>
<guide><reference type="text" title="Anfang" href="one.html#top"/></guide>
</package>"""
NCX = """<?xml version="1.0" encoding="utf-8"?>
<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/" version="2005-1">
<head><meta name="dtb:uid" content="urn:uuid:7d31c4bf-57b6-4605-a71c-339368a18c73"/></head>
<docTitle><text>Caf\u00e9</text></docTitle>
<navMap><navPoint id="a" playOrder="1"><navLabel><text>Eins &amp; mehr</text></navLabel>
<content src="one.html"/><navPoint id="b" playOrder="2"><navLabel><text>Zwei</text></navLabel>
<content src="two.html#two"/></navPoint></navPoint></navMap></ncx>"""


def old_book(path: Path, chapter: str = CHAPTER) -> Path:
    """Write it."""
    two = PAGE.format('<h2 id="two">Zwei</h2><p>Noch eins.</p>')
    files: dict[str, str | bytes] = {
        "META-INF/container.xml": """<?xml version="1.0"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>
<rootfile full-path="book.opf" media-type="application/oebps-package+xml"/></rootfiles>
</container>""",
        "book.opf": PACKAGE,
        "toc.ncx": NCX,
        "a.svg": SVG,
        "one.html": PAGE.format(chapter).encode("iso-8859-1", "xmlcharrefreplace"),
        "two.html": two.encode("iso-8859-1"),
    }
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/epub+zip")
        for name, data in files.items():
            archive.writestr(name, data)
    return path
