"""The read-along page: sound, text and captions that follow each other, for any browser.

`pages` plans what files there are; `document` and `book` write a page and an index, of `text` and
`times`; `template` alone makes HTML of the files beside it.
"""
