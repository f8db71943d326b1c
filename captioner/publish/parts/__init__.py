"""Parts of a narration that get files of their own, of sound and captions.

A `part` is a chapter, or some of a long one; its files are called by its `names`, its `captions`
are those of the whole, and `files` makes only those that come out otherwise. `chapter_files` and
the `excerpt` are the publications of them.
"""
