"""The sound of a kept narration as files.

`missing` finds those that are to be made again, `encoding` writes any part of it, and `m4b` is all
of it as an audiobook. What they tell of themselves is `tagged`; a `loudness_report` says whether
mastered ones are what one of the `targets` asks for.
"""
