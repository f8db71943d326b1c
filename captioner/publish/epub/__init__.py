"""A book with its sound: EPUB 3 with media overlays.

Of a document that is an EPUB, the same book, its own markup kept; of any other, a new one.
"""
