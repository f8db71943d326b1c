"""A Narration as finished things.

`folder` writes a narration into one, by its `making`; `again` makes files of one that is `kept`
without speaking, `mastering` a narration of its own beside it, as loud as somebody asks for, and
`retake` makes it anew with other takes. `caption` is for sound that somebody else has made, and
`sample` lets a voice be heard.

`formats` is the table of what can be asked for. `caption_files` writes captions, and `files` makes
each file appear whole or not at all. What is made once a narration is kept is a `publication`, as
the `settings` ask for it and `planned` with others; `foreseen` knows its names before. It is made
of the `sound`, or of `parts`: chapters, an excerpt. A `page`, an `epub`, a `video` and what a
`podcast` wants are others; `preview` shows a folder to a browser. `stoppable` is for long work.
"""
